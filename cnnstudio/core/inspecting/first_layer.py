"""Which layer of a network is looked at while it learns: the one whose kernels face the picture."""

from cnnstudio.core.layers import Conv2D, Dense
from cnnstudio.core.network import Network


def first_convolution(network: Network) -> str:
    """The name of the first Conv2D, unless a Dense layer stands before it; empty where there is none."""
    first = next((layer for _, layer in network.layers() if isinstance(layer.spec, (Conv2D, Dense))), None)
    return first.name if first is not None and isinstance(first.spec, Conv2D) else ""
