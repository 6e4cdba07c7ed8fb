"""What the Compare page says of the runs it has."""

from cnnstudio.core.run import Run
from cnnstudio.core.words import plain

_NAME = 40


def count_words(chosen: int, there: int, runs: int) -> str:
    """How many runs are selected of those that are in view, and of all: "2 of 5 of 9 runs in view selected"."""
    of = f"{there:,} of {runs:,} runs in view" if there < runs else f"{runs:,} runs"
    words = f"{chosen:,} of {of} selected" if chosen else f"{of}: select one or more"
    return words if runs != 1 else words.replace("runs", "run")


def again_words(run: Run) -> str:
    """What to do once the project of ``run`` is on the desk, to train it changed."""
    count = run.project.plan.epochs
    plan = f"{count:,} epoch{'' if count == 1 else 's'} altogether"
    return (
        f"The project of {plain(run.name, _NAME)} is here, with its plan of {plan}: change one thing, then press "
        "Train. Undo takes it back."
    )
