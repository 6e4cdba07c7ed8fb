"""Presets to begin with: small networks whose training takes a minute."""

from dataclasses import replace

from cnnstudio.core.language import tr
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    RandomBrightness,
    RandomContrast,
    RandomFlip,
    RandomRotation,
    RandomZoom,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.writing import colours, digits, plan, stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe

_GROUP = tr("First steps")


def _lenet() -> Project:
    first, second = Conv2D(20, (5, 5)), Conv2D(50, (5, 5))
    return digits(first, MaxPooling2D(), second, MaxPooling2D(), Flatten(), Dense(500), Dense(10, "softmax"))


def _mnist_cnn() -> Project:
    end = (Flatten(), Dense(128), Dropout(0.5), Dense(10, "softmax"))
    return digits(Conv2D(32), Conv2D(64), MaxPooling2D(), Dropout(0.25), *end)


def _dense() -> Project:
    first = (Dense(500, "linear"), BatchNormalization(), Dropout(0.5), Activation("relu"))
    second = (Dense(50, "linear"), BatchNormalization(), Dropout(0.5), Activation("relu"))
    return digits(Flatten(), *first, *second, Dense(10, "softmax"), method="standardise", plan=plan(10))


def _one_conv() -> Project:
    return digits(Conv2D(32, padding="same"), Flatten(), Dense(10, "softmax"))


def _one_layer() -> Project:
    return digits(Flatten(), Dense(10, "softmax"), plan=plan(10))


def _cifar_cnn() -> Project:
    parts = []
    for filters, rate in ((32, 0.2), (64, 0.3), (128, 0.4)):
        parts += [Conv2D(filters, padding="same"), BatchNormalization()] * 2 + [MaxPooling2D(), Dropout(rate)]
    return colours(*parts, Flatten(), Dense(128), Dropout(0.5), Dense(10, "softmax"), plan=plan(20, batch_size=64))


def _clothes() -> Project:
    end = (Dropout(0.25), Flatten(), Dense(128), Dropout(0.5), Dense(10, "softmax"))
    return digits(Conv2D(32), MaxPooling2D(), Conv2D(64), MaxPooling2D(), *end, data=DataRecipe("fashion-10k"))


def _photographs() -> Project:
    stages = (Conv2D(32, padding="same"), MaxPooling2D(), *(Conv2D(64, padding="same"), MaxPooling2D()) * 2)
    network = Network((64, 64, 3), stack(*stages, Flatten(), Dense(64), Dense(7, "softmax")))
    return Project(network, DataRecipe("photos-7", validation_share=0.2), plan=plan(20, batch_size=32))


def _more_photographs() -> Project:
    changes = (
        RandomFlip("horizontal_and_vertical"),
        RandomRotation(0.1),
        RandomZoom(0.15),
        RandomBrightness(0.15),
        RandomContrast(0.2),
    )
    learning = plan(40, batch_size=32)  # other pictures in every epoch: there is more to learn
    return replace(_photographs(), preprocessing=Preprocessing(augmentation=changes), plan=learning)


FIRST_STEPS = (
    Preset(
        "lenet",
        "LeNet",
        tr(
            "Two convolutions with pooling, then two dense layers: the classic shape of a CNN. After Y. LeCun and "
            "others (1998), in the sizes of the Caffe and DIGITS examples; about 97 % on the built-in digits after "
            "five epochs."
        ),
        _GROUP,
        _lenet,
    ),
    Preset(
        "mnist-cnn",
        tr("Classic MNIST CNN"),
        tr(
            "Two convolutions in a row and dropout: the network most courses begin with. It is the architecture of the "
            "MNIST example that came with Keras from 2015; almost all of its parameters sit in one dense layer."
        ),
        _GROUP,
        _mnist_cnn,
    ),
    Preset(
        "dense",
        tr("Dense network"),
        tr(
            "No convolution at all: three dense layers with batch normalisation, to compare with. On few pictures the "
            "networks with convolutions beat it clearly."
        ),
        _GROUP,
        _dense,
    ),
    Preset(
        "one-conv",
        tr("One convolution"),
        tr(
            "A single convolution before the classifier: almost all parameters sit in the last layer. Watch training "
            "and validation drift apart: it learns its pictures by heart."
        ),
        _GROUP,
        _one_conv,
    ),
    Preset(
        "one-layer",
        tr("One layer"),
        tr(
            "The smallest network there is: ten weighted sums of pixels, one a digit. Its weights are pictures to "
            "look at on the Inspect page; about 90 %, which is what everything else has to beat."
        ),
        _GROUP,
        _one_layer,
    ),
    Preset(
        "clothes",
        tr("Clothes"),
        tr(
            "Ten kinds of clothes instead of ten digits: the same sort of network has a harder time. On the built-in "
            "part of Fashion-MNIST, about 85 % after five epochs."
        ),
        _GROUP,
        _clothes,
    ),
    Preset(
        "photographs",
        tr("Photographs"),
        tr(
            "Seven things cut from colour photographs, only 80 of each: watch it learn them by heart. It knows nearly "
            "all its own pictures after 20 epochs, and about 78 % of the test pictures."
        ),
        _GROUP,
        _photographs,
    ),
    Preset(
        "photographs-augmented",
        tr("Photographs, augmented"),
        tr(
            "The same network and pictures, each turned, mirrored and lit a little differently in every epoch. It "
            "takes twice the epochs, and recognises 83 to 85 % of the test pictures (three seeds)."
        ),
        _GROUP,
        _more_photographs,
    ),
    Preset(
        "cifar-cnn",
        tr("CIFAR-10 CNN"),
        tr(
            "Six convolutions in three stages for small colour photographs. In the manner of K. Simonyan and A. "
            "Zisserman (2014), with batch normalisation and dropout; clearly better than the sheets' CIFAR-10 "
            "networks. The pictures are downloaded once (170 MB)."
        ),
        _GROUP,
        _cifar_cnn,
    ),
)
