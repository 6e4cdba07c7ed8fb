"""Every layer kind, a module a family. A new kind is a class here and nothing anywhere else."""

from cnnstudio.core.layers.convolution import Conv2D
from cnnstudio.core.layers.dense import Activation, Dense
from cnnstudio.core.layers.normalisation import BatchNormalization
from cnnstudio.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from cnnstudio.core.layers.regularisation import Dropout
from cnnstudio.core.layers.shaping import Flatten, ZeroPadding2D
from cnnstudio.core.spec import KINDS

FAMILIES = {
    "convolution": "Convolution",
    "pooling": "Pooling",
    "dense": "Dense and activation",
    "normalisation": "Normalisation",
    "regularisation": "Regularisation",
    "shaping": "Shape",
}
"""The families in the palette's order, and what the person reads for each."""

__all__ = [
    "FAMILIES",
    "KINDS",
    "Activation",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "MaxPooling2D",
    "ZeroPadding2D",
]
