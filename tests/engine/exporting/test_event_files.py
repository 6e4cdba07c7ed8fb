"""A run as TensorBoard's event files, against what the run itself stores."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.messages import Cancelled, Export, Exported, Failed, RunSubject, SavedSubject
from cnnstudio.core.project import Project
from cnnstudio.engine.exporting import event_files
from cnnstudio.engine.failures import Stopped
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan


@pytest.fixture
def run(bench: Bench, project: Project) -> RunSubject:
    return bench.trained(with_plan(project, epochs=2))


def events_of(folder: Path) -> list[Any]:
    """As TensorFlow's own reader of summaries gives them."""
    import tensorflow as tf

    (path,) = folder.iterdir()
    return list(tf.compat.v1.train.summary_iterator(str(path)))


def curve(folder: Path, tag: str) -> list[tuple[int, float]]:
    values = [(event.step, each) for event in events_of(folder) for each in event.summary.value]
    return [(step, each.simple_value) for step, each in values if each.tag == tag]


def test_that_the_curves_are_those_of_the_run(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    told = only(bench.work(Export(subject=run, path=str(tmp_path / "log"), form="tensorboard")), Exported)
    assert told.words.startswith("Read back: all ")
    with ProjectFile.open(run.file) as file:
        epochs, batches = file.run(run.run).epochs, file.batches(run.run)
    folders = {"train": "", "validation": "val_"}
    for folder, before in folders.items():
        for name in ("loss", "accuracy"):
            expected = [np.float32(epoch.value(before + name)) for epoch in epochs]
            assert curve(tmp_path / "log" / folder, f"epoch_{name}") == list(enumerate(expected))
    losses = np.concatenate([figures[:, 0] for _, figures in batches])
    assert curve(tmp_path / "log" / "train", "batch_loss") == list(enumerate(losses))


def test_that_histograms_count_every_weight_and_the_graph_names_every_layer(
    bench: Bench, run: RunSubject, project: Project, tmp_path: Path
) -> None:
    import tensorflow as tf

    bench.work(Export(subject=run, path=str(tmp_path / "log"), form="tensorboard"))
    events = events_of(tmp_path / "log" / "train")
    (graph,) = (tf.compat.v1.GraphDef.FromString(each.graph_def) for each in events if each.graph_def)
    names = " ".join(node.name for node in graph.node)
    assert all(layer.name in names for _, layer in project.network.layers() if layer.spec.kind in ("Conv2D", "Dense"))
    found = {(value.tag, event.step): value.histo for event in events for value in event.summary.value}
    with ProjectFile.open(run.file) as file:
        for epoch in file.run(run.run).kept:
            for name, array in file.weights(run.run, epoch)[1].items():
                histogram = found[f"{name}/histogram", epoch - 1]
                assert sum(histogram.bucket) == array.size
                assert (histogram.min, histogram.max) == (array.min(), array.max())
                assert histogram.sum == pytest.approx(float(array.astype(np.float64).sum()))


def test_that_files_that_read_back_otherwise_are_not_kept(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = event_files._write

    def wrong(path: Path, began: float, entries: Any, *rest: Any) -> None:
        right(path, began, [replace(entries[0], step=99), *entries[1:]], *rest)

    monkeypatch.setattr(event_files, "_write", wrong)
    folder = tmp_path / "out"
    folder.mkdir()
    failed = only(bench.work(Export(subject=run, path=str(folder / "log"), form="tensorboard")), Failed)
    assert failed.text == "The files did not read back as they were written, so they were not kept."
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", ["_write", "_checked"])
def test_that_writing_and_reading_back_can_be_ended_on_the_way(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    right, told = getattr(event_files, name), []

    def ended(*given: Any) -> Any:
        def stop() -> None:
            told.append(name)
            raise Stopped

        return right(*given[:-1], stop)

    monkeypatch.setattr(event_files, name, ended)
    monkeypatch.setattr(event_files, "_AT_ONCE", 5)
    folder = tmp_path / "out"
    folder.mkdir()
    only(bench.work(Export(subject=run, path=str(folder / "log"), form="tensorboard")), Cancelled)
    assert told == [name]
    assert not list(folder.iterdir())


def test_that_a_full_disk_is_told_as_one(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    def full(*_: Any) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "events.out.tfevents.1.cnnstudio; No space left on device")

    monkeypatch.setattr(event_files, "_value", full)
    failed = only(bench.work(Export(subject=run, path=str(tmp_path / "log"), form="tensorboard")), Failed)
    assert failed.text.startswith("The disk is full")


def test_that_a_saved_file_has_no_curves(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    bench.work(Export(subject=run, path=str(tmp_path / "a.keras")))
    subject = SavedSubject(str(tmp_path / "a.keras"))
    failed = only(bench.work(Export(subject=subject, path=str(tmp_path / "log"), form="tensorboard")), Failed)
    assert failed.text == "A network from a saved file has no curves."


def test_that_a_log_takes_the_place_of_a_log_and_of_no_folders_of_pictures(
    bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    log, flowers = tmp_path / "log", tmp_path / "flowers"
    for _ in range(2):
        only(bench.work(Export(subject=run, path=str(log), form="tensorboard")), Exported)
    picture = flowers / "train" / "rose" / "1.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    failed = only(bench.work(Export(subject=run, path=str(flowers), form="tensorboard")), Failed)
    assert failed.text == "“flowers” is a folder with other things in it: “train/rose”."
    assert picture.read_bytes() == b"picture"
