"""The readers of files that the program writes itself: projects, settings, and what it keeps to have it again."""

import io
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.transferring.starting import arrays_of
from cnnstudio.data import drawn
from cnnstudio.data.cache import PictureCache
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.reading import Outcome
from cnnstudio.engine.features.store import FeatureStore
from cnnstudio.files.beside_file import export_of
from cnnstudio.files.project import arrays_blob, run_blobs
from cnnstudio.files.project_file import ProjectFile, save_as
from cnnstudio.files.settings import Settings, load_settings, save_settings
from tests.core.sweeps_made import swept, waiting
from tests.files.models.mutations import spoiled
from tests.fuzzing import databases
from tests.fuzzing.reader import REFUSALS, Reader
from tests.fuzzing.spoiling import any_of, blob, plain, words, zipped

_SAMPLES = Path(__file__).parents[1] / "samples"
_ROW = np.array([0, 1, 1], np.int32)
_SURE = np.array([0.5, 0.75, 1], np.float32)
_OUTCOMES = Outcomes(("a", "b é"), _ROW, _ROW[::-1], _SURE, _SURE, 0.5)
_KEY = "a" * 40
_PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 2, 2, 1)
_PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
_SNAPSHOT = Snapshot(1, "conv", np.ones((3, 3, 3, 2), np.float32), "conv", np.ones((4, 4, 2), np.float16), _PICTURE)
_HEALTH = Health(1, 9, (LayerHealth("conv", 1, 2), LayerHealth("dense", 0, 5)), (4, 5), (9, 0))
_NORMS = Norms(1, (LayerNorms("conv", 1.0, 0.5), LayerNorms("dense", 2.0, float("nan"))), 9)
_NODES = (Layer("conv", Conv2D(2)), Layer("pool", MaxPooling2D()), Layer("flat", Flatten()), Layer("dense", Dense(2)))
_PROJECT = Project(Network((8, 8, 1), _NODES))
_NO_JOURNAL = bytes(4)
_STARTED = "2026-01-02T03:04:05+00:00"


# Projects


def _projects(folder: Path) -> list[bytes]:
    path = folder / "new.cnnstudio"
    path.unlink(missing_ok=True)
    with ProjectFile.create(path, _PROJECT) as file:
        _fill(file)
    new = path.read_bytes()
    found = [new, new, *(each.read_bytes() for each in sorted(_SAMPLES.glob("*.cnnstudio")))]
    return [each + _NO_JOURNAL for each in found]


def _fill(file: ProjectFile) -> None:
    """Of everything something."""
    for name in ("", "Second"):
        run = file.begin_run(
            _PROJECT, name=name, labels=("a", "b é"), prepared=Prepared(), started=_STARTED, versions={"keras": "3"}
        )
        for number in (1, 2):
            state = {"adam/iteration": np.int64(3) * np.ones((), np.int64), "adam/m": np.ones((3, 3), np.float32)}
            health, norms = replace(_HEALTH, epoch=number), replace(_NORMS, epoch=number)
            file.add_epoch(
                run, Epoch(number, 0.5, 0.75, 0.5, 0.25, 1.0, 0.01, (("top_3", 0.9),)), _weights(_PROJECT.network),
                state=state, batches=np.ones((4, 3), np.float32), snapshot=replace(_SNAPSHOT, epoch=number),
                health=health, norms=norms,
            )  # fmt: skip
        part = PartScore(0.5, 3, 1)
        outcomes: dict[Any, Outcomes] = {"test": _OUTCOMES, "validation": _OUTCOMES}
        file.end_run(run, "finished", scores(_OUTCOMES), train=part, validation=part, outcomes=outcomes)
    project = swept(most=4)
    file.begin_experiment(project, _STARTED, waiting(project).trials[:4])
    file.put_notes({"lab:first": '{"lab":"first","step":1}', "by-hand": "{}"})
    file.add_drawing("7", drawn.encoded(_stroke()), _STARTED)


