"""The settings of the selected card, what it does, and its shapes and counts worked out."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core import blanks, edits
from cnnstudio.core.analysis import Row
from cnnstudio.core.errors import SpecError
from cnnstudio.core.explain.merging import branch_shapes
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block
from cnnstudio.core.spec import Settings
from cnnstudio.core.sweeps.place import TIMES, Place
from cnnstudio.core.transferring.pretrained_blocks import why_not_change
from cnnstudio.core.waiting import Waiting, until_filled_in
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.branches import BranchButtons, Branches
from cnnstudio.gui.stack.cards import block_caution, input_caution, input_problem
from cnnstudio.gui.stack.explanation import ExplanationView
from cnnstudio.gui.stack.name_row import NameRow
from cnnstudio.gui.stack.pretrained_facts import WITHOUT, PretrainedFacts
from cnnstudio.gui.stack.problem_box import ProblemBox
from cnnstudio.gui.stack.selected_words import branch_title, branch_words, input_words, several_words
from cnnstudio.gui.stack.setting_edits import SettingEdits
from cnnstudio.gui.widgets.blanks_button import BlanksButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.forms.blank_editors import BlankChoice, BlankLine
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.notice import Notice
from cnnstudio.gui.widgets.varying.button import ROOM, VariesChip

_LABEL_WIDTH = 88


class Properties(QScrollArea):
    """One panel for whatever is selected: a layer, a block, several, the input, or nothing."""

    base_wanted = Signal(str)
    """The person wants another network, or its weights, for the pretrained block with this source."""
    unwrap_wanted = Signal(object)
    """The name of a block that the person wants unwrapped, so that the layers in it can be changed."""
    keyboard_freed = Signal()
    """The editor that had the keyboard is gone, as another kind is shown."""

    def __init__(self, document: Document, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._edits = SettingEdits(document, selection)
        self._input_is_selected = False
        self._shown = ""
        self._in_form: tuple[int, str, str] | None = None
        self._missing: Mapping[str, str] = {}
        self._serial = document.serial
        self._blanks = BlanksButton("build.blanks", without=WITHOUT)
        self._title = heading("")
        self._title.setWordWrap(True)
        self._name = NameRow(_LABEL_WIDTH)
        self._name.setContentsMargins(0, 0, ROOM, 0)
        self._form = SettingsForm(prefix="build.form", label_width=_LABEL_WIDTH, blanks=True, without=WITHOUT)
        self._varying = Varying(document, self)
        self._varying.offer_in(self._form, self._place_of)
        self._times = VariesChip("build.times", tr("Times in a row"))
        self._pretrained = PretrainedFacts()
        self._branches = Branches()
        self._branch_buttons = BranchButtons()
        self._held = Notice("build.held")
        self._problem = ProblemBox("error", ("build.fix", "build.other_fix"))
        self._caution = ProblemBox("warning", ("build.caution_fix", "build.other_caution_fix"))
        self.explanation = ExplanationView(document)
        self._several = MutedLabel(wordWrap=True)
        self._several.setObjectName("build.several")
        self._lay_out()
        self._name.renamed.connect(self._rename)
        self._form.changed.connect(self._change)
        self._times.clicked.connect(self._vary_times)
        self._pretrained.change_wanted.connect(self.base_wanted)
        self._form.settled.connect(self._edits.forget_typing)
        self._form.blank_wanted.connect(lambda name: self._turn_blank(name, True))
        self._blanks.chosen.connect(self._turn_blank)
        self._branches.add_wanted.connect(self._add_branch)
        self._branches.remove_wanted.connect(self._remove_branch)
        self._branch_buttons.add_wanted.connect(self._add_branch)
        self._branch_buttons.remove_wanted.connect(self._remove_selected_branch)
        self._held.wanted.connect(self.unwrap_wanted)
        for box in (self._problem, self._caution):
            box.fix_wanted.connect(lambda fix: editing.apply_fix(document, fix))
        selection.changed.connect(self._follow_selection)
        document.project_changed.connect(self._follow_document)  # also said when other data are there
        document.opened.connect(self._begin_anew)
        self.follow()

    def show_missing(self, titles: Mapping[str, str]) -> None:
        """Takes which blocks' weights are not on this computer: the titles of their bases by the blocks' names."""
        self._missing = titles
        self._follow_document()

    def set_input_selected(self, selected: bool) -> None:
        """Says whether the input's card is the selected one."""
        self._input_is_selected = selected
        self.follow()

    def prepare(self, kind: type[Settings]) -> None:
        """Makes the editors of a kind of layer ready before one is selected."""
        self._form.prepare(kind)

    def focus_settings(self) -> None:
        """Puts the keyboard into the first setting, or into the name where there is none."""
        if self._form.isVisibleTo(self) and not self._form.is_empty:
            self._form.focus_first()
        else:
            self._name.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_setting(self, name: str) -> None:
        """Puts the keyboard into one setting of what is selected."""
        self._form.focus(name)

    @property
    def setting_in_hand(self) -> str:
        """The setting that has the keyboard; empty where none has."""
        return self._form.focused

    def follow(self) -> None:
        """Shows what is selected as it is now."""
        before = QApplication.focusWidget()
        row = self._row()
        if row is not None:
            self._show_node(row)
        elif (of := self._branch()) is not None:
            self._show_branch(*of)
        elif self._input_is_selected:
            self._show_input()
        else:
            self._show_nothing()
        filled_in = isinstance(before, (BlankLine, BlankChoice)) and before is not QApplication.focusWidget()
        if before is not None and not filled_in and self.isAncestorOf(before) and not before.isVisibleTo(self):
            self.keyboard_freed.emit()  # or Qt would hand it to whatever comes next in the window

    # Private

    def _follow_document(self) -> None:
        # A project that is opened would pay for a form that nobody sees, or for that of a layer of the one before.
        if self.isVisible() and self._document.serial == self._serial:
            self.follow()

    def _begin_anew(self) -> None:
        self._serial = self._document.serial
        self._follow_document()

    def _follow_selection(self) -> None:
        if not self._selection.is_dropping:  # at the end of an edit all is followed anyway
            self._follow_document()

    def _lay_out(self) -> None:
        self.setObjectName("build.form")
        self.setAccessibleName(tr("Settings of the selected layer"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_least_width(self, 260)
        content = QWidget()
        content.setAutoFillBackground(False)
        column = QVBoxLayout(content)
        column.setContentsMargins(8, 12, 6, 12)
        column.setSpacing(8)
        # The problem comes and goes while one edits, so it stands below the fields: nothing moves under the mouse.
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._blanks, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        widgets = self._several, self._name, self._form, self._times, self._pretrained, self._branches
        for widget in (*widgets, self._branch_buttons):
            column.addWidget(widget)
        for widget in (self._held, self._problem, self._caution, self.explanation):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)

    def _row(self) -> Row | None:
        current = self._selection.current
        return None if current is None else self._document.analysis.row_of(current)

    def _row_in_form(self) -> Row | None:
        """What is selected, where the form shows it: a hidden one may still show what was selected before."""
        row = self._row()
        return row if row is not None and self._in_form == self._mark(row) else None

    def _mark(self, row: Row) -> tuple[int, str, str]:
        return self._document.serial, row.name, row.kind

    def _place_of(self, name: str) -> Place | None:
        """Where a setting of the form stands; of several layers that of the one the form shows."""
        row = self._row()
        return None if row is None else Place("network", name, row.name)

    def _vary_times(self) -> None:
        place = self._place_of(TIMES)
        if place is not None:
            self._varying.edit(place, self._times)

    def _branch(self) -> tuple[Row, int] | None:
        """The selected branch's block and its number."""
        if self._selection.branch is None:
            return None
        name, number = self._selection.branch
        row = self._document.analysis.row_of(name)
        if row is None or not isinstance(row.node, Block) or number >= len(row.node.branches):
            return None  # the selection is about to follow
        return row, number

    def _turn_to(self, shown: str) -> None:
        """Begins at the top where something else is shown than before."""
        if shown != self._shown:
            self._form.forget_words()
            self._name.forget_words()
            self._edits.forget_typing()
            self._shown = shown
            self.verticalScrollBar().setValue(0)

    def _show_held(self, row: Row) -> bool:
        """Lets settings only be read of what stands in a pretrained block, with the reason and the way out."""
        block = self._edits.holder(row)
        self._form.set_editable(block is None)
        self._name.set_editable(block is None)
        ways = [(tr("Unwrap {name}", name=block.name), block.name)] if block is not None else []
        self._held.say(why_not_change(self._document.project.network, row.path), ways=ways)
        return block is not None

    def _show_node(self, row: Row) -> None:
        self._turn_to(f"node {row.name}")
        if self._in_form != self._mark(row):
            self._in_form = None  # a field that is hidden now may still speak: of the layer before
        is_one = len(self._selection.names) == 1
        self._title.setText(row.kind)
        can = self._edits.holder(row) is None
        words = several_words(row, self._edits.alike(row), self._edits.selected(), editable=can)
        self._several.setText(words)
        self._several.setVisible(not is_one)
        self._name.show_name(row.name)
        self._name.setVisible(is_one)
        left = self._edits.blanks_of(row)
        self._form.show(row.node.spec, left)
        self._in_form = self._mark(row)
        self._times.say(self._varying.words(self._place_of(TIMES)) or "", tr("times in a row"))
        self._blanks.show_settings(type(row.node.spec), left)
        self._form.setVisible(not self._form.is_empty)
        self._blanks.setVisible(not self._show_held(row) and not self._blanks.isHidden())
        self._branches.setVisible(isinstance(row.node, Block))
        self._branch_buttons.hide()
        self._show_worked_out(row)

    def _waiting(self) -> Waiting:
        """What can be told of the network without giving its blanks away."""
        return until_filled_in(self._document.analysis, self._document.project.blanks)

    def _show_worked_out(self, row: Row) -> None:
        """Shows what follows from the settings, as far as it does not stand on blanks."""
        waiting, project = self._waiting(), self._document.project
        row = waiting.analysis.row_of(row.name) or row
        self._pretrained.show_row(row, self._document)
        if isinstance(row.node, Block):
            is_own = self._edits.holder(row) is None
            self._branches.show_block(row.node, branch_shapes(row, waiting.analysis), editable=is_own)
        self._problem.show_problem(row.problem)
        self._caution.show_problem(block_caution(row, self._missing))
        blank = waiting.on.get(row.name)
        words = "" if blank is None else blanks.named(blank, project.network, project.plan)
        self.explanation.show_row(row, words)

    def _show_branch(self, row: Row, number: int) -> None:
        block = row.node
        assert isinstance(block, Block)
        self._show_words(branch_title(block, number, row.name))
        self._problem.show_problem(None)
        self._branch_buttons.show_block(block, editable=self._edits.holder(row) is None)
        waiting = self._waiting()
        row = waiting.analysis.row_of(row.name) or row
        after = branch_shapes(row, waiting.analysis)[number]
        lines = branch_words(block, number, row.input_shape, after)
        self.explanation.show_words(
            tr("The next layer you click goes here, at its end."), lines, title=tr("What to do")
        )

    def _show_input(self) -> None:
        self._show_words(tr("Input"))
        self._problem.show_problem(input_problem(self._document))
        self._caution.show_problem(input_caution(self._document))
        self.explanation.show_words(*input_words(self._document))

    def _show_nothing(self) -> None:
        self._show_words(tr("Nothing selected"))
        self._problem.show_problem(None)
        words = (
            tr("Select a layer in the stack to see and change its settings.")
            if self._document.project.network.nodes
            else tr("Click a layer at the left: it is added to the stack and its settings appear here.")
        )
        self.explanation.show_words(words, title=tr("What to do"))

    def _show_words(self, title: str) -> None:
        self._turn_to(title)
        self._in_form = None
        self._title.setText(title)
        self._caution.show_problem(None)
        self._pretrained.hide()
        self._held.say("")
        hidden = self._several, self._name, self._form, self._times, self._branches, self._branch_buttons, self._blanks
        for widget in hidden:
            widget.hide()

    # What the person does

    def _change(self, name: str, value: object) -> None:
        row = self._row_in_form()
        if row is None:
            return
        try:
            is_taken = self._edits.change(row, name, value, takes_back=self._form.takes_back)
        except SpecError as error:
            self._form.refuse(name, str(error))
            return
        if not is_taken:
            self.follow()  # the field goes back

    def _turn_blank(self, name: str, is_blank: bool) -> None:
        row = self._row_in_form()
        if row is not None and not self._edits.turn_blank(row, name, is_blank):
            self.follow()

    def _add_branch(self) -> None:
        """Adds one to the selected block, or behind those of the selected one, and selects it there."""
        row, network, of = self._row(), self._document.project.network, self._branch()
        row = row or (of[0] if of is not None else None)
        if row is None or not isinstance(row.node, Block):
            return
        text, count = tr("Add a branch to {name}", name=row.name), len(row.node.branches)
        done = editing.put(self._document, self._selection, lambda: edits.add_branch(network, row.path), text, ())
        if done and of is not None:
            self._selection.select_branch(row.name, count)

    def _remove_selected_branch(self) -> None:
        of = self._branch()
        if of is not None:
            self._selection.select(of[0].name)
            self._remove_branch(of[1])

    def _remove_branch(self, number: int) -> None:
        row, network = self._row(), self._document.project.network
        if row is not None:
            text = tr("Remove branch {number} of {name}", number=number + 1, name=row.name)
            both = self._document, self._selection
            editing.put(*both, lambda: edits.remove_branch(network, row.path, number), text, ())

    def _rename(self, new: str) -> None:
        row = self._row_in_form()
        if row is None:
            return
        try:
            editing.rename(self._document, self._selection, row.name, new)
        except SpecError as error:
            self._name.refuse(str(error))

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()
