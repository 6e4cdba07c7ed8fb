"""Over what a setting varies: values one after another, a range of numbers, or ticked choices."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import example, over_in_words, read_over
from cnnstudio.core.sweeps.varied import MOST_VALUES, Listed, Over, Span, checked
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.said_words import SaidWords

_SHOWN = 12
"""So many values are written out."""
_LONG = 8
"""More choices than this are scrolled."""
_FEW = 5
"""Values of a range at first."""


class VaryEditor(QWidget):
    """Edits what one setting varies over; what cannot be is refused in words, and the last that can is kept."""

    changed = Signal(object)
    """The Over that the person made."""

    def __init__(self, setting: Setting, over: Over, parent: QWidget | None = None, *, name: str = "vary") -> None:
        """``name``: its object name, with which those of its fields begin."""
        super().__init__(parent)
        self.setObjectName(name)
        self._setting, self._over = setting, over
        self._fields: _Ticks | _Line | _Numbers
        if setting.form in ("choice", "flag"):
            self._fields = _Ticks(setting, name)
        elif setting.form in ("integer", "number"):
            self._fields = _Numbers(setting, name)
        else:
            self._fields = _Line(setting, name)
        self._count = MutedLabel(wordWrap=True, objectName=f"{name}.count")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal = SaidWords()
        self._refusal.setObjectName(f"{name}.refusal")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._fields, self._count, self._refusal):
            column.addWidget(widget)
        self.setFocusProxy(self._fields)
        self._fields.edited.connect(self._read)
        self._fields.show_over(over)
        self._say("")

    @property
    def over(self) -> Over:
        """What it varies over: what was written last that can be."""
        return self._over

    @property
    def words(self) -> str:
        """Why what is written cannot be; empty where it can."""
        return self._refusal.text()

    def show_over(self, over: Over) -> None:
        """Shows another one without a signal; what is being written is left alone where it says the same."""
        if over != self._over:
            self._over = over
            self._fields.show_over(over)
            self._say("")

    def _read(self) -> None:
        try:
            over = self._fields.read()
        except SpecError as error:
            self._say(str(error))
            return
        is_other, self._over = over != self._over, over
        self._say("")
        if is_other:
            self.changed.emit(over)

    def _say(self, refusal: str) -> None:
        self._refusal.say(refusal)
        self._count.setVisible(not refusal)
        self._count.setText(values_in_words(self._over, self._setting))


def values_in_words(over: Over, setting: Setting) -> str:
    """How many values a grid takes, and which: "4 values: 16, 32, 48, 64"."""
    points = over.points
    shown = over_in_words(Listed(points[:_SHOWN]), setting)
    return f"{len(points):,} {'value' if len(points) == 1 else 'values'}: {shown}{' …' if len(points) > _SHOWN else ''}"


class _Line(QLineEdit):
    """Values one after another, or a range, as they are written."""

    edited = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__(objectName=f"{name}.values", placeholderText=example(setting))
        self._setting = setting
        self.setAccessibleName(f"Values of {setting.label}")
        self.setToolTip(f"One after another: {example(setting)}")
        self.textEdited.connect(lambda _: self.edited.emit())

    def show_over(self, over: Over) -> None:
        """Writes it out."""
        self.setText(over_in_words(over, self._setting))
        self.setCursorPosition(0)

    def read(self) -> Over:
        """What is written; raises SpecError in words."""
        return read_over(self.text(), self._setting)


class _Ticks(QWidget):
    """A tick for each choice."""

    edited = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        values: tuple[Any, ...] = (True, False) if setting.form == "flag" else setting.choices
        self._boxes: dict[Any, QCheckBox] = {}
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for value in values:
            text = ("on" if value else "off") if isinstance(value, bool) else setting.names.get(value, str(value))
            box = QCheckBox(text.replace("&", "&&"), objectName=f"{name}.{str(value).lower()}")
            box.setAccessibleName(f"{setting.label} {text}")
            box.toggled.connect(lambda _: self.edited.emit())
            self._boxes[value] = box
            rows.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside if len(values) <= _LONG else _scrolled(inside))
        self.setFocusProxy(next(iter(self._boxes.values())))

    def show_over(self, over: Over) -> None:
        """Ticks those that are in it."""
        for value, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(value in over.points)

    def read(self) -> Over:
        """Those that are ticked; raises SpecError where none is."""
        ticked = tuple(value for value, box in self._boxes.items() if box.isChecked())
        if not ticked:
            raise SpecError("Tick at least one.")
        return checked(Listed(ticked), self._setting)


class _Numbers(QWidget):
    """Numbers one after another, or from one to another."""

    edited = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        self._kinds = QButtonGroup(self)
        self._one_by_one = QRadioButton("Values", objectName=f"{name}.as_values")
        self._ranged = QRadioButton("Range", objectName=f"{name}.as_range")
        kinds = QHBoxLayout()
        for button in (self._one_by_one, self._ranged):
            self._kinds.addButton(button)
            kinds.addWidget(button)
        kinds.addStretch(1)
        self._line, self._range = _Line(setting, name), _Range(setting, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(kinds)
        column.addWidget(self._line)
        column.addWidget(self._range)
        self.setFocusProxy(self._line)
        self._line.edited.connect(self.edited)
        self._range.edited.connect(self.edited)
        self._ranged.clicked.connect(lambda: self._turn(ranged=True))
        self._one_by_one.clicked.connect(lambda: self._turn(ranged=False))

    def show_over(self, over: Over) -> None:
        """Shows it in the fields of its kind."""
        self._show_kind(ranged=isinstance(over, Span))
        (self._range if isinstance(over, Span) else self._line).show_over(over)

    def read(self) -> Over:
        """What is written; raises SpecError in words."""
        return self._range.read() if self._ranged.isChecked() else self._line.read()

    def _show_kind(self, *, ranged: bool) -> None:
        self._ranged.setChecked(ranged)
        self._one_by_one.setChecked(not ranged)
        self._range.setVisible(ranged)
        self._line.setVisible(not ranged)

    def _turn(self, *, ranged: bool) -> None:
        """Goes on with the same numbers, written the other way, as far as they can be."""
        if ranged == self._range.isVisibleTo(self):
            return
        source = self._line if ranged else self._range
        try:
            before = source.read()
        except SpecError:
            before = None
        self._show_kind(ranged=ranged)
        if before is not None:
            (self._range if ranged else self._line).show_over(_turned(before, ranged=ranged))
        self.edited.emit()


def _turned(over: Over, *, ranged: bool) -> Over:
    """The values of a range one by one; or the range from the least to the greatest, where these are two."""
    if not ranged:
        return Listed(over.points)
    low, high = min(over.points), max(over.points)
    if isinstance(over, Span) or low == high:
        return over
    count = min(max(len(over.points), 2), MOST_VALUES)
    return Span(low, high, count, log=low > 0 and high / low >= 10, whole=isinstance(low, int))


class _Range(QWidget):
    """From one number to another, so many, evenly or in factors."""

    edited = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        label = setting.label
        self._low, self._high = (QLineEdit(objectName=f"{name}.{end}") for end in ("low", "high"))
        for line, words in ((self._low, "from"), (self._high, "to")):
            line.setAccessibleName(f"{label} {words}")
            line.textEdited.connect(lambda _: self.edited.emit())
        self._many = QSpinBox(objectName=f"{name}.many", minimum=2, maximum=MOST_VALUES, value=_FEW, suffix=" values")
        self._many.setAccessibleName(f"Values of {label} in a grid")
        self._many.setToolTip("So many of the range does a grid take; other methods take any in between.")
        self._many.valueChanged.connect(lambda _: self.edited.emit())
        self._log = QCheckBox("in factors", objectName=f"{name}.log", toolTip="Each is so many times the one before")
        self._log.toggled.connect(lambda _: self.edited.emit())
        ends, how = QHBoxLayout(), QHBoxLayout()
        ends.addWidget(self._low, 1)
        ends.addWidget(QLabel("…"))
        ends.addWidget(self._high, 1)
        how.addWidget(self._many)
        how.addWidget(self._log)
        how.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(ends)
        column.addLayout(how)
        self.setFocusProxy(self._low)

    def show_over(self, over: Over) -> None:
        """Writes its ends; of values that are no range, the first and the last."""
        low, high = over.points[0], over.points[-1]
        if isinstance(over, Span):
            low, high = over.low, over.high
        with QSignalBlocker(self._many), QSignalBlocker(self._log):
            self._low.setText(over_in_words(Listed((low,)), self._setting))
            self._high.setText(over_in_words(Listed((high,)), self._setting))
            self._many.setValue(over.count if isinstance(over, Span) else _FEW)
            self._log.setChecked(isinstance(over, Span) and over.log)

    def read(self) -> Over:
        """What is written; raises SpecError in words."""
        low, high = (read_over(line.text(), self._setting).points for line in (self._low, self._high))
        if len(low) != 1 or len(high) != 1:
            raise SpecError("A range goes from one number to another.")
        span = Span(low[0], high[0], self._many.value(), self._log.isChecked(), self._setting.form == "integer")
        return checked(span, self._setting)


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    area.setFixedHeight(inside.sizeHint().height() * _LONG // max(inside.layout().count(), 1))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area
