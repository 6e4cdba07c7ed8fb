"""The arguments of Keras's layers in their order, and what they are where nothing is given (Keras 3.15)."""

from typing import Any

from cnnstudio.core.keras_names import FIRST_NAMES
from cnnstudio.core.layers import KINDS

NEEDED = object()
"""What an argument is that must be given."""

_CONVOLUTION = "filters kernel_size strides padding data_format dilation_rate"
_ENDS = "activation use_bias"
_DRAWN = "fill_mode interpolation seed fill_value data_format"

ORDER: dict[str, str] = {
    "Conv2D": f"{_CONVOLUTION} groups {_ENDS} kernel_initializer bias_initializer kernel_regularizer",
    "Conv2DTranspose": f"filters kernel_size strides padding output_padding data_format dilation_rate {_ENDS}",
    "DepthwiseConv2D": f"kernel_size strides padding depth_multiplier data_format dilation_rate {_ENDS}",
    "SeparableConv2D": f"{_CONVOLUTION} depth_multiplier {_ENDS}",
    "Dense": f"units {_ENDS} kernel_initializer bias_initializer kernel_regularizer",
    "Activation": "activation",
    "ReLU": "max_value negative_slope threshold",
    "LeakyReLU": "negative_slope",
    "PReLU": "alpha_initializer alpha_regularizer alpha_constraint shared_axes",
    "ELU": "alpha",
    "Softmax": "axis",
    "MaxPooling2D": "pool_size strides padding data_format",
    "AveragePooling2D": "pool_size strides padding data_format",
    "GlobalMaxPooling2D": "data_format keepdims",
    "GlobalAveragePooling2D": "data_format keepdims",
    "Dropout": "rate noise_shape seed",
    "SpatialDropout2D": "rate data_format seed",
    "AlphaDropout": "rate noise_shape seed",
    "GaussianDropout": "rate seed",
    "GaussianNoise": "stddev seed",
    "BatchNormalization": "axis momentum epsilon center scale",
    "LayerNormalization": "axis epsilon center scale",
    "GroupNormalization": "groups axis epsilon center scale",
    "UnitNormalization": "axis",
    "Normalization": "axis mean variance invert",
    "Rescaling": "scale offset",
    "Flatten": "data_format",
    "ZeroPadding2D": "padding data_format",
    "Cropping2D": "cropping data_format",
    "UpSampling2D": "size data_format interpolation",
    "Reshape": "target_shape",
    "Permute": "dims",
    "RandomFlip": "mode seed",
    "RandomRotation": f"factor {_DRAWN}",
    "RandomTranslation": f"height_factor width_factor {_DRAWN}",
    "RandomZoom": f"height_factor width_factor {_DRAWN}",
    "RandomShear": "x_factor y_factor interpolation fill_mode fill_value data_format seed",
    "RandomPerspective": "factor scale interpolation fill_value seed",
    "RandomElasticTransform": "factor scale interpolation fill_mode fill_value value_range seed",
    "RandomErasing": "factor scale fill_value value_range seed",
    "RandomBrightness": "factor value_range seed",
    "RandomContrast": "factor value_range seed",
    "RandomSharpness": "factor value_range data_format seed",
    "RandomGaussianBlur": "factor kernel_size sigma value_range data_format seed",
    "RandomInvert": "factor value_range seed",
    "RandomPosterization": "factor value_range data_format seed",
    "RandomGrayscale": "factor data_format seed",
    "RandomHue": "factor value_range data_format seed",
    "RandomSaturation": "factor value_range data_format seed",
    "RandomColorDegeneration": "factor value_range data_format seed",
    "RandomColorJitter": "value_range brightness_factor contrast_factor saturation_factor hue_factor seed",
}
"""The arguments that may be given without a name."""

