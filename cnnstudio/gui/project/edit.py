"""The one kind of undo step."""

import weakref
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from cnnstudio.core.project import Project


class Edit(QUndoCommand):
    """The project before, the project after. The very same objects are put back.

    It does not hold the document: the stack may outlive it by a moment.

    Args:
        install: A method of the document: puts a project on the desk.
        merge: Steps with the same mark that follow each other become one; empty where they do not.
        beside: What goes with it and is no part of the project: called with whether the step is done or undone.
    """

    def __init__(
        self,
        install: Callable[[Project], None],
        before: Project,
        after: Project,
        text: str,
        merge: str,
        beside: Callable[[bool], None] | None = None,
    ) -> None:
        super().__init__(text)
        self._install = weakref.WeakMethod(install)
        self._before, self._after, self._merge, self._beside = before, after, merge, beside

    def id(self) -> int:
        return hash(self._merge) % 2**31 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Edit) or other._merge != self._merge:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        self._put(self._after, done=True)

    def undo(self) -> None:
        self._put(self._before, done=False)

    def _put(self, project: Project, *, done: bool) -> None:
        install = self._install()
        assert install is not None, "a step outlived its document"
        install(project)
        if self._beside is not None:
            self._beside(done)
