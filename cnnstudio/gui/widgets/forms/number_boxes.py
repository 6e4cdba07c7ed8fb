"""Boxes for one whole number or one number, some of whose values are called by a word, as "no limit"."""

import math
import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionSpinBox,
    QWidget,
)

from cnnstudio.core.language import local
from cnnstudio.core.spec import Setting
from cnnstudio.gui.widgets.letters import keep_fit

_LARGEST = 2**31 - 1
_LEAST_WIDTH, _CURSOR = 52, 6
"""Pixels: of a box, and of what a line leaves free around its text."""
_BEGUN_NUMBER = re.compile(r"[-+]?\d*\.?\d*(e[-+]?\d*)?", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"[-+]?\d{1,60}")
_POINT, _COMMA = local("."), local(",")
"""What stands before the decimals, and between thousands, in the person's language."""

Answer = tuple[QValidator.State, str, int]
TakeBack = Callable[[], bool]


class _Manners(QObject):
    """Two habits every editor has: the wheel scrolls the page unless one is editing; Undo is the program's.

    What is typed and not finished is no step of the program's yet: Undo takes that back first.
    """

    def __init__(self, widget: QWidget, take_back: TakeBack) -> None:
        super().__init__(widget)
        self._take_back = take_back

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.setAccepted(event.matches(keys.Undo) and self._take_back())
                return True
        return False


def teach(widget: QWidget, take_back: TakeBack = lambda: False) -> None:
    """Gives an editor its manners.

    Args:
        take_back: Shows the value again where something else is being typed, and says whether it was.
    """
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    manners = _Manners(widget, take_back)
    widget.installEventFilter(manners)
    if isinstance(widget, QAbstractSpinBox):
        widget.setAccelerated(True)
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        widget.setMinimumWidth(_LEAST_WIDTH)


class _Names(QObject):
    """The words for some values of a box; a click on one selects it, so that a number typed takes its place."""

    def __init__(self, box: QAbstractSpinBox, names: Mapping[float, str]) -> None:
        super().__init__(box)
        self._box, self._names = box, names
        if names:
            box.lineEdit().installEventFilter(self)

    def make_room(self) -> None:
        """Keeps the box, once it is made, as wide as its longest word needs."""
        if self._names:
            keep_fit(self._box, lambda: self._box.setMinimumWidth(max(_LEAST_WIDTH, self._width)))

    @property
    def _width(self) -> int:
        box, option = self._box, QStyleOptionSpinBox()
        metrics = box.fontMetrics()
        box.initStyleOption(option)
        inside = QSize(max(map(metrics.horizontalAdvance, self._names.values())) + _CURSOR, metrics.height())
        return box.style().sizeFromContents(QStyle.ContentsType.CT_SpinBox, option, inside, box).width()

    def of(self, value: float) -> str | None:
        """What ``value`` is called; None where it is a number like others."""
        return self._names.get(value)

    def value_of(self, text: str) -> float | None:
        """The value that is called ``text``; None for any other text."""
        return next((value for value, name in self._names.items() if name == text.strip()), None)

    def judge(self, text: str) -> QValidator.State | None:
        """Whether ``text`` is a name or may become one; None where it is neither."""
        if self.value_of(text) is not None:
            return QValidator.State.Acceptable
        begun = text.strip() and any(name.startswith(text.strip()) for name in self._names.values())
        return QValidator.State.Intermediate if begun else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        clicked = event.type() == QEvent.Type.MouseButtonRelease
        if clicked and isinstance(watched, QLineEdit) and self.value_of(watched.text()) is not None:
            watched.selectAll()
        return False


