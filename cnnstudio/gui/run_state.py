"""Where training stands, and which runs can be trained further."""

from enum import Enum

from cnnstudio.core.run import Run


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
    """Whether a run can be trained further: it has ended, and the file has the optimiser's state.

    One that failed cannot: with the same settings, state and order of pictures it would fail again. Another rate makes
    it another run, whose project would not say any more how its first epochs were trained.
    """
    return run is not None and run.status in ("finished", "stopped", "interrupted") and bool(run.resumable)


USUALLY_MORE = 10
"""So many more epochs a run is offered that has had all it was planned with."""


def epochs_missing(run: Run) -> int:
    """How many of its planned epochs a run that was cut short has not had; 0 for one that ended by itself."""
    cut_short = run.status in ("stopped", "interrupted")
    return max(run.project.plan.epochs - len(run.epochs), 0) if cut_short else 0


def more_words(more: int) -> str:
    """ "10 more epochs"."""
    return f"{more:,} more epoch{'' if more == 1 else 's'}"


def going_on_words(run: Run, more: int = USUALLY_MORE) -> str:
    """What going on with a run is: "Resume Run 3, to epoch 12" or "10 more epochs for Run 3"."""
    if epochs_missing(run):
        return f"Resume {run.name}, to epoch {run.project.plan.epochs:,}"
    return f"{more_words(more)} for {run.name}"
