"""Networks that strangers may have saved: each says how it is made with any Keras, and who could have written it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Step = tuple[str, dict[str, Any]]

ALL = ("keras3", "tf_keras", "2.2.4", "2.0.4", "1.2.2")
"""Who writes, from the newest to the oldest; what one can write, in the main all before it in this row can."""

KERAS_2 = ALL[:4]
SINCE_224 = ALL[:3]
MODERN = ALL[:2]


@dataclass(frozen=True, eq=False)
class Recipe:
    """A network to be made.

    Attributes:
        shape: Of one input, channels last.
        steps: Keras's kinds and their arguments one behind the other; empty for a graph.
        graph: Makes the Keras model from its Keras; None for a stack.
        writers: Of ALL, who knew its kinds.
        first: Whether it can stand with the channels first, too.
        bytes: Whether its input is values from 0 to 255.
    """

    name: str
    shape: tuple[int, ...]
    steps: tuple[Step, ...] = ()
    graph: Callable[[Any], Any] | None = None
    writers: tuple[str, ...] = ALL
    first: bool = False
    bytes: bool = False


def _conv(filters: int, size: int = 3, **more: Any) -> Step:
    return "Conv2D", {"filters": filters, "kernel_size": size, **more}


def _end(classes: int = 5, **more: Any) -> tuple[Step, ...]:
    return (("Flatten", {}), ("Dense", {"units": classes, **more}))


_SIMPLE = ("relu", "tanh", "sigmoid", "softplus", "softsign", "linear")
_NOISE: tuple[Step, ...] = (
    ("Dropout", {"rate": 0.25}),
    ("SpatialDropout2D", {"rate": 0.25}),
    ("GaussianNoise", {"stddev": 0.5}),
    ("GaussianDropout", {"rate": 0.25}),
)

STACKS: tuple[Recipe, ...] = (
    Recipe(
        "classic",
        (12, 12, 1),
        (
            _conv(4, activation="relu"),
            ("MaxPooling2D", {"pool_size": 2}),
            _conv(6, activation="relu", padding="same"),
            ("MaxPooling2D", {"pool_size": (2, 2)}),
            ("Dropout", {"rate": 0.25}),
            ("Flatten", {}),
            ("Dense", {"units": 8, "activation": "tanh"}),
            ("Dropout", {"rate": 0.5}),
            ("Dense", {"units": 5, "activation": "softmax"}),
        ),
        first=True,
    ),
    Recipe(
        "steps_and_borders",
        (11, 9, 3),
        (
            _conv(4, (3, 2), strides=2, use_bias=False),
            ("Activation", {"activation": "relu"}),
            _conv(5, 1, activation="sigmoid"),
            *_end(),
        ),
        first=True,
    ),
    Recipe(
        "same_and_stride", (9, 9, 2), (_conv(3, 3, strides=2, padding="same"), _conv(3, 2, padding="same"), *_end())
    ),
    Recipe("dilated", (12, 12, 1), (_conv(3, 3, dilation_rate=2), *_end()), first=True),
    Recipe(
        "normalised",
        (8, 8, 2),
        (
            _conv(4, use_bias=False),
            ("BatchNormalization", {}),
            ("Activation", {"activation": "relu"}),
            _conv(3),
            ("BatchNormalization", {"momentum": 0.9, "epsilon": 1e-5}),
            *_end(),
        ),
        first=True,
    ),
    Recipe(
        "normalised_list",
        (6, 6, 3),
        (_conv(3), ("Flatten", {}), ("BatchNormalization", {}), ("Dense", {"units": 4})),
        first=True,
    ),
    Recipe(
        "normalised_in_part",
        (6, 6, 2),
        (("BatchNormalization", {"scale": False}), _conv(3), ("BatchNormalization", {"center": False}), *_end()),
        writers=KERAS_2,
        first=True,
    ),
    Recipe(
        "transposed",
        (5, 5, 2),
        (
            ("Conv2DTranspose", {"filters": 3, "kernel_size": 3, "strides": 2, "activation": "relu"}),
            ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "strides": 1, "padding": "same"}),
            *_end(),
        ),
        first=True,
    ),
    Recipe(
        "separable",
        (8, 8, 2),
        (("SeparableConv2D", {"filters": 4, "kernel_size": 3, "depth_multiplier": 2, "activation": "relu"}), *_end()),
        first=True,
    ),
    Recipe(
        "depthwise",
        (8, 8, 2),
        (("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2, "strides": 2, "padding": "same"}), *_end()),
        writers=SINCE_224,
        first=True,
    ),
    Recipe(
        "frames",
        (7, 8, 2),
        (
            ("ZeroPadding2D", {"padding": ((1, 2), (0, 3))}),
            _conv(3),
            ("ZeroPadding2D", {"padding": 1}),
            ("Cropping2D", {"cropping": ((1, 0), (2, 1))}),
            _conv(2),
            *_end(),
        ),
        first=True,
    ),
    Recipe(
        "pooled",
        (13, 13, 2),
        (
            ("AveragePooling2D", {"pool_size": 3, "strides": 1}),
            ("MaxPooling2D", {"pool_size": (2, 3), "strides": (2, 1), "padding": "same"}),
            ("AveragePooling2D", {"pool_size": 2, "padding": "same"}),
            *_end(),
        ),
        first=True,
    ),
    Recipe(
        "mean_of_all",
        (8, 8, 2),
        (_conv(6, activation="relu"), ("GlobalAveragePooling2D", {}), ("Dense", {"units": 5})),
        first=True,
    ),
    Recipe("most_of_all", (8, 8, 2), (_conv(6), ("GlobalMaxPooling2D", {}), ("Dense", {"units": 5})), first=True),
    Recipe(
        "activations",
        (6, 6, 2),
        (
            *(("Activation", {"activation": name}) for name in _SIMPLE[:3]),
            _conv(3, activation="softplus"),
            _conv(3, activation="softsign", padding="same"),
            _conv(3, activation="linear", padding="same"),
            *_end(activation="softmax"),
        ),
    ),
    Recipe(
        "more_activations",
        (6, 6, 2),
        (
            _conv(3, activation="elu"),
            _conv(3, activation="selu", padding="same"),
            ("Activation", {"activation": "exponential"}),
            *_end(),
        ),
        writers=SINCE_224,
    ),
    Recipe(
        "new_activations",
        (6, 6, 2),
        (_conv(3, activation="gelu"), _conv(3, activation="swish", padding="same"), *_end(activation="relu")),
        writers=MODERN,
    ),
    Recipe("leaky", (6, 6, 2), (_conv(3), ("LeakyReLU", {}), ("ELU", {"alpha": 0.7}), *_end()), first=True),
    Recipe("learned_slope", (5, 6, 2), (_conv(3), ("PReLU", {}), *_end()), first=True),
    Recipe(
        "shared_slope", (5, 6, 2), (_conv(3), ("PReLU", {"shared_axes": [1, 2]}), *_end()), writers=KERAS_2, first=True
    ),
    Recipe(
        "capped",
        (6, 6, 2),
        (_conv(3), ("ReLU", {"max_value": 6.0, "negative_slope": 0.1, "threshold": 0.2}), *_end(), ("Softmax", {})),
        writers=SINCE_224,
    ),
    Recipe("noisy", (6, 6, 2), (_conv(3), *_NOISE, *_end()), first=True),
    Recipe("noisy_alpha", (6, 6, 2), (_conv(3), ("AlphaDropout", {"rate": 0.2}), *_end()), writers=KERAS_2),
    Recipe("enlarged", (4, 5, 2), (("UpSampling2D", {"size": (2, 3)}), _conv(3), *_end()), first=True),
    Recipe(
        "enlarged_smoothly",
        (4, 5, 2),
        (("UpSampling2D", {"size": 2, "interpolation": "bilinear"}), _conv(3), *_end()),
        writers=MODERN,
    ),
    Recipe(
        "turned",
        (4, 6, 2),
        (("Permute", {"dims": (2, 1, 3)}), _conv(4), ("Reshape", {"target_shape": (8, 4, 1)}), _conv(2), *_end()),
    ),
    Recipe("list_by_reshape", (4, 4, 2), (("Reshape", {"target_shape": (-1,)}), ("Dense", {"units": 5}))),
    Recipe("list_of_numbers", (64,), (("Dense", {"units": 6, "activation": "relu"}), ("Dense", {"units": 5}))),
    Recipe(
        "list_made_a_picture",
        (64,),
        (("Reshape", {"target_shape": (8, 8, 1)}), _conv(3), *_end()),
    ),
    Recipe("no_channel", (8, 8), (*_end(6, activation="relu"), ("Dense", {"units": 5}))),
    Recipe("no_channel_reshaped", (8, 8), (("Reshape", {"target_shape": (8, 8, 1)}), _conv(3), *_end())),
    Recipe("deep", (16, 16, 1), (*(_conv(3, padding="same", activation="relu"),) * 12, *_end()), first=True),
    Recipe(
        "penalised",
        (6, 6, 2),
        (
            _conv(3, kernel_regularizer="l2", kernel_initializer="he_normal", kernel_constraint="max_norm"),
            *_end(kernel_regularizer="l1", bias_regularizer="l2", kernel_initializer="random_uniform"),
        ),
    ),
    Recipe("groups", (6, 6, 4), (_conv(4, groups=2), *_end()), writers=MODERN),
    Recipe(
        "layer_norm",
        (6, 6, 4),
        (_conv(4), ("LayerNormalization", {"epsilon": 1e-4}), *_end(), ("LayerNormalization", {"scale": False})),
        writers=MODERN,
    ),
    Recipe(
        "group_norm",
        (6, 6, 4),
        (_conv(4), ("GroupNormalization", {"groups": 2}), ("UnitNormalization", {}), *_end()),
        writers=MODERN,
    ),
    Recipe(
        "scaled_inside",
        (6, 6, 3),
        (("Rescaling", {"scale": 1 / 127.5, "offset": -1.0}), _conv(3), *_end()),
        writers=MODERN,
        bytes=True,
    ),
    Recipe(
        "standardised_inside",
        (6, 6, 3),
        (("Normalization", {"mean": [120.0, 110.0, 100.0], "variance": [900.0, 800.0, 700.0]}), _conv(3), *_end()),
        writers=MODERN,
        bytes=True,
    ),
    Recipe(
        "augmented",
        (8, 8, 3),
        (
            ("RandomFlip", {"mode": "horizontal"}),
            ("RandomRotation", {"factor": 0.1}),
            ("RandomZoom", {"height_factor": 0.1}),
            ("RandomTranslation", {"height_factor": 0.1, "width_factor": 0.1}),
            ("RandomContrast", {"factor": 0.2}),
            _conv(3),
            *_end(),
        ),
        writers=MODERN,
        bytes=True,
    ),
)
