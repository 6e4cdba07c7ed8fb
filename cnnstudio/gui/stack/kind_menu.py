"""A menu of kinds by family."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.blocks import WRAPPING
from cnnstudio.core.layers import FAMILIES, KINDS
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import BLOCK_ICONS, FAMILY_ICONS


class KindMenu(QMenu):
    """Layer kinds, a menu a family, and block kinds."""

    chosen = Signal(str)
    """The kind that was chosen."""

    def __init__(self, name: str, title: str, icon_name: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"stack.{name}")
        self.setIcon(icon(icon_name))
        self._families = [self._add_family(family, words) for family, words in FAMILIES.items()]
        self.addSeparator()
        self._blocks = [self._add(self, kind, BLOCK_ICONS.get(kind, "layers"), "block") for kind in WRAPPING]

    def offer(self, *, layers: bool, blocks: bool) -> None:
        """Says which kinds can be chosen from now on."""
        for actions, wanted in ((self._families, layers), (self._blocks, blocks)):
            for action in actions:
                action.setVisible(wanted)
                action.setEnabled(wanted)

    def _add_family(self, family: str, title: str) -> QAction:
        look = FAMILY_ICONS.get(family, "box")
        menu = self.addMenu(icon(look, family), title)
        for kind, each in KINDS.items():
            if each.family == family:
                self._add(menu, kind, look, family)
        return menu.menuAction()

    def _add(self, menu: QMenu, kind: str, icon_name: str, colour: str) -> QAction:
        action = menu.addAction(icon(icon_name, colour), kind)
        action.triggered.connect(lambda _=False: self.chosen.emit(kind))
        return action
