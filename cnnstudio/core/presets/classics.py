"""Presets that made history: LeNet-5, AlexNet, VGG."""

from cnnstudio.core.language import tr
from cnnstudio.core.layers import AveragePooling2D, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.writing import Part, colours, digits, photographs, plan
from cnnstudio.core.project import Project

_GROUP = tr("Classics")


def _lenet5() -> Project:
    first = (Conv2D(6, (5, 5), padding="same", activation="tanh"), AveragePooling2D())
    second = (Conv2D(16, (5, 5), activation="tanh"), AveragePooling2D())
    end = (Flatten(), Dense(120, "tanh"), Dense(84, "tanh"), Dense(10, "softmax"))
    return digits(*first, *second, *end, plan=plan(15))


def _alexnet() -> Project:
    def half(filters: int, kernel: int) -> Part:
        return Conv2D(filters, (kernel, kernel), padding=kernel // 2, groups=2)

    pool = MaxPooling2D((3, 3), (2, 2))
    first = (Conv2D(96, (11, 11), (4, 4)), pool, half(256, 5), pool)
    second = (Conv2D(384, padding=1), half(384, 3), half(256, 3), pool)
    end = (Flatten(), Dense(4096), Dropout(0.5), Dense(4096), Dropout(0.5), Dense(1000, "softmax"))
    return photographs(*first, *second, *end, shape=(227, 227, 3), plan=plan(90, "SGD"))


def _vgg(stages: tuple[tuple[int, int], ...]) -> list[Part]:
    """Stages of (how many convolutions, filters), each with pooling behind it."""
    parts: list[Part] = []
    for count, filters in stages:
        parts += [Conv2D(filters, padding="same")] * count + [MaxPooling2D()]
    return parts


def _vgg16() -> Project:
    body = _vgg(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)))
    end = (Flatten(), Dense(4096), Dense(4096), Dense(1000, "softmax"))
    return photographs(*body, *end, plan=plan(74, "SGD", batch_size=256))


def _small_vgg() -> Project:
    parts: list[Part] = []
    for count, filters in ((2, 64), (2, 128), (3, 256)):
        for _ in range(count):
            parts += [Conv2D(filters, padding="same"), BatchNormalization()]
        parts.append(MaxPooling2D())
    return colours(*parts, Flatten(), Dense(256), Dropout(0.5), Dense(10, "softmax"), plan=plan(20))


CLASSICS = (
    Preset(
        "lenet-5",
        "LeNet-5",
        tr(
            "The network that read cheques in the 1990s: tanh, average pooling, three dense layers. Y. LeCun, L. "
            "Bottou, Y. Bengio and P. Haffner (1998); the second convolution sees all channels here, where the paper "
            "leaves some out, and the output is softmax. About 96 % on the built-in digits."
        ),
        _GROUP,
        _lenet5,
    ),
    Preset(
        "alexnet",
        "AlexNet",
        tr(
            "Five convolutions and three dense layers: it won ImageNet in 2012 and began the boom. A. Krizhevsky, "
            "I. Sutskever and G. Hinton (2012), the variant with two groups in convolutions 2, 4 and 5 and an input of "
            "227 × 227, without local response normalisation. Choose data of your own to train it."
        ),
        _GROUP,
        _alexnet,
    ),
    Preset(
        "vgg16",
        "VGG16",
        tr(
            "Thirteen 3 × 3 convolutions in five stages, then very large dense layers. K. Simonyan and A. Zisserman "
            "(2014), configuration D, as in keras.applications. Nine tenths of its 138 million parameters are in the "
            "dense layers; choose data of your own to train it."
        ),
        _GROUP,
        _vgg16,
    ),
    Preset(
        "vgg-small",
        tr("Small VGG"),
        tr(
            "The first three stages of VGG16 with batch normalisation, for pictures of 32 × 32. After K. Simonyan and "
            "A. Zisserman (2014); twenty epochs on CIFAR-10 take hours without a graphics card."
        ),
        _GROUP,
        _small_vgg,
    ),
)
