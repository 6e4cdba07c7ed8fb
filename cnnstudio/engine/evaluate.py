"""Scores a network on labelled pictures, in batches that can be stopped between."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Evaluate
from cnnstudio.core.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.scores import Scores, score
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet, Labels, Pictures
from cnnstudio.engine.build import loss_function, targets
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.predict import check_size
from cnnstudio.engine.subjects import Loaded

BATCH = 256
"""Pictures that go through the network at once."""


class Scorer:
    """A traced function that gives loss and predicted classes of a batch; reads the weights of the moment."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        loss = loss_function(loaded.loss, loaded.network)

        def step(pictures: Any, truth: Any) -> Any:
            outputs = loaded.keras_model(pictures, training=False)
            # The penalties of L1 and L2 belong to the loss, as in the figures of training and validation.
            return loss(truth, outputs) + sum(loaded.keras_model.losses), tf.argmax(outputs, axis=-1)

        with collector_off():
            shape = (None, *loaded.network.input_shape)
            likely = targets(loaded.loss, np.zeros(1, np.int64), len(loaded.labels))
            truth = tf.TensorSpec((None, *likely.shape[1:]), likely.dtype)
            function = tf.function(step, autograph=False)
            self._step: Any = function.get_concrete_function(tf.TensorSpec(shape, tf.float32), truth)

    def score(self, prepared: Prepared, x: Pictures, y: Labels, between: Callable[[], None]) -> Scores:
        """The scores for pictures (n, height, width, channels) 0 to 255 and class numbers (n,).

        The loss is the mean over pictures, as ``keras.Model.evaluate`` has it.

        Args:
            between: Called after every batch; what it raises ends the scoring.
        """
        labels = self._loaded.labels
        predicted = np.empty(len(x), np.int64)
        total = 0.0
        for start in range(0, len(x), BATCH):
            part = slice(start, start + BATCH)
            truth = targets(self._loaded.loss, y[part], len(labels))
            loss, classes = self._step(tf.constant(prepared.apply(x[part])), tf.constant(truth))
            total += float(loss) * len(truth)
            predicted[part] = classes.numpy()
            between()
        return score(labels, y, predicted, total / len(x))


def evaluate(request: Evaluate, loaded: Loaded, between: Callable[[], None]) -> tuple[Scores, Prepared]:
    """The scores on the test part of the data, and the preprocessing with which they were reached.

    A saved network that does not say how its pictures are prepared is tried with the usual ways, and the one with
    the best accuracy is taken.
    """
    geometry = (loaded.prepared or Prepared()).preprocessing.geometry
    data = library.load(request.data, geometry)
    check_size(loaded.network, data.input_shape)
    if data.classes != len(loaded.labels):
        raise StudioError(
            f"The data have {data.classes} classes, but the network tells {len(loaded.labels)} apart.",
            "Choose the data the network was made for.",
        )
    scorer = Scorer(loaded)
    tried = [(scorer.score(each, data.x_test, data.y_test, between), each) for each in _ways(request, loaded, data)]
    return max(tried, key=lambda result: result[0].accuracy)


def _ways(request: Evaluate, loaded: Loaded, data: DataSet) -> list[Prepared]:
    """The preprocessings to try, the likeliest first; standardising takes its figures from the training pictures."""
    if request.preprocessing != "auto":
        return [Preprocessing(request.preprocessing).fit(data.x_train)]
    if loaded.prepared is not None:
        return [loaded.prepared]
    return [Preprocessing(method).fit(data.x_train) for method in METHODS]
