"""Which combination of a sweep comes next, and which run is ended because it is hopeless."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cnnstudio.core.errors import StudioError
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.combinations import Combination
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.extras import SEARCH, why_not_search

Epochs = Mapping[int, Sequence[Epoch]]
"""The epochs of the runs that came of trials, by the trials' numbers."""


class Strategy(Protocol):
    """Asks for combinations; made anew from an experiment's trials where a sweep is picked up. Used on one thread."""

    def ask(self) -> Combination | None:
        """The next combination, numbered on from the experiment's last; None where there is none any more.

        Asked while others are under way, as often as there are hands. One that cannot be trained is told as such and
        counts as one of the sweep's.
        """

    def tell(self, trials: Sequence[Trial]) -> None:
        """How a combination came out: its trials, one a seed in their order, all of them over.

        Told again with other results where failed ones were tried again.
        """


class Pruner(Protocol):
    """Looks at the epochs of trials as they come. Used on one thread."""

    def after(self, trial: Trial, epoch: Epoch) -> str:
        """Why the trial is hopeless after this epoch, in a sentence; empty where it goes on."""

    def over(self, trial: Trial) -> None:
        """That a trial is over, however it ended: those that went on to their end are what others are judged by."""


class Given:
    """For a grid and for what is drawn at random: all trials are known before the first one begins."""

    def ask(self) -> Combination | None:
        return None

    def tell(self, trials: Sequence[Trial]) -> None:
        """Nothing follows from it."""


class NoPruner:
    """Every run goes on to its end."""

    def after(self, trial: Trial, epoch: Epoch) -> str:
        return ""

    def over(self, trial: Trial) -> None:
        """Nothing follows from it."""


def strategy_for(experiment: Experiment) -> Strategy:
    """What chooses the combinations of an experiment, knowing how those until now came out.

    Raises StudioError where it needs something that is not installed.
    """
    sweep = experiment.project.sweep
    if why := why_not_search(sweep):
        raise StudioError(why, how_to_install(SEARCH))
    if sweep.method != "tpe":
        return Given()
    from cnnstudio.sweeping.tpe import Tpe

    return Tpe(experiment)


def pruner_for(experiment: Experiment, epochs: Epochs) -> Pruner:
    """What ends the hopeless runs of an experiment, knowing the epochs of those until now."""
    if not experiment.project.sweep.prune:
        return NoPruner()
    from cnnstudio.sweeping.pruning import Median

    return Median(experiment, epochs)
