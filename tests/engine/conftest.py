"""A tiny data set, a tiny project, and a bench on which the engine is driven step by step."""

import shutil
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import numpy as np
import pytest

from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.messages import Event, Finished, Request, RunSubject, Started, Train
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import split
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import Watch
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.start import Ready, bring_up
from cnnstudio.engine.training.reading import read
from cnnstudio.engine.versions import versions
from cnnstudio.files.project_file import ProjectFile

Some = TypeVar("Some", bound=Event)
SIDE = 8


@pytest.fixture(scope="session")
def ready() -> Ready:
    """TensorFlow, once for all tests; what it says against itself while it is imported is not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bring_up()


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .npz of 240 training and 70 test pictures, 8 × 8: class k has a bright bar at place k, and noise."""
    random = np.random.default_rng(3)

    def part(count: int) -> tuple[Any, Any]:
        labels = np.arange(count) % 10
        pictures = random.integers(0, 90, (count, SIDE, SIDE), np.uint8)
        for picture, label in zip(pictures, labels, strict=True):
            bar = picture[label] if label < 5 else picture[:, label - 3]
            bar[:] = 230
        return pictures, labels.astype(np.uint8)

    path = tmp_path_factory.mktemp("data") / "digits.npz"
    (x_train, y_train), (x_test, y_test) = part(240), part(70)
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return path


def small_network(last: str = "softmax") -> Network:
    """Every sort of layer that training treats differently, 8 × 8 in, 10 out."""
    return Network(
        (SIDE, SIDE, 1),
        stack(
            Conv2D(4, padding=1),
            BatchNormalization(),
            MaxPooling2D(),
            Conv2D(6, (2, 2)),
            Dropout(0.2),
            Flatten(),
            Dense(10, last),
        ),
    )


@pytest.fixture
def project(digits: Path) -> Project:
    """216 pictures to train on and 24 to validate, in batches of 32: 7 steps an epoch, 2 epochs."""
    return Project(
        small_network(),
        DataRecipe("mnist", str(digits), validation_share=0.1),
        plan=Plan(learning_rate=0.01, batch_size=32, epochs=2),
    )


