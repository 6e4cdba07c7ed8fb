"""What can be done to the selected runs: in the project as a step that can be undone, in the file for good."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring.pretrained_blocks import how_to_delete, rests_on, why_not_delete
from cnnstudio.core.words import plain, quoted
from cnnstudio.gui.document import Document

_NAME = 40


class RunEdits(QObject):
    """Puts projects back, renames, deletes and chooses."""

    def __init__(self, document: Document, chosen: Callable[[], tuple[Run, ...]], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._chosen = document, chosen

    def one(self) -> Run | None:
        """The selected run where it is the only one."""
        chosen = self._chosen()
        return chosen[0] if len(chosen) == 1 else None

    @Slot()
    def restore(self) -> None:
        """Puts the project of the selected run on the desk, as one step that can be undone."""
        run = self.one()
        if run is not None:
            self._document.put_back(run.project, tr("Put back the project of {run}", run=plain(run.name, _NAME)))

    @Slot()
    def choose_for_all(self) -> None:
        """Lets the other pages look into the selected run."""
        run = self.one()
        if run is not None:
            self._document.choose_run(run.number)

    @Slot(int, str)
    def rename(self, number: int, name: str) -> None:
        """Gives a run another name in the file."""
        self._document.change_runs(lambda file: file.rename_run(number, name))

    def may_delete(self, runs: Sequence[Run]) -> bool:
        """Whether nothing rests on these runs; else it is told what does, before anybody is asked."""
        numbers = {run.number for run in runs}
        others = [run for run in self._document.runs if rests_on(run.project.network) & numbers]
        names = [quoted(plain(run.name, _NAME)) for run in others if run.number not in numbers]
        is_project = bool(rests_on(self._document.project.network) & numbers)
        why_not = why_not_delete([*names, tr("the project itself")] if is_project else names, len(numbers))
        if why_not:
            hint = how_to_delete(len(names), is_project=is_project)
            self._document.refused.emit(StudioError(tr("Nothing was deleted. {why}", why=why_not), hint))
        return not why_not

    @Slot(object)
    def delete(self, numbers: Sequence[int]) -> None:
        """Removes runs from the file."""
        self._document.delete_runs(numbers)
