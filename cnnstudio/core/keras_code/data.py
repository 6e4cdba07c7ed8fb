"""Which data Keras code trains on and how it prepares them, as a recipe and a preprocessing."""

from dataclasses import dataclass, replace
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import arrays
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import Data, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Network
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import Preprocessing
from cnnstudio.core.pretrained_blocks import pretrained_blocks
from cnnstudio.core.spec import Shape

_FOLDERS = ("flow_from_directory", "image_dataset_from_directory")
_TURN = 360


@dataclass(frozen=True)
class Prepared:
    """What is trained on; ``told`` has the parts of the project that the code says."""

    recipe: DataRecipe
    preprocessing: Preprocessing
    told: frozenset[str]


def pictures_of(reader: Reader, plan: Planned) -> Data | None:
    """The pictures that the network is trained on, or that the code loads."""
    given = plan.fit.get("x", plan.fit.get("generator"))
    if isinstance(given, Thing) and len(given.given) > 1:
        given = given.given[1]
    if isinstance(given, Data) and given.pictures:
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
        preprocessing = Preprocessing(data.method)
    elif folder is not None:
        told |= {"data", "preprocessing"}
        recipe, preprocessing = folder
    elif data is not None:
        told.add("preprocessing")
        preprocessing = Preprocessing(data.method)
    if _prepares(network):
        told.add("preprocessing")
        preprocessing = replace(preprocessing, method="raw")
    if pretrained_blocks(network):
        told.add("preprocessing")
        side = (network.input_shape[0], network.input_shape[1])
        preprocessing = replace(preprocessing, method="raw", colour="colour", size=side)
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
    count, held = arrays.count(data), plan.fit.get("validation_data")
    other = held[0] if isinstance(held, (tuple, list)) and held else None
    if data.stop is None or count is None:
        return recipe
    taken = count
    if isinstance(other, Data) and other.part == "train" and other.source == data.source:
        taken += arrays.count(other) or 0
    return replace(recipe, subset=taken, draw="first")


def _validated(recipe: DataRecipe, plan: Planned) -> DataRecipe:
    """With what is validated on."""
    share, held = plan.fit.get("validation_split"), plan.fit.get("validation_data")
    if isinstance(share, (int, float)) and not isinstance(share, bool) and 0.01 <= share <= 0.9:
        return replace(recipe, validation="share", validation_share=float(share))
    other = held[0] if isinstance(held, (tuple, list)) and held else held
    if not isinstance(other, Data):
        return recipe
    if other.part == "test":
        return replace(recipe, validation=DataRecipe.TEST)
    if other.part == "held" and 0.01 <= other.share <= 0.9:
        return replace(recipe, validation_share=float(other.share), draw="random")
    count = arrays.count(other)
    trained = plan.fit.get("x")
    if count and isinstance(trained, Data) and arrays.count(trained):
        part = count / (count + (arrays.count(trained) or 0))
        return replace(recipe, validation_share=round(min(max(part, 0.01), 0.9), 6))
    return recipe


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


def _is_scaled(flow: Thing) -> bool:
    generator = flow.given[0] if flow.given else None
    scale = generator.named.get("rescale") if isinstance(generator, Thing) else None
    return isinstance(scale, (int, float)) and abs(scale * 255 - 1) < 0.01


def _augmentation(reader: Reader) -> tuple[Any, ...]:
    """The random changes of an ``ImageDataGenerator`` as layers of ours."""
    held = [each for each in reader.scopes[0].values() if isinstance(each, Thing)]
    generators = [each for each in held if each.name == "ImageDataGenerator" and set(each.named) - {"rescale"}]
    if not generators:
        return ()
    given = generators[0].named
    rows: list[tuple[str, dict[str, Any]]] = []
    flips = [way for way in ("horizontal", "vertical") if given.get(f"{way}_flip") is True]
    if flips:
        rows.append(("RandomFlip", {"mode": "_and_".join(flips)}))
    if _is_share(given.get("rotation_range"), 180):
        rows.append(("RandomRotation", {"factor": given["rotation_range"] / _TURN}))
    up, along = (given.get(f"{side}_shift_range", 0) for side in ("height", "width"))
    if _is_share(up, 1) or _is_share(along, 1):
        shares = {"height_factor": up, "width_factor": along}
        rows.append(("RandomTranslation", {key: each if _is_share(each, 1) else 0.0 for key, each in shares.items()}))
    if _is_share(given.get("zoom_range"), 0.95):
        rows.append(("RandomZoom", {"height_factor": given["zoom_range"]}))
    found = tuple(
        KINDS[kind].from_plain({key: float(v) if key != "mode" else v for key, v in row.items()}) for kind, row in rows
    )
    words = tr("Its random changes are read as layers of the preprocessing; how they are drawn differs a little.")
    reader.notes.add(generators[0].line, words, "otherwise")
    return found


def _is_share(value: Any, most: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= most
