"""Folding and unfolding of blocks, in every stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack import entries

if TYPE_CHECKING:
    from cnnstudio.gui.stack.view import StackView


class FoldActions(QObject):
    """Fold everything, unfold everything; one block is folded by its chevron or by Left and Right."""

    def __init__(self, view: StackView) -> None:
        super().__init__(view)
        self._view = view
        self.fold_all = self._make("fold_all_blocks", tr("Fold all blocks"), "fold-vertical", "Alt+Shift+Left")
        self.unfold_all = self._make("unfold_all_blocks", tr("Unfold all blocks"), "unfold-vertical", "Alt+Shift+Right")
        self.context_menu = QMenu(view)
        self.context_menu.addActions(self.all())
        view.addActions(self.all())
        self.fold_all.triggered.connect(lambda _=False: view.fold(frozenset(self._blocks())))
        self.unfold_all.triggered.connect(lambda _=False: view.fold(frozenset()))
        view.item_model.folding_changed.connect(self.follow)
        view.item_model.modelReset.connect(self.follow)
        view.item_model.rowsInserted.connect(self.follow)
        view.item_model.rowsRemoved.connect(self.follow)
        self.follow()

    def all(self) -> list[QAction]:
        """Every action, in the menus' order."""
        return [self.fold_all, self.unfold_all]

    def follow(self) -> None:
        """Enables what can be done now."""
        found = self._view.item_model
        blocks = any(entry[1] == "block" for entry in found.entries)
        unfolded = any(entry[1] == "block" and not entry.folded for entry in found.entries) if blocks else False
        self.fold_all.setEnabled(unfolded)
        self.unfold_all.setEnabled(blocks and bool(found.folded))

    def _blocks(self) -> list[str]:
        return list(entries.blocks_of(self._view.item_model.analysis.network))

    def _make(self, name: str, text: str, icon_name: str, keys: str) -> QAction:
        action = QAction(icon(icon_name), text, self)
        action.setObjectName(f"stack.{name}")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{text} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
        return action
