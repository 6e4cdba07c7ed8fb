"""What the keyboard and the context menu of an editable stack do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.stack import editing

if TYPE_CHECKING:
    from cnnstudio.gui.stack.view import StackView


class EditActions(QObject):
    """The actions of one view, with icons and shortcuts that hold while the view has the keyboard."""

    def __init__(self, document: Document, selection: Selection, view: StackView) -> None:
        super().__init__(view)
        self._document, self._selection, self._view = document, selection, view
        keys = QKeySequence.StandardKey
        self.fix = self._make("Fix it", "wand-sparkles", self._fix, "Alt+Return")
        self.settings = self._make("Settings", "sliders-horizontal", view.settings_wanted.emit, "F2")
        self._separate()
        self.cut = self._make("Cut", "scissors", self._cut, keys.Cut)
        self.copy = self._make("Copy", "copy", self._copy, keys.Copy)
        self.paste = self._make("Paste", "clipboard-paste", self._paste, keys.Paste)
        self.duplicate = self._make("Duplicate", "copy-plus", self._edit(editing.duplicate), "Ctrl+D")
        self._separate()
        self.move_up = self._make("Move up", "arrow-up", self._edit(editing.move_up), "Alt+Up")
        self.move_down = self._make("Move down", "arrow-down", self._edit(editing.move_down), "Alt+Down")
        self._separate()
        self.remove = self._make("Remove", "trash-2", self._edit(editing.remove), keys.Delete, "Backspace")
        selection.changed.connect(self.follow)
        document.project_changed.connect(self.follow)
        view.input_selected.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Enables what can be done with what is selected now."""
        some = bool(self._selection.names)
        for action in (self.cut, self.copy, self.duplicate, self.remove):
            action.setEnabled(some)
        self.move_up.setEnabled(some and editing.can_move(self._document, self._selection, -1))
        self.move_down.setEnabled(some and editing.can_move(self._document, self._selection, 1))
        self.settings.setEnabled(some)
        problem = self._view.problem
        fix = problem.fix if problem is not None else None
        self.fix.setVisible(fix is not None)
        self.fix.setEnabled(fix is not None)
        self.fix.setText(fix.label if fix is not None else "Fix it")

    def _make(
        self, text: str, icon_name: str, do: Callable[[], None], *keys: str | QKeySequence.StandardKey
    ) -> QAction:
        action = QAction(icon(icon_name), text, self)
        action.setObjectName(f"stack.{text.lower().replace(' ', '_')}")
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(f"{text} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        action.triggered.connect(lambda _=False: do())
        self._view.addAction(action)
        return action

    def _separate(self) -> None:
        line = QAction(self)
        line.setSeparator(True)
        self._view.addAction(line)

    def _edit(self, edit: Callable[[Document, Selection], None]) -> Callable[[], None]:
        return lambda: edit(self._document, self._selection)

    def _fix(self) -> None:
        problem = self._view.problem
        if problem is not None and problem.fix is not None:
            editing.apply_fix(self._document, problem.fix)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(editing.copied(self._document, self._selection))

    def _cut(self) -> None:
        self._copy()
        editing.remove(self._document, self._selection, "Cut")

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        editing.paste(self._document, self._selection, text, self._view.place_for_new())
