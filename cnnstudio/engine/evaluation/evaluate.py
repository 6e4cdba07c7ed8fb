"""Scores a network on labelled pictures, in batches that can be stopped between."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.analysis import analyse
from cnnstudio.core.ending import left_to_do
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import Evaluate, PicturesAre, RunSubject, ScoredPart, Tried
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import Labels, Pictures, take
from cnnstudio.data.watch import Watch
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.drawn import located
from cnnstudio.engine.evaluation.inked import are_made, inked, reads_digits
from cnnstudio.engine.evaluation.scored import Scored, scored
from cnnstudio.engine.features.rows import FeatureRows
from cnnstudio.engine.inspecting.predict import check_classes
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.losses import loss_function, targets

_TRIED = tr(
    "The file does not say how its pictures are prepared: of the usual ways the one that does best on these pictures "
    "was taken (so the accuracy is a little too good)."
)


class Scorer:
    """A traced function that gives the loss of a batch and what each picture got; reads the weights of the moment.

    Raises StudioError where a weight is no number: it would call every picture the same and look like a bad network.

    Args:
        behind: The part of the network that is run; then ``outcomes`` is given rows of features for pictures, and a
            preparation that leaves them as they are.
    """

    def __init__(self, loaded: Loaded, behind: KerasModel | None = None) -> None:
        _check(loaded)
        self._loaded = loaded
        keras_model = loaded.keras_model if behind is None else behind
        self._batch = memory.batch_to_look(analyse(loaded.network))
        loss, finish = loss_function(loaded.plan, loaded.network), _finish(loaded)

        def step(pictures: Any, truth: Any, numbers: Any) -> Any:
            outputs = tf.cast(keras_model(pictures, training=False), tf.float32)
            # The penalties of L1 and L2 belong to the loss, as in the figures of training and validation.
            total = loss(truth, outputs) + sum(keras_model.losses)
            sure = finish(outputs)
            of_truth = tf.gather(sure, numbers, batch_dims=1)
            return total, tf.argmax(outputs, axis=-1), tf.reduce_max(sure, axis=-1), of_truth, sure[:, -1]

        with collector_off():
            shape = keras_model.inputs[0].shape
            likely = targets(loaded.plan.loss, np.zeros(1, np.int64), len(loaded.labels))
            truth = tf.TensorSpec((None, *likely.shape[1:]), likely.dtype)
            numbers = tf.TensorSpec((None,), tf.int64)
            function = tf.function(step, autograph=False)
            self._step: Any = function.get_concrete_function(tf.TensorSpec(shape, tf.float32), truth, numbers)

    def outcomes(
        self,
        prepared: Prepared,
        x: Pictures | FeatureRows,
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


def _check(loaded: Loaded) -> None:
    for weight in loaded.keras_model.weights:
        if not bool(tf.reduce_all(tf.math.is_finite(tf.cast(weight.value, tf.float32)))):
            raise StudioError(
                tr(
                    "The network's weights are no numbers: “{name}” holds some "
                    "that are not finite, so it cannot tell anything from a picture.",
                    name=plain("/".join(weight.path.split("/")[-2:])),
                ),
                tr("Use another epoch or run."),
            )


def _finish(loaded: Loaded) -> Callable[[Any], Any]:
    """What makes probabilities of the outputs, where the loss takes them for logits."""
    functions: dict[str, Callable[[Any], Any]] = {"softmax": tf.nn.softmax, "sigmoid": tf.sigmoid}
    return functions.get(left_to_do(loaded.plan.loss, loaded.network), lambda outputs: outputs)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What an evaluation found, as in ``core.messages.Evaluated``."""

    scores: Scores
    prepared: Prepared
    part: ScoredPart
    note: str
    pictures: PicturesAre
    outcomes: Outcomes
    files: tuple[str, ...]
    seen: Pictures
    tried: tuple[Tried, ...]
    truths: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class _Brought:
    """The pictures as the network gets them, and those that a way of standardising is measured on."""

    pictures: PicturesAre
    x: Pictures
    to_measure: Pictures
    note: str = ""