def _stroke() -> Any:
    paper = np.zeros((28, 28), np.uint8)
    paper[4:24, 12:16] = 255
    return paper


def _weights(network: Network) -> dict[str, Any]:
    return {f"{layer}/{name}": np.ones(shape, np.float32) for layer, name, shape in arrays_of(network)}


def _spoil_project(good: bytes, pick: random.Random) -> bytes:
    """With its journal behind it where it has one, and the length of that."""
    good = good[: -len(_NO_JOURNAL)]
    made = databases.spoil(good, pick)
    beside = databases.journal(good, pick) if pick.random() < 0.05 else b""
    return made + beside + len(beside).to_bytes(4, "big")


def _put(data: bytes, folder: Path) -> Path:
    end = len(data) - len(_NO_JOURNAL)
    start = max(0, end - int.from_bytes(data[end:], "big"))
    return databases.put(data[:start], folder, data[start:end])


def _read_project(data: bytes, folder: Path) -> None:
    """Reads all there is, for reading only and to write; each refusal may hide no other."""
    path = _put(data, folder)
    refused: Exception | None = None
    for read_only in (True, False):
        try:
            with ProjectFile.open(path, read_only=read_only) as file:
                refused = _asked(file, _questions(file)) or refused
                if not read_only:
                    refused = _asked(file, _changes(file)) or refused
        except REFUSALS as error:
            refused = error
    copy = path.with_name("copy.cnnstudio")
    try:
        save_as(path, copy)
    except REFUSALS as error:
        refused = error
    copy.unlink(missing_ok=True)
    if refused is not None:
        raise refused


def _asked(file: ProjectFile, questions: list[Callable[[], object]]) -> Exception | None:
    refused: Exception | None = None
    for ask in questions:
        try:
            ask()
        except REFUSALS as error:
            refused = error
    return refused


def _questions(file: ProjectFile) -> list[Callable[[], object]]:
    of_runs: list[Callable[[], object]] = []
    for run, goes_on in _runs_with_weights(file):
        of_runs += [lambda run=run: file.state(run)] if goes_on else []
        of_runs += [lambda run=run: file.weights(run), lambda run=run: file.batches(run), lambda run=run: file.run(run)]
        of_runs += [
            lambda run=run: file.health(run),
            lambda run=run: file.norms(run),
            lambda run=run: file.is_whole(run),
        ]
        of_runs += [lambda run=run: [file.snapshot(run, each) for each in file.snapshots(run)]]
        of_runs += [lambda run=run: file.outcomes(run, "test")]
    return [file.project, file.runs, *of_runs, file.experiments, file.notes, lambda: _pictures(file)]


def _runs_with_weights(file: ProjectFile) -> list[tuple[int, bool]]:
    """By number, with whether they can go on."""
    try:
        return [(run.number, bool(run.resumable)) for run in file.runs() if run.kept]
    except REFUSALS:
        return [(1, True), (2, True)]


def _pictures(file: ProjectFile) -> None:
    for drawing in file.drawings():
        drawn.has_colours(drawing)
        with suppress(BadPicture):  # the drawing is shown as damaged
            drawn.picture_of(drawing)


def _changes(file: ProjectFile) -> list[Callable[[], object]]:
    return [
        file.mark_interrupted,
        file.trials_interrupted,
        lambda: file.save_project(_PROJECT),
        lambda: [file.rename_run(run.number, "Another") for run in file.runs()],
        lambda: [file.limit_experiment(each.number, 3) for each in file.experiments()],
        lambda: file.put_notes({"by-hand": ""}),
        lambda: [file.delete_run(run.number, anyway=True) for run in file.runs()],
        file.compact,
    ]


# What the program keeps for itself


def _settings(folder: Path) -> list[bytes]:
    path = folder / "settings.json"
    save_settings(
        Settings(("/a/b.cnnstudio",), "dark", "AAAA", 40, ("loss",), ("name",), "/a", 300, ("/l.toml",)), path
    )
    return [path.read_bytes()]


