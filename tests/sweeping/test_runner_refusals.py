"""What goes wrong while an experiment runs ends no more than it has to."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.news import Moved, News, SweepBegan, SweepEnded, TrialEpoch, WorkersChanged
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.crew import Failed, Hands, Job, Told, Trained
from cnnstudio.sweeping.orders import Move, Pause, Retry, Stop
from cnnstudio.sweeping.runner import Runner
from tests.sweeping.stand_in import Going, StandIn, after, swept

_BUSY = "“a.cnnstudio” is in use by another program, which is waited for."


def _texts(going: Going) -> list[str]:
    return [news.text for news in going.news if isinstance(news, WorkersChanged)]


# Combinations

_BY_OPTIMISER = (
    Varied(Place("plan", "optimizer"), Listed(("SGD", "Adam"))),
    Varied(Place("plan", "optimizer.momentum"), Listed((0.0, 0.9))),
)


def _by_tpe(*varied: Varied, minutes: float = 0.0) -> Project:
    return replace(swept(), sweep=Sweep(method="tpe", most=20, minutes=minutes, varied=varied))


@pytest.mark.parametrize(
    ("varied", "said", "found"),
    [
        ((Varied(Place("plan", "batch_size"), Span(16, 17, 2, whole=True)),), 2, 2),
        (_BY_OPTIMISER, 4, 3),  # Adam has no momentum
    ],
)
def test_that_by_tpe_a_sweep_is_over_where_no_other_combination_is_found(
    tmp_path: Path, varied: tuple[Varied, ...], said: int, found: int
) -> None:
    going = Going(tmp_path, _by_tpe(*varied))
    ended = going.run(StandIn(tmp_path))
    assert going.news[0] == SweepBegan(1, said, 0, 0, "nowhere")
    assert ended == SweepEnded(True, "" if said == found else "No other combinations are found.")
    experiment = going.experiment()
    assert (len(experiment.trials), experiment.is_over) == (found, True)
    assert going.run(StandIn(tmp_path, hands=0)) == SweepEnded(True)


def test_that_no_combination_is_asked_for_that_has_no_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _minutes_pass(monkeypatch)
    going = Going(tmp_path, _by_tpe(*_BY_OPTIMISER, minutes=1.0))
    assert going.run(StandIn(tmp_path)) == SweepEnded(False, "Its time is up. 3 runs are left.")
    assert going.statuses() == "d"


# Time and hands


def _minutes_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """One between any two looks at the clock."""
    minutes = iter(range(10_000))
    monkeypatch.setattr("cnnstudio.sweeping.going.time", SimpleNamespace(monotonic=lambda: 60.0 * next(minutes)))


def test_that_time_in_which_nobody_can_train_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _minutes_pass(monkeypatch)
    going = Going(tmp_path, swept(Sweep(minutes=1.0)))
    crew = StandIn(tmp_path, hands=0, idle=lambda: crew._waiting.append(iter([Hands(int(crew._idled > 9))])))
    assert going.run(crew) == SweepEnded(False, "Its time is up. 3 runs are left.")


def test_that_a_sweep_of_which_nothing_is_left_waits_for_nobody(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    assert going.run(StandIn(tmp_path)).done
    assert going.run(StandIn(tmp_path, hands=0)) == SweepEnded(True)


def test_that_a_pause_in_the_last_run_does_not_keep_the_sweep_from_its_end(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    assert going.run(StandIn(tmp_path), after(3, lambda: going.orders.put(Pause()))) == SweepEnded(True)


def test_that_what_is_tried_again_from_the_beginning_does_not_count_as_over(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    going.run(StandIn(tmp_path, lambda job: "It was lost." if job.trial == 2 else (0.5,)))
    going.orders.put(Retry())
    going.run(StandIn(tmp_path))
    assert going.news[0] == SweepBegan(1, 4, 3, 0, "nowhere")
    assert going.statuses() == "dddd"


# Hopeless runs


class _InTurns(StandIn):
    """Jobs under way have an epoch each in turn."""

    def told(self, seconds: float) -> Told | None:
        self._waiting.rotate(-1)
        return super().told(seconds)


class _LosesWhatIsStopped(StandIn):
    def _train(self, job: Job) -> Iterator[Told]:
        for told in super()._train(job):
            is_lost = isinstance(told, Trained) and job.trial in self._stopped
            yield Failed(job.trial, "Its worker was lost.", 1.0) if is_lost else told


def _worse_and_worse(job: Job) -> tuple[float, ...]:
    return (0.1, 0.2, 100 * job.project.plan.learning_rate, 0.9)


def _pruned(seeds: int = 1) -> Project:
    return swept(Sweep(seeds=seeds, prune=True), rates=tuple(n / 1000 for n in range(5, 0, -1)))


def test_that_a_hopeless_run_whose_worker_is_lost_was_hopeless(tmp_path: Path) -> None:
    going = Going(tmp_path, _pruned())
    assert going.run(_LosesWhatIsStopped(tmp_path, _worse_and_worse)).done
    assert going.statuses() == "ddddp"
    last = going.experiment().trials[4]
    assert last.reason.startswith("After epoch 3 it was at 10.0 %")
    assert last.run is None


def test_that_other_seeds_of_a_hopeless_one_that_are_under_way_end_with_it(tmp_path: Path) -> None:
    going = Going(tmp_path, _pruned(seeds=2))

    def course(job: Job) -> tuple[float, ...]:
        return (*_worse_and_worse(job), *(0.9,) * 10) if job.trial == 10 else _worse_and_worse(job)

    assert going.run(_InTurns(tmp_path, course, hands=2)).done
    assert going.statuses() == "dddddddd" + "pp"
    other = going.experiment().trials[9]
    assert other.reason == "Trial 9, the same with another seed, was hopeless."
    with ProjectFile.open(going.path, read_only=True) as file:
        assert 3 <= len(file.run(other.run or 0).epochs) < 14


# Files


class _Spoils(StandIn):
    """Hands in what cannot be read for the second trial."""

    def __init__(self, folder: Path, spoil: Callable[[Path], None]) -> None:
        super().__init__(folder)
        self._spoil = spoil

    def _train(self, job: Job) -> Iterator[Told]:
        for told in super()._train(job):
            if isinstance(told, Trained) and job.trial == 2:
                self._spoil(told.file)
            yield told


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def _without_run(path: Path) -> None:
    with ProjectFile.open(path) as file:
        file.delete_run(1)


def _of_other_weights(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE weights SET data = zeroblob(length(data))")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("spoil", [_cut_short, _without_run, _of_other_weights])
def test_that_a_run_that_does_not_come_home_whole_fails_alone(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    going = Going(tmp_path, swept())
    assert going.run(_Spoils(tmp_path, spoil)).done
    assert going.statuses() == "dfdd"
    assert going.experiment().trials[1].reason.startswith("Its run did not come home whole. ")


class _Busy:
    """Has the file from the first trial's end on, until it is told that it is waited for."""

    def __init__(self, going: Going, then: "Callable[[_Busy], None]") -> None:
        self._then = then
        self._connection = sqlite3.connect(going.path, isolation_level=None)

    def hear(self, news: News) -> None:
        if isinstance(news, TrialEpoch) and news.trial == 1:
            self._connection.execute("BEGIN IMMEDIATE")
        if isinstance(news, WorkersChanged) and news.text:
            self._then(self)

    def leave(self) -> None:
        self._connection.close()