def evaluate(
    request: Evaluate,
    loaded: Loaded,
    between: Callable[[], None],
    watch: Watch,
    told: Callable[[int], Callable[[int], None]] = lambda total: lambda done: None,
) -> Evaluation:
    """The scores on the pictures that ``engine.scored`` chooses of the data.

    Pictures of any size and colour are brought to the network's input. Classes are told by their names. A saved
    network that does not say how its pictures are prepared is tried with the usual ways, and the one with the best
    accuracy is taken; so it is with pictures as they are and as drawings, where it is left open which they are.

    Args:
        told: Given how many pictures there are; what it returns is told how many of them are done.
    """
    check_classes(loaded)
    file = request.subject.file if isinstance(request.subject, RunSubject) else ""
    found = scored(located(request.data, file), loaded, watch, whole=request.whole, unlabelled=request.unlabelled)
    scorer, tell, count = Scorer(replace(loaded, labels=found.labels)), told(len(found.x)), len(found.x)
    ways = [
        (brought, prepared)
        for brought in _brought(request, loaded, found, between, watch)
        for prepared in _ways(request, loaded, brought, between, found.has_labels)
    ]
    outcomes = []
    for number, (brought, prepared) in enumerate(ways):

        def some(done: int, before: int = number * count) -> None:
            tell((before + done) // len(ways))

        outcomes.append(_outcomes(scorer, prepared, brought.x, found.y, between, some))
    results = [scores(each) for each in outcomes]
    # Digits that a grey network reads equally well as they are and as drawings most likely are drawings.
    is_grey = loaded.network.input_shape[2:] == (1,)
    best = max(
        range(len(ways)), key=lambda each: (results[each].accuracy, is_grey and ways[each][0].pictures == "drawn")
    )
    tried = tuple(
        Tried(brought.pictures, prepared.method, result.accuracy if result.count else None)
        for (brought, prepared), result in zip(ways, results, strict=True)
    )
    brought, prepared = ways[best]
    chosen = _TRIED if len({prepared.method for _, prepared in ways}) > 1 else ""
    note = " ".join(filter(None, (found.note, brought.note, chosen)))
    how = (prepared, found.part, note, brought.pictures)
    return Evaluation(results[best], *how, outcomes[best], found.files, brought.x, tried, found.truths, found.findings)


def _brought(
    request: Evaluate, loaded: Loaded, found: Scored, between: Callable[[], None], watch: Watch
) -> list[_Brought]:
    """The pictures in every manner that is to be tried, as they are first."""
    plainly = _Brought("plain", found.x, found.to_measure)
    if request.pictures == "plain":
        return [plainly]
    shape = loaded.network.input_shape
    could_be = reads_digits(loaded.labels) and not found.is_own
    if request.pictures == "auto" and (not could_be or are_made(found, shape)):
        return [plainly]
    x, empty = inked(found, (shape[0], shape[1], shape[2]), request.steps, between, watch)
    words = tr_count("{count:,} picture is empty paper.", "{count:,} pictures are empty paper.", empty)
    as_drawn = _Brought("drawn", x, x, words if empty else "")
    # Without labels nothing says which is better: digits are taken for drawings.
    return [plainly, as_drawn] if request.pictures == "auto" and found.has_labels else [as_drawn]


def _outcomes(
    scorer: Scorer,
    prepared: Prepared,
    x: Pictures,
    y: Labels,
    between: Callable[[], None],
    tell: Callable[[int], None],
) -> Outcomes:
    """The outcomes of all pictures, also of those whose class is not known, −1: these count in no loss."""
    known, unknown = np.flatnonzero(y >= 0), np.flatnonzero(y < 0)
    if not len(unknown):
        return scorer.outcomes(prepared, x, y, between, tell)
    parts = []
    for before, numbers in ((0, known), (len(known), unknown)):
        if len(numbers):

            def some(done: int, before: int = before) -> None:
                tell(before + done)

            parts.append(scorer.outcomes(prepared, take(x, numbers), np.maximum(y[numbers], 0), between, some))
    return _joined(parts, np.concatenate([known, unknown]), len(known))


def _joined(parts: list[Outcomes], numbers: npt.NDArray[np.intp], known: int) -> Outcomes:
    """Outcomes of pictures with these numbers in their order; the first ``known`` of them have a class."""

    def together(name: str) -> npt.NDArray[Any]:
        values = np.concatenate([getattr(each, name) for each in parts])
        result = np.empty_like(values)
        result[numbers] = values
        return result

    truth, of_truth, has_class = together("truth"), together("truth_confidence"), np.zeros(len(numbers), np.bool_)
    has_class[numbers[:known]] = True
    truth[~has_class], of_truth[~has_class] = -1, 0
    second = together("second") if parts[0].second is not None else None
    arrays = (truth, together("predicted"), together("confidence"), of_truth)
    for array in (*arrays, *(() if second is None else (second,))):
        array.setflags(write=False)
    return Outcomes(parts[0].labels, *arrays, parts[0].loss if known else float("nan"), second)


def _ways(
    request: Evaluate, loaded: Loaded, brought: _Brought, between: Callable[[], None], has_labels: bool
) -> list[Prepared]:
    """The preprocessings to try, the likeliest first; the usual one where no label says which is best."""
    own, named = loaded.prepared, request.preprocessing
    may_be_another = loaded.is_guessed and named == "auto" and has_labels
    if own is not None and named in ("auto", own.method) and not may_be_another:
        return [own]
    preprocessing = (own or Prepared()).preprocessing
    if named == "auto" and not has_labels:
        return [_measured(preprocessing, brought, between)]
    # Of ways that do equally well the first is taken.
    usual = sorted(METHODS, key=lambda method: method != preprocessing.method)
    ways = [replace(preprocessing, method=method) for method in (usual if named == "auto" else (named,))]
    if named == "auto":
        ways = [each for each in ways if each.takes(loaded.network.input_shape)]
    return [
        own if own is not None and each == own.preprocessing else _measured(each, brought, between) for each in ways
    ]


def _measured(preprocessing: Preprocessing, brought: _Brought, between: Callable[[], None]) -> Prepared:
    try:
        return preprocessing.fit(brought.to_measure, between)
    except SpecError as error:
        raise StudioError(str(error), tr("Choose another preprocessing.")) from error
