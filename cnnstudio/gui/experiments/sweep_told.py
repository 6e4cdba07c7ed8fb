"""What a sweep has told and the window does not show yet: hundreds of news a second are shown together."""

from collections.abc import Iterable
from dataclasses import replace

from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Experiment, Trial


class Told:
    """Trials as they stand now, and new epochs, until they are shown."""

    def __init__(self) -> None:
        self._trials: dict[int, Trial] = {}
        self._epochs: list[tuple[int, Epoch]] = []

    def forget(self) -> None:
        """Nothing of it is to be shown any more."""
        self._trials, self._epochs = {}, []

    def note(self, trial: Trial) -> None:
        """How a trial stands now."""
        self._trials[trial.number] = trial

    def note_epoch(self, trial: int, epoch: Epoch) -> None:
        """A trial has another epoch."""
        self._epochs.append((trial, epoch))

    def into(self, experiment: Experiment, under_way: Iterable[int]) -> Experiment:
        """The experiment with all that was told of its trials, the same one where that is nothing.

        Args:
            under_way: The numbers of the trials that are being trained. The file does not say so: nobody else needs to
                know.
        """
        trials = experiment.trials
        for number in under_way:
            known = self._trials.get(number) or trial_of(trials, number)
            if known is not None and known.status == "waiting":
                self._trials[number] = replace(known, status="running")
        told, self._trials = self._trials, {}
        return experiment.with_trials(told.values()) if told else experiment

    def take_epochs(self) -> list[tuple[int, Epoch]]:
        """The new epochs with the numbers of their trials, once."""
        found, self._epochs = self._epochs, []
        return found


def trial_of(trials: tuple[Trial, ...], number: int) -> Trial | None:
    """The trial with this number; found at once where they stand in their order, as in every file of ours."""
    if 0 < number <= len(trials) and trials[number - 1].number == number:
        return trials[number - 1]
    return next((trial for trial in trials if trial.number == number), None)
