"""Networks with random weights, and pictures, to ask why about."""

from typing import Any

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Softmax,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack

RANDOM = np.random.default_rng(4)
PICTURE = RANDOM.integers(0, 256, (14, 12, 3), np.uint8)
MANY = RANDOM.integers(0, 256, (20, 14, 12, 3), np.uint8)

VALID = Network(
    (14, 12, 3),
    stack(Conv2D(6, activation="relu"), MaxPooling2D(), Conv2D(5, activation="tanh"), Flatten(), Dense(4, "softmax")),
)
SAME = Network(
    (14, 12, 3),
    stack(
        Conv2D(6, padding="same", activation="relu"),
        BatchNormalization(),
        Conv2D(5, (3, 3), (2, 2), padding="same", activation="relu"),
        Dropout(0.3),
        Flatten(),
        Dense(7, "relu"),
        Dense(4, "linear"),
        Softmax(),
        Dropout(0.1),
    ),
)
BLOCKS = Network(
    (14, 12, 3),
    (
        Layer("conv2d_1", Conv2D(5, padding="same", activation="relu")),
        Block("residual_1", Residual(), ((Layer("conv2d_2", Conv2D(5, padding="same")),), ())),
        Layer("global_average_pooling2d_1", GlobalAveragePooling2D()),
        Layer("dense_1", Dense(4, "linear")),
    ),
)
FLAT = Network((14, 12, 3), stack(Flatten(), Dense(4, "linear")))


def loaded(network: Network, method: str = "scale", seed: int = 2) -> Any:
    """The network with random weights, its pictures prepared by ``method``."""
    from cnnstudio.engine.subjects import load

    random, weights = np.random.default_rng(seed), {}
    for row in analyse(network).rows:
        for each in row.params.arrays:
            values = random.normal(0, 0.4, each.shape).astype(np.float32)
            weights[f"{row.name}/{each.name}"] = np.abs(values) + 0.5 if "variance" in each.name else values
    return load(network, weights, tuple("abcd"), Preprocessing(method).fit(MANY))


class Only:
    """Has one Keras model at hand, whatever is asked for."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def still(self, _: object) -> Any:
        return self._found


def explained(found: Any, *methods: Any, **more: Any) -> list[Any]:
    """Every event of a study of these methods."""
    from cnnstudio.core.messages import Explain, SavedSubject
    from cnnstudio.engine.why.study import explain

    asked = {"picture": PICTURE} | more
    request = Explain(subject=SavedSubject("a.keras"), methods=methods, **asked)
    return [event for event in explain(1, request, Only(found)) if event is not None]  # type: ignore[arg-type]


def found_by(found: Any, method: Any, **more: Any) -> Any:
    """What one method tells in the end."""
    return explained(found, method, **more)[-1]
