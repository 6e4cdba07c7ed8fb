"""Where training stands, and which runs can be trained further."""

from enum import Enum

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.continuing import how


class State(Enum):
    """Where training stands."""

    IDLE = "idle"
    WAITING = "waiting"
    """Asked for; the engine starts, loads the data or builds."""
    TRAINING = "training"
    PAUSING = "pausing"
    """A pause was asked for; it begins after the batch under way."""
    PAUSED = "paused"
    SCORING = "scoring"
    """The epochs are over; the network is scored on the parts of the data."""
    STOPPING = "stopping"


def may_go_on(run: Run | None) -> bool:
    """Whether a run can be trained further, or scored where it was broken off before that; see ``core.continuing``."""
    return how(run) is not None


USUALLY_MORE = 10
"""So many more epochs a run is offered that has had all it was planned with."""


def epochs_missing(run: Run) -> int:
    """How many of its planned epochs a run that was cut short has not had; 0 for one that ended by itself."""
    return run.project.plan.epochs - len(run.epochs) if how(run) == "resume" else 0


def usually_more(run: Run, more: int = USUALLY_MORE) -> int:
    """How many epochs beyond those it has the run is offered first; 0 where it is resumed, or only scored."""
    return more if how(run) == "more" else 0


def total(run: Run, more: int) -> int:
    """How many epochs the run then has in all, as ``core.messages.Train`` has it; 0 for as many as were planned."""
    return len(run.epochs) + more if more else 0


def more_words(more: int) -> str:
    """ "10 more epochs"."""
    return tr_count("{count:,} more epoch", "{count:,} more epochs", more)


def going_on_words(run: Run, more: int = USUALLY_MORE) -> str:
    """What going on with a run is: "Resume Run 3, to epoch 12", "Score Run 3" or "10 more epochs for Run 3"."""
    if how(run) == "score":
        return tr("Score {name}", name=run.name)
    if epochs_missing(run):
        return tr("Resume {name}, to epoch {epochs:,}", name=run.name, epochs=run.project.plan.epochs)
    return tr("{more_epochs} for {name}", more_epochs=more_words(more), name=run.name)
