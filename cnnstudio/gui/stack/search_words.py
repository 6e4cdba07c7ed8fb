"""Finding a kind by what people call it: its name, its family, other names for it, and the words under it."""

from cnnstudio.core.blocks import WRAPPING
from cnnstudio.core.language import english_of, paragraphs_of, tr
from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.core.spec import BLOCK_KINDS
from cnnstudio.core.transferring.pretrained import Pretrained

BLOCKS = tr("Blocks")
"""What the person reads over the kinds of block."""

_OTHER_NAMES = {
    "Conv2D": tr("convolution convolutional kernel filter feature detector cnn"),
    "Conv2DTranspose": tr("deconvolution transposed convolution upsample fractionally strided"),
    "DepthwiseConv2D": tr("convolution depthwise channel wise mobilenet"),
    "SeparableConv2D": tr("convolution separable xception mobilenet pointwise"),
    "MaxPooling2D": tr("maxpool subsampling downsample"),
    "AveragePooling2D": tr("avgpool mean subsampling downsample"),
    "GlobalAveragePooling2D": tr("gap mean"),
    "GlobalMaxPooling2D": tr("gmp"),
    "Dense": tr("fully connected linear fc mlp perceptron classifier output"),
    "Activation": tr("relu sigmoid tanh nonlinearity function"),
    "ReLU": tr("rectifier nonlinearity"),
    "LeakyReLU": tr("rectifier nonlinearity leaky"),
    "PReLU": tr("rectifier nonlinearity parametric"),
    "ELU": tr("exponential nonlinearity"),
    "Softmax": tr("probabilities output"),
    "BatchNormalization": tr("batchnorm bn"),
    "LayerNormalization": tr("layernorm ln"),
    "GroupNormalization": tr("groupnorm gn instance normalisation"),
    "UnitNormalization": tr("l2 length"),
    "Dropout": tr("regularisation overfitting"),
    "SpatialDropout2D": tr("regularisation overfitting channel feature map"),
    "GaussianNoise": tr("noise augmentation"),
    "Flatten": tr("vector list unroll"),
    "Reshape": tr("shape view"),
    "Permute": tr("transpose axes"),
    "ZeroPadding2D": tr("pad border margin"),
    "Cropping2D": tr("crop cut border"),
    "UpSampling2D": tr("upsample enlarge resize nearest bilinear unpooling"),
    "Rescaling": tr("scale normalise divide 255"),
    "Normalization": tr("standardise mean variance"),
    "RandomFlip": tr("augmentation mirror"),
    "Residual": tr("skip connection shortcut resnet add identity"),
    "Parallel": tr("inception branches concatenate merge densenet split"),
    "Pretrained": tr(
        "transfer learning fine tune fine-tuning frozen base backbone features imagenet keras applications "
        "vgg resnet mobilenet efficientnet"
    ),
}
"""Words people use for a kind that are not in its own sentence; a translation keeps the English ones, too."""


def family_titles() -> dict[str, tuple[str, ...]]:
    """The kinds under what the person reads for each family, blocks last."""
    found = {
        title: tuple(name for name, kind in KINDS.items() if kind.family == family)
        for family, title in FAMILIES.items()
    }
    return {**found, BLOCKS: (*WRAPPING, Pretrained.kind)}


def sentence(kind: str) -> str:
    """What a layer or block of this kind does."""
    return " ".join(map(tr, _paragraphs(kind)))


def _paragraphs(kind: str) -> tuple[str, ...]:
    return paragraphs_of(KINDS.get(kind) or BLOCK_KINDS[kind])


def other_names(kind: str) -> str:
    """Words people use for a kind, in lower case."""
    return _OTHER_NAMES.get(kind, "")


def rank(kind: str, title: str, words: list[str]) -> int | None:
    """How well ``words`` name a kind of the family ``title``, 0 the best; None when they do not all fit."""
    name, sought = kind.casefold(), " ".join(words)
    if name.startswith(sought.replace(" ", "")):
        return 0
    named, titles = f"{name} {other_names(kind)}", f"{title} {english_of(title)}"
    for number, text in enumerate((name, named, f"{named} {titles.casefold()}"), 1):
        if all(word in text for word in words):
            return number
    every = " ".join((named, titles, sentence(kind), *_paragraphs(kind))).casefold()
    return 4 if all(word in every for word in words) else None
