"""Scores a network on labelled pictures, in batches that can be stopped between."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.ending import ends_in_logits
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.messages import Evaluate
from cnnstudio.core.outcomes import Outcomes, scores
from cnnstudio.core.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.scores import Scores
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.losses import loss_function, targets
from cnnstudio.engine.scored import Scored, scored
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor


class Scorer:
    """A traced function that gives the loss of a batch and what each picture got; reads the weights of the moment.

    Raises StudioError where a weight is no number: it would call every picture the same and look like a bad network.
    """

    def __init__(self, loaded: Loaded) -> None:
        _check(loaded)
        self._loaded = loaded
        self._batch = memory.batch_to_look(analyse(loaded.network))
        loss, finish = loss_function(loaded.plan, loaded.network), _finish(loaded)

        def step(pictures: Any, truth: Any, numbers: Any) -> Any:
            outputs = tf.cast(loaded.keras_model(pictures, training=False), tf.float32)
            # The penalties of L1 and L2 belong to the loss, as in the figures of training and validation.
            total = loss(truth, outputs) + sum(loaded.keras_model.losses)
            sure = finish(outputs)
            of_truth = tf.gather(sure, numbers, batch_dims=1)
            return total, tf.argmax(outputs, axis=-1), tf.reduce_max(sure, axis=-1), of_truth, sure[:, -1]

        with collector_off():
            shape = (None, *loaded.network.input_shape)
            likely = targets(loaded.plan.loss, np.zeros(1, np.int64), len(loaded.labels))
            truth = tf.TensorSpec((None, *likely.shape[1:]), likely.dtype)
            numbers = tf.TensorSpec((None,), tf.int64)
            function = tf.function(step, autograph=False)
            self._step: Any = function.get_concrete_function(tf.TensorSpec(shape, tf.float32), truth, numbers)

    def outcomes(
        self,
        prepared: Prepared,
        x: Pictures,
        y: Labels,
        between: Callable[[], None],
        tell: Callable[[int], None] = lambda done: None,
    ) -> Outcomes:
        """What the network says to pictures (n, height, width, channels) 0 to 255 with class numbers (n,).

        The loss is the mean over pictures, as ``keras.Model.evaluate`` has it.

        Args:
            between: Called after every batch; what it raises ends the scoring.
            tell: Told after every batch how many pictures are done.
        """
        labels, count = self._loaded.labels, len(x)
        predicted = np.empty(count, np.int32)
        sure, of_truth, of_last = (np.empty(count, np.float32) for _ in range(3))
        total = 0.0
        for start in range(0, count, self._batch):
            part = slice(start, start + self._batch)
            truth = targets(self._loaded.plan.loss, y[part], len(labels))
            found = self._step(prepared_tensor(prepared, x[part]), tf.constant(truth), tf.constant(y[part]))
            total += float(found[0]) * len(truth)
            predicted[part], sure[part], of_truth[part], of_last[part] = (each.numpy() for each in found[1:])
            tell(min(start + self._batch, count))
            between()
        for array in (truths := y.astype(np.int32), predicted, sure, of_truth, of_last):
            array.setflags(write=False)
        return Outcomes(labels, truths, predicted, sure, of_truth, total / count, of_last if len(labels) == 2 else None)

    def score(self, prepared: Prepared, x: Pictures, y: Labels, between: Callable[[], None]) -> Scores:
        """As ``outcomes``, summed up."""
        return scores(self.outcomes(prepared, x, y, between))


def _check(loaded: Loaded) -> None:
    for weight in loaded.keras_model.weights:
        if not bool(tf.reduce_all(tf.math.is_finite(tf.cast(weight.value, tf.float32)))):
            raise StudioError(
                f"The network's weights are no numbers: “{plain('/'.join(weight.path.split('/')[-2:]))}” holds some "
                "that are not finite, so it cannot tell anything from a picture.",
                "Use another epoch or run.",
            )


def _finish(loaded: Loaded) -> Callable[[Any], Any]:
    """What makes probabilities of the outputs, where the loss takes them for logits."""
    loss = loaded.plan.loss
    if not ends_in_logits(loaded.network) or not loss.endswith(("crossentropy", "crossentropy_sum")):
        return lambda outputs: outputs
    finish: Callable[[Any], Any] = tf.sigmoid if loss.startswith("binary") else tf.nn.softmax
    return finish


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
