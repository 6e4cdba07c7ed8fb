"""What is left of a run whose engine has died: its finished epochs stay, and it is noted why there are no more."""

from collections.abc import Sequence

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import Relocate
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project import breaking_off
from cnnstudio.files.project.copying import copy_run
from cnnstudio.files.project_file import ProjectFile


def break_off(file: str, asked: Sequence[Relocate], reason: str) -> tuple[Relocate, ...]:
    """Ends the run that was being trained in a project file so that it can go on; raises StudioError.

    Args:
        asked: Moves of projects that the engine did not come to: what was written of the run goes there, too.
        reason: Why it ended, in words.

    Gives the moves that are done now.
    """
    with ProjectFile.open(file) as opened:
        broken = breaking_off.break_off(opened, reason)
    done = tuple(each for each in asked if same_file(each.old, file))
    for each in done:
        for number in broken:
            copy_run(file, each.new, number)
    return done


def going_on_hint(epochs: int) -> str:
    """What can be done with the run, of which so many epochs are complete."""
    if not epochs:
        return tr("No epoch of the run was complete: train it anew.")
    return tr_count(
        "The first epoch of the run is kept: it can be resumed.",
        "The first {count:,} epochs of the run are kept: it can be resumed.",
        epochs,
    )
