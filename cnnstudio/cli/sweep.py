"""The command that trains many runs: settings that vary, one run for each combination."""

import argparse
import queue
import shlex
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from cnnstudio.cli.loading import LoadingLine
from cnnstudio.cli.output import print_json, say
from cnnstudio.cli.places import check_folder, there
from cnnstudio.cli.stopping import BROKEN_OFF, stopped_by_signals
from cnnstudio.cli.sweep_crew import check_where, crew_for, workers_here
from cnnstudio.cli.sweep_events import listen, print_news
from cnnstudio.cli.sweep_options import OPTIONS, are_given, swept
from cnnstudio.cli.sweep_progress import SweepProgress
from cnnstudio.cli.sweep_settings import print_settings
from cnnstudio.cli.sweep_table import (
    foretold_to_plain,
    outlook_in_words,
    outlook_to_plain,
    print_trials,
    print_will_run,
    to_plain,
)
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.program.priority import step_process_back
from cnnstudio.core.project import Project, from_json
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.foretold import Judge, Loaded, kept_by_all
from cnnstudio.core.sweeps.news import Preparing, SweepEnded
from cnnstudio.core.sweeps.outlook import outlook
from cnnstudio.core.sweeps.pace import Pace, pace
from cnnstudio.core.sweeps.planned import cautions, plan_in_words, validates_on_test
from cnnstudio.core.sweeps.report import Called, report
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.words import quoted
from cnnstudio.data.sources import shown_name
from cnnstudio.data.watch import LoadingStopped, Progress, Watch
from cnnstudio.files.atomic import write_whole
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.beginning import Judged, begin, check, judge_of, judged, loaded_of, newest
from cnnstudio.sweeping.orders import Begin, Order, Retry, Stop
from cnnstudio.sweeping.runner import Runner


@dataclass
class Asked:
    """What the sweep is told while it runs, by signals or by a window."""

    orders: "queue.SimpleQueue[Order]" = field(default_factory=queue.SimpleQueue)
    stopped: threading.Event = field(default_factory=threading.Event)
    _begins: "queue.SimpleQueue[str]" = field(default_factory=queue.SimpleQueue)

    def take(self, order: Order | Begin) -> None:
        """Called on any thread, or by a signal."""
        if isinstance(order, Begin):
            self._begins.put(order.project)
            return
        if isinstance(order, Stop):
            self.stopped.set()
            self._begins.put("")
        self.orders.put(order)

    def project(self) -> Project:
        """The project that is to be trained, waited for; raises SpecError for none, and LoadingStopped."""
        text = self._begins.get()
        if self.stopped.is_set():
            raise LoadingStopped(tr("It was stopped before it began."))
        return from_json(text)


def sweep(arguments: argparse.Namespace) -> int:
    """Trains a sweep, or says what it would train."""
    if arguments.held:  # by a window, which comes first
        step_process_back()
    asked = Asked()
    if arguments.events:
        listen(asked.take)
    try:
        with stopped_by_signals(lambda: asked.take(Stop())):
            return _sweep(arguments, asked)
    except (StudioError, SpecError) as error:
        is_stopped = isinstance(error, LoadingStopped)
        if arguments.events and not isinstance(error, _Told):
            text = tr("It was stopped before it began.") if is_stopped else str(error)
            print_news(SweepEnded(False, text, failed=not is_stopped))
        if not is_stopped:
            raise
        if arguments.events:
            return 0
        say(tr("Stopped before the sweep began; nothing was stored."), sys.stderr)
        return BROKEN_OFF


class _Told(StudioError):
    """What was told as news already."""


def _sweep(arguments: argparse.Namespace, asked: Asked) -> int:
    _check_options(arguments)
    path = named_path(arguments.file).absolute()
    if not there(path):
        raise StudioError(
            tr("There is no file “{file}”.", file=arguments.file[:80]),
            tr("Make a project first: cnnstudio new lenet -o my.cnnstudio."),
        )
    if arguments.settings:
        with ProjectFile.open(path, read_only=True) as file:
            print_settings(swept(file.project(), arguments), as_json=arguments.json)
        return 0
    if arguments.dry_run:
        with ProjectFile.open(path, read_only=True) as file:
            return _dry_run(file, swept(file.project(), arguments), arguments, asked)
    crew = crew_for(arguments)
    with _held(path, by_another=arguments.held):
        begun = time.monotonic()
        if (over := _over_already(path, arguments)) is not None:
            _say_over(path, over, arguments)
            return 0
        experiment, judge, foretold = _experiment(path, arguments, asked)
        if arguments.retry:
            asked.take(Retry())
        tell = print_news if arguments.events else SweepProgress(sys.stderr, experiment, foretold).show
        ended = Runner(path, experiment.number, crew, judge, tell, asked.orders).run()
        _ended(path, experiment.number, ended, time.monotonic() - begun, arguments)
        is_broken_off = asked.stopped.is_set() and not ended.done and not arguments.events
        return BROKEN_OFF if is_broken_off else 0


