"""A project as a Keras script that a person can read, and that trains to the very same figures."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank, check_known
from cnnstudio.core.ending import in_full_precision
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.network import Layer, walk
from cnnstudio.core.project import Project
from cnnstudio.core.scripting.calls import VARIABLE, export_check, in_one_line, indented, literal
from cnnstudio.core.scripting.compiling_code import Compiling
from cnnstudio.core.scripting.constants import constants, gaps_of
from cnnstudio.core.scripting.hidden import hides_classes, hides_end
from cnnstudio.core.scripting.layer_calls import Writing, layer_calls
from cnnstudio.core.scripting.network_code import HEAD, bases_code, network_code
from cnnstudio.core.scripting.pictures_code import (
    count_of,
    loaded_by_keras,
    measuring_code,
    pictures_code,
    preparing_code,
    scaling_call,
)
from cnnstudio.core.scripting.pieces import CLASS_WEIGHTS
from cnnstudio.core.scripting.pretrained_code import FEATURES, blocks_of, cut_in, frozen_in, unsaid_in, weights_code
from cnnstudio.core.scripting.sections import Section
from cnnstudio.core.scripting.training_code import fit_code, rate_code


@dataclass(frozen=True)
class Beside:
    """The files that stand beside a script.

    Attributes:
        pictures: The name of the ``.npz`` with the divided pictures; empty where there is none.
        weights: The name of the ``.npz`` with the weights that training begins with; empty for new ones.
        streamed: Whether the pictures are too many for the engine to hold them in memory as it trains: then it scales
            them inside the network, which rounds otherwise.
        exports: Of which export each file is, by its name, which the script then looks at.
        bases: The name of the ``.npz`` with the weights of pretrained layers; where it is empty, the script of a
            network that has some says where they are to be loaded.
        count: How many pictures there are in all parts; 0 where that is not known.
    """

    pictures: str = ""
    weights: str = ""
    streamed: bool = False
    bases: str = ""
    count: int = 0
    exports: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pictures:
    """The divided pictures of a project.

    Attributes:
        save: Writes them as an ``.npz`` to the file it is given.
        streamed: Whether they are too many for the memory.
        count: As of Beside.
    """

    save: Callable[[Path], None]
    streamed: bool = False
    count: int = 0


def sections(
    project: Project, beside: Beside = Beside(), *, name: str = "", solution: bool = False, in_notebook: bool = False
) -> tuple[Section, ...]:
    """The parts of the script, in their order.

    Args:
        name: What the project is called.
        solution: Whether blanks are filled in, and marked.
        in_notebook: Whether they become a notebook, which has no file of its own to look beside.

    Raises SpecError where a solution is wanted and what was meant by a blank is not known.
    """
    if solution:
        check_known(project.blanks)
    return _Writer(project, beside, name, solution, in_notebook).sections()


class _Writer:
    """Writes the sections of one project."""

    def __init__(self, project: Project, beside: Beside, name: str, solution: bool, in_notebook: bool) -> None:
        self._project, self._beside, self._name = project, beside, name
        self._solution, self._in_notebook = solution, in_notebook
        self._blank = {each.setting for each in project.blanks if not each.node}
        self._gaps = gaps_of(project)
        self._cut = cut_in(project, {} if solution else self._gaps, beside.count or count_of(project))
        self._front = self._cut is None and (bool(project.preprocessing.augmentation) or beside.streamed)
        self._trained = HEAD if self._cut else "trained" if self._front else VARIABLE
        self._unknown: Collection[str] = () if solution else self._blank
        end_is_blank = not solution and hides_end(project)
        self._compiling = Compiling(project.plan, project.network, self._unknown, self._trained, end_is_blank)

    def sections(self) -> tuple[Section, ...]:
        said, pictures = pictures_code(self._project, self._beside.pictures, self._in_notebook, self._beside.exports)
        found = [
            Section(in_one_line(self._name) or "A convolutional network", self._about(), self._imports()),
            Section("Settings", "Change them here.", self._constants()),
            Section("Pictures", said, pictures),
            Section("Preparation", "What is done to the pictures and labels before they are learned.", self._prepare()),
            Section("Network", "The seed comes first: it draws the weights.", self._network()),
            Section("Training rule", "How the weights follow the gradient, and what is made small.", self._compile()),
            Section("Training", "What is learned epoch by epoch stands in history.history.", self._train()),
            Section("Test", "Pictures that the network has never seen.", self._test()),
        ]
        return tuple(found)

    def _about(self) -> str:
        beside = [each for each in (self._beside.pictures, self._beside.bases, self._beside.weights) if each]
        files = f" It needs {in_one_line(listed(beside))} beside it." if beside else ""
        needs = "keras, tensorflow and numpy" if self._asks_tensorflow() else "keras and numpy"
        is_on_all = self._project.plan.device == "gpus" and "device" not in self._unknown
        return f"Written by CNN Studio for Keras 3; needs {needs} alone.{files}{_ON_ONE_CARD if is_on_all else ''}"

    def _imports(self) -> str:
        plan, own = self._project.plan, []
        if plan.schedule.kind in ("Cosine", "Step", "Plateau"):
            own.append("import math")
        files = (self._beside.pictures, self._beside.weights, self._beside.bases)
        if any(files) and not self._in_notebook:
            own.append("from pathlib import Path")
        found = ["import keras", "import numpy as np"]
        if self._asks_tensorflow():
            found.append("import tensorflow as tf")
        found.append("from keras import layers")
        code = "\n".join(found) if not own else "\n".join([*own, "", *found])
        asks_at_once = self._asks_tensorflow() and "device" not in self._unknown
        return f"{code}\n\n{_ON_PROCESSOR}" if asks_at_once else code

    def _asks_tensorflow(self) -> bool:
        """Whether the processor is asked for, or may be as soon as a blank is filled in."""
        return self._project.plan.device == "cpu" or "device" in self._unknown

    def _constants(self) -> str:
        divides = loaded_by_keras(self._project) and not self._beside.pictures
        code = constants(self._project, self._blank, self._solution, divides)
        if "device" in self._unknown:
            return f'{code}\n\nif PLAN_DEVICE == "cpu":\n{indented(_ON_PROCESSOR)}'
        return code

    def _prepare(self) -> str:
        project, parts = self._project, []
        shape = analyse(project.network).output_shape
        is_told = shape and (self._solution or not hides_classes(project))
        parts.append(f"CLASSES = {shape[-1] if shape and is_told else 'int(y_train.max()) + 1'}")
        measured = measuring_code(project.preprocessing)
        if measured:
            parts.append(measured)
        if not self._front:
            code = preparing_code(project.preprocessing)
            parts.append(code.partition("\n\n\n")[0] if self._cut else code)
        weighed = self._class_weights()
        if weighed:
            parts.append(weighed)
        labels = self._compiling.labels()
        return joined([*parts, labels] if labels else parts)

    def _class_weights(self) -> str:
        if "class_weight" not in self._unknown:
            return CLASS_WEIGHTS.get(self._project.plan.class_weight, "")
        cases = [f'if PLAN_CLASS_WEIGHT == "{name}":\n{indented(code)}' for name, code in CLASS_WEIGHTS.items()]
        return "\n".join(["class_weight = None", *cases])

    def _network(self) -> str:
        network = self._project.network
        in_full = in_full_precision(network) if self._is_mixed() else None
        unsaid = () if self._solution else unsaid_in(network, self._gaps)
        how = Writing({**self._gaps}, self._solution, in_full, frozen_in(network), unsaid)
        code = network_code(network, how, self._cut.name if self._cut else "")
        parts = [*bases_code(network, how), "keras.utils.set_random_seed(SEED)", code]
        if blocks_of(network):
            parts.append(self._weights_of_bases())
        parts.append(f"{VARIABLE}.summary()")
        if self._cut:
            parts.append(FEATURES.replace("parts])", _IN_FULL) if self._is_mixed() else FEATURES)
        if self._front:
            parts.append(self._in_front())
        return joined(parts)

    def _is_mixed(self) -> bool:
        return "precision" in self._unknown or self._project.plan.precision != "float32"

    def _weights_of_bases(self) -> str:
        if not self._beside.bases:
            return "# Here the pretrained layers are to be given their weights."
        words = "# The weights that the pretrained layers bring with them."
        return f"{words}\n{self._given(self._beside.bases)}"

    def _given(self, name: str) -> str:
        check = export_check("given", name, self._beside.exports)
        return weights_code(VARIABLE, self._place(name), check)

    def _place(self, name: str) -> str:
        """Code for a file beside the script."""
        return literal(name) if self._in_notebook else f"Path(__file__).with_name({literal(name)})"

    def _in_front(self) -> str:
        """The layers before the network, in the order in which the engine makes them."""
        augmentation = [text for spec in self._project.preprocessing.augmentation for text in _plain_calls(spec)]
        scaling = scaling_call(self._project.preprocessing)
        lines = (
            ["# Pictures come as they are, 0 to 255; in training they are changed at random."] if augmentation else []
        )
        lines.append(f'pictures = keras.Input({literal(self._project.network.input_shape)}, dtype="uint8")')
        lines.append('x = keras.ops.cast(pictures, "float32")')
        lines += ["augmentation = [", *(f"    {each}," for each in augmentation), "]"]
        lines.append(f"scaling = [{scaling}]")
        lines += ["for layer in [*augmentation, *scaling]:", "    x = layer(x)"]
        lines.append(f"trained = keras.Model(pictures, {VARIABLE}(x))")
        return "\n".join(lines)

    def _compile(self) -> str:
        parts = [*self._compiling.pieces()]
        if self._beside.weights:  # before an optimiser copies the weights, as ScheduleFreeAdamW does
            words = "# Training begins with these weights instead of new ones."
            parts.append(f"{words}\n{self._given(self._beside.weights)}")
        parts.append(self._compiling.code())
        return joined(parts)

    def _train(self) -> str:
        rate = rate_code(self._project.plan, self._unknown)
        return joined([*rate, fit_code(self._project.plan, self._unknown, self._trained)])

    def _test(self) -> str:
        comment = _SCORED_IN_FULL if self._is_mixed() else ""
        return comment + (
            f"scores = {self._trained}.evaluate(x_test, y_test, batch_size=BATCH_SIZE, verbose=0, return_dict=True)\n"
            "print(f\"test accuracy {scores['accuracy']:.4f}, loss {scores['loss']:.4f}\")"
        )


_ON_PROCESSOR = 'tf.config.set_visible_devices([], "GPU")  # on the processor, also where there is a graphics card'
_ON_ONE_CARD = "\nIt trains on one graphics card, not on all there are, to figures that are a little different."
_SCORED_IN_FULL = "# CNN Studio scores in float32, whatever it trains in: its figures may be a little different.\n"
_IN_FULL = 'parts]).astype("float32")'


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def joined(parts: Sequence[str]) -> str:
    """The pieces of code, two empty lines around functions and classes and one between others."""
    text = parts[0]
    for before, after in pairwise(parts):
        wide = any(each.startswith(("def ", "class ")) for each in (before, after))
        text += ("\n\n\n" if wide else "\n\n") + after
    return text


def _plain_calls(spec: Augmentation) -> list[str]:
    """The calls for layers without names."""
    found = layer_calls(Layer("augmentation", spec), Writing(), 10_000)
    return [text.replace(', name="augmentation"', "").replace('name="augmentation"', "") for text, _ in found]


def with_blanks(project: Project, blanks: Collection[Blank]) -> Project:
    """The project with these settings left blank, beside those that are."""
    return replace(project, blanks=(*project.blanks, *blanks))


def blank_of(project: Project, text: str) -> Blank:
    """The blank that "conv2d_1.filters", "filters of every layer" as "*.filters", or "plan.epochs" names.

    Raises StudioError in words where there is no such setting.
    """
    node, dot, setting = text.rpartition(".")
    found = Blank("" if node == "plan" and project.network.path_of("plan") is None else node, setting)
    if dot and found in with_blanks(replace(project, blanks=()), (found,)).blanks:
        return found
    names = ", ".join(each.name for _, each in list(walk(project.network.nodes))[:8])
    raise StudioError(
        tr("There is no setting “{name}” to leave blank.", name=text[:60]),
        tr(
            "Name a layer and its setting, as conv2d_1.filters, or plan.epochs. The layers are: {layers}.", layers=names
        ),
    )
