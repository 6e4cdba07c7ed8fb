"""An experiment is run to its end, or told to pause, stop, try again and move; by a crew that trains nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.foretold import Judge, Loaded
from cnnstudio.core.sweeps.news import (
    News,
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    from_line,
    to_line,
)
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import begin, check, judged
from cnnstudio.sweeping.crew import Job
from cnnstudio.sweeping.orders import Move, Pause, Retry, Stop
from tests.sweeping.stand_in import Going, StandIn, after, swept


def _by_rate(job: Job) -> tuple[float, ...]:
    return (0.1, 100 * job.project.plan.learning_rate)


def test_that_every_trial_is_trained_once_and_its_run_lies_in_the_file(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    crew = StandIn(tmp_path, _by_rate)
    assert going.run(crew) == SweepEnded(True)
    experiment = going.experiment()
    assert [(trial.status, trial.run, trial.score) for trial in experiment.trials] == [
        ("done", 1, pytest.approx(0.1)),
        ("done", 2, pytest.approx(0.2)),
        ("done", 3, pytest.approx(0.3)),
        ("done", 4, pytest.approx(0.4)),
    ]
    assert experiment.is_over
    assert experiment.best == experiment.trials[3]
    with ProjectFile.open(going.path, read_only=True) as file:
        runs = file.runs()
        assert [file.weights(number)[1]["dense_1/kernel"][0, 0] for number in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert runs[1].name == "Sweep 1.2 · lr 0.002"
    assert runs[1].project == crew.begun[1].project
    assert not list(tmp_path.glob("?-?.cnnstudio"))


def test_that_what_is_told_reads_as_it_went(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(rates=(0.001, 0.002)))
    going.run(StandIn(tmp_path))
    assert [type(news).__name__ for news in going.news] == [
        "SweepBegan",
        "WorkersChanged",
        "TrialBegan",
        "TrialEpoch",
        "TrialChanged",
        "TrialBegan",
        "TrialEpoch",
        "TrialChanged",
        "SweepEnded",
    ]
    assert going.news[0] == SweepBegan(1, 2, 0, 0, "nowhere")
    assert [from_line(to_line(news)) for news in going.news] == going.news


def test_that_each_seed_is_a_run_whose_name_says_so(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(Sweep(seeds=2), rates=(0.001, 0.002)))
    crew = StandIn(tmp_path, hands=3)
    going.run(crew)
    assert [(job.project.plan.seed, job.project.plan.learning_rate) for job in crew.begun] == [
        (7, 0.001),
        (8, 0.001),
        (7, 0.002),
        (8, 0.002),
    ]
    assert crew.begun[1].name == "Sweep 1.2 · lr 0.001 · seed 8"


def test_that_a_sweep_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    ended = going.run(StandIn(tmp_path), after(2, lambda: going.orders.put(Stop())))
    assert ended == SweepEnded(False, "It was stopped. 2 runs are left.")
    assert going.statuses() == "ddww"
    crew = StandIn(tmp_path)
    assert going.run(crew).done
    assert [job.trial for job in crew.begun] == [3, 4]
    assert going.news[0] == SweepBegan(1, 4, 2, 0, "nowhere")
    assert [trial.run for trial in going.experiment().trials] == [1, 2, 3, 4]


def test_that_nothing_begins_in_a_pause_and_all_goes_on_behind_it(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    begun: list[int] = []

    def rest_over() -> None:
        begun.append(len(crew.begun))
        going.orders.put(Pause(False))

    crew = StandIn(tmp_path, idle=rest_over)
    # The next one has begun by the time the news of the first one's end are told.
    assert going.run(crew, after(1, lambda: going.orders.put(Pause()))).done
    assert begun == [2]
    assert [news.on for news in going.news if isinstance(news, Paused)] == [True, False]
    assert going.statuses() == "dddd"


def test_that_failed_trials_are_tried_again_where_they_are_asked_for(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    failing = {2, 3}

    def course(job: Job) -> tuple[float, ...] | str:
        return "The worker was lost." if job.trial in failing else (0.5,)

    assert going.run(StandIn(tmp_path, course)).done
    assert going.statuses() == "dffd"
    assert going.experiment().trials[1].reason == "The worker was lost."
    failing.clear()
    going.orders.put(Retry((3,)))
    crew = StandIn(tmp_path, course)
    going.run(crew)
    assert going.statuses() == "dfdd"
    assert [job.trial for job in crew.begun] == [3]
    going.orders.put(Retry())
    going.run(StandIn(tmp_path, course))
    assert going.statuses() == "dddd"


def test_that_a_run_that_failed_is_kept_with_its_reason(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(rates=(0.001, 0.002)))
    assert going.run(StandIn(tmp_path, status="failed")).done
    trials = going.experiment().trials
    assert [(trial.status, trial.run, trial.reason) for trial in trials] == [
        ("failed", 1, "It went wrong."),
        ("failed", 2, "It went wrong."),
    ]


def test_that_a_sweep_of_which_all_fail_alike_ends_early(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(rates=tuple(number / 1000 for number in range(1, 11))))
    ended = going.run(StandIn(tmp_path, lambda job: "TensorFlow could not be started."))
    assert (ended.done, ended.failed) == (False, True)
    assert ended.text == "The first 5 all failed alike. TensorFlow could not be started."
    assert going.statuses() == "fffffwwwww"


def test_that_no_run_begins_when_the_time_is_up(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(Sweep(minutes=1e-9)))
    ended = going.run(StandIn(tmp_path))
    assert ended == SweepEnded(False, "Its time is up. 3 runs are left.")


def test_that_runs_go_where_the_project_was_saved_meanwhile(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())
    new = tmp_path / "b.cnnstudio"

    def save() -> None:
        shutil.copyfile(going.path, new)
        with ProjectFile.open(new) as file:  # a run by hand, there alone
            job = Job(0, replace(swept(), sweep=Sweep()), "By hand")
            file.begin_run(job.project, name="By hand", labels=(), prepared=Prepared(), started="", versions={})

    def hear(news: News) -> None:
        saved(news)
        moved(news)

    saved, moved = after(1, save), after(2, lambda: going.orders.put(Move(str(new))))
    assert going.run(StandIn(tmp_path), hear).done
    there = going.experiment(new)
    with ProjectFile.open(new, read_only=True) as file:
        names = {run.number: run.name for run in file.runs()}
    assert all(trial.status == "done" for trial in there.trials)
    assert [names[trial.run or 0].partition(" · ")[0] for trial in there.trials] == [
        "Sweep 1.1",
        "Sweep 1.2",
        "Sweep 1.3",
        "Sweep 1.4",
    ]
    assert len(names) == 5
    told = {news.trial.number: news.trial for news in going.news if isinstance(news, TrialChanged)}
    assert tuple(told.values()) == there.trials


def test_that_a_hopeless_run_is_ended_and_its_other_seeds_are_not_begun(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(Sweep(seeds=2, prune=True), rates=tuple(n / 1000 for n in range(6, 0, -1))))

    def course(job: Job) -> tuple[float, ...]:
        return (0.1, 0.2, 100 * job.project.plan.learning_rate, 0.9)

    crew = StandIn(tmp_path, course)
    assert going.run(crew).done
    assert going.statuses() == "dddddddd" + "pppp"
    hopeless, other = going.experiment().trials[8:10]
    assert hopeless.reason.startswith("After epoch 3 it was at 20.0 %")
    assert (hopeless.run, other.run) == (9, None)
    with ProjectFile.open(going.path, read_only=True) as file:
        assert [len(file.run(number).epochs) for number in (8, 9)] == [4, 3]


def test_that_by_tpe_combinations_are_asked_for_judged_and_stored_one_by_one(tmp_path: Path) -> None:
    project = swept(Sweep(method="tpe", most=5))
    varied = Varied(Place("network", "units", "dense_1"), Listed((10, 12)))  # 12 cannot tell 10 classes apart
    project = replace(project, sweep=project.sweep.with_varied(varied))
    going = Going(tmp_path, project)
    assert going.experiment().trials == ()
    going.judge = _ten_classes(project)
    crew = StandIn(tmp_path, _by_rate)
    assert going.run(crew).done
    assert going.news[0] == SweepBegan(1, 5, 0, 0, "nowhere")
    trials = going.experiment().trials
    assert [trial.combination for trial in trials] == [1, 2, 3, 4, 5]
    assert len({trial.values for trial in trials}) == 5
    assert [trial.status for trial in trials] == ["done" if trial.values[1] == 10 else "impossible" for trial in trials]
    assert len(crew.begun) == sum(trial.status == "done" for trial in trials) > 0


def _ten_classes(project: Project) -> Judge:
    return Judge(Loaded((8, 8, 1), project.preprocessing.geometry, 10, 100, 20))


def test_that_what_is_told_of_a_trial_that_was_not_begun_is_not_heard(tmp_path: Path) -> None:
    going = Going(tmp_path, swept(rates=(0.001,)))
    crew = StandIn(tmp_path)
    crew._waiting.append(crew._train(Job(99, swept(), "Nobody's")))
    going.run(crew)
    assert not [news for news in going.news if isinstance(news, TrialBegan | TrialEpoch) and news.trial == 99]
    assert len(going.experiment().trials) == 1


def test_that_a_sweep_none_of_whose_combinations_can_be_trained_is_refused(tmp_path: Path) -> None:
    project = swept(rates=(0.001, 0.002))
    project = replace(project, sweep=Sweep(varied=(Varied(Place("network", "units", "dense_1"), Listed((11, 12))),)))
    with (
        ProjectFile.create(tmp_path / "a.cnnstudio", project) as file,
        pytest.raises(StudioError, match="None of its combinations can be trained"),
    ):
        begin(file, project, judged(project, _ten_classes(project)))
    with pytest.raises(StudioError, match="Nothing varies"):
        check(replace(project, sweep=Sweep()))


def test_that_an_experiment_that_is_gone_ends_it_in_words(tmp_path: Path) -> None:
    going = Going(tmp_path, swept())

    def delete() -> None:
        with ProjectFile.open(going.path) as file:
            file.delete_experiment(1)

    ended = going.run(StandIn(tmp_path), after(1, delete))
    assert ended.failed
    assert "no sweep 1" in ended.text