def _over_already(path: Path, arguments: argparse.Namespace) -> Experiment | None:
    """The sweep of the number that is to go on, where nothing of it is left; None where there is something to do."""
    if not arguments.resume:
        return None
    with ProjectFile.open(path, read_only=True) as file:
        found = file.experiment(arguments.resume)
    return None if _may_go_on(found, arguments) else found


def _say_over(path: Path, experiment: Experiment, arguments: argparse.Namespace) -> None:
    ended = SweepEnded(True, tr("{name} is over.", name=experiment.name))
    if arguments.events:
        print_news(ended)
    else:
        say(ended.text, sys.stderr)
    _ended(path, experiment.number, ended, 0.0, arguments)


def _may_go_on(experiment: Experiment, arguments: argparse.Namespace) -> bool:
    """Whether there is something to train, failed trials among it where they are tried again."""
    failed = arguments.retry and any(trial.status == "failed" for trial in experiment.trials)
    return failed or not experiment.is_over


def _check_options(arguments: argparse.Namespace) -> None:
    check_where(arguments)
    picks_up = arguments.resume is not None
    if arguments.new and (picks_up or arguments.retry):
        other = "--resume" if picks_up else "--retry"
        raise StudioError(tr("--new does not go with {other}.", other=other), tr("Leave one of them out."))
    if picks_up and are_given(arguments):
        name = next(name for name in OPTIONS if getattr(arguments, name) not in (None, []))
        raise StudioError(
            tr("--{name} does not go with --resume: a sweep goes on as it began.", name=name),
            tr("Leave one of them out."),
        )
    if arguments.dry_run and (picks_up or arguments.retry or arguments.report):
        raise StudioError(tr("--dry-run says what a new sweep would train."), tr("Leave the other options out."))
    if arguments.settings and (picks_up or arguments.new or arguments.retry or arguments.report or arguments.dry_run):
        raise StudioError(tr("--settings only lists what can vary."), tr("Leave the other options out."))
    if arguments.report:
        _check_report(named_path(arguments.report), arguments)


def _check_report(target: Path, arguments: argparse.Namespace) -> None:
    """Raises StudioError where a report cannot be written, which is better known before hours of training."""
    if target.suffix.lower() != ".md":
        hint = tr("Name it so: --report sweep.md. As PDF the window writes it: “Report” on the page “Sweep”.")
        raise StudioError(
            tr("A report is Markdown, in a file that ends in .md, not {report}.", report=quoted(arguments.report)), hint
        )
    check_folder(target)
    if there(target) and not arguments.force:
        raise StudioError(
            tr("There is a file {report} already.", report=quoted(arguments.report)),
            tr("Name another one, or add --force."),
        )


@contextmanager
def _held(path: Path, *, by_another: bool) -> Iterator[None]:
    """With the right to write to the project; a window that starts this has it already."""
    if by_another:
        yield
        return
    lock = ProjectLock(path)
    if not lock.acquire():
        raise StudioError(
            tr("“{name}” is open in another window.", name=path.name), tr("Close it there, or begin the sweep there.")
        )
    try:
        with ProjectFile.open(path) as file:
            file.mark_interrupted()
        yield
    finally:
        lock.release()


@contextmanager
def _watch(arguments: argparse.Namespace, asked: Asked) -> Iterator[Watch]:
    """How far the reading of the data is, on standard error or as news; an order to stop ends it."""
    line = LoadingLine(sys.stderr)
    try:
        yield Watch(_tell_progress if arguments.events else line.show, asked.stopped.is_set)
    finally:
        line.close()


def _tell_progress(progress: Progress) -> None:
    print_news(Preparing(progress.what, progress.done, progress.total))


def _experiment(path: Path, arguments: argparse.Namespace, asked: Asked) -> tuple[Experiment, Judge, float | None]:
    """The sweep that is picked up, or one that begins; what foretells its combinations; and how long a run takes."""
    with ProjectFile.open(path) as file, _watch(arguments, asked) as watch:
        planned = _planned(file, arguments, asked)
        found = _picked_up(file, planned, arguments)
        project = planned if found is None else found.project
        _check_that_varies(file, project, arguments)
        check(project)
        loaded = loaded_of(path, project, watch)
        judge = judge_of(file, project, loaded, workers_here(arguments))
        known = pace(file.runs(), project.data, loaded)
        if found is None:
            combinations = judged(project, judge, watch)
            if not arguments.events:
                _say_plan(project, judge, combinations)
            return begin(file, project, combinations), judge, _seconds_of_one(project, judge, combinations, known)
        say(tr("{name} goes on.", name=found.name), sys.stderr)
        return found, judge, _seconds_of_one(project, judge, [], known)


