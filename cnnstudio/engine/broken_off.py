"""What is left of a run whose engine has died: its finished epochs stay, and it is noted why there are no more."""

from collections.abc import Iterable

from cnnstudio.core.errors import StudioError
from cnnstudio.files.copying import copy_run
from cnnstudio.files.project_file import ProjectFile


def break_off(file: str, moves: Iterable[str], reason: str) -> list[str]:
    """Ends the run that was being trained in a project file, so that it can go on from its last epoch.

    Args:
        moves: Where the project was being saved as meanwhile: what was written since goes there, too.
        reason: Why it ended, in words.

    Gives the moves that were made to their end. Raises StudioError where a file refuses.
    """
    with ProjectFile.open(file) as opened:
        broken = [run.number for run in opened.runs() if run.status == "training"]
        for number in broken:
            opened.end_run(number, "interrupted", None, reason=reason)
    made = []
    for new in moves:
        for number in broken:
            copy_run(file, new, number)
        made.append(new)
    return made


def going_on_hint(epochs: int) -> str:
    """What can be done with the run, of which so many epochs are complete."""
    if not epochs:
        return "No epoch of the run was complete: train it anew."
    first = "The first epoch of the run is" if epochs == 1 else f"The first {epochs:,} epochs of the run are"
    return f"{first} kept: let it go on from there."


def last_words(error: StudioError, hint: str) -> StudioError:
    """The same with another hint before its own."""
    return StudioError(error.text, f"{hint} {error.hint}".strip(), error.details)
