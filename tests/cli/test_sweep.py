"""The command that trains many runs: what it understands, and sweeps with the real engine on a few pictures."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.cli import main
from cnnstudio.core.blanks import Blank
from cnnstudio.core.project import Project, to_json
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import News, SweepBegan, SweepEnded, TrialChanged, from_line
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.engine.start import Ready
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.orders import from_line as from_order
from tests.engine.conftest import digits, project, ready
from tests.processes import bounded

__all__ = ["digits", "project", "ready"]

Say = Callable[..., str]
_RATES = (0.001, 0.002, 0.003, 0.004)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command in this process; gives what it says, or complains of."""

    def said(*arguments: str | Path, code: int = 0) -> str:
        capsys.readouterr()
        ended = main([*map(str, arguments)])
        found = capsys.readouterr()
        assert ended == code, found.err
        return found.err if code else found.out

    return said


@pytest.fixture
def path(project: Project, tmp_path: Path) -> Path:
    """A project whose learning rate varies over four values, an epoch each."""
    varied = Varied(Place("plan", "learning_rate"), Listed(_RATES))
    swept = replace(project, plan=replace(project.plan, epochs=1), sweep=Sweep(varied=(varied,)))
    ProjectFile.create(tmp_path / "a.cnnstudio", swept).close()
    return tmp_path / "a.cnnstudio"


