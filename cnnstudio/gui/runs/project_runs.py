"""The runs of the open project, as its file has them and as the engine tells of them, and the one that is looked at."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.files.project_file import KnownRuns, ProjectFile
from cnnstudio.files.saved.importing import Imported
from cnnstudio.gui.project import place
from cnnstudio.gui.project.place import Opened
from cnnstudio.gui.threads.background import Background


class ProjectRuns:
    """Keeps the runs in step with the file of the project; all file work happens on the background thread.

    Args:
        where: The file of the project that is open now.
        changed: Is called when there are other runs, or another one is chosen.
        refused: Is called with a StudioError when the file cannot be read or written.
    """

    def __init__(
        self,
        background: Background,
        where: Callable[[], Path | None],
        changed: Callable[[], None],
        refused: Callable[[StudioError], None],
    ) -> None:
        self._background, self._where = background, where
        self._changed, self._refused = changed, refused
        self._known = KnownRuns()
        self._chosen: int | None = None
        self._held: int | None = None
        """The chosen one where nobody chose it: it was the latest, and stayed when newer ones came."""
        self._serial = 0
        self.all: tuple[Run, ...] = ()
        """By number."""

    @property
    def chosen(self) -> Run | None:
        """The one the person chose, else the latest."""
        latest = self.all[-1] if self.all else None
        if self._chosen is None:
            return latest
        return next((run for run in self.all if run.number == self._chosen), latest)

    def begin(self, found: Opened) -> None:
        """Takes those of a project that was just opened; whoever opens it says so."""
        self.all, self._known, self._chosen = found.runs, found.known, None
        self._held = None
        self._serial += 1

    def choose(self, number: int | None) -> None:
        """Chooses one; None follows the latest."""
        self._chosen, self._held = number, None
        self._changed()

    def put(self, run: Run, *, follow: bool) -> None:
        """Adds a run, or replaces the one of the same number; ``follow``: a new one is looked at from now on."""
        if all(run.number != other.number for other in self.all):
            before = self.chosen
            self._chosen = None if follow or before is None else before.number
        others = (other for other in self.all if other.number != run.number)
        self.all = tuple(sorted((*others, run), key=lambda each: each.number))
        self._changed()

    def put_all(self, path: Path, runs: tuple[Run, ...]) -> None:
        """Takes what was read from ``path``, if that is the project's file still."""
        if path == self._where():
            self.all = runs
            self._changed()

    def change(
        self,
        work: Callable[[ProjectFile], Any],
        done: Callable[[Any], None] = lambda _: None,
        *,
        follow: bool = False,
        stay: bool = False,
        let_go: bool = False,
    ) -> None:
        """Does ``work`` in the project's file, then reads the runs anew; ``done`` gets what it gave.

        When the project was saved elsewhere meanwhile, it is done there as well: what goes on was copied before.

        Args:
            follow: The latest run is looked at from then on.
            stay: The run that is looked at now is so from then on, also where newer ones come.
            let_go: One that was the latest and stayed so is no longer held: the latest is looked at from then on.
        """
        path, known, serial = self._where(), self._known, self._serial
        if path is None:
            return

        def apply() -> tuple[Any, tuple[Run, ...]]:
            with ProjectFile.open(path) as file:
                return work(file), place.read_runs(file, known)

        def put(found: tuple[Any, tuple[Run, ...]]) -> None:
            if serial != self._serial:
                return
            if path != self._where():
                self.change(work, done, follow=follow, stay=stay, let_go=let_go)
                return
            before = self.chosen
            if stay and before is not None and before.number != self._chosen:
                self._chosen = self._held = before.number
            elif follow or (let_go and self._held is not None and self._held == self._chosen):
                self._chosen = None
            self.put_all(path, found[1])
            done(found[0])

        self._background.run(apply, put, self._refused)

    def take_in(self, found: Imported, done: Callable[[Run], None]) -> None:
        """Adds a run whose weights came in a saved file, and looks at it; ``done`` gets it."""

        def tell(number: int) -> None:
            done(next(run for run in self.all if run.number == number))

        self.change(lambda file: file.import_run(found), tell, follow=True)

    def deleting(self, numbers: Iterable[int]) -> Callable[[ProjectFile], None] | None:
        """What removes runs from a file, but not one that trains, now or by then; None where nothing is to be done."""
        training = {run.number for run in self.all if run.status == "training"}
        meant = [number for number in numbers if number not in training]

        def work(file: ProjectFile) -> None:
            why_not = file.why_not_delete(meant)
            if why_not:
                raise StudioError(tr("Nothing was deleted. {why_not}", why_not=why_not), file.how_to_delete(meant))
            for number in sorted(meant, reverse=True):  # what rests on others goes before them
                run = file.run(number)
                if run.status == "training":
                    raise StudioError(
                        tr("{name} is training, so it is not deleted.", name=run.name), tr("Stop it first.")
                    )
                file.delete_run(number)
            if not training:  # its epochs would have to wait; they fill the room that is free now
                file.compact()

        return work if meant else None
