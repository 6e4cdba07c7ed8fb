"""Everything that writes to a project file, each as a few steps in a folder of its own.

A step is whole or not at all; a file of an older version is brought to the newest in one step.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as
from tests.core.runs_made import PROJECT
from tests.core.sweeps_made import swept, waiting

Step = Callable[[], object]
Writing = Callable[[Path], list[Step]]

SAMPLES = Path(__file__).parents[1] / "samples"
VERSIONS = (1, 2, 3, 4)
STARTED = "2026-03-01T14:00:00+01:00"
_LABELS = ("0", "1")


def prepare(folder: Path) -> None:
    """What lies in the folder before anything is written: a project with runs, another one, and old versions."""
    for version in (*VERSIONS, 5):
        shutil.copy(SAMPLES / f"version_{version}.cnnstudio", folder / f"old{version}.cnnstudio")
    shutil.copy(SAMPLES / "version_5.cnnstudio", folder / "here.cnnstudio")
    with ProjectFile.create(folder / "there.cnnstudio", PROJECT) as file:
        file.save_project(_edited(99))


def writings() -> dict[str, Writing]:
    """By name; those that bring old versions to the newest among them."""
    found: dict[str, Writing] = {
        "edits": _edits,
        "training": _training,
        "going on": _going_on,
        "runs": _runs,
        "compacting": _compacting,
        "notes": _notes,
        "drawings": _drawings,
        "sweep": _sweep,
        "save as new": lambda folder: [lambda: save_as(folder / "here.cnnstudio", folder / "new.cnnstudio")],
        "save as over": lambda folder: [lambda: save_as(folder / "here.cnnstudio", folder / "there.cnnstudio")],
        "copy of a run": lambda folder: [lambda: copy_run(folder / "here.cnnstudio", folder / "there.cnnstudio", 1)],
        "new file": lambda folder: [lambda: ProjectFile.create(folder / "new.cnnstudio", PROJECT).close()],
    }
    return found | {f"version {version}": _bringing(version) for version in VERSIONS}


def _add_epoch(file: ProjectFile, run: int, number: int, size: int = 16, going_on: Project | None = None) -> None:
    kernel = np.random.default_rng(number).standard_normal((size, size), np.float32)
    kernels = np.full((3, 3, 1, 2), number, np.float32)
    maps, picture = np.full((4, 4, 2), number, np.float16), np.full((4, 4, 1), 7, np.uint8)
    file.add_epoch(
        run,
        Epoch(number, 1 / number, 0.5, 1 / number, 0.5, 1.0),
        {"conv2d_1/kernel": kernel},
        state={"iterations": np.int64(number), "momentum": kernel},
        batches=np.full((4 * number, 3), number, np.float32),
        snapshot=Snapshot(number, "conv2d_1", kernels, "conv2d_1", maps, picture),
        health=Health(number, 8, (LayerHealth("conv2d_1", 1, 2),), (8, 0), (4, 4)),
        going_on=going_on,
    )


def _edited(epochs: int) -> Project:
    return replace(PROJECT, plan=replace(PROJECT.plan, epochs=epochs))


def _edits(folder: Path) -> list[Step]:
    """As the window does it: the file is opened for each."""

    def save(epochs: int) -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            file.save_project(_edited(epochs))

    return [lambda: save(6), lambda: save(7), lambda: save(8)]


class _Held:
    """A file that is opened by the first step and stays open, as while a run is trained."""

    def __init__(self, path: Path) -> None:
        self._path, self.run = path, 0
        self._file: ProjectFile | None = None

    @property
    def file(self) -> ProjectFile:
        if self._file is None:
            self._file = ProjectFile.open(self._path)
        return self._file

    def first(self, step: Step) -> Step:
        """A step for which the file is opened anew where it is refused: nothing holds it by then."""

        def work() -> None:
            try:
                step()
            except StudioError:
                if self._file is not None:
                    self._file.close()
                self._file = None
                raise

        return work

    def begin(self) -> None:
        self.run = self.file.begin_run(
            PROJECT, name="", labels=_LABELS, prepared=Prepared(), started=STARTED, versions={"keras": "3"}
        )

    def add(self, number: int) -> None:
        _add_epoch(self.file, self.run, number)

    def end(self) -> None:
        truth = np.arange(5, dtype=np.int32) % 2
        sure = np.linspace(0.5, 1, 5, dtype=np.float32)
        outcomes = {"test": Outcomes(_LABELS, truth, truth[::-1].copy(), sure, sure / 2, 0.25)}
        self.file.end_run(self.run, "finished", Scores(0.5, _LABELS, ((1, 0), (0, 1))), outcomes=outcomes)


def _training(folder: Path) -> list[Step]:
    held = _Held(folder / "here.cnnstudio")
    epochs: list[Step] = [lambda number=number: held.add(number) for number in range(1, 6)]
    return [held.first(held.begin), *epochs, held.end]


def _going_on(folder: Path) -> list[Step]:
    """The one run of the sample has ended, and gets more epochs."""
    held = _Held(folder / "here.cnnstudio")
    held.run = 1

    def on() -> None:
        number = max(epoch.number for epoch in held.file.run(1).epochs) + 1
        _add_epoch(held.file, 1, number, going_on=held.file.run(1).project)

    return [held.first(on), held.end]


def _runs(folder: Path) -> list[Step]:
    def with_file(work: Callable[[ProjectFile], object]) -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            work(file)

    return [
        lambda: with_file(lambda file: file.rename_run(1, "Another name")),
        lambda: with_file(lambda file: file.delete_run(1, anyway=True)),
        lambda: with_file(lambda file: file.mark_interrupted()),
    ]


def _compacting(folder: Path) -> list[Step]:
    """Half of the file is free; nobody is told where the disk has no room for it, since nothing is lost."""

    def fill() -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            file.put_notes({"long": "x" * 200_000})

    def empty() -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            file.put_notes({"long": ""})

    def compact() -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            file.compact()

    return [fill, empty, compact]


def _notes(folder: Path) -> list[Step]:
    def put(text: str) -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            file.put_notes({"lab": text, "hand": text * 2000})

    return [lambda: put('{"a":1}'), lambda: put('{"a":2}'), lambda: put("")]


def _drawings(folder: Path) -> list[Step]:
    def with_file(work: Callable[[ProjectFile], object]) -> None:
        with ProjectFile.open(folder / "here.cnnstudio") as file:
            work(file)

    return [
        lambda: with_file(lambda file: file.add_drawing("7", b"\x89PNG" + bytes(500), STARTED)),
        lambda: with_file(lambda file: file.relabel_drawings({file.drawings()[-1].number: "8"})),
        lambda: with_file(lambda file: file.remove_drawings([file.drawings()[-1].number])),
    ]


def _sweep(folder: Path) -> list[Step]:
    project = swept(most=4)
    trials = waiting(project).trials
    held = _Held(folder / "there.cnnstudio")
    number: list[int] = []

    def take() -> None:
        with contextlib.closing(ProjectFile.open(folder / "old5.cnnstudio", read_only=True)) as source:
            done = replace(trials[0], status="done", score=0.5, seconds=1.0)
            held.file.take_trial(number[0], done, source, source.run(1))

    return [
        held.first(lambda: number.append(held.file.begin_experiment(project, STARTED, trials))),
        lambda: held.file.put_trials(number[0], [replace(trials[0], status="running")]),
        take,
        lambda: held.file.put_trials(number[0], [replace(trials[1], status="failed", reason="It had no memory.")]),
        lambda: held.file.delete_experiment(number[0]),
    ]


def _bringing(version: int) -> Writing:
    def write(folder: Path) -> list[Step]:
        return [lambda: ProjectFile.open(folder / f"old{version}.cnnstudio").close()]

    return write


def files_of(folder: Path) -> Iterator[Path]:
    """The project files in the folder, in order."""
    yield from sorted(folder.glob("*.cnnstudio"))
