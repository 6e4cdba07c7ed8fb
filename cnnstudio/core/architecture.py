"""A network in one line, as reports have it in their tables: "CONV D=32, w=h=3, S=1, P='same'; MAXPOOL w=h=2, S=2; …".

D is the number of filters, w and h the width and height of the kernel in pixels, S the stride, P the padding.
"""

from collections.abc import Iterable, Sequence

from cnnstudio.core.language import tr
from cnnstudio.core.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from cnnstudio.core.layers.convolution import Conv2D, Conv2DTranspose
from cnnstudio.core.layers.dense import Dense
from cnnstudio.core.layers.depthwise import DepthwiseConv2D, SeparableConv2D
from cnnstudio.core.layers.pooling import AveragePooling2D, MaxPooling2D
from cnnstudio.core.layers.shaping import Flatten
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.spec import LayerSpec, Padding, Pair
from cnnstudio.core.transferring.pretrained import Pretrained

_NAMES = {
    "Conv2D": "CONV",
    "Conv2DTranspose": "TRANSPOSED CONV",
    "DepthwiseConv2D": "DEPTHWISE CONV",
    "SeparableConv2D": "SEPARABLE CONV",
    "MaxPooling2D": "MAXPOOL",
    "AveragePooling2D": "AVGPOOL",
    "GlobalMaxPooling2D": "GLOBAL MAXPOOL",
    "GlobalAveragePooling2D": "GLOBAL AVGPOOL",
    "Dense": "DENSE",
    "BatchNormalization": "BATCHNORM",
    "LayerNormalization": "LAYERNORM",
    "GroupNormalization": "GROUPNORM",
    "UnitNormalization": "UNITNORM",
    "SpatialDropout2D": "SPATIAL DROPOUT",
    "AlphaDropout": "ALPHA DROPOUT",
    "GaussianDropout": "GAUSSIAN DROPOUT",
    "GaussianNoise": "NOISE",
    "ZeroPadding2D": "PAD",
    "Cropping2D": "CROP",
    "UpSampling2D": "UPSAMPLE",
}
"""What stands for a kind; others stand with their own name in capitals."""

_ACTIVATIONS = (Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax)
_CONVOLUTIONS = (Conv2D, Conv2DTranspose, DepthwiseConv2D, SeparableConv2D)
_KERNELS = (*_CONVOLUTIONS, Dense)
_POOLS = (MaxPooling2D, AveragePooling2D)

_LONG = 400
"""Where a row of layers would be longer in signs, its repeats are written once."""

_LONGEST_REPEAT = 8


def architecture(network: Network) -> str:
    """The layers in order, separated by "; ", and those of blocks in brackets; empty for an empty network.

    What nearly every network has goes without saying: Flatten, relu wherever it stands, and softmax at the end. Every
    other activation is named, and "linear" where a layer with kernels has none at all. In long networks repeats are
    written once: "3 × (…; …)".
    """
    return _row(network.nodes, at_end=True)


def _row(nodes: Sequence[Node], *, at_end: bool) -> str:
    parts = []
    for index, node in enumerate(nodes):
        rest = nodes[index + 1 :]
        part = _block(node) if isinstance(node, Block) else _layer(node, rest, at_end)
        if part:
            parts.append(part)
    text = "; ".join(parts)
    return text if len(text) <= _LONG else "; ".join(_folded(parts))


def _block(block: Block) -> str:
    if isinstance(block.spec, Pretrained) and block.spec.title:
        return _pretrained(block, block.spec)
    inside = " | ".join(_row(branch, at_end=False) or "–" for branch in block.branches)
    activation = "" if block.spec.activation_name() in ("relu", "linear") else f", {block.spec.activation_name()}"
    merge = "RESIDUAL" if block.spec.kind == "Residual" else f"PARALLEL {block.spec.merge_name()}"
    merge = "PRETRAINED" if isinstance(block.spec, Pretrained) else merge
    return f"{merge}{activation} [{inside}]"


def _pretrained(block: Block, spec: Pretrained) -> str:
    """Its layers are known by its name: "PRETRAINED VGG16 up to fc1, last 2 trained"."""
    base = f"PRETRAINED {spec.title}"
    if block.branches[0]:
        base = tr("{base} up to {layer}", base=base, layer=block.branches[0][-1].name)
    return f"{base}, {tr('last {count:,} trained', count=spec.fine_tune)}" if spec.fine_tune else base


