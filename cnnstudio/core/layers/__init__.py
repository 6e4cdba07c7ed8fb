"""Every layer kind, a module or two a family. A new kind is a class here and nothing anywhere else."""

from cnnstudio.core.language import tr
from cnnstudio.core.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from cnnstudio.core.layers.augmentation import (
    RandomElasticTransform,
    RandomErasing,
    RandomFlip,
    RandomPerspective,
    RandomRotation,
    RandomShear,
    RandomTranslation,
    RandomZoom,
)
from cnnstudio.core.layers.colour import (
    RandomBrightness,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomGaussianBlur,
    RandomGrayscale,
    RandomHue,
    RandomInvert,
    RandomPosterization,
    RandomSaturation,
    RandomSharpness,
)
from cnnstudio.core.layers.convolution import Conv2D, Conv2DTranspose
from cnnstudio.core.layers.dense import Dense
from cnnstudio.core.layers.depthwise import DepthwiseConv2D, SeparableConv2D
from cnnstudio.core.layers.normalisation import (
    BatchNormalization,
    GroupNormalization,
    LayerNormalization,
    Normalization,
    Rescaling,
    UnitNormalization,
)
from cnnstudio.core.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from cnnstudio.core.layers.regularisation import (
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout2D,
)
from cnnstudio.core.layers.shaping import Cropping2D, Flatten, Permute, Reshape, UpSampling2D, ZeroPadding2D
from cnnstudio.core.spec import KINDS

FAMILIES = {
    "convolution": tr("Convolution"),
    "pooling": tr("Pooling"),
    "dense": tr("Dense"),
    "activation": tr("Activation"),
    "normalisation": tr("Normalisation"),
    "regularisation": tr("Regularisation"),
    "augmentation": tr("Augmentation"),
    "shaping": tr("Shape"),
}
"""The families in the palette's order, and what the person reads for each."""

__all__ = [
    "ELU",
    "FAMILIES",
    "KINDS",
    "Activation",
    "AlphaDropout",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Conv2DTranspose",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "GroupNormalization",
    "LayerNormalization",
    "LeakyReLU",
    "MaxPooling2D",
    "Normalization",
    "PReLU",
    "Permute",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SeparableConv2D",
    "Softmax",
    "SpatialDropout2D",
    "UnitNormalization",
    "UpSampling2D",
    "ZeroPadding2D",
]
