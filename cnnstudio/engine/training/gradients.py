"""Measures after an epoch how long weights and gradients are, layer by layer, on a few pictures."""

import math
from functools import cached_property
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.engine.build import KerasModel, seen
from cnnstudio.engine.features.kept import Kept
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.compiling import loss_factor
from cnnstudio.engine.training.losses import loss_function, targets

PICTURES = 32
"""So few validation pictures tell powers of ten apart, at about a hundredth of an epoch of 3,600 pictures."""

_LESS = 16
"""So many times less the loss is multiplied by where a gradient overflows; of float16's digits none is lost by it."""

_AT_ONCE = 100_000
"""So many numbers are squared at once: a copy that stays in the processor's cache."""


class Gradients:
    """Reads the weights of the moment; changes nothing and draws no random number.

    It takes no more pictures than a batch has, so that it needs no more memory than a step of the training does.

    Args:
        x, y: The validation pictures and their class numbers.
        kept: The features of these pictures, and the part of the network that stands behind them and holds all that is
            trained.
    """

    def __init__(self, loaded: Loaded, x: Pictures, y: Labels, kept: Kept | None = None) -> None:
        assert loaded.prepared is not None
        count = min(PICTURES, len(x), loaded.plan.batch_size, memory.batch_to_look(analyse(loaded.network)))
        self._loaded = loaded
        self._keras_model = loaded.keras_model if kept is None else kept.keras_model
        if kept is None:
            self._x = prepared_tensor(loaded.prepared, x[:count])
        else:
            self._x = tf.constant(kept.of("validation")[:count])
        self._y = tf.constant(targets(loaded.plan.loss, np.asarray(y[:count]), len(loaded.labels)))

    def look(self, epoch: int, trained: KerasModel) -> Norms:
        """The norms after this epoch.

        Args:
            trained: The Keras model that is fitted, whose optimiser may multiply the loss so that float16 holds its
                gradients.
        """
        gradients = self._lengths(loss_factor(trained))
        weights = [_length(each) for each in self._keras_model.trainable_variables]
        layers = (
            LayerNorms(name, *(math.hypot(*(lengths[place] for place in places)) for lengths in (weights, gradients)))
            for name, places in self._groups.items()
        )
        return Norms(epoch, tuple(layers), len(self._x))

    def _lengths(self, factor: float) -> list[float]:
        """Of the gradients by each trained variable; the loss is multiplied by less where one overflows with it.

        The factor is that of the next batch, in which each picture may count less, and which is passed over where it
        overflows.
        """
        while True:
            found = [_length(each) / factor for each in self._gradients(factor)]
            if factor <= 1 or all(map(math.isfinite, found)):
                return found
            factor = max(factor / _LESS, 1.0)

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        """The numbers of the trained variables that belong to each layer."""
        model = self._keras_model
        places = {id(variable): place for place, variable in enumerate(model.trainable_variables)}
        owners = (row.name for row in analyse(self._loaded.network).rows if row.params.trainable)
        return {name: [places[id(each)] for each in model.get_layer(name).trainable_variables] for name in owners}

    @cached_property
    def _loss(self) -> Any:
        return loss_function(self._loaded.plan, self._loaded.network)

    def _gradients(self, factor: float) -> list[Any]:
        """Of the loss, so many times itself, by each trained variable; no graph is made.

        To trace one takes a deep network seconds, in which nobody could stop the training; what it would save of a
        look is less than a hundredth of that. The weights are handed over as tensors: a variable of which several
        cards have copies has no gradient here.
        """
        model = self._keras_model
        weights = [tf.convert_to_tensor(each) for each in model.trainable_variables]
        others = [tf.convert_to_tensor(each) for each in model.non_trainable_variables]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(weights)
            outputs, _ = model.stateless_call(weights, others, self._x, training=False)
            scaled = self._loss(self._y, outputs) * factor
        found: list[Any] = tape.gradient(scaled, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return found


def _length(variable: Any) -> float:
    """The square root of the sum of all squares, also where these are no float32."""
    numbers, total = seen(variable).reshape(-1), 0.0
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE].astype(np.float64)
        total += float(np.dot(part, part))
    return math.sqrt(total)
