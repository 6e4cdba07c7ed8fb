"""Finding a kind by what people call it: its name, its family, other names for it, and the words under it."""

from cnnstudio.core.blocks import WRAPPING
from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.core.pretrained import Pretrained
from cnnstudio.core.spec import BLOCK_KINDS

BLOCKS = "Blocks"
"""What the person reads over the kinds of block."""

_OTHER_NAMES = {
    "Conv2D": "convolution convolutional kernel filter feature detector cnn",
    "Conv2DTranspose": "deconvolution transposed convolution upsample fractionally strided",
    "DepthwiseConv2D": "convolution depthwise channel wise mobilenet",
    "SeparableConv2D": "convolution separable xception mobilenet pointwise",
    "MaxPooling2D": "maxpool subsampling downsample",
    "AveragePooling2D": "avgpool mean subsampling downsample",
    "GlobalAveragePooling2D": "gap mean",
    "GlobalMaxPooling2D": "gmp",
    "Dense": "fully connected linear fc mlp perceptron classifier output",
    "Activation": "relu sigmoid tanh nonlinearity function",
    "ReLU": "rectifier nonlinearity",
    "LeakyReLU": "rectifier nonlinearity leaky",
    "PReLU": "rectifier nonlinearity parametric",
    "ELU": "exponential nonlinearity",
    "Softmax": "probabilities output",
    "BatchNormalization": "batchnorm bn",
    "LayerNormalization": "layernorm ln",
    "GroupNormalization": "groupnorm gn instance normalisation",
    "UnitNormalization": "l2 length",
    "Dropout": "regularisation overfitting",
    "SpatialDropout2D": "regularisation overfitting channel feature map",
    "GaussianNoise": "noise augmentation",
    "Flatten": "vector list unroll",
    "Reshape": "shape view",
    "Permute": "transpose axes",
    "ZeroPadding2D": "pad border margin",
    "Cropping2D": "crop cut border",
    "UpSampling2D": "upsample enlarge resize nearest bilinear unpooling",
    "Rescaling": "scale normalise divide 255",
    "Normalization": "standardise mean variance",
    "RandomFlip": "augmentation mirror",
    "Residual": "skip connection shortcut resnet add identity",
    "Parallel": "inception branches concatenate merge densenet split",
    "Pretrained": "transfer learning fine tune fine-tuning frozen base backbone features imagenet keras applications "
    "vgg resnet mobilenet efficientnet",
}
"""Words people use for a kind that are not in its own sentence."""


def family_titles() -> dict[str, tuple[str, ...]]:
    """The kinds under what the person reads for each family, blocks last."""
    found = {
        title: tuple(name for name, kind in KINDS.items() if kind.family == family)
        for family, title in FAMILIES.items()
    }
    return {**found, BLOCKS: (*WRAPPING, Pretrained.kind)}


def sentence(kind: str) -> str:
    """What a layer or block of this kind does."""
    spec = KINDS.get(kind) or BLOCK_KINDS[kind]
    return " ".join((spec.__doc__ or "").split())


def other_names(kind: str) -> str:
    """Words people use for a kind, in lower case."""
    return _OTHER_NAMES.get(kind, "")


def rank(kind: str, title: str, words: list[str]) -> int | None:
    """How well ``words`` name a kind of the family ``title``, 0 the best; None when they do not all fit."""
    name, sought = kind.casefold(), " ".join(words)
    if name.startswith(sought.replace(" ", "")):
        return 0
    named = f"{name} {other_names(kind)}"
    for number, text in enumerate((name, named, f"{named} {title.casefold()}"), 1):
        if all(word in text for word in words):
            return number
    every = f"{named} {title} {sentence(kind)}".casefold()
    return 4 if all(word in every for word in words) else None
