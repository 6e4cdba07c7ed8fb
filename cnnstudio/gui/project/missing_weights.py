"""Which pretrained blocks of the project have weights that are not on this computer; asked of the disk on a thread."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from cnnstudio.core.bases import Base, base_of
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Layer, walk
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.files.bases import find_weights
from cnnstudio.gui.document import Document
from cnnstudio.gui.threads.newest import Newest

Wanted = tuple[tuple[str, Base, bool], ...]
"""Of each block its name, its base, and whether the weights of dense layers are needed."""


class MissingWeights(QObject):
    """Follows the project; ``titles`` is what is missing, by the names of the blocks."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._looking = Newest("weights of bases", self)
        self._wanted: Wanted = ()
        self.titles: Mapping[str, str] = {}
        document.project_changed.connect(self._follow)
        self._follow()

    @property
    def words(self) -> str:
        """Which weights are missing, in a sentence; empty where none are."""
        titles = dict.fromkeys(self.titles.values())
        return words_of(tr(" and ").join(titles)) if titles else ""

    @property
    def source(self) -> str:
        """That of the first block without weights, as ``Pretrained.source``; empty where all have theirs."""
        return next((base.source for name, base, _ in self._wanted if name in self.titles), "")

    @Slot()
    def look(self) -> None:
        """Looks again: files come and go."""
        wanted = self._wanted
        if wanted:
            self._looking.run(lambda _: _missing(wanted), self._put, self._document.refused.emit)
        else:
            self._looking.stop()
            self._put({})

    @Slot()
    def _follow(self) -> None:
        wanted = wanted_by(self._document.project)
        if wanted != self._wanted:
            self._wanted = wanted
            self.look()

    def _put(self, titles: Mapping[str, str]) -> None:
        if titles != self.titles:
            self.titles = titles
            self.changed.emit()


def words_of(title: str) -> str:
    """ "The weights of VGG16 are not on this computer." """
    return tr("The weights of {title} are not on this computer.", title=title)


def wanted_by(project: Project) -> Wanted:
    """What has to be there before the project can be trained: the bases of its pretrained blocks."""
    found = []
    for block in pretrained_blocks(project.network):
        base = base_of(block.spec.source) if isinstance(block.spec, Pretrained) else None
        if base is not None:
            whole = any(isinstance(node, Layer) and isinstance(node.spec, Dense) for _, node in walk((block,)))
            found.append((block.name, base, whole))
    return tuple(found)


def _missing(wanted: Wanted) -> dict[str, str]:
    return {name: base.title for name, base, whole in wanted if find_weights(base, whole=whole) is None}
