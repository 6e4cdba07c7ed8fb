"""What the Compare page says of the runs it has."""

from cnnstudio.core.language import tr_count
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import plain

_NAME = 40


def count_words(chosen: int, there: int, runs: int) -> str:
    """How many runs are selected of those that are in view, and of all: "2 of 5 of 9 runs in view selected"."""
    if there == runs:
        if not chosen:
            return tr_count("{count:,} run: select one or more", "{count:,} runs: select one or more", runs)
        return tr_count(
            "{chosen:,} of {count:,} run selected", "{chosen:,} of {count:,} runs selected", runs, chosen=chosen
        )
    if not chosen:
        return tr_count(
            "{there:,} of {count:,} run in view: select one or more",
            "{there:,} of {count:,} runs in view: select one or more",
            runs,
            there=there,
        )
    return tr_count(
        "{chosen:,} of {there:,} of {count:,} run in view selected",
        "{chosen:,} of {there:,} of {count:,} runs in view selected",
        runs,
        chosen=chosen,
        there=there,
    )


def again_words(run: Run) -> str:
    """What to do once the project of ``run`` is on the desk, to train it changed."""
    return tr_count(
        "The project of {run} is here, with its plan of {count:,} epoch altogether: change one thing, then press "
        "Train. Undo takes it back.",
        "The project of {run} is here, with its plan of {count:,} epochs altogether: change one thing, then press "
        "Train. Undo takes it back.",
        run.project.plan.epochs,
        run=plain(run.name, _NAME),
    )
