"""An engine's stand-in that answers what a window asks, from the shapes alone: every number is made up."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.inspecting.distribution import distribution
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    Augment,
    Augmented,
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    ExcitingFound,
    Explain,
    Explained,
    Export,
    Exported,
    Failed,
    FeaturesShown,
    FindExciting,
    Finished,
    Follow,
    Followed,
    GetReady,
    GotReady,
    KernelsShown,
    LayerMaps,
    LossWorked,
    Maximise,
    Maximised,
    MeasureWeights,
    Paused,
    Predict,
    Predicted,
    Relocate,
    Relocated,
    Request,
    RunSubject,
    Settled,
    ShowFeatures,
    ShowKernels,
    Started,
    TakeVectors,
    Train,
    VectorsTaken,
    WeightsMeasured,
    WentOn,
    WorkedOut,
    WorkLoss,
    WorkOut,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.working import work_out
from cnnstudio.files.project_file import ProjectFile
from tests.gui.fakes import FakeBridge

LABELS = tuple("0123456789")
STARTED = "2026-01-01T00:00:00+00:00"
_BATCHES = 4


def some(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Numbers, the same ones every time."""
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def answers(count: int, seed: int = 0) -> Outcomes:
    """Answers to so many pictures of ten classes, four of five right."""
    chance = np.random.default_rng(seed)
    truth = (np.arange(count) % 10).astype(np.int32)
    predicted = np.where(chance.random(count) < 0.8, truth, (truth + 1) % 10).astype(np.int32)
    sure = np.full(count, 0.75, np.float32)
    return Outcomes(LABELS, truth, predicted, sure, np.where(predicted == truth, sure, 0.25).astype(np.float32), 0.5)


