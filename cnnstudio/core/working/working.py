"""Which function works which kind of layer or block."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import (
    ELU,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GroupNormalization,
    LayerNormalization,
    LeakyReLU,
    MaxPooling2D,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    Softmax,
    UnitNormalization,
    UpSampling2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.pooling import GlobalPooling
from cnnstudio.core.network import Node
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.working import moving, plain, sliding
from cnnstudio.core.working.given import Given
from cnnstudio.core.working.work import Work


def work_out(
    node: Node,
    inputs: tuple[FloatArray, ...],
    output: FloatArray,
    weights: Mapping[str, npt.NDArray[Any]],
    place: tuple[int, ...],
) -> Work:
    """How the node came to the number at ``place`` of its ``output``; raises StudioError for a place it has not.

    Args:
        inputs: The layer's input, or what each branch of a block gives, as float32 and without the batch axis.
        weights: The layer's arrays by Keras's names; only read here, and of the large ones only a part.
    """
    fits = len(place) == output.ndim and all(0 <= at < size for at, size in zip(place, output.shape, strict=True))
    if not fits:
        words = shape_in_words(output.shape)
        raise StudioError(
            tr("“{layer}” gives {shape}: there is no number at that place.", layer=node.name, shape=words),
            tr("Choose another one."),
        )
    # Numbers that are infinite or none are worked like others, and what comes of them is told.
    with np.errstate(all="ignore"):
        return _worked(node.spec, Given(node.name, node.spec.kind, inputs, output, weights, place))


def _worked(spec: object, given: Given) -> Work:  # noqa: PLR0911, PLR0912 - one a kind
    match spec:
        case Conv2D():
            return sliding.convolved(spec, given)
        case DepthwiseConv2D():
            return sliding.convolved_by_channel(spec, given)
        case SeparableConv2D():
            return sliding.convolved_in_two_steps(spec, given)
        case Conv2DTranspose():
            return sliding.convolved_backwards(spec, given)
        case MaxPooling2D() | AveragePooling2D():
            return sliding.pooled(spec, given)
        case GlobalPooling():
            return sliding.pooled_whole(spec, given)
        case Dense():
            return plain.connected(spec, given)
        case Activation() | Softmax():
            return plain.through(spec, given)
        case ReLU() | LeakyReLU() | PReLU() | ELU():
            return plain.bent(spec, given)
        case BatchNormalization() | LayerNormalization() | GroupNormalization():
            return plain.normalised(spec, given)
        case Normalization() | Rescaling() | UnitNormalization():
            return plain.scaled(spec, given)
        case Flatten() | Reshape() | Permute() | Cropping2D() | ZeroPadding2D():
            return moving.laid_elsewhere(spec, given)
        case UpSampling2D():
            return moving.enlarged(spec, given)
        case Pretrained():
            return moving.handed_on(given)
        case Residual() | Parallel():
            return moving.joined(spec, given)
        case _:  # the kinds that change numbers in training only
            return moving.passed_on(given)
