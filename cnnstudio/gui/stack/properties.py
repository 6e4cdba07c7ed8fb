"""The settings of the selected card, what it does, and its shapes and counts worked out."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core import explain
from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.errors import SpecError
from cnnstudio.core.network import Layer
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.core.spec import settings_of
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.stack import editing
from cnnstudio.gui.stack.cards import input_problem
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.form import ErrorWords, SettingsForm, form_label
from cnnstudio.gui.widgets.sign import Sign

_LABEL_WIDTH = 88


class Properties(QScrollArea):
    """One panel for whatever is selected: a layer, a block, the input, or nothing."""

    def __init__(self, document: Document, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._input_is_selected = False
        self._shown: str | None = None
        self._title = heading("")
        self._title.setWordWrap(True)
        self._name = _NameRow()
        self._form = SettingsForm(prefix="build.form", label_width=_LABEL_WIDTH)
        self._problem = _ProblemBox()
        self._does = _Passage("What it does")
        self._arithmetic = _Passage("Shape and parameters")
        self._arithmetic.text.setObjectName("build.arithmetic")
        self._arithmetic.text.setAccessibleName("Shape and parameter arithmetic")
        self._several = MutedLabel(wordWrap=True)
        self._lay_out()
        self._name.renamed.connect(self._rename)
        self._form.changed.connect(self._change)
        self._problem.fix_wanted.connect(lambda fix: editing.apply_fix(document, fix))
        selection.changed.connect(self.follow)
        document.project_changed.connect(self.follow)
        document.data_changed.connect(self.follow)
        self.follow()

    def set_input_selected(self, selected: bool) -> None:
        """Says whether the input's card is the selected one."""
        self._input_is_selected = selected
        self.follow()

    def focus_settings(self) -> None:
        """Puts the keyboard into the first setting, or into the name where there is none."""
        if self._form.isVisibleTo(self) and not self._form.is_empty:
            self._form.focus_first()
        else:
            self._name.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def follow(self) -> None:
        """Shows what is selected as it is now."""
        row = self._row()
        if row is not None:
            self._show_node(row)
        elif self._input_is_selected:
            self._show_input()
        else:
            self._show_nothing()

    # Private

    def _lay_out(self) -> None:
        self.setObjectName("build.form")
        self.setAccessibleName("Settings of the selected layer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(260)
        content = QWidget()
        content.setAutoFillBackground(False)
        column = QVBoxLayout(content)
        column.setContentsMargins(8, 12, 16, 12)
        column.setSpacing(8)
        # The problem comes and goes while one edits, so it stands below the fields: nothing moves under the mouse.
        for widget in (self._title, self._several, self._name, self._form, self._problem, self._does, self._arithmetic):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)

    def _row(self) -> Row | None:
        current = self._selection.current
        return next((row for row in self._document.analysis.rows if row.name == current), None)

    def _show_node(self, row: Row) -> None:
        if row.name != self._shown:
            self._form.forget_words()
            self._name.forget_words()
            self._shown = row.name
        self._title.setText(row.kind)
        count = len(self._selection.names)
        self._several.setText(f"{count} layers are selected. These are the settings of {row.name}.")
        self._several.setVisible(count > 1)
        self._name.show_name(row.name)
        self._name.show()
        is_layer = isinstance(row.node, Layer)
        self._form.setVisible(is_layer)
        if isinstance(row.node, Layer):
            self._form.show(row.node.spec)
        self._problem.show_problem(row.problem)
        self._does.say(explain.what_it_does(row))
        self._arithmetic.say(_worked_out(row))

    def _show_input(self) -> None:
        data, network = self._document.data_set, self._document.project.network
        self._show_words("Input")
        self._problem.show_problem(input_problem(self._document))
        where = (
            "No data are loaded yet: choose some on the Data page."
            if data is None
            else f"They come from the data set of the Data page: {data.title}, {data.classes} classes."
        )
        self._does.say(f"Hands the pictures to the first layer, one at a time. {where}")
        rows, columns, channels = network.input_shape
        colour = {1: "1 channel (grey)", 3: "3 channels (colour)"}.get(channels, f"{channels} channels")
        lines = (f"{shape_in_words(network.input_shape)}", f"{rows} rows, {columns} columns, {colour}")
        self._arithmetic.say("\n".join(lines))

    def _show_nothing(self) -> None:
        self._show_words("Nothing selected")
        self._problem.show_problem(None)
        if self._document.project.network.nodes:
            self._does.say("Select a layer in the stack to see and change its settings.", "What to do")
        else:
            self._does.say(
                "Click a layer at the left: it is added to the stack and its settings appear here.", "What to do"
            )
        self._arithmetic.say("")

    def _show_words(self, title: str) -> None:
        self._shown = None
        self._title.setText(title)
        for widget in (self._several, self._name, self._form):
            widget.hide()

    # What the person does

    def _change(self, name: str, value: object) -> None:
        row = self._row()
        if row is None or not isinstance(row.node, Layer):
            return
        try:
            network = self._document.project.network.change(row.path, **{name: value})
        except SpecError as error:
            self._form.refuse(name, str(error))
            return
        label = settings_of(row.node.spec)[name].label
        text = f"Change {label[0].lower()}{label[1:]} of {row.name}"
        self._document.change_network(network, text, merge=f"{row.name}.{name}")
        if self._document.project.network is not network:  # the document refused, so the field goes back
            self.follow()

    def _rename(self, new: str) -> None:
        row = self._row()
        if row is None:
            return
        try:
            editing.rename(self._document, self._selection, row.name, new)
        except SpecError as error:
            self._name.refuse(row.name, str(error))


