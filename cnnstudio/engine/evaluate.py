"""Scores a network on labelled pictures, in batches that can be stopped between."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.messages import Evaluate
from cnnstudio.core.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.scores import Scores, score
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.build import loss_function, targets
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.scored import Scored, scored
from cnnstudio.engine.subjects import Loaded


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


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores, the preprocessing with which they were reached, and which pictures were scored."""

    scores: Scores
    prepared: Prepared
    scored: Scored


def evaluate(request: Evaluate, loaded: Loaded, between: Callable[[], None], watch: Watch) -> Evaluation:
    """The scores on the pictures that ``engine.scored`` chooses of the data.

    Pictures of any size and colour are brought to the network's input. Classes are told by their names. A saved
    network that does not say how its pictures are prepared is tried with the usual ways, and the one with the best
    accuracy is taken.
    """
    found = scored(request.data, loaded, watch)
    scorer, tried = Scorer(loaded), []
    for each in _ways(request, loaded, found, between):
        tried.append((scorer.score(each, found.x, found.y, between), each))
    return Evaluation(*max(tried, key=lambda result: result[0].accuracy), found)


def _ways(request: Evaluate, loaded: Loaded, found: Scored, between: Callable[[], None]) -> list[Prepared]:
    """The preprocessings to try, the likeliest first."""
    own, named = loaded.prepared, request.preprocessing
    if own is not None and named in ("auto", own.method):
        return [own]
    preprocessing = (own or Prepared()).preprocessing
    ways = [replace(preprocessing, method=method) for method in (METHODS if named == "auto" else (named,))]
    if named == "auto":
        ways = [each for each in ways if each.takes(loaded.network.input_shape)]
    return [_measured(each, found, between) for each in ways]


def _measured(preprocessing: Preprocessing, found: Scored, between: Callable[[], None]) -> Prepared:
    try:
        return preprocessing.fit(found.to_measure, between)
    except SpecError as error:
        raise StudioError(str(error), "Choose another preprocessing.") from error