@contextmanager
def _started(path: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A sweep beside a window, as a process of its own."""
    command = [sys.executable, "-m", "cnnstudio", "sweep", str(path), "--events", "--held", *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None
    with ProjectFile.open(path, read_only=True) as file:
        process.stdin.write(f"begin {to_json(file.project())}\n")
    process.stdin.flush()
    with bounded(process):
        yield process


def _heard(process: "subprocess.Popen[str]", until: Callable[[News], bool]) -> list[News]:
    assert process.stdout is not None
    heard: list[News] = []
    for line in process.stdout:
        heard.append(from_line(line))
        if until(heard[-1]):
            return heard
    raise AssertionError(f"it ended after {heard}")


def _is_over(news: News) -> bool:
    return isinstance(news, TrialChanged) and news.trial.is_over


def test_that_a_dry_run_tells_what_would_run_and_what_cannot_be(path: Path, say: Say) -> None:
    options = ("--vary", "learning_rate=0.01, 0.1", "--vary", "conv2d_2.kernel_size=2,9", "--seeds", "3", "--dry-run")
    table = say("sweep", path, *options).splitlines()
    assert table[0].split()[:4] == ["No.", "learning_rate", "conv2d_2.kernel_size", "Parameters"]
    assert "9 × 9 window" in table[2]
    assert table[-1] == "2 of 4 can be trained, 2 cannot; 2 × 3 seeds = 6 runs."
    found = json.loads(say("sweep", path, *options, "--json"))
    assert (found["runs"], found["impossible"]) == (6, 2)
    assert found["combinations"][2]["values"] == {"plan.learning_rate": 0.1, "network.conv2d_2.kernel_size": [2, 2]}
    with ProjectFile.open(path, read_only=True) as file:
        assert file.experiments() == ()
        assert file.project().sweep.over(Place("plan", "learning_rate")) is not None  # as it was


def test_that_a_dry_run_of_tpe_promises_no_more_than_there_is(path: Path, say: Say) -> None:
    options = ("--vary", "learning_rate=0.01, 0.1", "--vary", "conv2d_2.kernel_size=2,9", "--seeds", "3", "--dry-run")
    assert say("sweep", path, *options, "--method", "tpe").splitlines() == [
        "At most 2 × 3 seeds = 6 runs: of all 4 combinations 2 cannot be trained. The first 3 are drawn at random; "
        "each next one depends on those before it."
    ]
    found = json.loads(say("sweep", path, *options, "--method", "tpe", "--json"))
    assert (found["runs"], found["at_most"], found["impossible"]) == (6, True, 2)


def test_that_what_an_optimiser_brings_along_varies_with_it(path: Path, say: Say) -> None:
    options = ("--vary", "optimizer.momentum=0, 0.9", "--vary", "optimizer=SGD,Adam", "--dry-run", "--json")
    found = json.loads(say("sweep", path, *options))
    assert [each["values"] for each in found["combinations"]] == [
        {"plan.optimizer.momentum": 0.0, "plan.optimizer": "SGD"},
        {"plan.optimizer.momentum": None, "plan.optimizer": "Adam"},
        {"plan.optimizer.momentum": 0.9, "plan.optimizer": "SGD"},
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--vary", "filters=3"], "Several settings are called “filters”. Say which: network.conv2d_1.filters"),
        (["--vary", "nothing=3"], "No setting that can vary is called “nothing”. --settings lists all of them."),
        (["--vary", "lerning-rate=3"], "Did you mean learning_rate?"),
        (["--vary", "kernelsize=3"], "Did you mean conv2d_1.kernel_size or conv2d_2.kernel_size?"),
        (["--vary", "rho=0.5"], "It varies beside one that has it: --vary optimizer=RMSprop,Adadelta. "),
        (["--vary", "optimizer=Adem"], "no choice “Adem”: it is one of Adam, AdamW, SGD,"),
        (["--vary", "learning_rate"], "“learning_rate” varies nothing."),
        (["--vary", "epochs=0"], "epochs: "),
        (["--vary", "plan.seed=1,2"], "No setting that can vary is called “plan.seed”."),
        (["--resume"], "has no sweep that can go on"),
        (["--resume", "4"], "There is no sweep 4"),
        (["--resume", "--most", "3"], "--most does not go with --resume"),
        (["--new", "--retry"], "--new does not go with --retry"),
        (["--workers", "-1"], "--workers is a number from 1"),
        (["--workers", "0", "--dry-run"], "Without it one run is trained after the other."),
        (["--seeds", "-3"], "--seeds: Seeds each is from 1"),
        (["--minutes", "-1"], "--minutes: For at most is from 0"),
        (["--vary", "epochs=1", "--vary", "plan.epochs=2"], "epochs varies twice"),
        (["--report", "out.pdf"], "A report is Markdown, in a file that ends in .md, not “out.pdf”."),
        (["--report", "/nowhere/at/all.md"], "There is no folder “/nowhere/at”."),
        (["--settings", "--resume"], "--settings only lists what can vary."),
        (["--workers", "2", "--cluster", "tcp://lab:8786"], "Leave one of them out"),
        (["--tls-ca", "a.pem", "--tls-cert", "b.pem"], "TLS is for a cluster"),
        (["--most", "0"], "At most"),
    ],
)
def test_that_what_cannot_be_is_said_in_words(path: Path, say: Say, options: list[str], words: str) -> None:
    assert words in say("sweep", path, *options, code=2)
    with ProjectFile.open(path, read_only=True) as file:
        assert file.experiments() == ()


def test_that_a_project_without_anything_that_varies_is_refused(path: Path, say: Say) -> None:
    with ProjectFile.open(path) as file:
        file.save_project(replace(file.project(), sweep=NO_SWEEP))
    assert "Nothing varies in this sweep." in say("sweep", path, code=2)


def test_that_a_sweep_that_is_not_finished_is_named_where_nothing_varies_any_more(path: Path, say: Say) -> None:
    with ProjectFile.open(path) as file:
        swept = file.project()
        file.begin_experiment(swept, "2026-03-01T14:00:00+01:00", [Trial(1, 1, (0.001,), 7)])
        file.save_project(replace(swept, sweep=NO_SWEEP))
    words = "Nothing varies in the project now, but Sweep 1 of it is not finished. It goes on with: cnnstudio sweep "
    for options in ([], ["--dry-run"]):
        said = say("sweep", path, *options, code=2)
        assert words in said
        assert said.rstrip().endswith("--resume 1")
    assert "Nothing varies in this sweep." in say("sweep", path, "--new", code=2)


def test_that_every_setting_that_can_vary_is_listed_with_what_it_can_have(path: Path, say: Say) -> None:
    every = json.loads(say("sweep", path, "--settings", "--json"))
    found = {each["setting"]: (each["now"], each["values"]) for each in every}
    assert found["conv2d_1.use_bias"] == ("on", "on, off")
    assert found["batch_size"][1].startswith("whole numbers from 1 to ")
    assert "SGD" in found["optimizer"][1].split(", ")
    assert "rho" not in found
    for name in found:  # each can be called so
        assert "No setting" not in say("sweep", path, "--vary", f"{name}=¿", code=2)
    longest = max((values for _, values in found.values()), key=len)
    assert len(longest) > 100
    assert longest in say("sweep", path, "--settings")  # nobody looks at a pipe
    assert "\nrho " in say("sweep", path, "--vary", "optimizer=Adam,RMSprop", "--settings")


def test_that_the_whole_plan_is_said_before_it_begins(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ProjectFile.open(path) as file:
        project = file.project()
        file.save_project(replace(project, sweep=replace(project.sweep, seeds=3, prune=True)))
    main(["sweep", str(path), "--vary", "learning_rate=1e-4..1e-1", "--dry-run"])
    assert capsys.readouterr().err.splitlines() == [
        "learning_rate: 0.0001 … 0.1, 5 values on a log scale",
        "Every combination, each trained 3 times, with the seeds 7 to 9; judged by validation accuracy; hopeless runs "
        "end early.",
        "No run can end early: none is judged before 3 epochs are over, and these have 1 epoch.",
    ]


def test_that_a_project_open_elsewhere_is_left_alone(path: Path, say: Say) -> None:
    lock = ProjectLock(path)
    assert lock.acquire()
    try:
        assert "is open in another window" in say("sweep", path, code=2)
    finally:
        lock.release()


def test_that_beside_a_window_what_begins_is_what_it_says_and_a_refusal_is_news(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stepped_back = list[bool]()
    monkeypatch.setattr("cnnstudio.cli.sweep.step_process_back", lambda: stepped_back.append(True))

    def told(*lines: str) -> SweepEnded:
        monkeypatch.setattr("cnnstudio.cli.sweep.listen", lambda take: [take(from_order(line)) for line in lines])
        main(["sweep", str(path), "--events", "--held"])
        news = from_line(capsys.readouterr().out)
        assert isinstance(news, SweepEnded)
        return news

    with ProjectFile.open(path, read_only=True) as file:
        nothing = to_json(replace(file.project(), sweep=NO_SWEEP))
    ended = told(f"begin {nothing}")
    assert ended.failed
    assert "Nothing varies in this sweep." in ended.text  # though something varies in the file
    assert told("begin {}") == SweepEnded(
        False, "A project has a network, data, preprocessing and a plan.", failed=True
    )
    assert told("pause", "stop") == SweepEnded(False, "It was stopped before it began.")
    assert stepped_back == [True, True, True]


@pytest.mark.slow
def test_that_a_sweep_ends_with_a_table_a_report_and_what_the_contract_names(
    path: Path, say: Say, ready: Ready, tmp_path: Path
) -> None:
    written = tmp_path / "out.md"
    found: dict[str, Any] = json.loads(say("sweep", path, "--most", "2", "--json", "--report", written))
    assert set(found) == {
        "experiment",
        "total",
        "done",
        "failed",
        "pruned",
        "impossible",
        "best",
        "trials",
        "seconds",
        "stopped",
    }
    assert (found["experiment"], found["total"], found["done"], found["stopped"]) == (1, 2, 2, False)
    assert len({trial["values"]["plan.learning_rate"] for trial in found["trials"]} & {*_RATES}) == 2
    assert found["best"] in found["trials"]
    assert written.read_text(encoding="utf-8").startswith("# Sweep 1 of a\n")
    table = say("sweep", path, "--resume", "1").splitlines()
    assert table[0].split()[:2] == ["No.", "learning_rate"]
    assert len(table) == 3


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_that_a_sweep_that_is_killed_loses_nothing_finished_and_trains_nothing_twice(
    path: Path, say: Say, ready: Ready
) -> None:
    with _started(path) as process:
        _heard(process, _is_over)
        os.kill(process.pid, signal.SIGKILL)
    with ProjectFile.open(path, read_only=True) as file:
        before = {run.number: run.started for run in file.runs()}
        (broken_off,) = file.experiments()
    assert 1 <= len(before) < len(_RATES)
    assert {trial.run for trial in broken_off.trials if trial.is_over} == set(before)
    found = json.loads(say("sweep", path, "--json"))
    assert (found["experiment"], found["done"]) == (1, len(_RATES))
    with ProjectFile.open(path, read_only=True) as file:
        runs = file.runs()
    assert [run.project.plan.learning_rate for run in runs] == list(_RATES)
    assert {number: run.started for number, run in enumerate(runs, 1) if number in before} == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_that_ctrl_c_keeps_what_is_finished_and_its_code_says_that_runs_are_left(path: Path) -> None:
    options = ["--vary", "learning_rate=0.1,0.2", "--seeds", "9"]
    command = [sys.executable, "-m", "cnnstudio", "sweep", str(path), *options]
    with bounded(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)) as process:
        assert process.stderr is not None
        assert any(line.startswith("1/18  Trial 1") for line in process.stderr)
        process.send_signal(signal.SIGINT)
        assert "It goes on with: cnnstudio sweep" in process.stderr.read()
        assert process.wait() == 130
    with ProjectFile.open(path, read_only=True) as file:
        assert 1 <= len(file.runs()) < 18


@pytest.mark.slow
def test_that_a_window_hears_every_trial_and_its_end_stops_the_sweep(path: Path) -> None:
    with _started(path, "--new") as process:
        assert process.stdin is not None
        first = _heard(process, _is_over)
        process.stdin.close()  # as when the window is killed
        rest = _heard(process, lambda news: isinstance(news, SweepEnded))
        assert process.wait() == 0
    assert first[0] == SweepBegan(1, len(_RATES), 0, 0, "one after the other, here")
    ended = rest[-1]
    assert isinstance(ended, SweepEnded)
    assert (ended.done, ended.failed) == (False, False)
    with ProjectFile.open(path, read_only=True) as file:
        (experiment,) = file.experiments()
    told = {news.trial.number: news.trial for news in [*first, *rest] if isinstance(news, TrialChanged)}
    assert {trial.number: trial for trial in experiment.trials if trial.is_over} == told
    assert all(trial.status == "waiting" for trial in experiment.trials if not trial.is_over)


def test_that_a_blank_is_not_listed_with_what_holds_its_place(path: Path, say: Say) -> None:
    with ProjectFile.open(path) as file:
        project = file.project()
        file.save_project(replace(project, blanks=(Blank("conv2d_1", "filters"),)))
    listed = {each["setting"] for each in json.loads(say("sweep", path, "--settings", "--json"))}
    assert "conv2d_1.filters" not in listed
    assert "conv2d_1.kernel_size" in listed
