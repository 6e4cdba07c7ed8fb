"""Reads saved networks beside the window: a stranger's file may take seconds, and saving does not wait for it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.data.known_labels import known_labels
from cnnstudio.files.saved.importing import Imported, imported
from cnnstudio.files.saved.saved_model import read_saved
from cnnstudio.gui.threads.newest import Newest


class SavedReader(QObject):
    """Reads files, each on a thread of its own."""

    def read(
        self,
        path: Path,
        done: Callable[[Imported], None],
        failed: Callable[[StudioError], None],
        into: Project | None = None,
        runs: tuple[Run, ...] = (),
    ) -> None:
        """Reads one; then ``done`` with what a run is made of, or ``failed``, on the GUI thread.

        Args:
            into: The project whose run it will be, for weights that came without a network of their own.
            runs: What the project has; they may know what its classes are called.
        """
        thread = Newest("reading a saved network", self)

        def end(then: Callable[[Any], None], what: Any) -> None:
            thread.deleteLater()
            then(what)

        thread.run(lambda _: _found(path, into, runs), partial(end, done), partial(end, failed))


def _found(path: Path, into: Project | None, runs: tuple[Run, ...]) -> Imported:
    if into is None:
        return imported(read_saved(path), path)
    saved = read_saved(path, into.network)
    return imported(saved, path, into, known_labels(into, runs, len(saved.labels)))