class AnsweringBridge(FakeBridge):
    """Answers looks at once, through the event loop; a training goes on when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0
        self._training: tuple[int, Train] | None = None
        self._epoch = 0

    def start(self) -> None:
        self._say(EngineState(0, True, "Ready", {"keras": "3"}))

    def post(self, request: Request) -> int:
        ticket = super().post(request)
        if isinstance(request, Train):
            QTimer.singleShot(0, self, lambda: self._begin(ticket, request))
        else:
            QTimer.singleShot(0, self, lambda: self._answer(ticket, request))
        return ticket

    def stop(self) -> None:
        super().stop()
        QTimer.singleShot(0, self, lambda: self.finish("stopped"))

    def pause(self) -> None:
        super().pause()
        if self._training is not None:
            self._say(Paused(self._training[0]))

    def go_on(self) -> None:
        super().go_on()
        if self._training is not None:
            self._say(WentOn(self._training[0]))

    # A training

    def _begin(self, ticket: int, request: Train) -> None:
        self._training, self._epoch = (ticket, request), 0
        with ProjectFile.open(request.file) as file:
            number = file.begin_run(
                request.project, name="", labels=LABELS, prepared=Prepared(), started=STARTED, versions={}
            )
        self.runs = number
        name, epochs = f"Run {number}", request.project.plan.epochs
        self._say(
            Started(ticket, request.file, number, name, request.project, LABELS, STARTED, epochs, _BATCHES, 1, 9, 9)
        )

    def train_epoch(self) -> None:
        """One more epoch of what trains, if something does."""
        if self._training is None:
            return
        self._epoch += 1
        ticket, request = self._training
        for batch in range(1, _BATCHES + 1):
            self._say(BatchEnded(ticket, self._epoch, batch, _BATCHES, 1 / self._epoch, 0.5))
        epoch = Epoch(self._epoch, 1 / self._epoch, 0.8, 1 / self._epoch, 0.75, 1.0)
        with ProjectFile.open(request.file) as file:
            file.add_epoch(self.runs, epoch, {"conv2d_1/kernel": some(3, 3, 1, 4)})
        self._say(EpochEnded(ticket, self.runs, epoch))

    def finish(self, status: Any = "finished") -> None:
        """Ends what trains, if something does."""
        if self._training is None:
            return
        (ticket, request), self._training = self._training, None
        with ProjectFile.open(request.file) as file:
            file.end_run(self.runs, status, None)
        self._say(Finished(ticket, self.runs, status, self._epoch, self._epoch, 5.0, None, Prepared()))
        self._say(Settled(ticket))

    # Looks

    def _say(self, event: Event) -> None:
        self.event.emit(event)

    def _answer(self, ticket: int, request: Any) -> None:
        say = _ANSWERS.get(type(request))
        try:
            found = say(ticket, request) if say is not None else []
        except (KeyError, ValueError, OSError, NotImplementedError, AttributeError):
            found = []
        for event in found or [Failed(ticket, "The stand-in has no answer.")]:
            self._say(event)


def _analysis(request: Any) -> Analysis:
    return analyse(_project(request).network)


def _project(request: Any) -> Project:
    subject = request.subject
    assert isinstance(subject, RunSubject)
    with ProjectFile.open(subject.file, read_only=True) as file:
        return file.run(subject.run).project


def _picture(given: Any) -> Any:
    return np.asarray(given, np.float32)[0] if np.asarray(given).ndim == 4 else np.asarray(given, np.float32)


def _kernels(ticket: int, request: ShowKernels) -> list[Event]:
    row = _analysis(request).row_of(request.layer)
    inputs, outputs = row.input_shape[-1], row.output_shape[-1]
    side = 3 if len(row.output_shape) == 3 else 1
    return [
        KernelsShown(
            ticket, request.subject, request.layer, some(side, side, inputs, outputs), request.weight or "kernel"
        )
    ]


def _features(ticket: int, request: ShowFeatures) -> list[Event]:
    shape = _analysis(request).row_of(request.layer).output_shape
    return [FeaturesShown(ticket, request.subject, request.layer, some(*shape))]


def _worked(ticket: int, request: WorkOut) -> list[Event]:
    row = _analysis(request).row_of(request.layer)
    channels = row.input_shape[-1]
    weights = {"kernel": some(3, 3, channels, row.output_shape[-1]), "bias": some(row.output_shape[-1])}
    given = some(*row.input_shape)
    work = work_out(row.node, (given,), np.zeros(row.output_shape, np.float32), weights, request.place)
    return [WorkedOut(ticket, request.subject, replace(work, given=work.value))]


def _followed(ticket: int, request: Follow) -> list[Event]:
    layers = []
    for row in _analysis(request).rows:
        maps = np.abs(some(*row.output_shape) * 60).clip(0, 255).astype(np.uint8)
        layers.append(LayerMaps(row.name, row.kind, row.output_shape, maps, -1.0, 1.0))
    return [Followed(ticket, request.subject, LABELS, np.full(10, 0.1, np.float32), tuple(layers))]


def _explained(ticket: int, request: Explain) -> list[Event]:
    side = _project(request).network.input_shape[:2]
    heat = np.abs(some(*side))
    told = [
        Explained(ticket, request.subject, method, request.target or 0, 0.9, request.layer or "conv2d_2", heat, 1.0)
        for method in request.methods
    ]
    return [*told, Settled(ticket)]


def _exciting(ticket: int, request: FindExciting) -> list[Event]:
    channels = _analysis(request).row_of(request.layer).output_shape[-1]
    numbers = np.tile(np.arange(request.count), (channels, 1))
    places, values = np.ones((channels, request.count, 2), np.int64), np.abs(some(channels, request.count))
    return [ExcitingFound(ticket, request.subject, request.layer, numbers, places, values, 100, 100)]


def _maximised(ticket: int, request: Maximise) -> list[Event]:
    shape = _project(request).network.input_shape
    picture = np.abs(some(*shape) * 60).clip(0, 255).astype(np.uint8)
    steps = request.steps
    return [Maximised(ticket, request.subject, request.layer, request.channel, picture, 1.0, steps, steps)]


def _vectors(ticket: int, request: TakeVectors) -> list[Event]:
    count = len(request.pictures)  # type: ignore[arg-type]
    predicted = np.arange(count) % 10
    return [VectorsTaken(ticket, request.subject, request.layer, some(count, 8), predicted)]


def _weights(ticket: int, request: MeasureWeights) -> list[Event]:
    named = [row.name for row in _analysis(request).rows if row.params.total]
    return [
        WeightsMeasured(ticket, request.subject, tuple((f"{each}/kernel", distribution(some(40))) for each in named))
    ]


def _loss(ticket: int, request: WorkLoss) -> list[Event]:
    outputs = np.abs(some(request.count, 10)) + np.float32(0.01)
    truth = np.arange(request.count) % 10
    outputs /= outputs.sum(axis=1, keepdims=True)
    return [LossWorked(ticket, request.subject, LABELS, outputs, truth, 0.0)]


def _augmented(ticket: int, request: Augment) -> list[Event]:
    picture = np.asarray(request.picture)
    return [Augmented(ticket, np.repeat(picture.reshape((1, *picture.shape[-3:])), request.count, axis=0))]


_ANSWERS: dict[type[Request], Callable[[int, Any], list[Event]]] = {
    ShowKernels: _kernels,
    ShowFeatures: _features,
    WorkOut: _worked,
    Follow: _followed,
    Explain: _explained,
    FindExciting: _exciting,
    Maximise: _maximised,
    TakeVectors: _vectors,
    MeasureWeights: _weights,
    WorkLoss: _loss,
    Augment: _augmented,
    GetReady: lambda ticket, request: [GotReady(ticket, request.subject)],
    Predict: lambda ticket, request: [Predicted(ticket, request.subject, LABELS, np.full(10, 0.1, np.float32))],
    Assess: lambda ticket, request: [Assessed(ticket, request.subject, request.part, answers(200))],
    Export: lambda ticket, request: [Exported(ticket, request.path)],
    Relocate: lambda ticket, request: [Relocated(ticket, request.old, request.new)],
}
