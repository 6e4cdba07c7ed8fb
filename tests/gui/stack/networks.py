"""A small network with blocks, one inside another, for the tests of the stack."""

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dropout
from cnnstudio.core.network import Block, Layer, Network, walk


def nested() -> Network:
    """first, outer (Residual: a, inner (Parallel: b | nothing | c) | nothing), last; all shapes 8 × 8 × 4 or more."""
    inner = Block("inner", Parallel("add"), ((Layer("b", BatchNormalization()),), (), (Layer("c", Conv2D(4, (1, 1))),)))
    outer = Block("outer", Residual(), ((Layer("a", Conv2D(4, (3, 3), padding="same")), inner), ()))
    nodes = (Layer("first", Conv2D(4, (3, 3), padding="same")), outer, Layer("last", Dropout()))
    return Network((8, 8, 1), nodes)


def names_of(network: Network) -> tuple[str, ...]:
    """Every node's name, top to bottom."""
    return tuple(node.name for _, node in walk(network.nodes))
