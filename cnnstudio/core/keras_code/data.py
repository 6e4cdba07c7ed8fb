"""Which data Keras code trains on and how it prepares them, as a recipe and a preprocessing."""

from dataclasses import dataclass, replace
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import arrays, pipelines
from cnnstudio.core.keras_code.not_kept import ANYTHING, note_others
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import Data, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import METHODS_INSIDE, Preprocessing
from cnnstudio.core.spec import Shape
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks

_FOLDERS = ("flow_from_directory", "image_dataset_from_directory")
_TURN = 360
_NOTHING_OF = "height_shift_range width_shift_range rotation_range zoom_range shear_range channel_shift_range cval"
_NOT_DONE = "horizontal_flip vertical_flip zca_whitening featurewise_center samplewise_center"
_NOT_DIVIDED = "featurewise_std_normalization samplewise_std_normalization validation_split"
_OF_GENERATOR: dict[str, Any] = {
    **dict.fromkeys(("data_format", "dtype", "zca_epsilon"), ANYTHING),
    **dict.fromkeys(f"{_NOTHING_OF} {_NOT_DONE} {_NOT_DIVIDED}".split(), 0),
    "fill_mode": "nearest",
    "interpolation_order": 1,
}
"""Arguments of an ``ImageDataGenerator`` with what changes nothing."""


@dataclass(frozen=True)
class Prepared:
    """What is trained on; ``told`` has the parts of the project that the code says."""

    recipe: DataRecipe
    preprocessing: Preprocessing
    told: frozenset[str]


def pictures_of(reader: Reader, plan: Planned) -> Data | None:
    """The pictures that the network is trained on, or that the code loads."""
    given = pipelines.pictures(plan.fit.get("x", plan.fit.get("generator")))
    if given is not None:
        return given
    held = [each for each in reader.scopes[0].values() if isinstance(each, Data) and each.pictures]
    train = [each for each in held if each.part == "train"]
    return train[-1] if train else None


def prepared(reader: Reader, plan: Planned, network: Network) -> Prepared:
    """The recipe and preprocessing; as usual where the code says nothing."""
    data, told = pictures_of(reader, plan), set()
    recipe, preprocessing = DataRecipe(), Preprocessing()
    if network.input_shape != (28, 28, 1):
        recipe = DataRecipe(source="")
    folder = _folder(reader, plan)
    if data is not None and data.source:
        told |= {"data", "preprocessing"}
        recipe = _recipe(data, plan)
        preprocessing = Preprocessing(_method(data, plan))
    elif folder is not None:
        told |= {"data", "preprocessing"}
        recipe, preprocessing = folder
    elif data is not None:
        told.add("preprocessing")
        preprocessing = Preprocessing(_method(data, plan))
    if _prepares(network):
        told.add("preprocessing")
        preprocessing = replace(preprocessing, method="raw")
    if pretrained_blocks(network):
        told.add("preprocessing")
        side = (network.input_shape[0], network.input_shape[1])
        preprocessing = replace(preprocessing, method="raw", colour="colour", size=side)
    else:
        _note_scaling(reader, plan, data, preprocessing.method)
    changes = _augmentation(reader)
    if changes:
        told.add("preprocessing")
        preprocessing = replace(preprocessing, augmentation=changes)
    return Prepared(_validated(recipe, plan), preprocessing, frozenset(told))


def picture_shape(data: Data | None) -> Shape | None:
    """Of the pictures as the data set has them."""
    return None if data is None else arrays.SHAPES.get(data.source)


def _recipe(data: Data, plan: Planned) -> DataRecipe:
    recipe = DataRecipe(source=data.source)
    count, other = arrays.count(data), _held(plan)
    if data.stop is None or count is None:
        return recipe
    taken = count
    if isinstance(other, Data) and other.part == "train" and other.source == data.source:
        taken += arrays.count(other) or 0
    return replace(recipe, subset=taken, draw="first")


def _validated(recipe: DataRecipe, plan: Planned) -> DataRecipe:
    """With what is validated on."""
    share, other = plan.fit.get("validation_split"), _held(plan)
    if isinstance(share, (int, float)) and not isinstance(share, bool) and 0.01 <= share <= 0.9:
        return replace(recipe, validation="share", validation_share=float(share))
    if other is None:
        _note_validation(plan)
        return recipe
    if other.part == "test":
        return replace(recipe, validation=DataRecipe.TEST)
    if other.part == "held" and 0.01 <= other.share <= 0.9:
        return replace(recipe, validation_share=float(other.share), draw="random")
    count = arrays.count(other)
    trained = pipelines.pictures(plan.fit.get("x", plan.fit.get("generator")))
    if count and trained is not None and arrays.count(trained):
        part = count / (count + (arrays.count(trained) or 0))
        return replace(recipe, validation_share=round(min(max(part, 0.01), 0.9), 6))
    _note_validation(plan)
    return recipe


def _held(plan: Planned) -> Data | None:
    """The pictures that are validated on, where they are known."""
    held = plan.fit.get("validation_data")
    return pipelines.pictures(held[0] if isinstance(held, (tuple, list)) and held else held)


def _note_validation(plan: Planned) -> None:
    """Says that it is not known what is validated on, unless the pictures of a folder are divided."""
    held = plan.fit.get("validation_data")
    is_divided = isinstance(held, Thing) and any(
        "validation_split" in each.named for each in (held, *held.given) if isinstance(each, Thing)
    )
    if held is not None and not is_divided:
        words = tr("What is validated on is not read: a share of the training pictures is taken.")
        plan.reader.notes.add(plan.line_of_validation, words, "otherwise")


