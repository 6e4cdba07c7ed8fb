"""How far a sweep is, on standard error, a line for each trial that is over."""

from statistics import fmean
from typing import TextIO

from cnnstudio.cli.output import say
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.sweeps.combinations import in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.news import (
    News,
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.core.sweeps.standing import status_in_words
from cnnstudio.core.sweeps.table import score_in_words
from cnnstudio.core.words import capitalised, duration


class SweepProgress:
    """Reads the news and shows them; a stream nobody reads any more is not written to again.

    Args:
        experiment: As it stands before.
        foretold: Seconds that a run takes as far as is known before one was trained; None where that is not.
    """

    def __init__(self, stream: TextIO, experiment: Experiment, foretold: float | None = None) -> None:
        self._stream, self._project, self._foretold = stream, experiment.project, foretold
        self._total = self._done = self._hands = 0
        self._took = [trial.seconds for trial in experiment.trials if trial.status == "done"]
        self._width = 0
        self._broken = False
        self._epochs: dict[int, str] = {}
        """What is under way, by the trial's number."""

    def show(self, news: News) -> None:
        """Shows one news, where it has something to say."""
        match news:
            case SweepBegan():
                self._begin(news)
            case WorkersChanged(count, text):
                is_first, self._hands = not self._hands and count > 0, count
                if text:
                    self._line(text)
                if is_first and (left := self._time_left()):
                    self._line(capitalised(left))
            case TrialBegan(trial, worker, again):
                if again:
                    self._line(_again(trial, worker))
                self._epochs[trial] = f"{trial}"
                self._live()
            case TrialEpoch(trial, epoch):
                of = self._project.plan.epochs
                self._epochs[trial] = tr(
                    "{trial} epoch {epoch}/{epochs} accuracy {accuracy:.4f}",
                    trial=trial,
                    epoch=epoch.number,
                    epochs=of,
                    accuracy=epoch.val_accuracy,
                )
                self._live()
            case TrialChanged(trial):
                self._changed(trial)
            case Paused(on):
                self._line(tr("Paused") if on else tr("Going on"))
            case SweepEnded(text=text, failed=False) if text:
                self._line(text)

    def _begin(self, news: SweepBegan) -> None:
        self._total, self._done = news.total, news.done
        parts = [tr_count("{count:,} run", "{count:,} runs", news.total)]
        if news.done:
            parts.append(tr("{count:,} of them over", count=news.done))
        text = tr("Sweep {number}: {what}", number=news.experiment, what=", ".join((*parts, news.where)))
        if news.impossible:
            cannot = tr_count(
                "{count:,} combination cannot be trained",
                "{count:,} combinations cannot be trained",
                news.impossible,
            )
            text = f"{text}; {cannot}"
        self._line(text)

    def _changed(self, trial: Trial) -> None:
        self._epochs.pop(trial.number, None)
        if trial.status in ("waiting", "running", "impossible"):
            return
        self._done += 1
        if trial.status == "done":
            self._took.append(trial.seconds)
        left = f", {time}" if (time := self._time_left()) else ""
        why = f": {trial.reason}" if trial.reason and trial.status != "done" else ""
        self._line(f"{local(f'{self._done:,}/{self._total:,}')}  {self._in_words(trial)}{left}{why}")

    def _in_words(self, trial: Trial) -> str:
        """ "Trial 7 · learning_rate 0.01 · seed 8: done, 93.1 %, 12.3 s"."""
        values = in_words(self._project, trial.values)
        seed = tr("seed {seed}", seed=trial.seed) if self._project.sweep.seeds > 1 else ""
        which = " · ".join(filter(None, (tr("Trial {number}", number=trial.number), values, seed)))
        outcome = [status_in_words(trial.status)]
        if trial.score is not None and trial.has_score:
            outcome.append(score_in_words(self._project, trial.score))
        return f"{which}: {', '.join((*outcome, local(f'{trial.seconds:.1f} s')))}"

    def _time_left(self) -> str:
        """As long as those that are done took, for what is left; before one is, as is foretold."""
        left = self._total - self._done
        one = fmean(self._took) if self._took else self._foretold
        if one is None or not self._hands or left <= 0:
            return ""
        return tr("about {time} left", time=duration(left / self._hands * one))

    def _live(self) -> None:
        """On a terminal what is under way stands in the last line."""
        if self._stream.isatty():
            text = tr("Trial {number}", number=", ".join(self._epochs.values()))[:100]
            self._write(f"\r{text.ljust(self._width)}")
            self._width = len(text)

    def _line(self, text: str) -> None:
        erased = f"\r{' ' * self._width}\r" if self._width else ""
        self._width = 0
        self._write(f"{erased}{text}\n")
        if self._epochs:
            self._live()

    def _write(self, text: str) -> None:
        if self._broken:
            return
        try:
            say(text, self._stream, end="")
            self._stream.flush()
        except OSError:  # the reader of the pipe has gone; that is no reason to lose a sweep
            self._broken = True


def _again(trial: int, worker: str) -> str:
    if worker:
        return tr("Trial {trial} begins again at {worker}: who trained it was lost", trial=trial, worker=worker)
    return tr("Trial {trial} begins again: who trained it was lost", trial=trial)
