"""Presets made of blocks: residual, Inception, MobileNetV2 and DenseNet."""

from cnnstudio.core.language import tr
from cnnstudio.core.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    GlobalAveragePooling2D,
    MaxPooling2D,
    ZeroPadding2D,
)
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.writing import (
    Branches,
    Part,
    colours,
    normalised,
    parallel,
    photographs,
    plan,
    residual,
)
from cnnstudio.core.project import Project

_GROUP = tr("Modern blocks")
_EPSILON = 1.001e-5
"""Of the batch normalisations in keras.applications' ResNets and DenseNets."""


def _resnet20() -> Project:
    parts = list(normalised(16))
    for filters in (16, 32, 64):
        for number in range(3):
            shrinks = number == 0 and filters > 16
            stride = 2 if shrinks else 1
            body = (*normalised(filters, 3, stride), *normalised(filters, activation="linear"))
            shortcut = normalised(filters, 1, 2, activation="linear") if shrinks else ()
            parts.append(residual(*body, shortcut=shortcut))
    end = (GlobalAveragePooling2D(), Dense(10, "softmax"))
    return colours(*parts, *end, method="standardise", plan=plan(30))


def _bottleneck(filters: int, stride: int, *, projects: bool) -> Branches:
    """He and others' block for deep networks: 1×1, 3×3, 1×1 with four times the filters, the stride in the first."""

    def brick(count: int, kernel: int, step: int, activation: str) -> tuple[Part, ...]:
        return normalised(
            count, kernel, step, "same" if kernel > 1 else "valid", activation, use_bias=True, epsilon=_EPSILON
        )

    body = (
        *brick(filters, 1, stride, "relu"),
        *brick(filters, 3, 1, "relu"),
        *brick(4 * filters, 1, 1, "linear"),
    )
    return residual(*body, shortcut=brick(4 * filters, 1, stride, "linear") if projects else ())


def _resnet50() -> Project:
    parts: list[Part] = [
        *normalised(64, 7, 2, 3, use_bias=True, epsilon=_EPSILON),
        ZeroPadding2D(),
        MaxPooling2D((3, 3), (2, 2)),
    ]
    for filters, count in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for number in range(count):
            stride = 2 if number == 0 and filters > 64 else 1
            parts.append(_bottleneck(filters, stride, projects=number == 0))
    end = (GlobalAveragePooling2D(), Dense(1000, "softmax"))
    return photographs(*parts, *end, plan=plan(90, "SGD", batch_size=256))


def inception(direct: int, three: tuple[int, int], five: tuple[int, int], pooled: int) -> Branches:
    """Szegedy and others' module: 1×1, 3×3 and 5×5 convolutions and pooling side by side, the channels joined.

    Args:
        three, five: Filters of the 1×1 convolution that makes it cheap, and of the 3×3 or 5×5 behind it.
    """
    return parallel(
        (Conv2D(direct, (1, 1)),),
        (Conv2D(three[0], (1, 1)), Conv2D(three[1], (3, 3), padding="same")),
        (Conv2D(five[0], (1, 1)), Conv2D(five[1], (5, 5), padding="same")),
        (MaxPooling2D((3, 3), (1, 1), "same"), Conv2D(pooled, (1, 1))),
    )


def _inception() -> Project:
    start = (Conv2D(64, padding="same"), MaxPooling2D(), Conv2D(192, padding="same"), MaxPooling2D())
    blocks = (inception(64, (96, 128), (16, 32), 32), inception(128, (128, 192), (32, 96), 64))
    return colours(*start, *blocks, GlobalAveragePooling2D(), Dropout(0.4), Dense(10, "softmax"), plan=plan(20))


