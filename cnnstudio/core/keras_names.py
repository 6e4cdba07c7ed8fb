"""What Keras of other ages called its layers and their arguments; the same in saved networks and in code."""

ALIASES = {
    "Convolution2D": "Conv2D",
    "AtrousConvolution2D": "Conv2D",
    "AtrousConv2D": "Conv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
    "DepthwiseConvolution2D": "DepthwiseConv2D",
    "MaxPool2D": "MaxPooling2D",
    "AvgPool2D": "AveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "ThresholdedReLU": "ReLU",
}
"""Classes of layers that are called otherwise today."""

FIRST_NAMES = {
    "nb_filter": "filters",
    "border_mode": "padding",
    "subsample": "strides",
    "dim_ordering": "data_format",
    "atrous_rate": "dilation_rate",
    "bias": "use_bias",
    "output_dim": "units",
    "p": "rate",
    "sigma": "stddev",
    "W_regularizer": "kernel_regularizer",
    "W_constraint": "kernel_constraint",
    "b_regularizer": "bias_regularizer",
    "b_constraint": "bias_constraint",
}
"""What Keras 1 called the arguments."""