_USUAL: dict[str, Any] = {
    "strides": (1, 1),
    "padding": "valid",
    "dilation_rate": (1, 1),
    "groups": 1,
    "activation": None,
    "use_bias": True,
    "depth_multiplier": 1,
    "output_padding": None,
    "kernel_initializer": "glorot_uniform",
    "depthwise_initializer": "glorot_uniform",
    "pointwise_initializer": "glorot_uniform",
    "kernel_regularizer": None,
    "depthwise_regularizer": None,
    "pointwise_regularizer": None,
    "momentum": 0.99,
    "epsilon": 0.001,
    "center": True,
    "scale": True,
    "max_value": None,
    "negative_slope": 0.0,
    "threshold": 0.0,
    "alpha": 1.0,
    "shared_axes": None,
    "keepdims": False,
    "offset": 0.0,
    "interpolation": "nearest",
    "size": (2, 2),
}
_USUAL_OF: dict[str, dict[str, Any]] = {
    "LeakyReLU": {"negative_slope": 0.3},
    "MaxPooling2D": {"pool_size": (2, 2), "strides": None},
    "AveragePooling2D": {"pool_size": (2, 2), "strides": None},
    "ZeroPadding2D": {"padding": (1, 1)},
    "Cropping2D": {"cropping": (0, 0)},
    "GroupNormalization": {"groups": 32},
    "Activation": {"activation": NEEDED},
    "Rescaling": {"scale": NEEDED},
}
_USUAL_AT_RANDOM: dict[str, Any] = {
    "mode": "horizontal_and_vertical",
    "fill_mode": "reflect",
    "interpolation": "bilinear",
    "fill_value": 0.0,
    "value_range": (0, 255),
    "width_factor": None,
    "x_factor": 0.0,
    "y_factor": 0.0,
    "sigma": 1.0,
    "kernel_size": 3,
}
_USUAL_AT_RANDOM_OF: dict[str, dict[str, Any]] = {
    "RandomTranslation": {"width_factor": NEEDED},
    "RandomPerspective": {"factor": 1.0, "scale": 1.0},
    "RandomElasticTransform": {"factor": 1.0, "scale": 1.0},
    "RandomErasing": {"factor": 1.0, "scale": 0.33, "fill_value": None},
    "RandomGaussianBlur": {"factor": 1.0},
    "RandomInvert": {"factor": 1.0},
    "RandomGrayscale": {"factor": 0.5},
    "RandomColorJitter": {f"{name}_factor": None for name in ("brightness", "contrast", "saturation", "hue")},
}


def usual(kind: str, argument: str) -> Any:
    """What an argument of a layer is where nothing is given; ``NEEDED`` where something must be."""
    if KINDS[kind].family == "augmentation":
        own, others = _USUAL_AT_RANDOM_OF, _USUAL_AT_RANDOM
    else:
        own, others = _USUAL_OF, _USUAL
    return own.get(kind, {}).get(argument, others.get(argument, NEEDED))


FIRST_ORDER: dict[str, str] = {
    "Convolution2D": "filters nb_row nb_col kernel_initializer activation weights padding strides data_format",
    "AtrousConvolution2D": "filters nb_row nb_col kernel_initializer activation weights padding strides dilation_rate",
    "SeparableConvolution2D": "filters nb_row nb_col kernel_initializer activation weights padding strides",
    "Deconvolution2D": "filters nb_row nb_col output_shape kernel_initializer activation weights padding strides",
}
"""The order of Keras 1, where a kernel's rows and columns are arguments of their own."""

RENAMED = {
    **FIRST_NAMES,
    "init": "kernel_initializer",
    "depthwise_init": "depthwise_initializer",
    "weights_regularizer": "kernel_regularizer",
    "pool_length": "pool_size",
}
"""What older versions called the arguments."""

RENAMED_OF: dict[str, dict[str, str]] = {
    "LeakyReLU": {"alpha": "negative_slope"},
    "ReLU": {"theta": "threshold"},
    "RandomGaussianBlur": {"sigma": "sigma"},
    "SeparableConv2D": {},
}

OF_THE_INPUT = frozenset({"input_shape", "batch_input_shape", "batch_shape", "input_dim", "shape", "input_length"})

SILENT = frozenset(
    {
        *OF_THE_INPUT,
        "name",
        "dtype",
        "seed",
        "weights",
        "batch_size",
        "beta_initializer",
        "gamma_initializer",
        "moving_mean_initializer",
        "moving_variance_initializer",
        "alpha_initializer",
        "mode",
        "fused",
        "virtual_batch_size",
        "renorm",
        "synchronized",
        "sparse",
        "input_dtype",
        "autocast",
    }
)
"""Arguments that say nothing about what a layer computes here."""
