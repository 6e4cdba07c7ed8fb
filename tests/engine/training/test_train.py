"""Training into a project file: figures, ends of every sort, and looking in meanwhile."""

import gc
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Failed,
    FeaturesShown,
    FileAwaited,
    Finished,
    Predict,
    Predicted,
    Relocate,
    Relocated,
    RunSubject,
    ShowFeatures,
    ShowKernels,
    Started,
    Train,
    ValidationBatchEnded,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import LOSSES, DataRecipe
from cnnstudio.engine.training import record
from cnnstudio.engine.training.memory import Need
from cnnstudio.files.project.schema import InUse, in_use
from cnnstudio.files.project_file import ProjectFile, save_as
from tests.engine.conftest import Bench, columns, of_type, only, with_plan

PICTURE = np.full((8, 8, 1), 100, np.uint8)


def at_batch(epoch: int, batch: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (epoch, batch)


def stored(subject: RunSubject) -> Any:
    with ProjectFile.open(subject.file, read_only=True) as file:
        return file.run(subject.run)


def test_that_a_run_tells_every_batch_and_epoch_and_is_stored(bench: Bench, project: Project) -> None:
    subject, events = bench.train(project)
    started, finished = only(events, Started), only(events, Finished)
    assert (started.training, started.validation, started.batches, started.validation_batches) == (216, 24, 7, 1)
    assert [(each.epoch, each.batch) for each in of_type(events, BatchEnded)] == [
        (epoch, batch) for epoch in (1, 2) for batch in range(1, 8)
    ]
    assert [(each.epoch, each.batch, each.batches) for each in of_type(events, ValidationBatchEnded)] == [
        (1, 1, 1),
        (2, 1, 1),
    ]
    run = stored(subject)
    assert run.epochs == tuple(each.epoch for each in of_type(events, EpochEnded))
    assert (run.status, run.test, run.kept) == ("finished", finished.test, (1, 2))
    assert (run.project, run.name, run.labels) == (project, "Run 1", tuple("0123456789"))
    assert finished.test is not None
    assert finished.test.count == 70


def test_that_nothing_of_a_run_is_kept_by_tensorflow(bench: Bench, project: Project) -> None:
    from tensorflow.python.framework.func_graph import FuncGraph

    bench.train(project)  # what is made once for all runs is made
    gc.collect()
    before = sum(isinstance(each, FuncGraph) for each in gc.get_objects())
    bench.train(project)
    gc.collect()
    assert sum(isinstance(each, FuncGraph) for each in gc.get_objects()) == before


def test_that_the_figures_of_the_batches_add_up_to_those_of_the_epoch(bench: Bench, project: Project) -> None:
    _, events = bench.train(project)
    sizes = [32] * 6 + [24]
    for ended in of_type(events, EpochEnded):
        batches = [each for each in of_type(events, BatchEnded) if each.epoch == ended.epoch.number]
        loss = sum(each.loss * size for each, size in zip(batches, sizes, strict=True)) / 216
        right = sum(each.accuracy * size for each, size in zip(batches, sizes, strict=True))
        assert loss == pytest.approx(ended.epoch.loss, rel=1e-5)
        assert right == pytest.approx(round(ended.epoch.accuracy * 216), abs=1e-9)
        assert all(
            each.accuracy * size == pytest.approx(round(each.accuracy * size))
            for each, size in zip(batches, sizes, strict=True)
        )


def test_that_the_small_data_are_learned(bench: Bench, project: Project) -> None:
    _, events = bench.train(with_plan(project, epochs=14, seed=2))
    test = only(events, Finished).test
    assert test is not None
    assert test.accuracy >= 0.9


def test_that_the_same_seed_gives_the_same_run_bit_for_bit_and_another_seed_does_not(
    bench: Bench, project: Project
) -> None:
    (one, first), (two, second) = bench.train(project), bench.train(project)
    _, third = bench.train(with_plan(project, seed=8))
    assert columns(first) == columns(second)
    assert columns(first) != columns(third)
    with ProjectFile.open(one.file) as file, ProjectFile.open(two.file) as other:
        ours, theirs = file.weights(one.run)[1], other.weights(two.run)[1]
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_that_looking_in_changes_no_figure(bench: Bench, project: Project) -> None:
    earlier, quiet = bench.train(project)

    def look() -> None:
        subject = RunSubject(of_type(bench.events, Started)[-1].file, 1)
        for each in (subject, earlier):  # the network in training, and another one that is built meanwhile
            bench.mailbox.post(Predict(each.file, subject=each, picture=PICTURE))
            bench.mailbox.post(ShowFeatures(each.file, subject=each, layer="conv2d_2", picture=PICTURE))
            bench.mailbox.post(ShowKernels(each.file, subject=each, layer="conv2d_1"))

    for epoch, batch in ((1, 1), (1, 4), (2, 2)):
        bench.when(at_batch(epoch, batch), look)
    bench.when(lambda event: isinstance(event, ValidationBatchEnded) and event.epoch == 2, look)
    _, watched = bench.train(project)
    assert len(of_type(watched, Predicted)) == 8
    assert columns(watched) == columns(quiet)


def test_that_features_shown_while_training_are_the_layers_outputs_of_that_moment(
    bench: Bench, project: Project
) -> None:
    import keras

    from cnnstudio.engine.training.train import Training

    seen: list[Any] = []

    def look() -> None:
        training = bench._desk._training
        assert isinstance(training, Training)
        live = training._subjects.live
        assert live is not None
        keras_model = live.loaded.keras_model
        inner = keras.Model(keras_model.inputs[0], keras_model.get_layer("conv2d_2").output)
        seen.append(np.asarray(inner(PICTURE[None] / np.float32(255), training=False))[0])
        subject = RunSubject(live.file, live.run)
        bench.mailbox.post(ShowFeatures(subject=subject, layer="conv2d_2", picture=PICTURE))

    for batch in (2, 6):
        bench.when(at_batch(1, batch), look)
    _, events = bench.train(project)
    assert not of_type(events, Failed)
    maps = [each.maps for each in of_type(events, FeaturesShown)]
    assert not np.array_equal(maps[0], maps[1])
    assert not maps[0].flags.writeable
    for ours, theirs in zip(maps, seen, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


# Neither knows of the other, so each goes with one of the others.
@pytest.mark.parametrize(
    ("loss", "method"),
    [
        (tuple(LOSSES)[number % len(LOSSES)], tuple(METHODS)[number % len(METHODS)])
        for number in range(max(len(LOSSES), len(METHODS)))
    ],
)
def test_that_every_loss_and_preprocessing_trains(bench: Bench, project: Project, loss: str, method: str) -> None:
    changed = replace(with_plan(project, loss=loss, epochs=1), preprocessing=Preprocessing(method))
    _, events = bench.train(changed)
    finished = only(events, Finished)
    assert (finished.status, finished.prepared.method) == ("finished", method)


def test_that_validation_on_the_test_pictures_gives_their_figures(bench: Bench, project: Project) -> None:
    _, events = bench.train(replace(project, data=replace(project.data, validation=DataRecipe.TEST)))
    finished, epochs = only(events, Finished), [each.epoch for each in of_type(events, EpochEnded)]
    best = epochs[finished.best_epoch - 1]
    assert finished.test is not None
    assert finished.test.loss == pytest.approx(best.val_loss, rel=1e-5)
    assert finished.test.accuracy == pytest.approx(best.val_accuracy, rel=1e-6)


def test_that_stopping_in_a_training_batch_keeps_the_epochs_before(bench: Bench, project: Project) -> None:
    bench.when(at_batch(2, 3), bench.mailbox.stop)
    subject, events = bench.train(with_plan(project, epochs=50))
    finished = only(events, Finished)
    assert (finished.status, finished.epochs, finished.test) == ("stopped", 1, None)
    assert of_type(events, BatchEnded)[-1].batch == 3
    assert (stored(subject).status, stored(subject).kept) == ("stopped", (1,))


def test_that_stopping_in_validation_ends_at_that_batch(bench: Bench, project: Project) -> None:
    many = replace(project, data=replace(project.data, validation=DataRecipe.TEST))
    bench.when(lambda event: isinstance(event, ValidationBatchEnded) and event.batch == 2, bench.mailbox.stop)
    _, events = bench.train(with_plan(many, batch_size=8))
    assert only(events, Finished).status == "stopped"
    assert of_type(events, ValidationBatchEnded)[-1].batch == 2
    assert not of_type(events, EpochEnded)


def test_that_the_engine_trains_again_after_a_stop(bench: Bench, project: Project) -> None:
    _, undisturbed = bench.train(project)
    bench.when(at_batch(1, 2), bench.mailbox.stop)
    bench.train(project)
    _, again = bench.train(project)
    assert columns(again) == columns(undisturbed)


def test_that_a_run_that_waits_is_cancelled_by_the_stop_of_the_one_before(bench: Bench, project: Project) -> None:
    file = bench.file(project)
    second = Train(file=file, project=project)
    bench.when(at_batch(1, 1), lambda: (bench.mailbox.post(second), bench.mailbox.stop()))
    events = bench.work(Train(file=file, project=project))
    assert only(events, Finished).status == "stopped"
    assert len(of_type(events, Started)) == 1
    assert only(events, Cancelled).ticket == 2


def test_that_too_little_memory_is_said_before_a_run_begins(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnstudio.engine.training.memory.to_train", lambda *_: Need(10**15, 0, 0))
    events = bench.work(Train(file=bench.file(project), project=project))
    assert [type(event) for event in events] == [Failed]
    assert only(events, Failed).text.startswith("This needs about 1,000,000 GB of memory, but only ")


def test_that_running_out_of_memory_in_a_batch_ends_the_run_with_advice(bench: Bench, project: Project) -> None:
    import tensorflow as tf

    def exhausted() -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[1,2,3] " * 50)

    bench.when(at_batch(1, 2), exhausted)
    _, events = bench.train(project)
    finished = only(events, Finished)
    assert (finished.status, "smaller batch size" in finished.text) == ("failed", True)


def test_that_a_full_disk_ends_the_run_in_words_and_the_engine_goes_on(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise StudioError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(ProjectFile, "add_epoch", full)
        _, events = bench.train(project)
    finished = only(events, Finished)
    assert (finished.status, finished.text) == ("failed", "The disk is full. Free some space.")
    assert only(bench.train(project)[1], Finished).status == "finished"


def refuse_ends(patch: pytest.MonkeyPatch, times: int, *, all_ends: bool = False) -> None:
    """So many ends find the disk full: those with scores, or any."""
    left, end = [times], ProjectFile.end_run

    def refused(file: ProjectFile, number: int, status: Any, test: Any = None, **more: Any) -> None:
        if left[0] and (all_ends or test is not None):
            left[0] -= 1
            raise StudioError("The disk is full.", "Free some space.")
        end(file, number, status, test, **more)

    patch.setattr(ProjectFile, "end_run", refused)


def test_that_a_run_whose_scores_find_no_room_ends_as_it_did_and_says_so(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse_ends(patch, 1)
        subject, events = bench.train(project)
    finished = only(events, Finished)
    assert (finished.status, finished.text) == ("finished", "The disk is full. Free some space.")
    run = stored(subject)
    assert (run.status, run.reason, len(run.epochs), run.test) == ("finished", finished.text, 2, None)


def test_that_a_run_whose_end_is_refused_twice_is_interrupted_and_can_go_on(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.file(project)
    with monkeypatch.context() as patch:
        refuse_ends(patch, 2, all_ends=True)
        failed = only(bench.work(Train(file=file, project=project)), Failed)
    assert failed.text == "The disk is full."
    run = stored(RunSubject(file, 1))
    assert (run.status, run.reason, len(run.epochs)) == ("interrupted", "The disk is full. Free some space.", 2)
    assert only(bench.work(Train(file=file, project=project, resume=1)), Finished).test is not None


def hold(bench: Bench, patch: pytest.MonkeyPatch, file: str, method: str, then: Callable[[], object]) -> None:
    """From the second epoch on, or its end, another connection reads the file, until it was waited for in vain once."""
    patch.setattr(record, "_PATIENCE", 0.05)
    other, check = sqlite3.connect(file, isolation_level=None), ProjectFile.check_free

    def refused(own: ProjectFile) -> None:
        try:
            check(own)
        except InUse:
            other.close()
            then()
            raise

    def read_on() -> None:
        other.execute("BEGIN")
        other.execute("SELECT json FROM project").fetchone()
        patch.setattr(ProjectFile, "check_free", refused)

    later = EpochEnded if method == "end_run" else BatchEnded
    bench.when(lambda event: isinstance(event, later) and _epoch(event) == 2, read_on)


def _epoch(event: Any) -> int:
    return int(event.epoch.number if isinstance(event, EpochEnded) else event.epoch)


@pytest.mark.parametrize("method", ["add_epoch", "end_run"])
def test_that_a_run_waits_for_a_file_in_use_and_answers_meanwhile(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    file = bench.file(project)

    def look() -> None:
        bench.mailbox.post(Predict(subject=RunSubject(file, 1, 1), picture=PICTURE))

    hold(bench, monkeypatch, file, method, look)
    events = bench.work(Train(file=file, project=project))
    kinds = [type(event) for event in events]
    assert kinds.index(Predicted) < kinds.index(Finished)
    assert [event.text for event in events if isinstance(event, FileAwaited)] == [in_use(file), ""]
    assert (stored(RunSubject(file, 1)).status, len(stored(RunSubject(file, 1)).epochs)) == ("finished", 2)


@pytest.mark.parametrize("method", ["add_epoch", "end_run"])
def test_that_a_run_that_is_stopped_while_it_waits_for_its_file_loses_nothing(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    file = bench.file(project)
    hold(bench, monkeypatch, file, method, bench.mailbox.stop)
    bench.work(Train(file=file, project=project))
    run = stored(RunSubject(file, 1))
    assert (run.status, len(run.epochs), run.test is not None) == ("finished", 2, method == "end_run")


def test_that_a_run_whose_file_stays_in_use_can_be_stopped_and_loses_the_last_epoch_alone(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.file(project)
    monkeypatch.setattr(record, "_PATIENCE", 0.05)
    monkeypatch.setattr(record, "_LAST_PATIENCE", 0.05)
    add, refusing = ProjectFile.add_epoch, []

    def refused(own: ProjectFile, run: int, epoch: Epoch, *values: Any, **more: Any) -> None:
        if epoch.number == 2:
            refusing.append(epoch.number)
            bench.mailbox.stop()
            raise InUse("It is in use.")
        add(own, run, epoch, *values, **more)

    monkeypatch.setattr(ProjectFile, "add_epoch", refused)
    events = bench.work(Train(file=file, project=project))
    assert (only(events, Finished).status, refusing) == ("stopped", [2, 2])
    run = stored(RunSubject(file, 1))
    assert (run.status, len(run.epochs)) == ("stopped", 1)


def test_that_a_run_goes_on_that_its_file_still_calls_training(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bench.file(project)
    with monkeypatch.context() as patch:
        refuse_ends(patch, 3, all_ends=True)
        bench.work(Train(file=file, project=project))
    assert stored(RunSubject(file, 1)).status == "training"
    only(bench.work(Train(file=file, project=project, resume=1)), Finished)
    assert stored(RunSubject(file, 1)).status == "finished"


def test_that_an_error_while_a_run_is_scored_leaves_it_interrupted(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("it broke")

    file = bench.file(project)
    monkeypatch.setattr("cnnstudio.engine.training.train.score_parts", broken)
    assert "it broke" in only(bench.work(Train(file=file, project=project)), Failed).text
    run = stored(RunSubject(file, 1))
    assert (run.status, run.reason, len(run.epochs)) == ("interrupted", "it broke", 2)


def test_that_any_other_error_is_told_with_its_trace_and_the_run_marked(bench: Bench, project: Project) -> None:
    def broken() -> None:
        raise RuntimeError("\x1b[1mnode\x1b[0m in /usr/lib/keras/src/x.py broke")

    bench.when(at_batch(1, 2), broken)
    file = bench.file(project)
    events = bench.work(Train(file=file, project=project))
    failed = only(events, Failed)
    assert failed.text == "Training ended with an error inside Keras. node in … broke"
    assert "RuntimeError" in failed.details
    assert stored(RunSubject(file, 1)).status == "failed"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"network": Network((8, 8, 1))}, "The network is empty"),
        ({"network": Network((8, 8, 1), stack(Flatten()))}, "nothing to learn|classes"),
        ({"network": Network((9, 8, 1), stack(Flatten(), Dense(10)))}, "expects pictures of 9 × 8 × 1"),
        ({"network": Network((8, 8, 1), stack(Flatten(), Dense(9)))}, "10 classes"),
        ({"network": Network((8, 8, 1), stack(Conv2D(2, (9, 9)), Flatten(), Dense(10)))}, "does not fit"),
    ],
)
def test_that_a_project_that_cannot_be_trained_is_refused_before_a_run_begins(
    bench: Bench, project: Project, change: dict[str, Any], text: str
) -> None:
    events = bench.work(Train(file=bench.file(project), project=replace(project, **change)))
    assert [type(event) for event in events] == [Failed]
    failed = only(events, Failed)
    assert any(part in failed.text for part in text.split("|"))
    assert failed.details == ""


def test_that_a_run_goes_on_in_the_file_the_project_was_saved_as(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    old, new = bench.file(project), str(tmp_path / "new.cnnstudio")

    def save() -> None:
        save_as(old, new)
        bench.mailbox.post(Relocate(old=old, new=new))

    bench.when(lambda event: isinstance(event, ValidationBatchEnded) and event.epoch == 2, save)
    events = bench.work(Train(file=old, project=with_plan(project, epochs=3)))
    assert only(events, Relocated).new == new
    run = stored(RunSubject(new, 1))
    assert (run.status, len(run.epochs)) == ("finished", 3)
    assert len(stored(RunSubject(old, 1)).epochs) == 1


def test_that_a_file_saved_just_before_the_end_gets_what_it_lacks(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    old, new = bench.file(project), str(tmp_path / "new.cnnstudio")
    bench.when(at_batch(2, 1), lambda: save_as(old, new))
    bench.work(Train(file=old, project=project))
    only(bench.work(Relocate(old=old, new=new)), Relocated)
    assert stored(RunSubject(new, 1)) == stored(RunSubject(old, 1))


def test_that_a_run_that_waits_goes_where_its_project_was_saved_meanwhile(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    first, old, new = bench.file(project, "first.cnnstudio"), bench.file(project), str(tmp_path / "new.cnnstudio")

    def save() -> None:
        bench.mailbox.post(Train(file=old, project=project))
        save_as(old, new)
        bench.mailbox.post(Relocate(old=old, new=new))

    bench.when(at_batch(1, 1), save)
    events = bench.work(Train(file=first, project=with_plan(project, epochs=1)))
    assert [each.file for each in of_type(events, Started)] == [first, new]
    with ProjectFile.open(old) as file:
        assert file.runs() == ()


def test_that_saving_after_the_last_run_was_deleted_is_no_error(bench: Bench, project: Project, tmp_path: Path) -> None:
    subject, _ = bench.train(with_plan(project, epochs=1))
    new = str(tmp_path / "new.cnnstudio")
    with ProjectFile.open(subject.file) as file:
        file.delete_run(subject.run)
    save_as(subject.file, new)
    assert [type(event) for event in bench.work(Relocate(old=subject.file, new=new))] == [Relocated]
