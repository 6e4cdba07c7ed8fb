"""Up to where a network gives the same for the same picture, so that it need be computed only once: its features."""

import math
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Block, Layer, Network, Node, Path, walk
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.words import memory

FEATURES = "features"
"""Among the versions of a run that learned from kept features: in words what they were."""

MOST_BYTES = 8 * 10**9
"""Of the features of one training that are kept; where they would be more, each epoch runs the whole network."""

FROM_BEFORE = tr("from before")
"""Of features that were computed for an earlier run, and found again."""

_SHORTER = tr("Poolings right behind the pretrained layers make them shorter.")

_NUMBER = 4
"""Bytes of a float32."""


@dataclass(frozen=True)
class FeatureCut:
    """Where a network is cut in two: what stands up to here is computed once, what stands behind is trained.

    Attributes:
        name: The last node of the first part, one of the stack.
        index: Its number in the stack.
    """

    name: str
    index: int


def feature_cut(
    network: Network, preprocessing: Preprocessing, pictures: int = 0, analysis: Analysis | None = None
) -> str | None:
    """The node of the stack whose output is computed once a picture and kept, as ``cut_of``; None where there is none.

    Pictures that are changed at random are never the same twice; features that are too many are not kept.

    Args:
        pictures: Of all parts of the data together; 0 where that is not known.
        analysis: Of the network, where it is there already.
    """
    cut = cut_of(network, augmented=bool(preprocessing.augmentation))
    if cut is None or (pictures and bytes_of(analysis or analyse(network), cut, pictures) > MOST_BYTES):
        return None
    return cut.name


def cut_of(network: Network, *, augmented: bool = False) -> FeatureCut | None:
    """The end of the longest part of the stack that training changes in nothing and that draws no random number.

    It holds a pretrained block that may keep its features, and there is something to train behind it. Poolings right
    behind the block belong to it: the average of each map is far shorter than the maps.

    Args:
        augmented: Whether pictures are changed at random before they come to the network.
    """
    nodes = network.nodes
    end = next((index for index, node in enumerate(nodes) if not _is_fixed(node)), None)
    if end is None or augmented:
        return None
    brings = [
        index for index in range(end) if any(isinstance(node.spec, Pretrained) for _, node in walk((nodes[index],)))
    ]
    if not brings:
        return None
    index = max(index for index in range(end) if index == brings[-1] or _is_pooling(nodes[index]))
    return FeatureCut(nodes[index].name, index)


def pictures_in_all(recipe: DataRecipe, train: int, test: int) -> int:
    """Of how many pictures a training keeps features, where a data set has so many of each part."""
    return (recipe.subset or train) + test


def bytes_of(analysis: Analysis, cut: FeatureCut, pictures: int) -> int:
    """How large the features of so many pictures are."""
    row = analysis.row_of(cut.name)
    return _NUMBER * math.prod(row.output_shape or ()) * pictures if row is not None else 0


def too_many_in_words(analysis: Analysis, cut: FeatureCut, pictures: int) -> str:
    """That the features of so many pictures are too large to be kept, in a sentence; empty where they are not."""
    size = bytes_of(analysis, cut, pictures)
    if size <= MOST_BYTES:
        return ""
    words = tr(
        "The features of {name} would take {size}, and at most {most} are kept: every epoch ran the whole network.",
        name=cut.name,
        size=memory(size),
        most=memory(MOST_BYTES),
    )
    return f"{words} {_SHORTER}"


def _why_too_many(analysis: Analysis, cut: FeatureCut, pictures: int) -> str:
    size = bytes_of(analysis, cut, pictures)
    if size <= MOST_BYTES:
        return ""
    return tr(
        "The features of {name} would take {size}, and at most {most} are kept.",
        name=cut.name,
        size=memory(size),
        most=memory(MOST_BYTES),
    )


def why_not_kept(
    network: Network, preprocessing: Preprocessing, block: str, pictures: int = 0, analysis: Analysis | None = None
) -> str:
    """Why the features of a pretrained block of the stack are computed anew in every epoch; empty where they are not.

    Args:
        block: Its name.
        pictures, analysis: As of ``feature_cut``.
    """
    cut, path = cut_of(network, augmented=bool(preprocessing.augmentation)), network.path_of(block)
    if path is None:
        return ""
    if cut is not None and path[0] <= cut.index:
        why_not = _why_too_many(analysis or analyse(network), cut, pictures) if pictures else ""
        return f"{why_not} {_SHORTER}" if why_not else ""
    if preprocessing.augmentation:
        return tr("The pictures are changed at random (Data page), so that none is the same twice.")
    return _why_not_fixed(network, path)


def _why_not_fixed(network: Network, path: Path) -> str:
    node = network.node(path)
    if not isinstance(node, Block) or not isinstance(node.spec, Pretrained):
        return ""
    if not node.spec.cache:
        return tr("It is switched off.")
    if node.spec.fine_tune:
        return tr("Layers in it are trained.")
    inside = (each for branch in node.branches for each in branch)
    chance = next((each for each in inside if not _is_fixed(each, held=True)), None)
    before = next((each for each in network.nodes[: path[0]] if not _is_fixed(each)), None)
    if chance is not None:
        return tr("{name} in it is random in training.", name=chance.name)
    return "" if before is None else tr("{name} in front of it learns, or is random in training.", name=before.name)


def length_in_words(shape: Shape) -> str:
    """ "4,096", "7 × 7 × 512 = 25,088"."""
    sides = " × ".join(f"{each:,}" for each in shape)
    return local(sides if len(shape) == 1 else f"{sides} = {math.prod(shape):,}")


def in_words(name: str, shape: Shape, computed: int, pictures: int) -> str:
    """What a run says of the features it learned from: "4,096 numbers a picture from fc1, computed for it".

    Args:
        computed: For how many of the ``pictures`` they were computed for it; for the others they were there.
    """
    if computed >= pictures:
        whence = tr("computed for it")
    elif computed:
        whence = tr("{computed:,} of {pictures:,} computed for it", computed=computed, pictures=pictures)
    else:
        whence = FROM_BEFORE
    # What stands behind the last comma is read again by ``whence_in_words``.
    return tr("{count} numbers a picture from {name}, {whence}", count=length_in_words(shape), name=name, whence=whence)


def whence_in_words(told: str) -> str:
    """ "features computed for it", "features from before" of what ``in_words`` gave; empty for an empty text."""
    return tr("features {whence}", whence=told.rpartition(", ")[2]) if told else ""


def _is_fixed(node: Node, *, held: bool = False) -> bool:
    """Whether it gives the same for the same input all through a training.

    Args:
        held: Whether it stands in a pretrained block of which nothing is trained.
    """
    if isinstance(node, Block):
        if isinstance(node.spec, Pretrained) and not held:
            if node.spec.fine_tune or not node.spec.cache:
                return False
            held = True
        return all(_is_fixed(each, held=held) for branch in node.branches for each in branch)
    return not _is_random(node) and (held or not _has_weights(node))


def _is_pooling(node: Node) -> bool:
    return isinstance(node, Layer) and node.spec.family == "pooling"


def _is_random(layer: Layer) -> bool:
    """Whether it draws random numbers in training, or adds to the loss there."""
    match layer.spec.family:
        case "augmentation":
            return True
        case "regularisation":
            return any(getattr(layer.spec, name, 0) > 0 for name in ("rate", "stddev"))
    return False


def _has_weights(layer: Layer) -> bool:
    """Whether its kind can have weights at all, whatever its settings."""
    return type(layer.spec).params is not LayerSpec.params