def _read_settings(data: bytes, folder: Path) -> None:
    path = folder / "settings.json"
    path.write_bytes(data)
    found = load_settings(path)
    save_settings(found.with_recent("/x"), path)
    assert load_settings(path) == found.with_recent("/x")


def _blobs(_: Path) -> list[bytes]:
    return [
        run_blobs.pack_outcomes(_OUTCOMES),
        run_blobs.pack_batches(np.ones((4, 3), np.float32)),
        run_blobs.pack_snapshot(_SNAPSHOT),
        run_blobs.pack_picture(_PICTURE),
        arrays_blob.pack({"a": np.ones((2, 3), np.float16), "b": np.zeros((), np.bool_)}, {"text": "é"}),
    ]


def _read_blob(data: bytes, _: Path) -> None:
    """With everything that reads such blocks."""
    picture = run_blobs.pack_picture(_PICTURE)
    ways: list[Callable[[bytes], object]] = [
        run_blobs.unpack_outcomes,
        run_blobs.unpack_batches,
        lambda data: run_blobs.unpack_snapshot(1, data, picture),
        lambda data: run_blobs.unpack_snapshot(1, run_blobs.pack_snapshot(_SNAPSHOT), data),
    ]
    for read in ways:
        with suppress(ValueError):
            read(data)
    arrays_blob.unpack(data)


def _looks(_: Path) -> list[bytes]:
    return [run_blobs.pack_health(_HEALTH), run_blobs.pack_norms(_NORMS)]


def _read_look(data: bytes, _: Path) -> None:
    try:
        run_blobs.unpack_health(1, data)
    except ValueError:
        run_blobs.unpack_norms(1, data)


def _beside(folder: Path) -> list[bytes]:
    made = io.BytesIO()
    np.savez_compressed(made, export=np.array("a" * 64), x=np.zeros((2, 2)))
    return [made.getvalue()]


def _read_beside(data: bytes, folder: Path) -> None:
    path = folder / "a.npz"
    path.write_bytes(data)
    export_of(path)


def _kept(folder: Path) -> list[bytes]:
    """What says which pictures are kept decoded."""
    with closing(PictureCache(folder).writer(_KEY)) as writer:
        writer.start((2, 2, 1), 3)
        writer.add(_PIXELS)
        writer.finish(Outcome((2, 2, 1), {1: "it is damaged"}, Counter({(4, 4): 2}), Counter({"deep": 1}), 3, 1))
    return [(folder / f"{_KEY}.json").read_bytes()]


def _read_kept(data: bytes, folder: Path) -> None:
    (folder / f"{_KEY}.pixels").write_bytes(_PIXELS.tobytes())
    (folder / f"{_KEY}.json").write_bytes(data)
    found = PictureCache(folder).find(_KEY)
    if found is not None:
        np.asarray(found[0][:2])


def _rows(folder: Path) -> list[bytes]:
    """Features that were computed before, of three pictures."""
    store = FeatureStore("made", (4,), folder)
    with closing(store.writer()) as writer:
        writer.add(np.ones((3, 4), np.float32), [bytes([number]) * 16 for number in range(3)])
        store.put(writer)
    return [next(folder.glob("made/*.rows")).read_bytes()]


def _read_rows(data: bytes, folder: Path) -> None:
    place = folder / "made" / "a.rows"
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)  # what was read before is still mapped
    place.write_bytes(data)
    digest = bytes(16)
    store = FeatureStore("made", (4,), folder)
    if digest in store:
        store.rows([digest])


READERS = (
    Reader("database", _projects, _spoil_project, _read_project),
    Reader("settings", _settings, any_of((6, plain), (2, words), (1, spoiled)), _read_settings),
    Reader("block", _blobs, blob, _read_blob, (ValueError,)),
    Reader("look", _looks, any_of((6, plain), (1, words)), _read_look, (ValueError,)),
    Reader("beside", _beside, zipped(lambda _: spoiled), _read_beside),
    Reader("kept", _kept, any_of((4, plain), (1, words)), _read_kept),
    Reader("rows", _rows, spoiled, _read_rows),
)
