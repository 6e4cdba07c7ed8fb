"""Measures after an epoch how long weights and gradients are, layer by layer, on a few pictures."""

from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.norms import LayerNorms, Norms
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.engine import memory
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.losses import loss_function, targets
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor

PICTURES = 32
"""So few validation pictures tell powers of ten apart, at less than a hundredth of an epoch of 3,600 pictures."""


class Gradients:
    """Reads the weights of the moment; changes nothing and draws no random number.

    It takes no more pictures than a batch has, so that it needs no more memory than a step of the training does.

    Args:
        x, y: The validation pictures and their class numbers.
    """

    def __init__(self, loaded: Loaded, x: Pictures, y: Labels) -> None:
        assert loaded.prepared is not None
        count = min(PICTURES, len(x), loaded.plan.batch_size, memory.batch_to_look(analyse(loaded.network)))
        self._loaded = loaded
        self._x = prepared_tensor(loaded.prepared, x[:count])
        self._y = tf.constant(targets(loaded.plan.loss, np.asarray(y[:count]), len(loaded.labels)))

    def look(self, epoch: int, trained: KerasModel) -> Norms:
        """The norms after this epoch.

        Args:
            trained: The Keras model that is fitted, whose optimiser may multiply the loss so that float16 holds its
                gradients.
        """
        scale = getattr(trained.optimizer, "dynamic_scale", None)
        factor = 1.0 if scale is None else float(keras.ops.convert_to_numpy(scale))
        lengths = self._function(self._x, self._y, tf.constant(factor, tf.float32)).numpy()
        layers = (LayerNorms(name, *map(float, each)) for name, each in zip(self._groups, lengths, strict=True))
        return Norms(epoch, tuple(layers), len(self._x))

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        """The numbers of the trained variables that belong to each layer."""
        model = self._loaded.keras_model
        places = {id(variable): place for place, variable in enumerate(model.trainable_variables)}
        owners = (row.name for row in analyse(self._loaded.network).rows if row.params.trainable)
        return {name: [places[id(each)] for each in model.get_layer(name).trainable_variables] for name in owners}

    @cached_property
    def _function(self) -> Any:
        """Weights' and gradients' norms, float32 (layers, 2), for prepared pictures, what the loss takes, and a factor.

        The weights are handed over as tensors: a variable of which several cards have copies has no gradient here.
        """
        loaded, groups = self._loaded, list(self._groups.values())
        model, loss = loaded.keras_model, loss_function(loaded.plan, loaded.network)

        def measure(pictures: Any, wanted: Any, factor: Any) -> Any:
            weights = [tf.convert_to_tensor(each) for each in model.trainable_variables]
            others = [tf.convert_to_tensor(each) for each in model.non_trainable_variables]
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(weights)
                outputs, _ = model.stateless_call(weights, others, pictures, training=False)
                scaled = loss(wanted, outputs) * factor
            gradients = tape.gradient(scaled, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            lengths = [
                [_length([each[place] for place in places]) for each in (weights, gradients)] for places in groups
            ]
            return tf.stack(lengths) / tf.stack([1.0, factor])

        with collector_off():
            given = (
                tf.TensorSpec.from_tensor(self._x),
                tf.TensorSpec.from_tensor(self._y),
                tf.TensorSpec((), tf.float32),
            )
            return tf.function(measure, autograph=False).get_concrete_function(*given)


def _length(arrays: list[Any]) -> Any:
    """The square root of the sum of all squares, also where the squares themselves are no float32."""
    largest = tf.reduce_max(tf.stack([tf.reduce_max(tf.abs(each)) for each in arrays]))
    unit = tf.where(largest > 0, largest, tf.ones_like(largest))
    return unit * tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(each / unit)) for each in arrays]))
