"""Going on: after a kill, after an end, with more epochs; and the ends that are no interruptions."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.layers.augmentation import RandomFlip, RandomRotation
from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Failed, Finished, RunSubject, Scoring, Started, Train
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Continued, Run
from cnnstudio.core.training.optimizers import SGD
from cnnstudio.core.training.schedules import Cosine, Plateau
from cnnstudio.core.training.stopping import stops_early
from cnnstudio.data import library
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, of_type, only, with_plan

AUGMENTED = Preprocessing(augmentation=(RandomRotation(), RandomFlip()))
STILL = Network((8, 8, 1), stack(Flatten(), Dense(10, "softmax")))
"""Without moving means: at a rate of almost nothing it stays as it is."""


class Killed(BaseException):
    """What nobody in the engine catches: the file is left as a kill leaves it."""


def killed_at(bench: Bench, project: Project, epoch: int, batch: int) -> RunSubject:
    """A run that ended in the middle of an epoch, without a word."""

    def kill() -> None:
        raise Killed

    bench.when(at_batch(epoch, batch), kill)
    file = bench.file(project, f"killed {len(bench.events)}.cnnstudio")
    with pytest.raises(Killed):
        bench.work(Train(file=file, project=project))
    with ProjectFile.open(file) as opened:
        opened.mark_interrupted()
    return RunSubject(file, 1)


def at_batch(epoch: int, batch: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, BatchEnded) and (event.epoch, event.batch) == (epoch, batch)


def go_on(bench: Bench, subject: RunSubject, epochs: int = 0) -> list[Event]:
    with ProjectFile.open(subject.file, read_only=True) as file:
        project = file.project()
    return bench.work(Train(file=subject.file, project=project, resume=subject.run, epochs=epochs))


def everything(subject: RunSubject) -> tuple[Run, dict[str, Any]]:
    """The run without its seconds, and every array that is stored of it."""
    with ProjectFile.open(subject.file, read_only=True) as file:
        run, number = file.run(subject.run), subject.run
        arrays = {
            f"weights {epoch} {name}": a for epoch in run.kept for name, a in file.weights(number, epoch)[1].items()
        }
        arrays |= {f"state {name}": array for name, array in file.state(number)[2].items()}
        arrays |= {f"batches {epoch}": array for epoch, array in file.batches(number)}
        arrays |= {f"maps {epoch}": file.snapshot(number, epoch).maps for epoch in file.snapshots(number)}
        for part in ("test", "validation"):
            found = file.outcomes(number, part)
            arrays |= {} if found is None else {part: found.confidence}
        arrays["health"] = np.array([str(file.health(number))])
        arrays["norms"] = np.array([str(file.norms(number))])
    epochs = tuple(replace(epoch, seconds=0) for epoch in run.epochs)
    return replace(run, epochs=epochs, started="", name=""), arrays


def assert_same(
    one: RunSubject, other: RunSubject, *, but: tuple[str, ...] = (), continued: tuple[Continued, ...] = ()
) -> None:
    """Both runs are the same, bit for bit, but for where the other one went on beyond its end."""
    (run, arrays), (its_run, its_arrays) = everything(one), everything(other)
    assert replace(run, continued=continued) == its_run
    assert set(arrays) - set(but) == set(its_arrays) - set(but)
    assert [name for name in arrays if name not in but and not np.array_equal(arrays[name], its_arrays[name])] == []


def test_that_a_run_killed_by_the_system_and_resumed_is_the_one_never_interrupted(
    bench: Bench, project: Project, tmp_path: Path
) -> None:
    planned = with_plan(project, epochs=4, schedule=Cosine(end=0.1), warmup=0.5, top_k=2)
    planned = replace(planned, preprocessing=AUGMENTED)
    path = tmp_path / "killed.cnnstudio"
    ProjectFile.create(path, planned).close()
    code = (
        "import sys\n"
        "from cnnstudio.core.messages import BatchEnded, Train\n"
        "from cnnstudio.engine.mailbox import Mailbox\n"
        "from cnnstudio.engine.session import Session\n"
        "from cnnstudio.files.project_file import ProjectFile\n"
        "def emit(event):\n"
        "    if isinstance(event, BatchEnded) and (event.epoch, event.batch) == (3, 2):\n"
        "        print('third', flush=True)\n"
        "        sys.stdin.read()\n"
        "with ProjectFile.open(sys.argv[1], read_only=True) as file:\n"
        "    project = file.project()\n"
        "mailbox = Mailbox()\n"
        "mailbox.post(Train(file=sys.argv[1], project=project))\n"
        "Session(mailbox, emit).run()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    whole = bench.trained(planned)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"third\n"
        os.kill(child.pid, signal.SIGKILL)
    with ProjectFile.open(path) as file:
        file.mark_interrupted()
        run = file.run(1)
        assert (run.status, len(run.epochs), run.resumable) == ("interrupted", 2, (1, 2))
    subject = RunSubject(str(path), 1)
    started = only(go_on(bench, subject), Started)
    assert ([epoch.number for epoch in started.before], started.epochs, started.run) == ([1, 2], 4, 1)
    assert_same(whole, subject)


@pytest.mark.parametrize("streamed", [False, True])
def test_that_plateau_and_momentum_go_on_where_they_were(
    bench: Bench, project: Project, store: Callable[[], Path], streamed: bool
) -> None:
    if streamed:
        store()
    rule = SGD(momentum=0.9, nesterov=True)
    planned = with_plan(
        project, optimizer="SGD", optimizer_settings=rule, learning_rate=0.3, epochs=4, schedule=Plateau(patience=1)
    )
    planned = replace(planned, preprocessing=AUGMENTED if streamed else Preprocessing())
    whole, events = bench.train(planned)
    rates = [each.epoch.rate for each in of_type(events, EpochEnded)]
    assert rates == [
        planned.plan.rate(n, [e.epoch.val_loss for e in of_type(events, EpochEnded)][:n]) for n in range(4)
    ]
    subject = killed_at(bench, planned, 3, 5)
    go_on(bench, subject)
    assert_same(whole, subject)


def test_that_a_run_in_float16_goes_on_with_the_factor_of_its_loss(bench: Bench, project: Project) -> None:
    network = Network((8, 8, 1), stack(Flatten(), Dense(20, "linear"), Dense(10, "linear")))
    raw = replace(project, network=network, preprocessing=Preprocessing("raw"))
    planned = with_plan(raw, precision="mixed_float16", loss="mean_squared_error", optimizer="Nadam", epochs=3)
    whole = bench.trained(planned)
    subject = killed_at(bench, planned, 3, 2)
    go_on(bench, subject)
    assert_same(whole, subject)
    (scale,) = (array for name, array in everything(subject)[1].items() if name.endswith("dynamic_scale"))
    assert 0 < scale < 2.0**15  # some steps have overflown


def test_that_more_epochs_are_those_of_a_longer_run(bench: Bench, project: Project) -> None:
    longer = bench.trained(with_plan(project, epochs=4))
    subject = bench.trained(with_plan(project, epochs=1))
    finished = only(go_on(bench, subject, 4), Finished)
    assert (finished.epochs, finished.status) == (4, "finished")
    assert_same(longer, subject, but=("health",), continued=(Continued(1, 1),))  # it looked inside at its first end


def test_that_a_damaged_newest_state_is_passed_over_for_the_one_before(bench: Bench, project: Project) -> None:
    planned = with_plan(project, epochs=3)
    whole = bench.trained(planned)
    subject = killed_at(bench, planned, 3, 4)
    with sqlite3.connect(subject.file) as connection:
        connection.execute("UPDATE block SET data = zeroblob(9) WHERE kind = 'state' AND epoch = 2")
    connection.close()
    started = only(go_on(bench, subject), Started)
    assert len(started.before) == 1
    assert_same(whole, subject)


def test_that_a_target_counts_all_epochs_where_the_newest_state_is_damaged(bench: Bench, project: Project) -> None:
    subject = killed_at(bench, with_plan(project, epochs=3), 3, 4)
    with sqlite3.connect(subject.file) as connection:
        connection.execute("UPDATE block SET data = zeroblob(9) WHERE kind = 'state' AND epoch = 2")
    connection.close()
    assert only(go_on(bench, subject, 4), Finished).epochs == 4


def test_that_a_run_stopped_before_a_new_epoch_keeps_its_scores(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    before = everything(subject)[0]
    bench.when(at_batch(3, 2), bench.mailbox.stop)
    finished = only(go_on(bench, subject, 300), Finished)
    assert (finished.status, finished.epochs, finished.test) == ("stopped", 2, before.test)
    assert everything(subject)[0] == before
    assert_same(bench.trained(project), subject)


def test_that_a_run_killed_before_a_new_epoch_keeps_its_scores_and_behind_it_has_none(
    bench: Bench, project: Project
) -> None:
    def kill() -> None:
        raise Killed

    subject = bench.trained(project)
    before = everything(subject)[0]
    for batch, epoch in ((2, 3), (2, 4)):
        assert everything(subject)[0] == before
        bench.when(at_batch(epoch, batch), kill)
        with pytest.raises(Killed):
            go_on(bench, subject, 6)
    run = everything(subject)[0]
    assert (run.status, run.test, run.validation, len(run.epochs)) == ("training", None, None, 3)
    assert (run.project.plan.epochs, run.continued) == (6, (Continued(2, 2),))


@pytest.mark.parametrize("bent", ["name", "dtype", "NaN", "count"])
def test_that_a_state_that_does_not_fit_is_refused_and_the_run_stays_as_it_was(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch, bent: str
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    before = everything(subject)[0]
    read = ProjectFile.state

    def other(file: ProjectFile, number: int) -> Any:
        epoch, weights, state = read(file, number)
        first = next(name for name in state if state[name].ndim > 1)
        match bent:
            case "name":
                state["optimizer/9999/other"] = state.pop(first)
            case "dtype":
                state[first] = state[first].astype(np.int32)
            case "NaN":
                state[first] = np.full_like(state[first], np.nan)
            case _:
                state["data/counts"] = np.int64(7).reshape(())
        return epoch, weights, state

    with monkeypatch.context() as patch:
        patch.setattr(ProjectFile, "state", other)
        failed = only(go_on(bench, subject, 2), Failed)
    assert failed.text.startswith("What was stored of the ")
    assert failed.details == ""
    assert everything(subject)[0] == before


def test_that_a_finished_run_without_scores_is_scored(bench: Bench, project: Project) -> None:
    whole = bench.trained(project)
    subject = bench.trained(project)
    with ProjectFile.open(subject.file) as file:
        file.end_run(subject.run, "finished", None)
    assert not of_type(go_on(bench, subject), BatchEnded)
    assert_same(whole, subject)


def test_that_a_schedule_drawn_anew_is_noted(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1, schedule=Cosine()))
    finished = only(go_on(bench, subject, 2), Finished)
    assert finished.text == ("From epoch 2 on the learning rate is that of 2 epochs; until then it was that of 1.")


def test_that_more_epochs_than_there_may_be_are_refused_in_words(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    failed = only(go_on(bench, subject, 200_000), Failed)
    assert (failed.text, failed.details) == ("A run has at most 100,000 epochs.", "")


def test_that_a_file_that_went_away_is_said_at_once_and_nothing_is_scored(bench: Bench, project: Project) -> None:
    path = Path(bench.file(project))
    bench.when(at_batch(2, 3), lambda: path.rename(path.with_name("moved.cnnstudio")))
    events = bench.work(Train(file=str(path), project=project))
    failed = only(events, Failed)
    assert not of_type(events, Scoring)
    assert failed.text.endswith("Its 1 epoch is in the file, wherever it is now.")
    assert failed.hint == "Open the file there, and let the run go on."


def test_that_a_run_killed_while_it_is_scored_is_scored_and_not_trained_again(bench: Bench, project: Project) -> None:
    whole = bench.trained(project)
    subject = bench.trained(project)
    with ProjectFile.open(subject.file) as file:
        file.end_run(subject.run, "interrupted", None)
    events = go_on(bench, subject)
    assert not of_type(events, BatchEnded)
    assert only(events, Finished).status == "finished"
    assert_same(whole, subject)


def test_that_a_finished_run_goes_on_only_with_more_epochs(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    before = everything(subject)
    assert str(only(go_on(bench, subject), Failed).text) == "Run 1 is over after 1 epoch."
    assert everything(subject)[0] == before[0]


def test_that_a_run_goes_on_only_with_the_data_it_was_trained_on(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    data = library.load(project.data)
    changed = {
        "there were 216 training pictures, and now there are 198": {
            "x_train": data.x_train[:220],
            "y_train": data.y_train[:220],
        },
        "the labels are others": {"y_train": data.y_train[::-1]},
        "the pictures are others": {"x_train": 255 - data.x_train},
        "the classes are others": {"labels": tuple("abcdefghij")},
    }
    for words, other in changed.items():
        found = replace(data, **other)
        monkeypatch.setattr(library, "load", lambda *_, found=found: found)
        failed = only(go_on(bench, subject, 2), Failed)
        assert failed.text == f"The data are not those the run was trained on: {words}."
        assert failed.details == ""
    assert everything(subject)[0].status == "finished"


def test_that_other_versions_may_go_on_and_it_is_noted(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    monkeypatch.setattr("cnnstudio.engine.training.train.versions", lambda: {"tensorflow": "9.9", "keras": "9.8"})
    finished = only(go_on(bench, subject, 2), Finished)
    run, _ = everything(subject)
    assert (finished.status, finished.epochs) == ("finished", 2)
    assert run.reason == finished.text
    assert run.reason.startswith("From epoch 2 on it was trained with TensorFlow 9.9 instead of ")
    assert "Keras 9.8 instead of " in run.reason


def test_that_versions_of_a_file_cannot_colour_the_terminal() -> None:
    from cnnstudio.engine.training.resuming import _note

    found = _note({"keras": "\x1b[31mred" + "x" * 500}, {"keras": "9.8"}, 1)
    assert found.isprintable()
    assert len(found) < 150


def test_that_a_stopped_run_goes_on_to_its_planned_end(bench: Bench, project: Project) -> None:
    whole = bench.trained(with_plan(project, epochs=3))
    bench.when(at_batch(2, 3), bench.mailbox.stop)
    subject, events = bench.train(with_plan(project, epochs=3))
    assert only(events, Finished).status == "stopped"
    go_on(bench, subject)
    assert_same(whole, subject)


def test_that_early_stopping_ends_where_that_of_keras_would(ready: Any) -> None:
    import keras

    random = np.random.default_rng(5)
    for _ in range(60):
        losses, patience = random.integers(0, 9, 12).tolist(), int(random.integers(1, 5))
        callback = keras.callbacks.EarlyStopping("val_loss", patience=patience, mode="min")
        callback.set_model(SimpleNamespace(stop_training=False))
        callback.on_train_begin()
        ended = next((n for n, loss in enumerate(losses) if _stops(callback, n, loss)), len(losses) - 1)
        ours = next((n for n in range(len(losses)) if stops_early(losses[: n + 1], patience)), len(losses) - 1)
        assert ours == ended


def _stops(callback: Any, epoch: int, loss: float) -> bool:
    callback.on_epoch_end(epoch, {"val_loss": loss})
    return bool(callback.model.stop_training)


def test_that_a_run_that_learns_nothing_stops_early_says_why_and_may_be_asked_for_more(
    bench: Bench, project: Project
) -> None:
    still = with_plan(project, optimizer="SGD", learning_rate=1e-30, early_stopping=2, epochs=50)
    subject, events = bench.train(replace(still, network=STILL))
    finished = only(events, Finished)
    assert (finished.status, finished.epochs, finished.best_epoch) == ("finished", 3, 1)
    assert finished.text.startswith("It stopped early: for 2 epochs the validation loss was not below the ")
    assert finished.text.endswith(" of epoch 1.")
    run, arrays = everything(subject)
    assert run.reason == finished.text
    assert [health.split(",")[0] for health in arrays["health"][0].split("Health(epoch=")[1:]] == ["1", "2", "3"]
    finished = only(go_on(bench, subject, 13), Finished)
    assert finished.epochs == 5


def test_that_more_epochs_after_the_planned_end_come_with_all_the_patience(bench: Bench, project: Project) -> None:
    still = with_plan(project, optimizer="SGD", learning_rate=1e-30, early_stopping=3, epochs=3)
    subject, events = bench.train(replace(still, network=STILL))
    assert only(events, Finished).epochs == 3  # two of three epochs have been waited for
    assert only(go_on(bench, subject, 13), Finished).epochs == 6


def test_that_a_run_that_does_not_keep_the_best_is_scored_with_its_last_epoch(bench: Bench, project: Project) -> None:
    def turn_round() -> None:
        layer = bench.live.loaded.keras_model.layers[-1]
        layer.kernel.assign(-10 * layer.kernel)

    bench.when(at_batch(2, 7), turn_round)
    subject, events = bench.train(with_plan(project, keep_best=False))
    finished, last = only(events, Finished), of_type(events, EpochEnded)[-1].epoch
    assert finished.best_epoch == 1
    assert finished.validation is not None
    assert finished.validation.loss == pytest.approx(last.val_loss, rel=1e-4)
    with ProjectFile.open(subject.file) as file:
        assert file.weights(subject.run)[0] == 2
