"""What Keras takes where a script says nothing, and which arguments people write without their names."""

from typing import Any

_KERNEL = {"use_bias": True, "dilation_rate": (1, 1), "padding": "valid", "activation": "linear"}
_CONVOLUTION = {
    **_KERNEL,
    "strides": (1, 1),
    "groups": 1,
    "kernel_initializer": "glorot_uniform",
    "kernel_regularizer": None,
    "output_padding": None,
}
_SEPARABLE = {
    **_KERNEL,
    "strides": (1, 1),
    "depth_multiplier": 1,
    **{f"{part}_initializer": "glorot_uniform" for part in ("depthwise", "pointwise")},
    **{f"{part}_regularizer": None for part in ("depthwise", "pointwise")},
}
_NORMALISATION = {"epsilon": 1e-3, "center": True, "scale": True}
_FILLED = {"fill_mode": "reflect", "interpolation": "bilinear", "fill_value": 0.0}

DEFAULTS: dict[str, dict[str, Any]] = {
    "Conv2D": _CONVOLUTION,
    "Conv2DTranspose": _CONVOLUTION,
    "DepthwiseConv2D": _SEPARABLE,
    "SeparableConv2D": _SEPARABLE,
    "Dense": {**_KERNEL, "kernel_initializer": "glorot_uniform", "kernel_regularizer": None},
    "MaxPooling2D": {"padding": "valid"},
    "AveragePooling2D": {"padding": "valid"},
    "GlobalMaxPooling2D": {"keepdims": False},
    "GlobalAveragePooling2D": {"keepdims": False},
    "BatchNormalization": {"momentum": 0.99, **_NORMALISATION},
    "LayerNormalization": _NORMALISATION,
    "GroupNormalization": _NORMALISATION,
    "Rescaling": {"offset": 0.0},
    "ReLU": {"max_value": None, "negative_slope": 0.0, "threshold": 0.0},
    "PReLU": {"shared_axes": None},
    "UpSampling2D": {"interpolation": "nearest"},
    "RandomRotation": _FILLED,
    "RandomTranslation": _FILLED,
    "RandomZoom": {"width_factor": None, **_FILLED},
    "RandomShear": _FILLED,
    "RandomPerspective": {"interpolation": "bilinear", "fill_value": 0.0},
    "RandomElasticTransform": _FILLED,
    "RandomErasing": {"fill_value": None},
}
"""By the class in ``keras.layers`` (3.15), the arguments that need not be written; a test asks Keras itself."""

OPTIMIZER_EXTRAS: dict[str, dict[str, Any]] = {
    "Adafactor": {"epsilon_1": 1e-30},
    "Ftrl": {"initial_accumulator_value": 0.1},
}
"""What Keras takes for those settings of an optimiser that are usually others here."""


def optimizer_default(name: str, argument: str, usual: Any) -> Any:
    """What Keras takes where ``argument`` of an optimiser is not written; ``usual`` is our own."""
    return OPTIMIZER_EXTRAS.get(name, {}).get(argument, usual)


FIRST: dict[str, tuple[str, ...]] = {
    "Conv2D": ("filters", "kernel_size"),
    "Conv2DTranspose": ("filters", "kernel_size"),
    "SeparableConv2D": ("filters", "kernel_size"),
    "DepthwiseConv2D": ("kernel_size",),
    "Dense": ("units",),
    "MaxPooling2D": ("pool_size",),
    "AveragePooling2D": ("pool_size",),
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "SpatialDropout2D": ("rate",),
    "AlphaDropout": ("rate",),
    "GaussianDropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "ZeroPadding2D": ("padding",),
    "Cropping2D": ("cropping",),
    "UpSampling2D": ("size",),
    "Reshape": ("target_shape",),
    "Permute": ("dims",),
    "Rescaling": ("scale",),
    "RandomFlip": ("mode",),
    "RandomRotation": ("factor",),
    "RandomTranslation": ("height_factor", "width_factor"),
    "RandomZoom": ("height_factor",),
}
"""The arguments that stand first, without their names, in Keras's own order."""
