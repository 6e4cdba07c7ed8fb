"""What works but is probably not meant: two softmaxes, layers that collapse into one, a layer of gigabytes."""

from dataclasses import dataclass, replace

from cnnstudio.core.language import tr
from cnnstudio.core.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from cnnstudio.core.network import Block, Layer
from cnnstudio.core.params import Params
from cnnstudio.core.problem import Fix, Insert, Problem, Put, Remove
from cnnstudio.core.spec import BYTES, LayerSpec, Shape, settings_of
from cnnstudio.core.words import memory

LARGE = 10**9
"""Bytes of weights in one layer from which on a caution is given."""

_FUNCTIONS = ("Activation", "Softmax")
_KEEPS = {"relu": frozenset({"Flatten", "Dropout", "SpatialDropout2D"}), "relu6": frozenset({"Flatten"})}
"""Functions that change nothing a second time, as long as no other layers are passed in between: these alone make no
number negative, and of them the last makes none larger."""


@dataclass(frozen=True)
class Placed:
    """A layer with the shape it is given."""

    layer: Layer
    shape: Shape


@dataclass(frozen=True)
class Above:
    """What stands above a layer in its own row of nodes; None at the beginning of the row and behind a block.

    Attributes:
        last: The node right above it, when that is a layer.
        working: The last layer above it that does more than let numbers pass, in the sense of the rules here.
        passed: The kinds of the layers between ``working`` and it.
    """

    last: Placed | None = None
    working: Placed | None = None
    passed: frozenset[str] = frozenset()

    def then(self, placed: Placed) -> "Above":
        """What stands above the node after ``placed``."""
        if _is_passed_over(placed.layer.spec):
            return Above(placed, self.working, self.passed | {placed.layer.spec.kind})
        return Above(placed, placed)


def found(here: Placed, above: Above, params: Params) -> Problem | None:
    """What is probably not meant with a layer that works, the gravest first."""
    size = params.total * BYTES
    if size >= LARGE:
        words = tr("This layer needs {size} for its weights alone, and training several times that.", size=memory(size))
        return Problem(words, _smaller(above.last))
    if isinstance(here.layer.spec, Dense) and len(here.shape) == 3 and here.shape[:2] != (1, 1):
        rows, columns, _ = here.shape
        words = tr(
            "This layer works on each of the {rows} × {columns} pixels by itself, as its input is a picture.",
            rows=rows,
            columns=columns,
        )
        flat = Layer("flatten_1", Flatten())
        return Problem(words, (Fix(tr("Insert Flatten before it"), Insert(here.layer.name, flat)),))
    if above.working is None or _is_passed_over(here.layer.spec):
        return None
    return _of_pair(above.working, here, above.passed)


def of_block(block: Block) -> Problem | None:
    """What is probably not meant with a block that works."""
    if any(block.branches):
        return None
    words = tr("All its branches are empty, so it only puts its input together with itself: add layers to a branch.")
    return Problem(words, (Fix(tr("Remove this block"), Remove(block.name)),))


def _is_passed_over(spec: LayerSpec) -> bool:
    """Whether the layers around this one act as if they stood next to each other."""
    return spec.family == "regularisation" or isinstance(spec, Flatten) or spec.kind == "BatchNormalization"


def _of_pair(before: Placed, here: Placed, passed: frozenset[str]) -> Problem | None:
    one, other, name = before.layer.spec, here.layer.spec, before.layer.name
    activation = one.activation_name()
    is_softmax = activation == "softmax" and other.activation_name() == "softmax" and other.kind in _FUNCTIONS
    if is_softmax and "BatchNormalization" not in passed:
        words = tr(
            "Two softmaxes: {name} has made probabilities already, and a second softmax flattens them.", name=name
        )
        return Problem(words, (Fix(tr("Remove this layer"), Remove(here.layer.name)),))
    if activation == "softmax" and other.params(here.shape).arrays:
        words = tr("{name} ends with softmax, which belongs at the end: here it lets little through.", name=name)
        return Problem(words, _with_relu(before))
    if _collapses(before, here):
        words = tr(
            "No activation between {name} and this layer: together they can do no more than one layer alone.", name=name
        )
        return Problem(words, _with_relu(before))
    keeping = _KEEPS.get(activation or "")
    if isinstance(other, Activation) and other.activation == activation and keeping is not None and passed <= keeping:
        words = tr(
            "{name} has gone through {activation} already; a second time changes nothing.",
            name=name,
            activation=activation,
        )
        return Problem(words, (Fix(tr("Remove this layer"), Remove(here.layer.name)),))
    return None


def _collapses(before: Placed, here: Placed) -> bool:
    """Whether two linear layers in a row are no more than one.

    A narrow layer between wide ones is left alone: it forces the product to a low rank, which may be meant. So are
    groups: one by one channels and then pixel by pixel is a convolution in two parts, with far fewer weights.
    """
    one, other = before.layer.spec, here.layer.spec
    if not isinstance(one, (Dense, Conv2D)) or type(one) is not type(other) or one.activation_name() != "linear":
        return False
    if any(isinstance(each, Conv2D) and each.groups > 1 for each in (one, other)):
        return False
    after = other.output_shape(here.shape)[-1]
    return here.shape[-1] >= min(before.shape[-1], after)


def _with_relu(placed: Placed) -> tuple[Fix, ...]:
    spec = placed.layer.spec
    if "activation" not in settings_of(spec):
        return ()
    changed = replace(placed.layer, spec=type(spec).from_plain({**spec.to_plain(), "activation": "relu"}))
    return (Fix(tr("Set activation of {name} to relu", name=placed.layer.name), Put(placed.layer.name, changed)),)


def _smaller(above: Placed | None) -> tuple[Fix, ...]:
    """Global average pooling in the place of the Flatten before a dense layer: one number a channel."""
    if above is None or not isinstance(above.layer.spec, Flatten) or len(above.shape) != 3:
        return ()
    pooled = replace(above.layer, spec=GlobalAveragePooling2D())
    return (Fix(tr("Make {name} a GlobalAveragePooling2D", name=above.layer.name), Put(above.layer.name, pooled)),)