def _layer(layer: Layer, rest: Sequence[Node], at_end: bool) -> str:
    spec = layer.spec
    if isinstance(spec, Flatten) or (isinstance(spec, _ACTIVATIONS) and _unsaid(spec, not rest and at_end)):
        return ""
    name = _NAMES.get(spec.kind, spec.kind.upper())
    if isinstance(spec, Activation):
        return spec.activation.upper()
    if isinstance(spec, _KERNELS):
        own = _convolution(spec) if isinstance(spec, _CONVOLUTIONS) else [f"{spec.units}"]
        return f"{name} {', '.join([*own, *_activation(spec, rest, at_end), *_penalties(spec)])}"
    if isinstance(spec, _POOLS):
        padding = ["P='same'"] if spec.padding == "same" else []
        return f"{name} {', '.join([*_window(spec.pool_size, spec.strides), *padding])}"
    usual = spec.family in ("activation", "normalisation") and spec == type(spec)()
    rate = getattr(spec, "rate", None)
    words = f"{rate:g}" if isinstance(rate, float) else spec.summary()
    return name if usual else f"{name} {words}".rstrip()


def _convolution(spec: LayerSpec) -> list[str]:
    assert isinstance(spec, _CONVOLUTIONS)
    found = [f"M={spec.depth_multiplier}"] if isinstance(spec, DepthwiseConv2D) else [f"D={spec.filters}"]
    found += [*_window(spec.kernel_size, spec.strides), _padding(spec.padding)]
    if spec.dilation_rate != (1, 1):
        found.append(f"dilation={_pair(spec.dilation_rate)}")
    if isinstance(spec, Conv2D) and spec.groups > 1:
        found.append(f"groups={spec.groups}")
    return found


def _window(size: Pair, strides: Pair) -> list[str]:
    rows, columns = size
    return [*([f"w=h={rows}"] if rows == columns else [f"w={columns}", f"h={rows}"]), f"S={_pair(strides)}"]


def _pair(pair: Pair) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}×{pair[1]}"


def _padding(padding: Padding) -> str:
    return f"P={padding!r}" if isinstance(padding, str) else f"P={padding}"


def _activation(spec: LayerSpec, rest: Sequence[Node], at_end: bool) -> list[str]:
    """What a layer with kernels ends with, where that does not go without saying."""
    name = spec.activation_name()
    if name == "linear":
        return ["linear"] if at_end and not _activated(rest) else []
    unsaid = name == "relu" or (name == "softmax" and at_end and not rest)
    return [] if unsaid else [name]


def _activated(rest: Iterable[Node]) -> bool:
    """Whether an activation or a block comes before the next layer with kernels."""
    for node in rest:
        if isinstance(node, Block) or isinstance(node.spec, _ACTIVATIONS):
            return True
        if isinstance(node.spec, _KERNELS):
            return False
    return False


def _unsaid(spec: LayerSpec, is_last: bool) -> bool:
    if isinstance(spec, ReLU):
        return spec == ReLU()
    name = "softmax" if isinstance(spec, Softmax) else spec.activation_name() if isinstance(spec, Activation) else ""
    return name in ("relu", "linear") or (name == "softmax" and is_last)


def _penalties(spec: LayerSpec) -> list[str]:
    values = (("L1", getattr(spec, "l1", 0)), ("L2", getattr(spec, "l2", 0)))
    return [f"{name}={value:g}" for name, value in values if value]


def _folded(parts: Sequence[str]) -> list[str]:
    """The parts, with what is repeated at once written once; of all repeats at a place the one that saves most."""
    found, index = [], 0
    while index < len(parts):
        length, times = max(_repeats(parts, index), key=lambda repeat: (repeat[0] * (repeat[1] - 1), -repeat[0]))
        if times == 1:
            found.append(parts[index])
            index += 1
            continue
        found.append(f"{times} × ({'; '.join(parts[index : index + length])})")
        index += length * times
    return found


def _repeats(parts: Sequence[str], index: int) -> Iterable[tuple[int, int]]:
    """How often what stands at ``index`` comes again, for each length: pairs of length and times."""
    for length in range(1, _LONGEST_REPEAT + 1):
        first, times = parts[index : index + length], 1
        while len(first) == length and parts[index + times * length : index + (times + 1) * length] == first:
            times += 1
        yield length, times
