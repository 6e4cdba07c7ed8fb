"""The real engine in a process of its own: it answers as one on a thread does, to the bit, and a run survives it."""

import dataclasses
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    Augment,
    Augmented,
    EpochEnded,
    Evaluate,
    Evaluated,
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
    KernelsShown,
    LossWorked,
    Maximise,
    Maximised,
    MeasureWeights,
    OpenSaved,
    Predict,
    Predicted,
    Relocate,
    Relocated,
    Request,
    RunSubject,
    ShowFeatures,
    ShowKernels,
    TakeByHand,
    TakenByHand,
    TakeVectors,
    Train,
    VectorsTaken,
    WeightsMeasured,
    WorkedOut,
    WorkLoss,
    WorkOut,
)
from cnnstudio.core.project import Project
from cnnstudio.data import library
from cnnstudio.data.among import Among
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.process.apart import Apart
from cnnstudio.engine.session import Session
from cnnstudio.engine.start import Ready
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Watched, columns, with_plan

Answers = dict[str, Any]

_OF_ITS_MOMENT = {"seconds", "file", "started", "path"}
"""Fields that are others each time."""


@pytest.fixture
def apart() -> Iterator[tuple[Apart, Watched]]:
    watched = Watched()
    engine = Apart(watched.emit)
    engine.start()
    yield engine, watched
    engine.close()


def requests(subject: RunSubject, project: Project, folder: Path) -> list[tuple[Request, type[Event]]]:
    """One of every kind, with what answers it."""
    pictures = library.load(project.data).x_test
    one, some = pictures[3], Among(pictures, np.arange(5, 45, 2))
    return [
        (ShowKernels(subject=subject, layer="conv2d_1"), KernelsShown),
        (ShowFeatures(subject=subject, layer="conv2d_2", picture=one), FeaturesShown),
        (Predict(subject=subject, picture=one), Predicted),
        (Follow(subject=subject, picture=one), Followed),
        (WorkOut(subject=subject, layer="conv2d_2", picture=one, place=(0, 1, 2)), WorkedOut),
        (TakeByHand(subject=subject, layer="conv2d_1", picture=one, place=(2, 2, 1)), TakenByHand),
        (Explain(subject=subject, picture=one, methods=("gradient", "grad_cam")), Explained),
        (FindExciting(subject=subject, layer="conv2d_1", pictures=some, count=3), ExcitingFound),
        (Maximise(subject=subject, layer="conv2d_1", channel=1, steps=3), Maximised),
        (TakeVectors(subject=subject, layer="flatten_1", pictures=some), VectorsTaken),
        (MeasureWeights(subject=subject), WeightsMeasured),
        (Augment(picture=one, augmentation=(RandomFlip(),), count=3), Augmented),
        (WorkLoss(subject=subject, count=20), LossWorked),
        (Assess(subject=subject, part="test"), Assessed),
        (Evaluate(subject=subject, data=project.data), Evaluated),
        (Export(subject=subject, path=str(folder / "out.keras")), Exported),
        (OpenSaved(path=str(folder / "none.keras")), Failed),
        (Relocate(old="a", new="b"), Relocated),
    ]


def answers(
    post: Callable[[Request], int], watched: Watched, project: Project, folder: Path
) -> tuple[list[Any], Answers]:
    """The figures of a training, and the last answer to a request of each kind."""
    folder.mkdir()
    path = folder / "a.cnnstudio"
    ProjectFile.create(path, project).close()
    post(Train(file=str(path), project=project))
    run = watched.wait(Finished).run
    trained, found = columns(watched.events), {}
    for request, kind in requests(RunSubject(str(path), run), project, folder):
        watched.events.clear()
        ticket = post(request)
        last = next(event for count in itertools.count(1) if is_over(event := watched.wait(kind, count)))
        assert last.ticket == ticket
        found[type(request).__name__] = plain(last)
    return trained, found


def is_over(event: Event) -> bool:
    """Whether nothing more comes."""
    match event:
        case ExcitingFound():
            return event.done
        case Maximised():
            return event.step == event.steps
        case Explained():
            return event.method == "grad_cam"
    return True


def plain(value: Any) -> Any:
    """A value as plain ones that can be compared, without what is of its moment."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return type(value).__name__, {name: plain(each) for name, each in fields.items() if name not in _OF_ITS_MOMENT}
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def test_that_both_engines_give_equal_answers_to_every_kind_of_request(
    ready: Ready, apart: tuple[Apart, Watched], project: Project, tmp_path: Path
) -> None:
    engine, theirs = apart
    mailbox, ours = Mailbox(), Watched()
    thread = threading.Thread(target=Session(mailbox, ours.emit, beside_a_window=True).run)
    thread.start()
    try:
        here = answers(mailbox.post, ours, project, tmp_path / "thread")
        there = answers(engine.post, theirs, project, tmp_path / "process")
    finally:
        mailbox.close()
        thread.join(30)
    assert there[0] == here[0]
    for name, answer in here[1].items():
        assert there[1][name] == answer, name


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed so on POSIX")
def test_that_a_run_whose_engine_is_killed_goes_on_in_the_next_to_the_same_figures(
    ready: Ready, apart: tuple[Apart, Watched], project: Project, tmp_path: Path
) -> None:
    engine, watched = apart
    project = with_plan(project, epochs=5)
    whole, broken = tmp_path / "whole.cnnstudio", tmp_path / "broken.cnnstudio"
    for path in (whole, broken):
        ProjectFile.create(path, project).close()
    engine.post(Train(file=str(whole), project=project))
    expected = [plain(epoch) for epoch in _epochs(whole, watched)]
    watched.events.clear()
    ticket = engine.post(Train(file=str(broken), project=project))
    watched.wait(EpochEnded, 2)
    process = engine._process
    assert process is not None
    assert process._process is not None
    assert process._process.pid is not None
    os.kill(process._process.pid, signal.SIGKILL)
    told = watched.wait(Failed, 2)
    assert told.ticket == ticket
    assert "kept: it can be resumed." in told.hint
    with ProjectFile.open(broken) as file:
        run = file.run(1)
    assert (run.status, run.reason) == ("interrupted", told.text)
    assert 2 <= len(run.epochs) < 5
    watched.events.clear()
    engine.post(Train(file=str(broken), project=project, resume=1))
    assert [plain(epoch) for epoch in _epochs(broken, watched)] == expected


def _epochs(path: Path, watched: Watched) -> tuple[Any, ...]:
    """Those of the run in the file, once it has finished."""
    assert watched.wait(Finished).status == "finished"
    with ProjectFile.open(path) as file:
        return file.run(1).epochs
