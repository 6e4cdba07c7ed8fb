"""Transfer learning as edits of a project: a trained body put in front of new layers, and later trained on itself."""

import math
from dataclasses import dataclass, replace

import numpy as np

from cnnstudio.core.analysis import Analysis, Row, analyse
from cnnstudio.core.errors import SpecError
from cnnstudio.core.inspecting.feature_vector import candidates
from cnnstudio.core.language import local, tr
from cnnstudio.core.layers import (
    BatchNormalization,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Normalization,
    Rescaling,
)
from cnnstudio.core.network import Block, Layer, Network, Node, walk
from cnnstudio.core.pictures.preprocessing import METHODS_INSIDE, Prepared, Preprocessing
from cnnstudio.core.problem import Fix, KeepValues, Problem
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import FloatArray, LayerSpec, Shape
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.transferring.starting import why_not_fit

HEADS = {
    "pool": tr("A new head: the average of each map, then Dense"),
    "flatten": tr("A new head: Flatten, then Dense"),
    "keep": tr("The layers that are there now"),
    "none": tr("Nothing yet"),
}
"""What stands behind a body, and how the person reads it."""

SLOWER = (10, 20, 50, 100)
"""By how much the learning rate is divided for fine-tuning."""

_USUAL_LAST = 10
_IN_TRAINING = ("augmentation", "regularisation")
"""Families of layers that do nothing but in training."""


@dataclass(frozen=True)
class Body:
    """The body of a trained network as it goes into a project.

    Attributes:
        source: Where its weights come from, as ``Pretrained.source``.
        digest: As ``Pretrained.digest``.
        network: Its layers in a row; those of its own preprocessing come first, so that it takes pictures with values
            from 0 to 255.
        preprocessing: That of the run it was trained in, whose pictures were made smaller and inverted or not as it
            says; None where the project decides.
    """

    source: str
    digest: str
    network: Network
    preprocessing: Preprocessing | None = None


def with_base(project: Project, body: Body, head: str, classes: int) -> Project:
    """The project with ``body`` at its beginning, which is given pictures as it wants them.

    Its plan starts from new weights where the run that it named has others than the network has now.

    Args:
        head: One of HEADS.
        classes: How many a new head tells apart, 2 or more.

    Raises:
        SpecError: Where the network would be too large, or the body has no layers.
    """
    if not body.network.nodes:
        raise SpecError(tr("A pretrained network needs at least one layer."))
    shape = body.network.input_shape
    behind = project.network.nodes if head == "keep" else ()
    network = Network(shape, _without_bases(behind))
    block = Block("pretrained_1", Pretrained(source=body.source, digest=body.digest), (body.network.nodes,))
    network = network.insert((0,), block)  # names that are taken behind it give way to fresh ones in it
    if head in ("pool", "flatten"):
        for spec in _head(analyse(network).rows[0].output_shape, head, classes):
            network = network.insert((len(network.nodes),), Layer(network.fresh_name(spec.base_name), spec))
    fits = not why_not_fit(network, project.network)
    plan = project.plan if fits else replace(project.plan, start=0)
    return replace(project, network=network, preprocessing=_towards(project, body), plan=plan)


def body_of_run(run: Run, until: str) -> Network:
    """A run's network up to one of its nodes, with the scaling of its pictures as first layers.

    Layers that draw random numbers in training, as Dropout, are left out, in blocks as well: that training is over.

    Args:
        until: The name of a node of the stack, the last that is taken.

    Raises:
        SpecError: Where there is no such node, or no layer scales pictures as that run did.
    """
    nodes = run.project.network.nodes
    last = next((index for index, node in enumerate(nodes) if node.name == until), None)
    if last is None:
        raise SpecError(tr("{name} has no layer called {until!r} in its stack.", name=run.name, until=until))
    network = Network(run.project.network.input_shape, _without_chance(nodes[: last + 1]))
    front = _front(run.prepared)
    return network.insert((0,), Layer(network.fresh_name(front.base_name), front)) if front is not None else network


def feature_node(network: Network) -> str:
    """The node of the stack whose output a network tells its classes apart by; its last one where that is not known."""
    found = candidates(analyse(network))
    path = network.path_of(found[0].layer) if found else None
    return network.nodes[-1 if path is None else path[0]].name if network.nodes else ""


def features_in_words(shape: Shape | None) -> str:
    """ "1,280 features", "7 × 7 × 512 = 25,088 features"; empty while that is not known."""
    if shape is None:
        return ""
    sides = f"{' × '.join(f'{each:,}' for each in shape)} = " if len(shape) > 1 else ""
    return tr("{sum} features", sum=local(f"{sides}{math.prod(shape):,}"))


def learns(analysis: Analysis, block: str) -> tuple[Row, ...]:
    """The rows of a pretrained block's layers that are trained on, top to bottom."""
    return tuple(row for row in _inside(analysis, block) if row.params.trainable)


def may_learn(analysis: Analysis, block: str) -> int:
    """How many layers of a pretrained block can be trained on at most."""
    return sum(_can_learn(row) for row in _inside(analysis, block))


# Fine-tuning


