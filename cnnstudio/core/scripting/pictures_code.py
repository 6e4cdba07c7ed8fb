"""Where a script has its pictures from, how it divides them, and what is done to them before they are learned."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnstudio.core.pictures.preprocessing import FITTED, PICTURE_FLOOR, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.scripting.calls import export_check, literal
from cnnstudio.core.scripting.pieces import PROPORTIONED
from cnnstudio.core.spec import Shape
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.features import pictures_in_all


@dataclass(frozen=True)
class Keras:
    """A data set that Keras loads by itself: its module, what ``load_data`` is given, and its pictures' shape.

    Attributes:
        train: How many pictures it has to learn from; 10,000 more are for the test.
    """

    module: str
    arguments: str
    shape: Shape
    train: int = 60_000


KERAS = {
    "mnist": Keras("mnist", "", (28, 28, 1)),
    "fashion-mnist": Keras("fashion_mnist", "", (28, 28, 1)),
    "cifar-10": Keras("cifar10", "", (32, 32, 3), 50_000),
    "cifar-100": Keras("cifar100", 'label_mode="fine"', (32, 32, 3), 50_000),
    "cifar-100-coarse": Keras("cifar100", 'label_mode="coarse"', (32, 32, 3), 50_000),
}
"""By the source of a data recipe."""

_TEST = 10_000


def loaded_by_keras(project: Project) -> bool:
    """Whether ``keras.datasets`` has the very pictures, so that no file need stand beside the script."""
    offered = KERAS.get(project.data.source)
    return offered is not None and not project.data.path and not project.preprocessing.geometry.changes(offered.shape)


def count_of(project: Project) -> int:
    """How many pictures of a data set that Keras loads are used in all parts; 0 of any other."""
    offered = KERAS.get(project.data.source)
    return 0 if offered is None or project.data.path else pictures_in_all(project.data, offered.train, _TEST)


def pictures_code(project: Project, file: str, in_notebook: bool, exports: Mapping[str, str]) -> tuple[str, str]:
    """What is to be said of the pictures, and the code that has them in ``x_train`` … ``y_test``.

    Args:
        file: The ``.npz`` beside the script; empty for none.
        exports: Of which export each file is, by its name.
    """
    if file:
        return "The pictures lie in a file beside this one, divided as they were.", _from_file(
            project, file, in_notebook, exports
        )
    if not loaded_by_keras(project):
        return _none(project)
    return "Keras loads the pictures; they are divided by the seed.", _from_keras(project.data)


def _from_file(project: Project, file: str, in_notebook: bool, exports: Mapping[str, str]) -> str:
    place = literal(file) if in_notebook else f"Path(__file__).with_name({literal(file)})"
    parts = ["train", "test"] if project.data.validation == DataRecipe.TEST else ["train", "val", "test"]
    lines = [f"with np.load({place}) as data:", *export_check("data", file, exports)]
    lines += [f'    x_{part}, y_{part} = data["x_{part}"], data["y_{part}"]' for part in parts]
    if "val" not in parts:
        lines.append(_TESTED)
    return "\n".join(lines)


_TESTED = "x_val, y_val = x_test, y_test  # what chooses settings flatters the test result"


def _none(project: Project) -> tuple[str, str]:
    size = ", ".join(map(str, project.network.input_shape))
    lines = [
        f"x_{part}, y_{part} = ..., ...  # pictures 0 to 255, (n, {size}), and class numbers (n,)" for part in _ALL
    ]
    return "Put your own pictures here.", "\n".join(lines)


_ALL = ("train", "val", "test")


def _from_keras(recipe: DataRecipe) -> str:
    offered = KERAS[recipe.source]
    lines = [f"(x, y), (x_test, y_test) = keras.datasets.{offered.module}.load_data({offered.arguments})"]
    if offered.shape[2] == 1:
        lines.append("x, x_test = x[..., np.newaxis], x_test[..., np.newaxis]")
    lines.append('y, y_test = (each.astype("int64").ravel() for each in (y, y_test))')
    lines += ["", _order(recipe), f"used = {'DATA_SUBSET' if recipe.subset else 'len(x)'}"]
    if recipe.validation == DataRecipe.TEST:
        lines += ["train = np.sort(order[:used])", "x_train, y_train = x[train], y[train]", _TESTED]
        return "\n".join(lines)
    lines.append("held = round(used * DATA_VALIDATION_SHARE)")
    if recipe.draw == "first":
        lines.append("train, validation = order[: used - held], order[used - held : used]")
    else:
        lines.append("train, validation = np.sort(order[held:used]), np.sort(order[:held])")
    lines += ["x_train, y_train = x[train], y[train]", "x_val, y_val = x[validation], y[validation]"]
    code = "\n".join(lines)
    return f"{PROPORTIONED}\n\n\n{code}" if recipe.draw == "stratified" else code


def _order(recipe: DataRecipe) -> str:
    match recipe.draw:
        case "stratified":
            return "order = in_proportion(y, DATA_SEED)"
        case "random":
            return "order = np.random.default_rng(DATA_SEED).permutation(len(y))"
    return "order = np.arange(len(y))"


def measuring_code(preprocessing: Preprocessing) -> str:
    """The code that measures the training pictures: ``mean`` and ``spread``; empty where nothing is measured."""
    if preprocessing.method not in FITTED:
        return ""
    axes = "0" if preprocessing.method == "standardise_pixel" else "(0, 1, 2)"
    floor = "PREPROCESSING_FLOOR" if preprocessing.floor != Preprocessing().floor else literal(preprocessing.floor)
    return "\n".join(
        [
            f"mean = x_train.mean({axes}, dtype=np.float64)",
            f"squares = np.square(x_train, dtype=np.uint16).mean({axes}, dtype=np.float64)",
            "spread = np.sqrt(np.maximum(squares - np.square(mean), 0)).astype(np.float32)",
            "mean = mean.astype(np.float32)",
            f"spread = np.maximum(spread, np.float32({floor}))  # a number that never changes is not blown up",
        ]
    )


def preparing_code(preprocessing: Preprocessing) -> str:
    """The code that scales the pictures of all parts in memory."""
    formula = {
        "raw": 'pictures.astype("float32")',
        "scale": 'pictures.astype("float32") / 255',
        "signed": 'pictures.astype("float32") / 127.5 - 1',
        "standardise": '(pictures.astype("float32") - mean) / spread',
        "standardise_pixel": '(pictures.astype("float32") - mean) / spread',
    }
    if preprocessing.method == "standardise_picture":
        body = f"""\
    pictures = pictures.astype("float32")
    centred = pictures - pictures.mean((1, 2, 3), keepdims=True)
    variance = np.square(centred).mean((1, 2, 3), keepdims=True)
    return centred / np.sqrt(variance + np.float32({PICTURE_FLOOR**2}))"""
    else:
        body = f"    return {formula[preprocessing.method]}"
    call = "x_train, x_val, x_test = prepared(x_train), prepared(x_val), prepared(x_test)"
    return f"def prepared(pictures):\n{body}\n\n\n{call}"


def scaling_call(preprocessing: Preprocessing) -> str:
    """The Keras layer that scales pictures 0 to 255; empty where they stay as they are."""
    match preprocessing.method:
        case "scale":
            return "layers.Rescaling(1 / 255)"
        case "signed":
            return "layers.Rescaling(1 / 127.5, offset=-1.0)"
        case "standardise":
            return "layers.Normalization(mean=mean.tolist(), variance=np.square(spread).tolist())"
        case "standardise_pixel":
            return "layers.Normalization((1, 2, 3), mean.tolist(), np.square(spread).tolist())"
        case "standardise_picture":
            return f"layers.GroupNormalization(1, epsilon={PICTURE_FLOOR**2}, center=False, scale=False)"
    return ""
