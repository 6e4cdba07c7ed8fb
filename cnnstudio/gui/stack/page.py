"""The Build page: palette, stack, and the settings of what is selected."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core import blanks
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.project.missing_weights import MissingWeights
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.palette import Palette
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.stack.totals import TotalsLine, network_in_words
from cnnstudio.gui.stack.view import StackView
from cnnstudio.gui.threads.turns import Making, finish
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton

_FIRST_KIND = "Conv2D"
_NOWHERE = Blank("", "")
"""Before every setting."""


class BuildPage(QWidget):
    """Where a network is clicked together."""

    plan_blank_wanted = Signal(str)
    """The person wants to fill in a setting of the plan, which another page has."""
    pretrained_wanted = Signal()
    """The person wants to choose a network that was trained before."""
    undo_offered = Signal(str)
    """What an edit has led to, in words, where the person may not have meant it."""
    base_wanted = Signal(str)
    """The person wants to choose anew in the place of the one with this source, or its weights."""

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None, *, in_turns: bool = False
    ) -> None:
        """``in_turns``: ``making`` makes the page, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName("page.build")
        self._document, self._selection = document, selection
        self._gives_keyboard = True
        self.making = self._make()
        if not in_turns:
            finish(self.making)

    def rest(self) -> Making:
        """Makes ready what is seen of nearly every network as soon as one is opened."""
        self.properties.prepare(KINDS[_FIRST_KIND])
        yield

    def _make(self) -> Making:
        document, selection = self._document, self._selection
        self.palette_of_kinds = Palette()
        yield
        self.stack = StackView(document, selection, editable=True)
        yield
        self.properties = Properties(document, selection)
        yield
        self.totals = TotalsLine(document)
        self.missing = MissingWeights(document, self)
        self._facts = FittingLabel()
        self._empty = EmptyState("build.empty", "layers")
        self._empty.say(
            tr("The network is empty"),
            tr(
                "Click a layer in the palette, or drag it here. Pictures go in at the top; what comes out at the "
                "bottom is one number a class."
            ),
            tr("Add {kind}", kind=_FIRST_KIND),
        )
        self._lay_out()
        yield
        self._connect()
        self._follow()
        self.stack.begin()

    def _connect(self) -> None:
        self.palette_of_kinds.chosen.connect(self.add)
        for left in (self.palette_of_kinds.done, self.properties.keyboard_freed):
            left.connect(lambda: self._centre.currentWidget().setFocus())
        self._empty.clicked.connect(lambda: self.add(_FIRST_KIND))
        self.stack.input_selected.connect(self.properties.set_input_selected)
        self.stack.settings_wanted.connect(self.properties.focus_settings)
        self.stack.rename_wanted.connect(self._focus_name)
        self.stack.search_wanted.connect(self._focus_search)
        self.stack.blank_wanted.connect(self.go_to_blank)
        self.totals.blank_wanted.connect(lambda: self.go_to_blank(0))
        self.totals.problem_wanted.connect(self._show_problem)
        self._document.project_changed.connect(self._follow)
        self._document.opened.connect(self._begin_anew)
        self.stack.pretrained_wanted.connect(self.pretrained_wanted)
        for part in (self.stack, self.properties):
            part.base_wanted.connect(self.base_wanted)
        self.stack.undo_offered.connect(self.undo_offered)
        self.properties.unwrap_wanted.connect(self._unwrap)
        self.missing.changed.connect(self._show_missing)
        self._show_missing()
        assert self.stack.edits is not None
        self.addActions(self.stack.edits.for_page())

    def _lay_out(self) -> None:
        middle = QWidget()
        over = QVBoxLayout(self.stack.viewport())
        over.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        over.setContentsMargins(16, 80, 16, 16)  # under the input's card
        over.addWidget(self._empty)
        column = QVBoxLayout(middle)
        column.setContentsMargins(4, 8, 4, 4)
        column.setSpacing(4)
        self._centre = QStackedWidget()
        self._centre.addWidget(self.stack)
        column.addLayout(self._header())
        column.addWidget(self._centre, 1)
        column.addWidget(self.totals)
        splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=5)
        splitter.setObjectName("build.splitter")
        for widget in (self.palette_of_kinds, middle, self.properties):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([200, 680, 316])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _header(self) -> QHBoxLayout:
        self._head = header = QHBoxLayout()
        header.setContentsMargins(8, 0, 8, 0)
        header.setSpacing(4)
        title = heading(tr("Network"))
        title.setBuddy(self.stack)
        header.addWidget(title)
        header.addSpacing(8)
        header.addWidget(self._facts, 1)
        actions = self.stack.edits
        assert actions is not None
        for name, action in (
            ("move_up", actions.move_up),
            ("move_down", actions.move_down),
            ("duplicate", actions.duplicate),
            ("remove", actions.remove),
        ):
            header.addWidget(_button(name, action))
        return header

    def set_diagram(self, diagram: QWidget, shown: QAction) -> None:
        """Puts the diagram into the place of the stack, to be seen instead of it while ``shown`` is checked.

        What is selected is marked in it and chosen by a click there, so all that edits the stack holds there as well,
        by the same keys.
        """
        self._centre.addWidget(diagram)
        assert self.stack.edits is not None
        diagram.addActions(self.stack.edits.all())
        button = _button("show_diagram", shown)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.addWidget(button)
        shown.toggled.connect(lambda on: self._centre.setCurrentWidget(diagram if on else self.stack))

    def add(self, kind: str) -> None:
        """Adds a new layer or block after the current card, at the end of the selected branch, or of the stack.

        A pretrained network has to be chosen first.
        """
        if kind == Pretrained.kind:
            self.pretrained_wanted.emit()
            return
        editing.add_kind(self._document, self._selection, kind, self.stack.place_for_new())

    def _show_missing(self) -> None:
        for part in (self.stack.item_model, self.properties, self.totals):
            part.show_missing(self.missing.titles)

    def go_to_blank(self, step: int = 1) -> None:
        """Selects the layer with the next setting to fill in, and puts the keyboard into it.

        Args:
            step: 1 for the one behind what has the keyboard, −1 for the one before, 0 for the first of all.
        """
        project = self._document.project
        here = Blank(self._selection.current or "", self.properties.setting_in_hand if step else "")
        found = blanks.beside(project.blanks, here if step else _NOWHERE, project.network, project.plan, step or 1)
        if found is None:
            return
        if not found.node:
            self.plan_blank_wanted.emit(found.setting)
            return
        self._selection.select(found.node)
        self.properties.focus_setting(found.setting)

    def _unwrap(self, name: str) -> None:
        assert self.stack.edits is not None
        self._selection.select(name)
        self.stack.edits.unwrap.trigger()

    def _show_problem(self, name: str) -> None:
        if name:
            self._selection.select(name)
        else:
            self.stack.select_input()

    def _focus_name(self) -> None:
        field = self.properties.findChild(QLineEdit, "build.name")
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def _focus_search(self) -> None:
        self.palette_of_kinds.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.palette_of_kinds.search.selectAll()

    def _follow(self) -> None:
        waiting = until_filled_in(self._document.analysis, self._document.project.blanks)
        self._facts.say(*network_in_words(waiting.analysis, waits=bool(waiting.on)))
        self._empty.setVisible(not waiting.analysis.network.nodes)

    def _begin_anew(self) -> None:
        self._gives_keyboard = True
        if self.isVisible():
            self._give_keyboard()

    def _give_keyboard(self) -> None:
        self._gives_keyboard = False
        self.stack.setFocus(Qt.FocusReason.OtherFocusReason)

    # What Qt calls

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hands the keyboard on; a focus proxy would have Tab go past all that stands before it."""
        self.stack.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.missing.look()
        if self._gives_keyboard:  # so that keys edit the first layer at once; later the keyboard stays where it was
            self._give_keyboard()


def _button(name: str, action: QAction) -> IconButton:
    button = IconButton(f"build.{name}")
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button
