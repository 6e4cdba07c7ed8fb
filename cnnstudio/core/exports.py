"""The forms in which a network with weights leaves the program, and what each of them needs."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.network import Layer, Network, Node, Row, walk
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.words import quoted

Form = Literal["keras", "weights", "savedmodel", "litert", "onnx", "tensorboard"]
"""A form that the engine writes."""

_ONLY_IN_TRAINING = ("Dropout", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise")


@dataclass(frozen=True)
class ExportForm:
    """One form, as a person chooses it.

    Attributes:
        name: For the command line and the message ``Export``.
        title: What it is called, "ONNX".
        about: What it is for, in a sentence.
        suffix: How the name of its file ends; empty for a folder, which may be called anything.
        takes_scaling: Whether the preparation of values can go in as its first layers.
        of_runs: Whether it tells how a run was trained, so that there is none of a network from a saved file.
        needs: The packages, as they are imported, that this form takes and that this program does without.
        extra: The extra of this program that installs them.
    """

    name: Form
    title: str
    about: str
    suffix: str = ""
    takes_scaling: bool = True
    of_runs: bool = False
    needs: tuple[str, ...] = ()
    extra: str = ""

    @property
    def is_folder(self) -> bool:
        return not self.suffix


FORMS: dict[Form, ExportForm] = {
    form.name: form
    for form in (
        ExportForm(
            "keras", "Keras", tr("Network and weights in one file that Keras 3 and this program open."), ".keras"
        ),
        ExportForm(
            "weights",
            tr("Weights alone"),
            tr("What load_weights of Keras reads into the same network, as the exported script makes it."),
            ".weights.h5",
            takes_scaling=False,
        ),
        ExportForm(
            "savedmodel", "SavedModel", tr("A folder for TensorFlow and TensorFlow Serving, without any Keras.")
        ),
        ExportForm(
            "litert", "LiteRT", tr("A small file for telephones and small computers (TensorFlow Lite)."), ".tflite"
        ),
        ExportForm(
            "onnx",
            "ONNX",
            tr("A file that many other programs and languages run."),
            ".onnx",
            needs=("tf2onnx", "onnx", "onnxruntime"),
            extra="onnx",
        ),
        ExportForm(
            "tensorboard",
            "TensorBoard",
            tr("A folder with the curves of the run, its weights as histograms and its graph."),
            takes_scaling=False,
            of_runs=True,
        ),
    )
}


def missing(form: Form, find: Callable[[str], object] = find_spec) -> tuple[str, ...]:
    """The packages that the form needs and that are not installed."""
    return tuple(name for name in FORMS[form].needs if find(name) is None)


def check_installed(form: Form) -> None:
    """Raises StudioError in words where the form needs a package that is not there."""
    lacks = missing(form)
    if lacks:
        found = FORMS[form]
        text = tr_count(
            "{form} needs a package that is not installed: {names}.",
            "{form} needs {count} packages that are not installed: {names}.",
            len(lacks),
            form=found.title,
            names=", ".join(lacks),
        )
        raise StudioError(text, how_to_install(found.extra))


def named(path: Path, form: Form) -> Path:
    """The path with the form's ending where it lacks it."""
    suffix = FORMS[form].suffix
    return path if path.name.lower().endswith(suffix) else path.with_name(f"{path.name}{suffix}")


def check_name(path: Path, form: Form) -> None:
    """Raises StudioError where the name does not end as readers of the form want it."""
    suffix = FORMS[form].suffix
    if not path.name.lower().endswith(suffix):
        reader = "Keras" if form == "weights" else FORMS[form].title
        text = tr("{name} does not end in {suffix}.", name=quoted(path), suffix=suffix)
        raise StudioError(
            text, tr("Name it {name}: {reader} goes by that.", name=f"{path.stem}{suffix}", reader=reader)
        )


def for_use(network: Network) -> Network:
    """The network without the layers that do something in training only; the weights are the same."""

    def kept(nodes: Row) -> Row:
        return tuple(_opened(node) for node in nodes if not acts_in_training_only(node))

    def _opened(node: Node) -> Node:
        if isinstance(node, Layer):
            return node
        return type(node)(node.name, node.spec, tuple(kept(branch) for branch in node.branches))

    nodes = kept(network.nodes)
    return Network(network.input_shape, nodes) if nodes else network


def acts_in_training_only(node: Node) -> bool:
    """Whether pictures pass through the node as they are once training is over."""
    return isinstance(node, Layer) and (isinstance(node.spec, Augmentation) or node.spec.kind in _ONLY_IN_TRAINING)


def has_training_only(network: Network) -> bool:
    """Whether any layer does something in training only."""
    return any(acts_in_training_only(node) for _, node in walk(network.nodes))