def test_that_a_file_that_another_program_has_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnstudio.sweeping.home._PATIENCE", 0.01)
    going = Going(tmp_path, swept())
    busy = _Busy(going, _Busy.leave)
    assert going.run(StandIn(tmp_path), busy.hear).done
    assert going.statuses() == "dddd"
    assert _texts(going) == ["", _BUSY, ""]


def test_that_a_sweep_is_stopped_also_while_another_program_has_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnstudio.sweeping.home._PATIENCE", 0.01)
    going = Going(tmp_path, swept())
    busy = _Busy(going, lambda _: going.orders.put(Stop()))
    assert going.run(StandIn(tmp_path), busy.hear) == SweepEnded(False, "It was stopped. 4 runs are left.")
    busy.leave()
    assert going.statuses() == "wwww"


def test_that_a_sweep_stays_in_its_file_where_the_new_one_has_not_the_sweep(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    ProjectFile.create(tmp_path / "b.cnnstudio", swept()).close()
    move = Move(str(tmp_path / "b.cnnstudio"))
    assert going.run(StandIn(tmp_path), after(1, lambda: going.orders.put(move))).done
    assert going.statuses() == "dddd"
    assert _texts(going)[1].startswith("Runs still go to “a.cnnstudio”. There is no sweep 1 in “b.cnnstudio”.")
    assert not [news for news in going.news if isinstance(news, Moved)]


# Everything else


def _run(going: Going, error: Exception) -> list[News]:
    told: list[News] = []

    def crew_for(seed_file: Path | None) -> StandIn:
        raise error

    Runner(going.path, 1, crew_for, going.judge, told.append, going.orders).run()
    return told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SpecError("A rate is a number."), "A rate is a number."),
        (
            PermissionError(13, "Permission denied", "/tmp/cnnstudio-sweep"),
            "You have no permission for “cnnstudio-sweep”",
        ),
    ],
)
def test_that_what_is_refused_ends_it_in_words(tmp_path: Path, error: Exception, words: str) -> None:
    (ended,) = _run(Going(tmp_path, swept()), error)
    assert isinstance(ended, SweepEnded)
    assert ended.failed
    assert ended.text.startswith(words)


def test_that_what_nobody_expected_is_told_and_raised(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())

    def course(job: Job) -> tuple[float, ...]:
        raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError):
        going.run(StandIn(tmp_path, course))
    text = "It ended with an error that nobody expected: RuntimeError out of luck"
    assert going.news[-1] == SweepEnded(False, text, failed=True)