class IntegerBox(QSpinBox):
    """A whole number. Any number can be typed, so that words can say why it is refused; arrows stay in the range."""

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._names = _Names(self, setting.names)
        self._is_grouped = False
        self._low = -_LARGEST if setting.low is None else math.ceil(setting.low)
        self._high = _LARGEST if setting.high is None else math.floor(setting.high)
        self.setRange(-_LARGEST, _LARGEST)
        teach(self)
        self._names.make_room()
        self.valueChanged.connect(lambda _: self.edited.emit(self.value()))
        self.lineEdit().textEdited.connect(self._typed)
        self.editingFinished.connect(self.finished)

    def value(self) -> int:
        """The number as it stands there, of any length."""
        text = self._plain(self.cleanText()).strip()
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else super().value()

    def set_grouped(self) -> None:
        """Shows thousands as "4,000", in German "4.000", as words beside it do; they may be typed without it."""
        if not self._is_grouped:
            self._is_grouped = True
            self.setSpecialValueText(self.specialValueText())  # has the number written anew

    def set_value(self, value: int) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setValue(min(max(value, -_LARGEST), _LARGEST))

    def stepBy(self, steps: int) -> None:
        self.setValue(min(max(super().value() + steps, self._low), self._high))
        self.selectAll()
        self.finished.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return _steps(super().value() > self._low, super().value() < self._high)

    def textFromValue(self, value: int) -> str:
        return self._names.of(value) or (local(f"{value:,}") if self._is_grouped else str(value))

    def valueFromText(self, text: str) -> int:
        named = self._names.value_of(text)
        return super().valueFromText(self._plain(text)) if named is None else int(named)

    def validate(self, text: str, position: int) -> Answer:
        state = self._names.judge(text)
        plain = self._plain(text)
        if state is None and _is_huge(plain.removesuffix(self.suffix())):
            state = QValidator.State.Intermediate
        if state is None and _is_split_otherwise(text):
            state = QValidator.State.Intermediate
        if state is None and plain != text:
            state = super().validate(plain, 0)[0]
        return super().validate(text, position) if state is None else (state, text, position)

    def fixup(self, text: str) -> str:
        return text if _is_split_otherwise(text) else super().fixup(text)

    def _plain(self, text: str) -> str:
        return text.replace(_COMMA, "") if self._is_grouped else text

    def _typed(self) -> None:
        """Speaks of a number too long for Qt, too, and of the one that is left of it."""
        if _WHOLE_NUMBER.fullmatch(self._plain(self.cleanText()).strip()):
            self.edited.emit(self.value())


def _is_split_otherwise(text: str) -> bool:
    """Whether it is split, but not into thousands: Qt would take the sign out, and 15 would come of "1,5"."""
    _, *groups = text.strip().split(_COMMA)
    return any(len(group) != 3 for group in groups)


def _is_huge(text: str) -> bool:
    """Whether it is a whole number that Qt's box cannot hold."""
    return bool(_WHOLE_NUMBER.fullmatch(text.strip())) and abs(int(text)) > _LARGEST


class NumberBox(QDoubleSpinBox):
    """A number, also as "1e-4". Arrows go 1, 2, 5, 10 … where the range has no lower end, else by 0.01 or 0.05.

    Point and comma are one: "0.001" and "0,001" are the same number, shown as the person's language has it.

    It speaks when the number is finished, not at each key: on the way to 0.001 stands 0, which may be refused.
    """

    edited = Signal(object)
    finished = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._names = _Names(self, setting.names)
        self._low = -math.inf if setting.low is None else setting.low
        self._high = math.inf if setting.high is None else setting.high
        self._by_factor = setting.above
        self.setLocale(QLocale.c())
        self.setDecimals(20)  # 1/255 keeps every digit
        self.setRange(-1e9, 1e9)
        self.setKeyboardTracking(False)
        teach(self, self._take_back)
        self._names.make_room()
        self.valueChanged.connect(self.edited.emit)
        self.editingFinished.connect(self.finished)

    def set_value(self, value: float) -> None:
        """Shows ``value`` without a signal."""
        with QSignalBlocker(self):
            self.setValue(value)

    def textFromValue(self, value: float) -> str:
        return self._names.of(value) or local(f"{value:.10g}")

    def valueFromText(self, text: str) -> float:
        named = self._names.value_of(text)
        if named is not None:
            return named
        if text == self.textFromValue(self.value()):  # shown with fewer digits than it has, and left alone
            return self.value()
        try:
            return float(text.replace(_POINT, "."))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> Answer:
        named = self._names.judge(text)
        if named is not None:
            return named, text, position
        plain = text.replace(",", ".")
        text = plain.replace(".", _POINT)
        if not _BEGUN_NUMBER.fullmatch(plain):
            return QValidator.State.Invalid, text, position
        try:
            number = float(plain)
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

    def _take_back(self) -> bool:
        is_typing = self.cleanText() != self.textFromValue(self.value())
        if is_typing:
            self.set_value(self.value())
            self.selectAll()
        return is_typing

    def _stepped(self, value: float, direction: int) -> float:
        if self._by_factor:
            after = _next_of_1_2_5(value, direction)
            return after if self._low < after <= self._high else value
        in_twenties = math.isclose(value * 20, round(value * 20), abs_tol=1e-9) and value * 20 + direction >= 1
        step = 0.05 if in_twenties else 0.01
        return round(min(max(value + direction * step, self._low), self._high), 6)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return _steps(self.value() > self._low, self.value() < self._high)


def with_points(row: str) -> str:
    """A row of numbers as "0,5; 1,5", where a comma may begin decimals, with points: semicolons part them then."""
    return row.replace(_POINT, ".") if ";" in row else row


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