def usual_last(most: int) -> int:
    """How many of the last layers are trained on at first, of so many that can be: a quarter of them, ten at most."""
    return max(min(most // 4, _USUAL_LAST), 1)


def why_not_fine_tune(run: Run) -> str:
    """Why the body of a run's network cannot be trained on from its weights, in a sentence; empty where it can."""
    if not pretrained_blocks(run.project.network):
        return tr("Its network has no pretrained layers.")
    if run.status == "training":
        return tr("It is being trained.")
    return "" if run.kept or run.epochs else tr("It has no weights.")


def fine_tunes(project: Project) -> bool:
    """Whether its training goes on from a run with layers of a pretrained body that learn: with small steps, then."""
    blocks = pretrained_blocks(project.network)
    return bool(project.plan.start) and any(
        isinstance(each.spec, Pretrained) and each.spec.fine_tune for each in blocks
    )


def fine_tuned(run: Run, last: int, slower: float) -> Project:
    """The project that goes on from a run and trains the last layers of its pretrained body on, too.

    The new layers have learned by then: with the first, random ones in front of it the body would be changed by large
    gradients that mean nothing (keras.io/guides/transfer_learning).

    Args:
        last: How many of the last layers with weights are trained on in the body that stands last.
        slower: What the learning rate is divided by, 1 or more.
    """
    project = run.project
    network = project.network
    block = pretrained_blocks(network)[-1]
    path = network.path_of(block.name)
    assert path is not None
    changed = network.change(path, fine_tune=last)
    plan = replace(project.plan, start=run.number, learning_rate=project.plan.learning_rate / slower)
    return replace(project, network=changed, plan=plan)


# What is to be heeded


def values_problem(project: Project) -> Problem | None:
    """That a pretrained body is not given pictures as they are, though it scales them itself; None where it is."""
    method, block = project.preprocessing.method, prepares_pictures(project.network)
    if block is None or method == "raw":
        return None
    words = tr(
        "{name} takes pictures with values from 0 to 255 and prepares them itself, but they come "
        "{how}: its weights were not trained on such pictures.",
        name=block.name,
        how=METHODS_INSIDE[method],
    )
    return Problem(words, (Fix(tr("Give raw values, 0 to 255"), KeepValues()),))


def prepares_pictures(network: Network) -> Block | None:
    """The pretrained block that is given the pictures, with nothing in front but layers that change them at random.

    It takes values from 0 to 255 and scales them itself.
    """
    for node in network.nodes:
        if isinstance(node, Block):
            return node if isinstance(node.spec, Pretrained) else None
        if node.spec.family != "augmentation":
            return None
    return None


def _without_bases(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes behind the last pretrained block among them: another body takes its place."""
    last = max((index for index, node in enumerate(nodes) if isinstance(node.spec, Pretrained)), default=-1)
    return nodes[last + 1 :]


def _front(prepared: Prepared) -> LayerSpec | None:
    """The layer that scales pictures from 0 to 255 as ``Prepared.apply`` does; None where they stay as they are."""
    match prepared.method:
        case "raw":
            return None
        case "scale":
            return Rescaling(1 / 255, 0.0)
        case "signed":
            return Rescaling(1 / 127.5, -1.0)
        case "standardise":
            mean, spread = prepared.centre, prepared.divisor
            return Normalization(_short(mean), _short(np.square(spread)))
    words = METHODS_INSIDE[prepared.method]
    raise SpecError(
        tr("Its pictures were {words}, which no layer does: take a run of another preprocessing.", words=words)
    )


def _short(numbers: FloatArray) -> tuple[float, ...]:
    """Each in as few digits as tell it from every other float32."""
    return tuple(float(str(each)) for each in numbers)


def _head(shape: Shape | None, head: str, classes: int) -> tuple[LayerSpec, ...]:
    if shape is None:
        return ()
    end = Dense(classes, "softmax")
    if len(shape) == 1:
        return (end,)
    return (GlobalAveragePooling2D() if head == "pool" and len(shape) == 3 else Flatten(), end)


def _without_chance(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes without those that do nothing but in training, at any depth."""
    return tuple(
        replace(node, branches=tuple(map(_without_chance, node.branches))) if isinstance(node, Block) else node
        for node in nodes
        if isinstance(node, Block) or node.spec.family not in _IN_TRAINING
    )


def _towards(project: Project, body: Body) -> Preprocessing:
    own = project.preprocessing
    taken = body.preprocessing or own
    geometry = own.geometry.towards(body.network.input_shape)
    changed = replace(own, method="raw", size=geometry.size, colour=geometry.colour)
    return replace(changed, mode=taken.mode, invert=taken.invert)


def _inside(analysis: Analysis, block: str) -> tuple[Row, ...]:
    of = analysis.row_of(block)
    if of is None or not isinstance(of.node, Block):
        return ()
    start = analysis.rows.index(of) + 1
    return analysis.rows[start : start + sum(1 for branch in of.node.branches for _ in walk(branch))]


def _can_learn(row: Row) -> bool:
    if not isinstance(row.node, Layer) or isinstance(row.node.spec, BatchNormalization) or row.input_shape is None:
        return False
    return row.node.spec.params(row.input_shape).trainable > 0
