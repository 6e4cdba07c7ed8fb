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
_PADDINGS = ("valid", "same")
_FEW = 5
"""Values of a range at first."""


class VaryEditor(QWidget):
    """Edits what one setting varies over; what cannot be is refused in words, and what stood before it is kept."""

    changed = Signal(object)
    """The Over that the person made."""

    def __init__(self, setting: Setting, over: Over, parent: QWidget | None = None, *, name: str = "vary") -> None:
        """``name``: its object name, with which those of its fields begin."""
        super().__init__(parent)
        self.setObjectName(name)
        self._setting, self._over, self._before = setting, over, over
        self._fields: _Ticks | _Line | _Numbers | _Paddings
        if setting.form == "padding":
            self._fields = _Paddings(setting, name)
        elif setting.form in ("choice", "flag"):
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
        self._fields.finished.connect(self._settle)
        self._fields.show_over(over)
        self._say("")

    @property
    def over(self) -> Over:
        """What it varies over: while something is written that cannot be, what it was before the writing."""
        return self._over

    @property
    def words(self) -> str:
        """Why what is written cannot be; empty where it can."""
        return self._refusal.text()

    def show_over(self, over: Over) -> None:
        """Shows another one without a signal; what is being written is left alone where it says the same."""
        if over != self._over:
            self._over = self._before = over
            self._fields.show_over(over)
            self._say("")

    def _read(self) -> None:
        try:
            over, refusal = self._fields.read(), ""
        except SpecError as error:  # half of a list is not what is meant
            over, refusal = self._before, str(error)
        is_other, self._over = over != self._over, over
        self._say(refusal)
        if is_other:
            self.changed.emit(over)

    def _settle(self) -> None:
        """What was being written is finished: it is what a refusal goes back to from now on."""
        if not self.words:
            self._before = self._over

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
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__(objectName=f"{name}.values", placeholderText=example(setting))
        self._setting = setting
        self.setAccessibleName(f"Values of {setting.label}")
        self.setToolTip(f"One after another: {example(setting)}")
        self.textEdited.connect(lambda _: self.edited.emit())
        self.editingFinished.connect(self.finished)

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
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        values: tuple[Any, ...] = (True, False) if setting.form == "flag" else setting.choices or _PADDINGS
        self._boxes: dict[Any, QCheckBox] = {}
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for value in values:
            text = ("on" if value else "off") if isinstance(value, bool) else setting.names.get(value, str(value))
            box = QCheckBox(text.replace("&", "&&"), objectName=f"{name}.{str(value).lower()}")
            box.setAccessibleName(f"{setting.label} {text}")
            box.toggled.connect(self._toggled)
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

    @property
    def ticked(self) -> tuple[Any, ...]:
        """The choices that are ticked."""
        return tuple(value for value, box in self._boxes.items() if box.isChecked())

    def read(self) -> Over:
        """Those that are ticked; raises SpecError where none is."""
        if not self.ticked:
            raise SpecError("Tick at least one.")
        return checked(Listed(self.ticked), self._setting)

    def _toggled(self) -> None:
        self.edited.emit()
        self.finished.emit()


class _Paddings(QWidget):
    """A tick for each word, and a line for numbers of pixels."""

    edited = Signal()
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting, self._ticks = setting, _Ticks(setting, name)
        self._pixels = QLineEdit(objectName=f"{name}.pixels", placeholderText="1, 2")
        self._pixels.setAccessibleName(f"{setting.label} in pixels")
        self._pixels.setToolTip("Numbers of pixels, one after another")
        self._pixels.textEdited.connect(lambda _: self.edited.emit())
        self._pixels.editingFinished.connect(self.finished)
        self._ticks.edited.connect(self.edited)
        self._ticks.finished.connect(self.finished)
        line = QHBoxLayout()
        line.addWidget(self._pixels, 1)
        line.addWidget(QLabel("pixels"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._ticks)
        column.addLayout(line)
        self.setFocusProxy(self._ticks)

    def show_over(self, over: Over) -> None:
        """Ticks the words that are in it, and writes the numbers."""
        self._ticks.show_over(over)
        self._pixels.setText(", ".join(str(value) for value in over.points if value not in _PADDINGS))

    def read(self) -> Over:
        """What is ticked and written; raises SpecError in words."""
        written = self._pixels.text().strip(" ,;")
        pixels = read_over(written, self._setting).points if written else ()
        if not self._ticks.ticked and not pixels:
            raise SpecError("Tick at least one, or write how many pixels.")
        return checked(Listed((*self._ticks.ticked, *pixels)), self._setting)


class _Numbers(QWidget):
    """Numbers one after another, or from one to another."""

    edited = Signal()
    finished = Signal()

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
        for fields in (self._line, self._range):
            fields.edited.connect(self.edited)
            fields.finished.connect(self.finished)
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
        self.setFocusProxy(self._range if ranged else self._line)

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
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.finished.emit()


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
    """From one number to another, so many, evenly or on a log scale."""

    edited = Signal()
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        label = setting.label
        self._low, self._high = (QLineEdit(objectName=f"{name}.{end}") for end in ("low", "high"))
        for line, words in ((self._low, "from"), (self._high, "to")):
            line.setAccessibleName(f"{label} {words}")
            line.textEdited.connect(lambda _: self.edited.emit())
            line.editingFinished.connect(self.finished)
        self._many = QSpinBox(objectName=f"{name}.many", minimum=2, maximum=MOST_VALUES, value=_FEW, suffix=" values")
        self._many.setAccessibleName(f"Values of {label} in a grid")
        self._many.setToolTip("So many of the range does a grid take; other methods take any in between.")
        self._many.valueChanged.connect(lambda _: self.edited.emit())
        self._log = QCheckBox("on a log scale", objectName=f"{name}.log")
        self._log.setToolTip("Evenly on a log scale: each is so many times the one before")
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
