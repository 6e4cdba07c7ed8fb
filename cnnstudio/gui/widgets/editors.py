"""One editor for each form a setting may have; all have the signals ``edited`` and ``finished`` and ``set_value``."""

import math
import re

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from cnnstudio.core.spec import Padding, Pair, Setting
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_LARGEST = 2**31 - 1
_BEGUN_NUMBER = re.compile(r"[-+]?\d*\.?\d*(e[-+]?\d*)?", re.IGNORECASE)
_LONG_LIST = 20
"""How many choices a list shows before it scrolls."""

_PIXELS = 2
"""Where "pixels" stands among the choices of a padding."""


class _Manners(QObject):
    """Two habits every editor has: the wheel scrolls the page unless one is editing; Undo is the program's."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return False


def _teach(widget: QWidget) -> None:
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    manners = _Manners(widget)
    widget.installEventFilter(manners)
    if isinstance(widget, QAbstractSpinBox):
        widget.setAccelerated(True)
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        widget.setMinimumWidth(52)


class IntegerBox(QSpinBox):
    """A whole number. Any number can be typed, so that words can say why it is refused; arrows stay in the range."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._low = -_LARGEST if setting.low is None else math.ceil(setting.low)
        self._high = _LARGEST if setting.high is None else math.floor(setting.high)
        self.setRange(-_LARGEST, _LARGEST)
        _teach(self)
        self.valueChanged.connect(self.edited.emit)
        self.editingFinished.connect(self.finished)

    def set_value(self, value: int) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setValue(value)

    def stepBy(self, steps: int) -> None:
        self.setValue(min(max(self.value() + steps, self._low), self._high))
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return _steps(self.value() > self._low, self.value() < self._high)


class NumberBox(QDoubleSpinBox):
    """A number, also as "1e-4". Arrows go 1, 2, 5, 10 … where the range has no lower end, else by 0.01 or 0.05.

    It speaks when the number is finished, not at each key: on the way to 0.001 stands 0, which may be refused.
    """

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._low = -math.inf if setting.low is None else setting.low
        self._high = math.inf if setting.high is None else setting.high
        self._by_factor = setting.above
        self.setLocale(QLocale.c())
        self.setDecimals(20)  # 1/255 keeps every digit
        self.setRange(-1e9, 1e9)
        self.setKeyboardTracking(False)
        _teach(self)
        self.valueChanged.connect(self.edited.emit)
        self.editingFinished.connect(self.finished)

    def set_value(self, value: float) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setValue(value)

    def textFromValue(self, value: float) -> str:
        return f"{value:.10g}"

    def valueFromText(self, text: str) -> float:
        if text == self.textFromValue(self.value()):  # shown with fewer digits than it has, and left alone
            return self.value()
        try:
            return float(text)
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        text = text.replace(",", ".")
        if not _BEGUN_NUMBER.fullmatch(text):
            return QValidator.State.Invalid, text, position
        try:
            number = float(text)
        except ValueError:
            return QValidator.State.Intermediate, text, position
        state = QValidator.State.Acceptable if abs(number) <= self.maximum() else QValidator.State.Invalid
        return state, text, position

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = self._stepped(value, 1 if steps > 0 else -1)
        self.setValue(value)
        self.selectAll()

    def _stepped(self, value: float, direction: int) -> float:
        if self._by_factor:
            after = _next_of_1_2_5(value, direction)
            return after if self._low < after <= self._high else value
        in_twenties = math.isclose(value * 20, round(value * 20), abs_tol=1e-9) and value * 20 + direction >= 1
        step = 0.05 if in_twenties else 0.01
        return round(min(max(value + direction * step, self._low), self._high), 6)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return _steps(self.value() > self._low, self.value() < self._high)


def _steps(down: bool, up: bool) -> QAbstractSpinBox.StepEnabledFlag:
    flags = QAbstractSpinBox.StepEnabledFlag
    return (flags.StepDownEnabled if down else flags.StepNone) | (flags.StepUpEnabled if up else flags.StepNone)


def _next_of_1_2_5(value: float, direction: int) -> float:
    """The next number of the series … 0.1, 0.2, 0.5, 1, 2, 5 … above or below a positive ``value``."""
    decade = math.floor(math.log10(value))
    series = [float(f"{digit}e{power}") for power in range(decade - 1, decade + 2) for digit in (1, 2, 5)]
    if direction > 0:
        return next(each for each in series if each > value * (1 + 1e-9))
    return next(each for each in reversed(series) if each < value * (1 - 1e-9))


class FlagBox(QCheckBox):
    """On or off."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.toggled.connect(self.edited.emit)

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
        _teach(self)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(_LONG_LIST)
        self.currentIndexChanged.connect(lambda index: self.edited.emit(self._choices[index]))

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
        self.parts = tuple(setting.label.lower().split(", ")) if ", " in setting.label else ("rows", "columns")
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
        _teach(self)
        self.editingFinished.connect(self._speak)

    def value(self) -> tuple[float, ...] | str:
        try:
            return tuple(self._read(part) for part in re.split(r"[,;×\s]+", self.text().strip(" ,;")) if part)
        except ValueError:
            return self.text()

    def set_value(self, value: tuple[float, ...]) -> None:
        """Shows ``value`` without a signal."""
        self.setText(", ".join(f"{number:.10g}" for number in value))
        self.setCursorPosition(0)

    def _speak(self) -> None:
        self.edited.emit(self.value())
        self.finished.emit()


class PaddingBox(QWidget):
    """valid, same, or a number of pixels."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._mode, self._pixels = ElidingCombo(), IntegerBox(setting)
        self._mode.addItems(["valid (none)", "same size", "pixels"])
        _teach(self._mode)
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