def _seconds_of_one(project: Project, judge: Judge, found: Judged, known: Pace | None) -> float | None:
    """How long a run takes on the average; where its combinations are not known, one of the project as it is."""
    can = [foretold for _, foretold in found if not foretold.why_not] or [judge.project(project)]
    return None if known is None else fmean(known.of(each.effort) for each in can) or None


def _check_that_varies(file: ProjectFile, project: Project, arguments: argparse.Namespace) -> None:
    """Raises StudioError where nothing varies though a sweep of the file is not finished: that may be meant."""
    if project.sweep.varied or arguments.new or arguments.events:
        return
    begun = newest(file, lambda each: _may_go_on(each, arguments))
    if begun is not None:
        raise StudioError(
            tr("Nothing varies in the project now, but {name} of it is not finished.", name=begun.name),
            tr("It goes on with: {command}", command=_go_on(begun.number, arguments)),
        )


def _go_on(number: int, arguments: argparse.Namespace) -> str:
    """The command that goes on with a sweep."""
    return f"cnnstudio sweep {shlex.quote(arguments.file)} --resume {number}"


def _say_plan(project: Project, judge: Judge, found: Judged) -> None:
    """The whole plan, as what the options do not say is the project's own; and what is to be heeded of it."""
    kept = kept_by_all(project, judge, (foretold for _, foretold in found))
    heeded = [TEST_VALIDATES] if validates_on_test(project) else []
    for line in (*plan_in_words(project), *heeded, *cautions(project, kept)):
        say(line, sys.stderr)


def _planned(file: ProjectFile, arguments: argparse.Namespace, asked: Asked) -> Project:
    """The project whose sweep is asked for: a window tells it, as the file may have another one in a moment."""
    is_told = arguments.events and arguments.resume is None
    return swept(asked.project() if is_told else file.project(), arguments)


def _picked_up(file: ProjectFile, planned: Project, arguments: argparse.Namespace) -> Experiment | None:
    """The experiment that goes on; None for a new one. Raises StudioError where one is asked for that is not there."""
    if arguments.new:
        return None
    if arguments.resume:
        return file.experiment(arguments.resume)
    if arguments.resume is not None:
        found = newest(file, lambda each: _may_go_on(each, arguments))
        if found is None:
            raise StudioError(
                tr("{path} has no sweep that can go on.", path=quoted(file.path)), tr("Begin one, without --resume.")
            )
        return found
    return newest(file, lambda each: _may_go_on(each, arguments) and each.project == planned)


def _dry_run(file: ProjectFile, project: Project, arguments: argparse.Namespace, asked: Asked) -> int:
    _check_that_varies(file, project, arguments)
    check(project)
    with _watch(arguments, asked) as watch:
        loaded: Loaded = loaded_of(file.path, project, watch)
        judge = judge_of(file, project, loaded, workers_here(arguments))
        found = judged(project, judge, watch)
        known = pace(file.runs(), project.data, loaded)
        likely = outlook(project, judge, known, watch.check) if project.sweep.method == "tpe" else None
    _say_plan(project, judge, found)
    if arguments.json:
        print_json(foretold_to_plain(project, found, known) if likely is None else outlook_to_plain(likely))
    elif likely is None:
        print_will_run(project, found, known, workers_here(arguments))
    else:
        say(outlook_in_words(project.sweep, likely, workers_here(arguments)))
    return 0


def _ended(path: Path, number: int, ended: SweepEnded, seconds: float, arguments: argparse.Namespace) -> None:
    """Prints what came of it; raises StudioError where it ended because of something that has to be mended."""
    if arguments.report:
        _write_report(path, number, named_path(arguments.report).absolute())
    how = tr("It goes on with: {command}", command=_go_on(number, arguments))
    if ended.failed:
        raise _Told(ended.text, "" if arguments.events else how)
    if arguments.events:
        return
    with ProjectFile.open(path, read_only=True) as file:
        experiment = file.experiment(number)
    if arguments.json:
        print_json(to_plain(experiment, ended, seconds))
    else:
        print_trials(experiment)
    if not ended.done:
        say(how, sys.stderr)


def _write_report(path: Path, number: int, target: Path) -> None:
    with ProjectFile.open(path, read_only=True) as file:
        experiment = file.experiment(number)
        called = Called(path.stem, shown_name(experiment.project.data.source))
        text = report(experiment, file.runs(), called)
    write_whole(target, text)