def _googlenet() -> Project:
    pool = MaxPooling2D((3, 3), (2, 2), "same")
    start = (Conv2D(64, (7, 7), (2, 2), "same"), pool, Conv2D(64, (1, 1)), Conv2D(192, padding="same"), pool)
    third = (inception(64, (96, 128), (16, 32), 32), inception(128, (128, 192), (32, 96), 64), pool)
    fourth = (
        inception(192, (96, 208), (16, 48), 64),
        inception(160, (112, 224), (24, 64), 64),
        inception(128, (128, 256), (24, 64), 64),
        inception(112, (144, 288), (32, 64), 64),
        inception(256, (160, 320), (32, 128), 128),
        pool,
    )
    fifth = (inception(256, (160, 320), (32, 128), 128), inception(384, (192, 384), (48, 128), 128))
    end = (GlobalAveragePooling2D(), Dropout(0.4), Dense(1000, "softmax"))
    return photographs(*start, *third, *fourth, *fifth, *end, plan=plan(60, "SGD"))


def _inverted(channels: int, expansion: int, filters: int, stride: int, *, pixels: bool = False) -> tuple[Part, ...]:
    """Sandler and others' block: widen by 1×1, filter each channel by itself, narrow by 1×1 without an activation.

    Args:
        channels: What comes in; where as much goes out at stride 1, the input is added.
        pixels: Whether a stride of 2 is padded below and at the right alone, as keras.applications does it.
    """
    narrow_first = normalised(expansion * channels, 1, activation="relu6") if expansion > 1 else ()
    padded = stride > 1 and pixels
    body: tuple[Part, ...] = (
        *narrow_first,
        *((ZeroPadding2D((0, 1), (0, 1)),) if padded else ()),
        DepthwiseConv2D(
            kernel_size=(3, 3),
            strides=(stride, stride),
            padding="valid" if padded else "same",
            activation="linear",
            use_bias=False,
        ),
        BatchNormalization(),
        Activation("relu6"),
        *normalised(filters, 1, activation="linear"),
    )
    if stride == 1 and channels == filters:
        return (residual(*body, activation="linear"),)
    return body


def _mobile_small() -> Project:
    parts: list[Part] = list(normalised(32, activation="relu6"))
    channels = 32
    for expansion, filters, count, stride in ((1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 2, 2), (6, 64, 2, 2)):
        for number in range(count):
            parts += _inverted(channels, expansion, filters, stride if number == 0 else 1)
            channels = filters
    parts += normalised(256, 1, activation="relu6")
    return colours(*parts, GlobalAveragePooling2D(), Dense(10, "softmax"), plan=plan(20))


_MOBILE_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, filters, blocks and stride of the first: table 2 of the MobileNetV2 paper."""


def _mobilenet_v2() -> Project:
    parts: list[Part] = list(normalised(32, 3, 2, activation="relu6"))
    channels = 32
    for expansion, filters, count, stride in _MOBILE_STAGES:
        for number in range(count):
            parts += _inverted(channels, expansion, filters, stride if number == 0 else 1, pixels=True)
            channels = filters
    parts += normalised(1280, 1, activation="relu6")
    return photographs(*parts, GlobalAveragePooling2D(), Dense(1000, "softmax"), plan=plan(60, "RMSprop"))


def _dense_layer(growth: int) -> Branches:
    """Huang and others' layer: what it makes stands beside everything before it."""
    body = (
        BatchNormalization(epsilon=_EPSILON),
        Activation("relu"),
        *normalised(4 * growth, 1, 1, "valid", epsilon=_EPSILON),
        Conv2D(growth, padding="same", activation="linear", use_bias=False),
    )
    return parallel((), body)


def _densenet(growth: int, start: int, blocks: tuple[int, ...]) -> list[Part]:
    """Dense blocks, with a transition that halves channels and size between two of them."""
    parts: list[Part] = []
    channels = start
    for number, count in enumerate(blocks):
        parts += [_dense_layer(growth)] * count
        channels += count * growth
        if number + 1 < len(blocks):
            channels //= 2
            narrow = Conv2D(channels, (1, 1), activation="linear", use_bias=False)
            parts += [BatchNormalization(epsilon=_EPSILON), Activation("relu"), narrow, AveragePooling2D()]
    return [*parts, BatchNormalization(epsilon=_EPSILON), Activation("relu"), GlobalAveragePooling2D()]


