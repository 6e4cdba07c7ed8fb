"""Writes a script with what belongs beside it, on a thread of its own."""

from pathlib import Path

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.words import enumerated
from cnnstudio.data import beside
from cnnstudio.data.watch import Watch
from cnnstudio.files.project_file import drawings_in
from cnnstudio.files.scripts import bases_of, needs_pictures, starting_weights, write_script
from cnnstudio.gui.code.wanted import Wanted


def write(wanted: Wanted, name: str, file: str, watch: Watch) -> tuple[Path, ...]:
    """Writes what is wanted, on any thread; gives all files that were written. Raises StudioError.

    Args:
        name: What the project is called.
        file: The path of the project's file, which has runs to start from and drawings.
    """
    project = wanted.project
    begun = wanted.run.begun if wanted.run is not None else None
    weights, bases = starting_weights(file, project, begun), bases_of(file, project)
    pictures = None
    if needs_pictures(project):
        pictures = beside.pictures_of(project, lambda path: drawings_in(path or file), watch)
    return write_script(
        wanted.path,
        project,
        wanted.name,
        name=name,
        solution=wanted.solution,
        pictures=pictures,
        weights=weights,
        bases=bases,
        check=watch.check,
    )


def in_words(wanted: Wanted, written: tuple[Path, ...]) -> str:
    """What was written: "Wrote digits.py and digits.pictures.npz to lab. 3 settings are left blank in it."."""
    names = enumerated([path.name for path in written])
    words = tr("Wrote {names} to {folder}.", names=names, folder=wanted.path.parent)
    count = len(wanted.project.blanks)
    if count and wanted.solution:
        return f"{words} {tr('It is the solution: what was blank is filled in and marked.')}"
    left = tr_count("{count:,} setting is left blank in it.", "{count:,} settings are left blank in it.", count)
    return f"{words} {left}" if count else words