def _prepares(network: Network) -> bool:
    """Whether the network itself brings the pictures' values down, by its first layer but random changes."""
    for node in network.nodes:
        if getattr(node.spec, "family", "") != "augmentation":
            return node.spec.kind in ("Rescaling", "Normalization")
    return False


def _folder(reader: Reader, plan: Planned) -> tuple[DataRecipe, Preprocessing] | None:
    """Pictures in a folder, a class a folder inside."""
    calls = [each for each in (plan.fit.get("x"), plan.fit.get("generator")) if isinstance(each, Thing)]
    calls += [each for each in reader.scopes[0].values() if isinstance(each, Thing)]
    found = next((each for each in calls if each.name in _FOLDERS), None)
    if found is None:
        return None
    given = [each for each in found.given if not isinstance(each, Thing)]
    path = given[0] if given else found.named.get("directory")
    size = found.named.get("target_size", found.named.get("image_size", (256, 256)))
    recipe = DataRecipe(source="file", path=path if isinstance(path, str) else "")
    share = found.named.get("validation_split")
    if isinstance(share, float) and 0.01 <= share <= 0.9:
        recipe = replace(recipe, validation_share=share)
    try:
        preprocessing = Preprocessing("raw", size=tuple(size) if isinstance(size, list) else size)
    except (SpecError, TypeError):
        preprocessing = Preprocessing("raw")
    reader.notes.add(found.line, tr("The pictures are read from this folder; choose it on the Data page."), "note")
    return recipe, replace(preprocessing, method="scale") if _is_scaled(found) else preprocessing


def _method(data: Data, plan: Planned) -> str:
    """How the values of the pictures are scaled: by the code, or by the generator that they go through."""
    flow = plan.fit.get("x", plan.fit.get("generator"))
    return "scale" if data.method == "raw" and isinstance(flow, Thing) and _is_scaled(flow) else data.method


def _note_scaling(reader: Reader, plan: Planned, data: Data | None, method: str) -> None:
    """Says where the code does something else with the values than the method."""
    if data is None or (method != data.method and method == _method(data, plan)):
        return
    is_exact = arrays.is_exact(data, method)
    if is_exact:
        return
    line = max((reader.lines.get(name, 0) for name, each in reader.scopes[0].items() if each is data), default=0)
    taken = METHODS_INSIDE[method]
    if is_exact is None:
        words = tr(
            "How the code scales the pictures' values is not read to its end. Taken here: {method}.", method=taken
        )
    else:
        words = tr("The code scales the pictures' values in another way. The nearest here: {method}.", method=taken)
    reader.notes.add(line, words, "otherwise")


def _is_scaled(flow: Thing) -> bool:
    generator = flow.given[0] if flow.given else None
    return isinstance(generator, Thing) and _divides(generator.named.get("rescale"))


def _divides(scale: Any) -> bool:
    """Whether values times ``scale`` are 0 to 1."""
    return isinstance(scale, (int, float)) and abs(scale * 255 - 1) < 0.01


def _augmentation(reader: Reader) -> tuple[Any, ...]:
    """The random changes of an ``ImageDataGenerator`` as layers of ours."""
    held = [each for each in reader.scopes[0].values() if isinstance(each, Thing)]
    generators = [each for each in held if each.name == "ImageDataGenerator" and set(each.named) - {"rescale"}]
    if not generators:
        return ()
    generator = generators[0]
    rows = _changes(generator.named)
    found = tuple(KINDS[kind].from_plain(settings) for kind, settings, _ in rows)
    if found:
        words = tr("Its random changes are read as layers of the preprocessing; how they are drawn differs a little.")
        reader.notes.add(generator.line, words, "otherwise")
    taken = {name: ANYTHING for _, _, names in rows for name in names}
    taken |= {"rescale": ANYTHING} if _divides(generator.named.get("rescale")) else {}
    note_others(reader, generator, generator.named, {**_OF_GENERATOR, **taken})
    return found


def _changes(given: dict[str, Any]) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Layers by kind and settings, each with the names of what it is read from."""
    rows: list[tuple[str, dict[str, Any], tuple[str, ...]]] = []
    flips = tuple(name for name in ("horizontal_flip", "vertical_flip") if given.get(name) is True)
    if flips:
        mode = "_and_".join(name.removesuffix("_flip") for name in flips)
        rows.append(("RandomFlip", {"mode": mode}, flips))
    turn: Any = given.get("rotation_range", 0)
    zoom: Any = _evenly(given.get("zoom_range", 0))
    if _is_share(turn, 180):
        rows.append(("RandomRotation", {"factor": float(turn) / _TURN}, ("rotation_range",)))
    shifts = {side: given.get(f"{side}_shift_range", 0) for side in ("height", "width")}
    # From 1 on, and where it is a whole number, a shift is one in pixels.
    shifts = {side: float(share) for side, share in shifts.items() if isinstance(share, float) and 0 < share < 1}
    if shifts:
        shares = {f"{side}_factor": shifts.get(side, 0.0) for side in ("height", "width")}
        rows.append(("RandomTranslation", shares, tuple(f"{side}_shift_range" for side in shifts)))
    if _is_share(zoom, 0.95):
        rows.append(("RandomZoom", {"height_factor": float(zoom)}, ("zoom_range",)))
    return rows


def _evenly(zoom: Any) -> Any:
    """The share of a zoom that is written as its ends, (0.8, 1.2) as 0.2; anything else as it is."""
    if isinstance(zoom, (tuple, list)) and len(zoom) == 2 and all(isinstance(each, (int, float)) for each in zoom):
        return round(zoom[1] - 1, 9) if abs(zoom[0] + zoom[1] - 2) < 1e-6 else None
    return zoom


def _is_share(value: Any, most: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= most