def _densenet_small() -> Project:
    first = Conv2D(24, padding="same", activation="linear", use_bias=False)
    return colours(first, *_densenet(12, 24, (6, 6, 6)), Dense(10, "softmax"), method="standardise", plan=plan(30))


def _densenet121() -> Project:
    start = (*normalised(64, 7, 2, 3, epsilon=_EPSILON), ZeroPadding2D(), MaxPooling2D((3, 3), (2, 2)))
    body = _densenet(32, 64, (6, 12, 24, 16))
    return photographs(*start, *body, Dense(1000, "softmax"), plan=plan(90, "SGD", batch_size=256))


MODERN_BLOCKS = (
    Preset(
        "resnet-20",
        "ResNet-20",
        tr(
            "Nine residual blocks: the smallest network of the paper that made depth possible. K. He, X. Zhang, "
            "S. Ren and J. Sun (2015), section 4.2, with 1 × 1 convolutions in the shortcuts where the shape changes "
            "(option B; the paper's CIFAR networks use option A, without parameters). The paper has 91 % "
            "after 164 epochs with augmentation; this plan is short and comes to less."
        ),
        _GROUP,
        _resnet20,
    ),
    Preset(
        "inception-block",
        tr("Inception block"),
        tr(
            "Convolutions of three sizes and pooling side by side, so that the network picks what it needs. C. "
            "Szegedy and others (2014): modules 3a and 3b of GoogLeNet behind two convolutions, for CIFAR-10."
        ),
        _GROUP,
        _inception,
    ),
    Preset(
        "mobilenetv2-block",
        tr("MobileNetV2 block"),
        tr(
            "Widen, filter each channel by itself, narrow again: few parameters for telephones. M. Sandler, A. Howard "
            "and others (2018): seven inverted residual blocks for CIFAR-10."
        ),
        _GROUP,
        _mobile_small,
    ),
    Preset(
        "densenet-block",
        tr("DenseNet block"),
        tr(
            "Every layer sees what all layers before it have made. G. Huang, Z. Liu and others (2016): three dense "
            "blocks of six layers, growth 12, with bottlenecks, for CIFAR-10."
        ),
        _GROUP,
        _densenet_small,
    ),
    Preset(
        "resnet-50",
        "ResNet-50",
        tr(
            "Sixteen bottleneck blocks: the network most others are measured against. K. He, X. Zhang, S. Ren and J. "
            "Sun (2015), as in keras.applications, biases of the convolutions included. Choose data of your own to "
            "train it."
        ),
        _GROUP,
        _resnet50,
    ),
    Preset(
        "googlenet",
        "GoogLeNet",
        tr(
            "Nine Inception modules and hardly a dense layer: a twentieth of VGG16's parameters. C. Szegedy and "
            "others (2014), without local response normalisation and the two classifiers at the side. Choose data of "
            "your own to train it."
        ),
        _GROUP,
        _googlenet,
    ),
    Preset(
        "mobilenet-v2",
        "MobileNetV2",
        tr(
            "Seventeen inverted residual blocks: a whole ImageNet network in 14 MB. M. Sandler, A. Howard and others "
            "(2018), width 1.0, as in keras.applications. Choose data of your own to train it."
        ),
        _GROUP,
        _mobilenet_v2,
    ),
    Preset(
        "densenet-121",
        "DenseNet-121",
        tr(
            "Fifty-eight dense layers that each add 32 channels to all before. G. Huang, Z. Liu and others (2016), as "
            "in keras.applications. Choose data of your own to train it."
        ),
        _GROUP,
        _densenet121,
    ),
)