class _NameRow(QWidget):
    """The name of a node and, under it, why another one cannot be had."""

    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setObjectName("build.name")
        self.field.setAccessibleName("Name")
        self.field.setToolTip("The layer's name, as it is called in Keras, in files and in tables")
        self._error = ErrorWords()
        self._kept = ""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self._error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(form_label("Name", _LABEL_WIDTH, self.field), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.field.editingFinished.connect(self._finished)

    def show_name(self, name: str) -> None:
        """Shows ``name``, unless it stood there all the time while another one is being typed."""
        if name != self._kept:
            self._kept = name
            self.field.setText(name)

    def refuse(self, kept: str, words: str) -> None:
        """Goes back to the name that is kept and says why."""
        with QSignalBlocker(self.field):
            self.field.setText(kept)
        self._error.say(words)

    def forget_words(self) -> None:
        """Takes a refusal back."""
        self._error.say("")

    def _finished(self) -> None:
        new = self.field.text().strip()
        if new != self._kept:
            self._error.say("")
            self.renamed.emit(new)


class _ProblemBox(QWidget):
    """What is wrong, and a button for each way out; hidden while nothing is."""

    fix_wanted = Signal(object)
    """The Fix that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        sign = Sign("triangle-alert", "error")
        self._words = ErrorWords()
        self._fixes: tuple[Fix, ...] = ()
        self._buttons = (self._button("build.fix", 0), self._button("build.other_fix", 1))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        for button in self._buttons:
            column.addWidget(button)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Shows it, or hides when there is none."""
        self.setVisible(problem is not None)
        if problem is None:
            return
        self._words.say(problem.text)
        self._fixes = problem.fixes
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._fixes))
            if number < len(self._fixes):
                button.setText(self._fixes[number].label)
                button.setAccessibleName(self._fixes[number].label)

    def _button(self, name: str, number: int) -> QPushButton:
        button = QPushButton(icon("trash-2" if number else "wand-sparkles"), "")
        button.setObjectName(name)
        button.clicked.connect(lambda: self.fix_wanted.emit(self._fixes[number]))
        return button


class _Passage(QWidget):
    """A small heading over some lines that can be selected and copied; hidden without lines."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title_text = title
        self._title = QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self.text)

    def say(self, text: str, title: str = "") -> None:
        """Shows ``text`` under the usual heading, or under another one."""
        self._title.setText(title or self._title_text)
        self.text.setText(text)
        self.setVisible(bool(text))


def _worked_out(row: Row) -> str:
    """Shape, window, parameters and receptive field of a row, a line each."""
    lines = [
        explain.shape_arithmetic(row),
        explain.window_arithmetic(row),
        explain.parameter_arithmetic(row),
        f"{row.multiply_adds:,} multiply-adds a picture" if row.multiply_adds else "",
        explain.receptive_field_in_words(row),
    ]
    if row.output_shape is not None and not row.arithmetic:
        lines.insert(2, "No parameters: nothing to learn here.")
    if row.output_shape is None and row.problem is None:
        lines.append("Known once the problem above it is solved.")
    return "\n".join(filter(None, lines))
