"""What becomes of runs that nobody trains any more though their file still says so."""

from cnnstudio.files.project_file import ProjectFile


def break_off(file: ProjectFile, reason: str, number: int | None = None) -> list[int]:
    """Makes runs that are still "training" ones that were interrupted, so that they can go on; raises StudioError.

    Args:
        reason: Why, in words.
        number: The run that is meant; all of the file where it is None.

    Gives their numbers.
    """
    broken = [run.number for run in file.runs() if run.status == "training" and number in (None, run.number)]
    for each in broken:
        file.end_run(each, "interrupted", None, reason=reason)
    return broken
