"""Which layers are selected; one selection for every page."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.network import Block, Path, outermost
from cnnstudio.gui.document import Document


class Selection(QObject):
    """The selected nodes by name, or one branch of a block; it survives moves, undo and redo.

    A name that the network no longer has is dropped; ``current`` is the one whose settings are shown.
    """

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._names: tuple[str, ...] = ()
        self._branch: tuple[str, int] | None = None
        self.is_dropping = False
        """Whether ``changed`` tells of a name that an edit took away, before others have followed that edit."""
        self._found: tuple[tuple[str, ...], Analysis, tuple[Path, ...]] | None = None
        document.project_changed.connect(self._drop_missing)

    @property
    def names(self) -> tuple[str, ...]:
        return self._names

    @property
    def current(self) -> str | None:
        """The node selected last."""
        return self._names[-1] if self._names else None

    @property
    def kind(self) -> str:
        """The kind of the one node that is selected; empty where none is, or several are."""
        paths = self.paths
        return self._document.project.network.node(paths[0]).spec.kind if len(paths) == 1 else ""

    @property
    def branch(self) -> tuple[str, int] | None:
        """The block and the number of its branch, while a branch is selected and no node."""
        return self._branch

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the selected nodes stand, top to bottom, without those inside a block that is itself selected."""
        names, analysis = self._names, self._document.analysis
        if self._found is None or self._found[0] is not names or self._found[1] is not analysis:
            rows = (analysis.row_of(name) for name in names)
            paths = outermost([row.path for row in rows if row is not None])
            self._found = names, analysis, tuple(sorted(paths))  # several ask for it after every edit
        return self._found[2]

    def select(self, *names: str) -> None:
        """Selects these nodes, the last one as the current."""
        self._put(names, None)

    def select_branch(self, block: str, number: int) -> None:
        """Selects a branch of a block."""
        self._put((), (block, number))

    def _put(self, names: tuple[str, ...], branch: tuple[str, int] | None) -> None:
        if names != self._names or branch != self._branch:
            self._names, self._branch = names, branch
            self.changed.emit()

    def _drop_missing(self) -> None:
        analysis = self._document.analysis
        names = tuple(name for name in self._names if analysis.row_of(name) is not None)
        branch = self._branch
        if branch is not None:
            row = analysis.row_of(branch[0])
            block = row.node if row is not None else None
            if not isinstance(block, Block) or branch[1] >= len(block.branches):
                branch = None
        self.is_dropping = True
        self._put(names, branch)
        self.is_dropping = False
