"""Scores a network on labelled pictures, in batches that can be stopped between."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.messages import Evaluate
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.preprocessing import METHODS, Prepared
from cnnstudio.core.scores import Scores, score
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet, Labels, Pictures, everything
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.build import loss_function, targets
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.predict import check_size
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.translate import translated


class Scorer:
    """A traced function that gives loss and predicted classes of a batch; reads the weights of the moment."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._batch = memory.batch_to_look(analyse(loaded.network))
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
        for start in range(0, len(x), self._batch):
            part = slice(start, start + self._batch)
            truth = targets(self._loaded.loss, y[part], len(labels))
            loss, classes = self._step(tf.constant(prepared.apply(x[part])), tf.constant(truth))
            total += float(loss) * len(truth)
            predicted[part] = classes.numpy()
            between()
        return score(labels, y, predicted, total / len(x))


def evaluate(request: Evaluate, loaded: Loaded, between: Callable[[], None], watch: Watch) -> tuple[Scores, Prepared]:
    """The scores on the test part of the data, and the preprocessing with which they were reached.

    Pictures of any size and colour are brought to the network's input. Data without a test part of their own are
    scored whole, unless the run was trained on them: then on the part that it has set aside. Classes are told by
    their names. A saved network that does not say how its pictures are prepared is tried with the usual ways, and
    the one with the best accuracy is taken.
    """
    data, own = _data(request.data, loaded, watch)
    check_size(loaded.network, data.input_shape)
    x, y = (data.x_test, data.y_test) if own or data.own_test else everything(data)
    truth = translated(y, data.labels, loaded.labels)
    scorer, tried = Scorer(loaded), []
    for each in _ways(request, loaded, data, between):
        tried.append((scorer.score(each, x, truth, between), each))
    return max(tried, key=lambda result: result[0].accuracy)


def _data(recipe: DataRecipe, loaded: Loaded, watch: Watch) -> tuple[DataSet, bool]:
    """The data in the network's shape, and whether they are those that the run was trained on."""
    geometry = (loaded.prepared or Prepared()).preprocessing.geometry
    trained, shape = loaded.data, loaded.network.input_shape
    if trained is None or (recipe.source, recipe.path) != (trained.source, trained.path):
        return library.load(recipe, geometry.towards(shape), watch), False
    # Divided as for the training, so that nothing of what was learned from is tested with.
    same = replace(recipe, labels=trained.labels, test_share=trained.test_share, seed=trained.seed)
    data = library.load(same, geometry, watch)
    if data.input_shape != shape:  # the file has another content by now
        data = library.load(same, geometry.towards(shape), watch)
    return data, True


def _ways(request: Evaluate, loaded: Loaded, data: DataSet, between: Callable[[], None]) -> list[Prepared]:
    """The preprocessings to try, the likeliest first; standardising takes its figures from the training pictures."""
    own, named = loaded.prepared, request.preprocessing
    if own is not None and named in ("auto", own.method):
        return [own]
    found = (own or Prepared()).preprocessing
    return [
        replace(found, method=method).fit(data.x_train, between)
        for method in (METHODS if named == "auto" else (named,))
    ]
