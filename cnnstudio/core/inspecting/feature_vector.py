"""Which of a network's layers gives the feature vector: the list of numbers that the classes are told apart by."""

import math
from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.inspecting.origins import feeding
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.layers.pooling import GlobalPooling
from cnnstudio.core.network import Layer, Network, Path


@dataclass(frozen=True)
class Candidate:
    """A layer or block whose output may be taken for the feature vector of a picture.

    Attributes:
        layer: Its name.
        length: How many numbers it gives for a picture.
        title: What it is, in a few words: "Before the classifier".
        why: One sentence about it.
    """

    layer: str
    length: int
    title: str
    why: str


def candidates(analysis: Analysis) -> tuple[Candidate, ...]:
    """The layers that give a feature vector, the usual one first; none of a network with a problem.

    Before the classifier: what the last Dense is given, which is also what transfer learning keeps (J. Yosinski et
    al., "How transferable are features in deep neural networks?", arXiv:1411.1792). After flatten: what the last
    Flatten or global pooling makes of the maps. Where both are one layer it stands once; where there is neither, the
    last layer stands for them.
    """
    network = analysis.network
    if analysis.output_shape is None or not network.nodes:
        return ()
    classifier, flat = _last_dense(network), _last_flat(network)
    given = "" if classifier is None else feeding(network, classifier)
    found = []
    if classifier is not None and given:
        same = flat is not None and flat.name == given
        found.append(_classified(analysis, given, network.node(classifier).name, same=same))
    if flat is not None and flat.name != given:
        found.append(_flat(analysis, flat))
    return tuple(found) or (_last(analysis),)


def selected(analysis: Analysis, name: str | None) -> Candidate | None:
    """The layer or block called ``name`` as a candidate; None where the network has none."""
    row = None if name is None else analysis.row_of(name)
    if row is None or row.output_shape is None:
        return None
    why = tr("What {name} ({kind}) gives for a picture, all its numbers in a row.", name=row.name, kind=row.kind)
    return Candidate(row.name, math.prod(row.output_shape), tr("Selected layer"), why)


def _classified(analysis: Analysis, layer: str, classifier: str, *, same: bool) -> Candidate:
    length = _length(analysis, layer)
    words = {"layer": layer, "length": length, "classifier": classifier}
    why = tr("{layer} gives the {length:,} numbers from which {classifier}, the last Dense, makes its answer.", **words)
    if same:
        why = tr(
            "{layer} gives the {length:,} numbers from which {classifier}, the last Dense, makes its answer; there are "
            "no layers between the flattening and it, so this is the output of both.",
            **words,
        )
    return Candidate(layer, length, tr("Before the classifier"), why)


def _flat(analysis: Analysis, node: Layer) -> Candidate:
    length, kind = _length(analysis, node.name), node.spec.kind
    if kind == "Flatten":
        title = tr("After Flatten")
        why = tr(
            "{name} gives all numbers of the last maps in a row: what the convolutions found, and where.",
            name=node.name,
        )
    else:
        title = tr("After global pooling")
        why = tr("{name} gives one number a map: what the convolutions found, wherever it was.", name=node.name)
    return Candidate(node.name, length, title, why)


def _last(analysis: Analysis) -> Candidate:
    node = analysis.network.nodes[-1]
    why = tr(
        "The network has neither Dense nor Flatten nor global pooling: this is what {name}, its end, gives out.",
        name=node.name,
    )
    return Candidate(node.name, _length(analysis, node.name), tr("The output"), why)


def _length(analysis: Analysis, name: str) -> int:
    row = analysis.row_of(name)
    assert row is not None
    assert row.output_shape is not None
    return math.prod(row.output_shape)


def _last_dense(network: Network) -> Path | None:
    paths = [path for path, layer in network.layers() if isinstance(layer.spec, Dense)]
    return paths[-1] if paths else None


def _last_flat(network: Network) -> Layer | None:
    found = [layer for _, layer in network.layers() if isinstance(layer.spec, Flatten | GlobalPooling)]
    return found[-1] if found else None
