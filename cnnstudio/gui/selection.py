"""Which layers are selected; one selection for every page."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.gui.document import Document


class Selection(QObject):
    """The selected nodes by name, so that a selection survives moves, undo and redo.

    A name that the network no longer has is dropped; ``current`` is the one whose settings are shown.
    """

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._names: tuple[str, ...] = ()
        document.project_changed.connect(self._drop_missing)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    @property
    def current(self) -> str | None:
        """The node selected last."""
        return self._names[-1] if self._names else None

    def select(self, *names: str) -> None:
        """Selects these nodes, the last one as the current."""
        if names != self._names:
            self._names = names
            self.changed.emit()

    def _drop_missing(self) -> None:
        there = {row.name for row in self._document.analysis.rows}
        self.select(*(name for name in self._names if name in there))
