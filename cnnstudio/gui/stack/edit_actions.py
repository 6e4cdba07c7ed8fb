"""What the keyboard, the menus and the context menu do to an editable stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from cnnstudio.core import edits
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block
from cnnstudio.core.sweeps.place import TIMES, Place, setting_at
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.icons import icon
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import blocks, editing, moving
from cnnstudio.gui.stack.kind_menu import KindMenu
from cnnstudio.gui.widgets.number_question import number_question

if TYPE_CHECKING:
    from cnnstudio.gui.stack.view import StackView


class EditActions(QObject):
    """The actions of one view, with icons and shortcuts that hold while the view, or its page, has the keyboard."""

    def __init__(self, document: Document, selection: Selection, view: StackView) -> None:
        super().__init__(view)
        self._document, self._selection, self._view = document, selection, view
        self._active, self._varying = True, Varying(document, self)
        self._make_actions()
        self._make_menus()
        self.context_menu = self._make_context_menu()
        view.addActions(self.all())
        for signal in (selection.changed, document.project_changed, view.input_selected):
            signal.connect(self.follow)
        view.item_model.folding_changed.connect(self.follow)
        self.follow()

    def all(self) -> list[QAction]:
        """Every action that can be done at once, in the menus' order; those of the menus of kinds are left out."""
        layer = [action for group in self.for_layer_menu() for action in group if action.menu() is None]
        return [*self.for_edit_menu(), *layer]

    def for_edit_menu(self) -> list[QAction]:
        """What stands under Undo and Redo."""
        return [self.cut, self.copy, self.paste, self.duplicate, self.remove, self.select_all, self.find]

    def for_layer_menu(self) -> list[list[QAction]]:
        """The rest, in groups."""
        return [
            [self.fix, self.settings, self.rename],
            [self.next_blank, self.last_blank],
            [self.insert_before.menuAction(), self.insert_after.menuAction(), self.replace.menuAction()],
            [self.move_up, self.move_down, self.repeat, self.vary_times],
            self.for_blocks(),
            self._view.folds.all(),
        ]

    def for_blocks(self) -> list[QAction]:
        """What makes, changes and undoes blocks."""
        made = [self.wrap_residual, self.wrap_parallel, self.unwrap]
        return [*made, self.select_block, self.add_branch, self.remove_branch, self.pretrained, self.change_base]

    def for_page(self) -> list[QAction]:
        """Those whose shortcuts hold on the whole page, as no text field has a use for them."""
        made = [self.duplicate, self.fix, self.move_up, self.move_down, self.repeat, self.rename, self.find]
        return [*made, self.next_blank, self.last_blank, *self.for_blocks(), *self._view.folds.all()]

    def set_active(self, active: bool) -> None:
        """Says whether the stack, or the diagram in its place, is in sight: what cannot be seen is not edited.

        The diagram marks what is selected and follows every edit, so nothing is done blindly there.
        """
        self._active = active
        self.follow()

    def follow(self) -> None:
        """Enables what can be done with what is selected now."""
        document, selection, active = self._document, self._selection, self._active
        some, folded = active and bool(selection.names), self._view.item_model.folded
        paths = selection.paths if some else ()
        are_neighbours = edits.are_neighbours(paths)
        for action in (self.cut, self.copy, self.duplicate, self.settings, self.rename):
            action.setEnabled(some)
        for menu in (self.insert_before, self.insert_after, self.replace):
            menu.setEnabled(some)
        for action in (self.wrap_residual, self.wrap_parallel, self.repeat):
            action.setEnabled(some and are_neighbours)
        for action in (self.paste, self.find, self.select_all, self.pretrained):
            action.setEnabled(active)
        for action in (self.next_blank, self.last_blank):
            action.setEnabled(active and bool(document.project.blanks))
        self.move_up.setEnabled(active and moving.can_move(document, selection, -1, folded))
        self.move_down.setEnabled(active and moving.can_move(document, selection, 1, folded))
        self.vary_times.setEnabled(active and self._times() is not None)
        self.unwrap.setEnabled(active and blocks.block_in_hand(document, selection) is not None)
        self.select_block.setEnabled(active and blocks.block_around(document, selection) is not None)
        self.add_branch.setEnabled(active and blocks.can_add_branch(document, selection))
        self.change_base.setEnabled(active and bool(blocks.base_in_hand(document, selection)))
        can_remove_branch = active and blocks.can_remove_branch(document, selection)
        self.remove_branch.setEnabled(can_remove_branch)
        self.remove.setEnabled(some or can_remove_branch)
        row = document.analysis.row_of(selection.current or "")
        is_block = row is not None and isinstance(row.node, Block)
        self.replace.offer(layers=not is_block, blocks=is_block)
        self._follow_fix()

    # Making

    def _make_actions(self) -> None:
        keys, view, make, edit = QKeySequence.StandardKey, self._view, self._make, self._edit
        self.fix = make("fix_it", tr("Fix it"), "wand-sparkles", self._fix, "Alt+Return")
        self.settings = make("settings", tr("Settings"), "sliders-horizontal", view.settings_wanted.emit, "F2")
        self.rename = make("rename", tr("Rename…"), "pencil", view.rename_wanted.emit, "Shift+F2")
        self.next_blank = make(
            "next_setting_to_fill_in",
            tr("Next setting to fill in"),
            "circle-dashed",
            lambda: view.blank_wanted.emit(1),
            "F8",
        )
        self.last_blank = make(
            "previous_setting_to_fill_in",
            tr("Previous setting to fill in"),
            "circle-dashed",
            lambda: view.blank_wanted.emit(-1),
            "Shift+F8",
        )
        self.cut = make("cut", tr("Cut"), "scissors", self._cut, keys.Cut)
        self.copy = make("copy", tr("Copy"), "copy", self._copy, keys.Copy)
        self.paste = make("paste", tr("Paste"), "clipboard-paste", self._paste, keys.Paste)
        self.duplicate = make("duplicate", tr("Duplicate"), "copy-plus", edit(editing.duplicate), "Ctrl+D")
        self.remove = make("remove", tr("Remove"), "trash-2", self._remove, keys.Delete, "Backspace")
        self.select_all = make("select_all", tr("Select all"), "list-checks", view.select_all, keys.SelectAll)
        self.move_up = make("move_up", tr("Move up"), "arrow-up", self._move(moving.move_up), "Alt+Up")
        self.move_down = make("move_down", tr("Move down"), "arrow-down", self._move(moving.move_down), "Alt+Down")
        wrap = blocks.wrap
        self.wrap_residual = make(
            "wrap_in_residual", tr("Wrap in Residual"), "workflow", lambda: wrap(*self._both, "Residual"), "Ctrl+G"
        )
        self.wrap_parallel = make(
            "wrap_in_parallel",
            tr("Wrap in Parallel"),
            "columns-2",
            lambda: wrap(*self._both, "Parallel"),
            "Ctrl+Shift+G",
        )
        self.unwrap = make("unwrap_block", tr("Unwrap block"), "ungroup", self._unwrap, "Ctrl+U")
        self.repeat = make("repeat", tr("Repeat…"), "repeat", self._ask_repeat, "Ctrl+Shift+T")
        self.vary_times = make(
            "vary_how_often_it_stands_there", tr("Vary how often it stands there…"), "split", self._vary_times
        )
        self.select_block = make(
            "select_block_around", tr("Select block around"), "group", self._select_block, "Alt+Left"
        )
        self.add_branch = make("add_branch", tr("Add branch"), "git-branch-plus", edit(blocks.add_branch), "Ctrl+B")
        self.remove_branch = make("remove_branch", tr("Remove branch"), "circle-x", edit(blocks.remove_branch))
        self.pretrained = make(
            "pretrained_network", tr("Pretrained network…"), "graduation-cap", view.pretrained_wanted.emit
        )
        self.change_base = make(
            "change_the_pretrained_network", tr("Change the pretrained network…"), "graduation-cap", self._change_base
        )
        self.find = make("find_a_layer_to_add", tr("Find a layer to add"), "search", view.search_wanted.emit, "Ctrl+F")

    def _make_menus(self) -> None:
        self.insert_before = self._kind_menu(
            "insert_before", tr("Insert before"), "arrow-up-to-line", editing.insert_before
        )
        self.insert_after = self._kind_menu(
            "insert_after", tr("Insert after"), "arrow-down-to-line", editing.insert_after
        )
        self.replace = self._kind_menu("replace_with", tr("Replace with"), "replace", editing.replace_kind)

    def _kind_menu(
        self, name: str, title: str, icon_name: str, edit: Callable[[Document, Selection, str], None]
    ) -> KindMenu:
        menu = KindMenu(name, title, icon_name, self._view)
        menu.chosen.connect(lambda kind: edit(*self._both, kind))
        return menu

    def _make_context_menu(self) -> QMenu:
        menu, block = QMenu(self._view), QMenu(tr("Block"), self._view)
        block.setIcon(icon("layers"))
        block.addActions(self.for_blocks())
        groups = (
            [self.fix, self.settings, self.rename],
            [self.cut, self.copy, self.paste, self.duplicate, self.select_all],
            [self.insert_before.menuAction(), self.insert_after.menuAction(), self.replace.menuAction()],
            [self.move_up, self.move_down, self.repeat, self.vary_times],
            [block.menuAction(), *self._view.folds.all()],
            [self.remove],
        )
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            menu.addActions(group)
        return menu

    def _make(
        self, name: str, text: str, icon_name: str, do: Callable[[], None], *keys: str | QKeySequence.StandardKey
    ) -> QAction:
        action = QAction(icon(icon_name), text, self)
        action.setObjectName(f"stack.{name}")
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.rstrip('…')} ({shortcut})" if shortcut else text.rstrip("…"))
        action.triggered.connect(lambda _=False: do())
        return action

    @property
    def _both(self) -> tuple[Document, Selection]:
        return self._document, self._selection

    def _edit(self, edit: Callable[[Document, Selection], None]) -> Callable[[], None]:
        return lambda: edit(self._document, self._selection)

    def _move(self, move: Callable[[Document, Selection, frozenset[str]], None]) -> Callable[[], None]:
        return lambda: move(self._document, self._selection, self._view.item_model.folded)

    # Doing

    def _follow_fix(self) -> None:
        problem = self._view.problem
        fix = problem.fix if problem is not None and self._active else None
        self.fix.setVisible(fix is not None)
        self.fix.setEnabled(fix is not None)
        self.fix.setText(fix.label if fix is not None else tr("Fix it"))

    def _fix(self) -> None:
        problem = self._view.problem
        if problem is not None and problem.fix is not None:
            editing.apply_fix(self._document, problem.fix)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(editing.copied(self._document, self._selection))

    def _cut(self) -> None:
        text = editing.copied(*self._both)
        if editing.remove(*self._both, "Cut"):  # else what was copied before stays
            QGuiApplication.clipboard().setText(text)

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        editing.paste(self._document, self._selection, text, self._view.place_for_new())

    def _remove(self) -> None:
        if self._selection.branch is not None:
            blocks.remove_branch(self._document, self._selection)
        else:
            editing.remove(self._document, self._selection)

    def _select_block(self) -> None:
        name = blocks.block_around(self._document, self._selection)
        if name is not None:
            self._selection.select(name)

    def _unwrap(self) -> None:
        words = blocks.unwrap(*self._both)
        if words:
            self._view.undo_offered.emit(words)

    def _change_base(self) -> None:
        self._view.base_wanted.emit(blocks.base_in_hand(*self._both))

    def _times(self) -> Place | None:
        """Where it stands how often the one selected node is there in a row; None where that cannot vary."""
        names = self._selection.names
        place = Place("network", TIMES, names[0]) if len(names) == 1 else None
        return place if place is not None and setting_at(self._document.project, place) is not None else None

    def _vary_times(self) -> None:
        """Lets the selected node vary in how often it stands there."""
        place, current = self._times(), self._view.currentIndex()
        if place is not None:
            self._varying.edit(place, self._view.viewport(), self._view.visualRect(current))

    def _ask_repeat(self) -> None:
        """Asks how often in a small window that lets everything else go on."""
        question = tr("How often should they stand there, one after the other? (2 to {most})", most=edits.MAX_TIMES)
        span = (2, edits.MAX_TIMES)
        box = number_question(self._view, "stack.repeat_times", tr("Repeat"), question, span, 3, tr("Repeat"))
        box.intValueSelected.connect(lambda times: editing.repeat(self._document, self._selection, times))
        box.finished.connect(box.deleteLater)
        self._document.opened.connect(box.reject)
        box.open()