@pytest.fixture
def store(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Puts the pictures of the project into one file, from which they are read from then on; gives the file."""

    def do() -> Path:
        data, path = library.load(project.data), tmp_path / "pictures.raw"
        path.write_bytes(data.x_train[:].tobytes() + data.x_test[:].tobytes())
        stored = StoredPictures(path, data.input_shape, len(data.x_train) + len(data.x_test))
        numbers = np.split(np.arange(len(stored)), [len(data.x_train)])
        parts = dict(zip(("x_train", "x_test"), map(stored.select, numbers), strict=True))
        found: DataSet = replace(data, **parts)
        monkeypatch.setattr(library, "load", lambda *_: found)
        return path

    return do


def patch_memory(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """From now on so many bytes are free."""
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=free))


class Bench:
    """The engine without a thread: what is posted is answered when ``work`` is called, all events are kept.

    ``when`` lets a test act at a moment of a training, on the engine's thread, as another thread could have.
    """

    def __init__(self, folder: Path, runs: "Runs | None" = None) -> None:
        from cnnstudio.engine.desk import Desk

        self._runs = runs
        self.mailbox = Mailbox()
        self.events: list[Event] = []
        self._hooks: list[tuple[Callable[[Event], bool], Callable[[], Any]]] = []
        self._folder = folder
        self._desk = Desk(self.mailbox, self.emit)

    def emit(self, event: Event) -> None:
        self.events.append(event)
        for hook in list(self._hooks):
            condition, act = hook
            if condition(event):
                self._hooks.remove(hook)
                act()

    def when(self, condition: Callable[[Event], bool], act: Callable[[], Any]) -> None:
        """Does something once, at the first event that fits."""
        self._hooks.append((condition, act))

    def work(self, *requests: Request) -> list[Event]:
        """Posts the requests, answers everything that waits, and gives the events of it."""
        start = len(self.events)
        for request in requests:
            self.mailbox.post(request)
        while (posted := self.mailbox.next_look() or self._next()) is not None or self._desk.studies.under_way:
            if posted is not None:
                self._desk.answer(posted)
            else:
                self._desk.studies.go_on()
        return self.events[start:]

    def _next(self) -> Any:
        return self.mailbox.next() if self.mailbox._waiting else None

    @property
    def live(self) -> Any:
        """The run that trains at this moment."""
        training = self._desk._training
        assert training is not None
        return training._subjects.live

    def file(self, project: Project, name: str = "one.cnnstudio") -> str:
        """A new project file."""
        path = self._folder / name
        ProjectFile.create(path, project).close()
        return str(path)

    def train(self, project: Project, file: str | None = None) -> tuple[RunSubject, list[Event]]:
        """Trains and gives the run with all events."""
        path = file or self.file(project, f"{len(self.events)}.cnnstudio")
        events = self.work(Train(file=path, project=project))
        started = only(events, Started)
        return RunSubject(started.file, started.run), events

    def trained(self, project: Project) -> RunSubject:
        """A run of the project in a file of its own, for tests that only look at it: trained once for all of them."""
        assert self._runs is not None
        path = self._folder / f"trained {len(list(self._folder.glob('trained *.cnnstudio')))}.cnnstudio"
        shutil.copy(self._runs.of(project), path)
        return RunSubject(str(path), 1)

    def drawn(self, project: Project, learned: RunSubject | None = None) -> RunSubject:
        """A run of the project with random weights, where it is all one whether it ever learned anything.

        Args:
            learned: A run of the same network whose weights it has instead.
        """
        from cnnstudio.engine.build import build, get_weights

        data, _ = read(project, Watch())
        random = np.random.default_rng(6)
        weights = {
            name: np.abs(drawn) + np.float32(0.5) if name.endswith("variance") else drawn
            for name, array in get_weights(build(project.network), project.network).items()
            for drawn in [random.normal(0, 0.1, array.shape).astype(np.float32)]
        }
        if learned is not None:
            with ProjectFile.open(learned.file) as file:
                _, weights = file.weights(learned.run)
        path = self.file(project, f"drawn {len(list(self._folder.glob('drawn *.cnnstudio')))}.cnnstudio")
        prepared = project.preprocessing.fit(split(data, project.data).x_train)
        with ProjectFile.open(path) as file:
            started = "2026-01-02T03:04:05+00:00"
            run = file.begin_run(
                project, name="", labels=data.labels, prepared=prepared, started=started, versions=versions()
            )
            file.add_epoch(run, Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0), weights)
            file.end_run(run, "finished", None)
        return RunSubject(path, run)


class Runs:
    """Project files with one run each; the same project gives the same run, bit for bit, so none is trained twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Project, str] = {}

    def of(self, project: Project) -> str:
        if project not in self._files:
            folder = self._folder / str(len(self._files))
            folder.mkdir()
            self._files[project] = Bench(folder).train(project)[0].file
        return self._files[project]


@pytest.fixture(scope="session")
def runs(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def bench(runs: Runs, tmp_path: Path) -> Bench:
    return Bench(tmp_path, runs)


def of_type(events: list[Event], kind: type[Some]) -> list[Some]:
    return [event for event in events if isinstance(event, kind)]


def only(events: list[Event], kind: type[Some]) -> Some:
    """The one event of this type."""
    found = of_type(events, kind)
    assert len(found) == 1, [type(event).__name__ for event in events]
    return found[0]


def with_plan(project: Project, **changes: Any) -> Project:
    return replace(project, plan=replace(project.plan, **changes))


def columns(events: list[Event]) -> list[tuple[Any, ...]]:
    """Every figure of a training, but the seconds."""
    from cnnstudio.core.messages import BatchEnded, EpochEnded

    batches = [(each.epoch, each.batch, each.loss, each.accuracy) for each in of_type(events, BatchEnded)]
    epochs = [
        (each.epoch.loss, each.epoch.accuracy, each.epoch.val_loss, each.epoch.val_accuracy)
        for each in of_type(events, EpochEnded)
    ]
    return [*batches, *epochs, (only(events, Finished).test,)]


class Watched:
    """Events of a session on another thread, to be waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def emit(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, kind: type[Some], count: int = 1, seconds: float = 60) -> Some:
        """The event of this type, the ``count``-th; fails when it does not come."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while len(found := of_type(self.events, kind)) < count:
                left = deadline - time.monotonic()
                assert left > 0, [type(event).__name__ for event in self.events]
                self._changed.wait(left)
            return found[count - 1]
