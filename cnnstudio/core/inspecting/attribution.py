"""Which methods tell what in a picture speaks for a class, what they need, and how fine they are."""

from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.ending import deciding_path
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.spec import Pair, Shape

Method = Literal["grad_cam", "grad_cam_plus_plus", "gradient", "integrated_gradients", "occlusion"]


@dataclass(frozen=True)
class Attribution:
    """A method, for the person who looks at what it found.

    Attributes:
        brief: What its colours mean, in a few words.
        about: What it does, in a sentence or two.
        source: The paper it comes from.
        signed: Whether it tells also what speaks against the class.
        of_maps: Whether it weighs the maps of a layer.
        is_quick: Whether one pass forward and one back is all it takes.
    """

    title: str
    brief: str
    about: str
    source: str
    signed: bool = False
    of_maps: bool = False
    is_quick: bool = True


METHODS: dict[Method, Attribution] = {
    "grad_cam": Attribution(
        "Grad-CAM",
        tr("Maps that help the class"),
        tr(
            "Adds up the maps of a layer, each weighed by how much the class gains from it on average over its places; "
            "what speaks against the class is left out."
        ),
        "R. R. Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks (2017)",
        of_maps=True,
    ),
    "grad_cam_plus_plus": Attribution(
        "Grad-CAM++",
        tr("Things that help the class"),
        tr(
            "As Grad-CAM, but a place of a map counts the more the more it alone helps the class: several things of "
            "the class in one picture all stand out."
        ),
        "A. Chattopadhay et al., Grad-CAM++: Generalized Gradient-based Visual Explanations (2018)",
        of_maps=True,
    ),
    "gradient": Attribution(
        tr("Gradient"),
        tr("Pixels it hangs on"),
        tr("How strongly the class would change with each pixel: the greatest absolute derivative of its channels."),
        "K. Simonyan, A. Vedaldi, A. Zisserman, Deep Inside Convolutional Networks (2014)",
    ),
    "integrated_gradients": Attribution(
        tr("Integrated gradients"),
        tr("Shares"),
        tr(
            "Gives each pixel its share of what the class gains from an empty picture to this one. All shares together "
            "are that gain."
        ),
        "M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks (2017)",
        signed=True,
        is_quick=False,
    ),
    "occlusion": Attribution(
        tr("Occlusion"),
        tr("Lost when it is covered"),
        tr("Covers one patch after another and writes down how much the class loses by it."),
        "M. D. Zeiler, R. Fergus, Visualizing and Understanding Convolutional Networks (2014)",
        signed=True,
        is_quick=False,
    ),
}

_BEFORE = ("softmax", "sigmoid")
"""Functions whose numbers hardly move where the network is sure: the number before them is asked about instead."""

_POOLED_AWAY = ("pooling", "regularisation", "augmentation")
"""Families that make no maps of their own of what they are given."""

_PATCHES = 7
"""So many patches side by side cover a picture: of MNIST's 28 pixels each takes 4."""

_LEVELS = (32, 96, 288)
"""So many points of the way from the empty picture, three times as many each time the shares do not add up."""

_AT_ONCE = 200_000_000
"""Multiplications with which a network still works out the slow methods in a few seconds on any machine."""


def asked_about(network: Network) -> str:
    """The function before which the class's number is taken, ``"softmax"`` or ``"sigmoid"``; empty for none.

    It is the last one, where nothing stands behind it but layers that hand its numbers on as they are.
    """
    path = deciding_path(network)
    if path is None:
        return ""
    activation = network.node(path).spec.activation_name()
    behind = network.nodes[path[-1] + 1 :]
    alone = all(getattr(node.spec, "family", "") == "regularisation" for node in behind)
    return activation if activation in _BEFORE and alone else ""


def gives_maps(row: Row) -> bool:
    """Whether a layer or block gives out maps: numbers in rows and columns, and more than one of them each."""
    shape = row.output_shape
    return shape is not None and len(shape) == 3 and shape[0] * shape[1] > 1


def last_maps(analysis: Analysis) -> str:
    """The name of the node whose maps Grad-CAM weighs when none is named; empty where the network has no maps.

    The last that stands in the stack itself, and of a pooling or dropout at the end the node that its maps come from.
    """
    maps = [row for row in analysis.rows if gives_maps(row)]
    stack = [row for row in maps if row.depth == 0] or maps
    made = [row for row in stack if getattr(row.node.spec, "family", "") not in _POOLED_AWAY] or stack
    return made[-1].name if made else ""


def patch_size(picture: Shape) -> Pair:
    """Rows and columns of the patch with which occlusion covers a picture (height, width, channels)."""
    return max(1, round(picture[0] / _PATCHES)), max(1, round(picture[1] / _PATCHES))


def patch_places(picture: Shape) -> tuple[Pair, ...]:
    """Where the patches begin, row and column: half a patch apart, the last ones at the edge."""
    rows, columns = (_starts(length, patch) for length, patch in zip(picture[:2], patch_size(picture), strict=True))
    return tuple((row, column) for row in rows for column in columns)


def _starts(length: int, patch: int) -> list[int]:
    return sorted({*range(0, length - patch + 1, max(1, patch // 2)), length - patch})


def way_points(level: int) -> tuple[float, ...]:
    """Where the gradients of a level are taken, shares of the way from the empty picture: middles of equal pieces.

    Those of the levels before are the middles of every third piece, so that they need not be taken again.
    """
    count = _LEVELS[level]
    new = (number for number in range(count) if level == 0 or number % 3 != 1)
    return tuple((number + 0.5) / count for number in new)


def levels() -> int:
    """How often the way may be gone finer."""
    return len(_LEVELS)


def passes(method: Method, picture: Shape) -> int:
    """How many times a picture goes through the network, at least."""
    return {"integrated_gradients": _LEVELS[0], "occlusion": len(patch_places(picture)) + 1}.get(method, 1)


def is_at_once(method: Method, analysis: Analysis) -> bool:
    """Whether a method can be worked out without being asked for: quickly, or in a few seconds."""
    if METHODS[method].is_quick:
        return True
    return analysis.totals.multiply_adds <= _AT_ONCE
