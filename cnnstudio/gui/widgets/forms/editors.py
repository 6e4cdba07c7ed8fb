"""One editor for each form a setting may have; all have the signals ``edited`` and ``finished`` and ``set_value``."""

import re

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.spec import Padding, Pair, Setting
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.forms.number_boxes import IntegerBox, NumberBox, teach, with_points

_LONG_LIST = 20
"""How many choices a list shows before it scrolls."""

_PIXELS = 2
"""Where "pixels" stands among the choices of a padding."""


class FlagBox(QCheckBox):
    """On or off."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.toggled.connect(self.edited.emit)
        self.toggled.connect(lambda _: self.finished.emit())

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setChecked(value)


class ChoiceBox(ElidingCombo):
    """One of the setting's choices; typing the beginning of its name finds one, in the list and without it."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._choices = setting.choices
        self.addItems([setting.names.get(choice, str(choice)) for choice in setting.choices])
        teach(self)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(_LONG_LIST)
        self.currentIndexChanged.connect(lambda index: self.edited.emit(self._choices[index]))
        self.currentIndexChanged.connect(lambda _: self.finished.emit())

    def value(self) -> object:
        return self._choices[self.currentIndex()]

    def set_value(self, value: object) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._choices.index(value))


class TextBox(QLineEdit):
    """A text; it speaks when the text is finished."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._kept = ""
        self.editingFinished.connect(self._speak)

    def value(self) -> str:
        return self._kept

    def set_value(self, value: str) -> None:
        """Shows ``value`` without a signal."""
        self._kept = value
        self.setText(value)

    def _speak(self) -> None:
        if self.text() != self._kept:
            self._kept = self.text()
            self.edited.emit(self._kept)
        self.finished.emit()


class PairBox(QWidget):
    """Two whole numbers, rows × columns. While both are equal the second follows the first.

    A label of two words, as "Top, bottom", names its parts itself.
    """

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._rows, self._columns = IntegerBox(setting), IntegerBox(setting)
        self._equal = True
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._rows, 1)
        named = tuple(in_sentence(setting.label).split(", ")) if ", " in setting.label else ()
        self.parts = named or (tr("rows"), tr("columns"))
        layout.addWidget(QLabel("," if ", " in setting.label else "×"))
        layout.addWidget(self._columns, 1)
        self.setFocusProxy(self._rows)
        self._rows.edited.connect(self._rows_edited)
        self._columns.edited.connect(self._columns_edited)
        for box in (self._rows, self._columns):
            box.finished.connect(self.finished)

    def boxes(self) -> tuple[IntegerBox, IntegerBox]:
        """The box of the rows and that of the columns."""
        return self._rows, self._columns

    def value(self) -> Pair:
        return self._rows.value(), self._columns.value()

    def set_value(self, value: Pair) -> None:
        """Shows ``value`` without a signal."""
        self._rows.set_value(value[0])
        self._columns.set_value(value[1])
        self._equal = value[0] == value[1]

    def _rows_edited(self, rows: int) -> None:
        if self._equal:
            self._columns.set_value(rows)
        self._columns_edited()

    def _columns_edited(self) -> None:
        self._equal = self._rows.value() == self._columns.value()
        self.edited.emit(self.value())


class RowBox(QLineEdit):
    """A row of numbers as "28, 28, 1", parted by commas or spaces; it speaks when the row is finished.

    What cannot be read as numbers is its value as it was typed, so that words can say what is wanted.
    """

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._read = int if setting.form == "integers" else float
        self._shown = ""
        teach(self, self._take_back)
        self.editingFinished.connect(self._speak)

    def value(self) -> tuple[float, ...] | str:
        try:
            text = with_points(self.text().strip(" ,;"))
            return tuple(self._read(part) for part in re.split(r"[,;×\s]+", text) if part)
        except ValueError:
            return self.text()

    def set_value(self, value: tuple[float, ...]) -> None:
        """Shows ``value`` without a signal."""
        self._shown = ", ".join(f"{number:.10g}" for number in value)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def _take_back(self) -> bool:
        is_typing = self.text() != self._shown
        if is_typing:
            self.setText(self._shown)
        return is_typing

    def _speak(self) -> None:
        self._shown = self.text()
        self.edited.emit(self.value())
        self.finished.emit()


class PaddingBox(QWidget):
    """valid, same, or a number of pixels."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._mode, self._pixels = ElidingCombo(), IntegerBox(setting)
        self._mode.addItems([tr("valid (none)"), tr("same size"), tr("pixels")])
        teach(self._mode)
        self._mode.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._mode.setMinimumContentsLength(4)
        self._pixels.setSuffix(" px")
        self._pixels.set_value(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._mode, 1)
        layout.addWidget(self._pixels, 1)
        self.setFocusProxy(self._mode)
        self._pixels.hide()
        self._mode.currentIndexChanged.connect(self._speak)
        self._mode.currentIndexChanged.connect(lambda _: self.finished.emit())
        self._pixels.edited.connect(self._speak)
        self._pixels.finished.connect(self.finished)

    def boxes(self) -> tuple[QComboBox, IntegerBox]:
        """The choice and the number of pixels beside it."""
        return self._mode, self._pixels

    def value(self) -> Padding:
        return ("valid", "same", self._pixels.value())[self._mode.currentIndex()]

    def set_value(self, value: Padding) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self._mode):
            self._mode.setCurrentIndex(("valid", "same").index(value) if isinstance(value, str) else _PIXELS)
        if isinstance(value, int):
            self._pixels.set_value(value)
        self._pixels.setVisible(isinstance(value, int))

    def _speak(self) -> None:
        self._pixels.setVisible(self._mode.currentIndex() == _PIXELS)
        self.edited.emit(self.value())


Editor = IntegerBox | NumberBox | FlagBox | ChoiceBox | TextBox | PairBox | RowBox | PaddingBox

_EDITORS: dict[str, type[Editor]] = {
    "integer": IntegerBox,
    "number": NumberBox,
    "flag": FlagBox,
    "choice": ChoiceBox,
    "text": TextBox,
    "pair": PairBox,
    "padding": PaddingBox,
    "integers": RowBox,
    "numbers": RowBox,
}


def editor_of(setting: Setting) -> Editor:
    """The editor for the setting's form."""
    return _EDITORS[setting.form](setting)
