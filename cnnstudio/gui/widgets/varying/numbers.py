"""Fields for the numbers a setting varies over: one after another, or a range from one to another."""

from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import local, tr
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import over_in_words, read_over
from cnnstudio.core.sweeps.varied import MOST_VALUES, Listed, Over, Span, checked
from cnnstudio.gui.widgets.varying.fields import Line

_FEW = 5
"""Values of a range at first."""


class Numbers(QWidget):
    """Numbers one after another, or from one to another."""

    edited = Signal()
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting = setting
        self._before: Over | None = None
        self._kinds = QButtonGroup(self)
        self._one_by_one = QRadioButton(tr("Values"), objectName=f"{name}.as_values")
        self._ranged = QRadioButton(tr("Range"), objectName=f"{name}.as_range")
        kinds = QHBoxLayout()
        for button in (self._one_by_one, self._ranged):
            self._kinds.addButton(button)
            kinds.addWidget(button)
        kinds.addStretch(1)
        self._line, self._range = Line(setting, name), _Range(setting, name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(kinds)
        column.addWidget(self._line)
        column.addWidget(self._range)
        for fields in (self._line, self._range):
            fields.edited.connect(self.edited)
            fields.finished.connect(self._settle)
        self._ranged.clicked.connect(lambda: self._turn(ranged=True))
        self._one_by_one.clicked.connect(lambda: self._turn(ranged=False))

    def show_over(self, over: Over) -> None:
        """Shows it in the fields of its kind."""
        self._before = over
        self._show_kind(ranged=isinstance(over, Span))
        (self._range if isinstance(over, Span) else self._line).show_over(over)

    def read(self) -> Over:
        """What is written; raises SpecError in words."""
        return self._range.read() if self._ranged.isChecked() else self._line.read()

    def _settle(self) -> None:
        with suppress(SpecError):
            self._before = self.read()
        self.finished.emit()

    def _show_kind(self, *, ranged: bool) -> None:
        self._ranged.setChecked(ranged)
        self._one_by_one.setChecked(not ranged)
        self._range.setVisible(ranged)
        self._line.setVisible(not ranged)
        self.setFocusProxy(self._range if ranged else self._line)

    def _turn(self, *, ranged: bool) -> None:
        """Goes on with the same numbers, written the other way; with those before them where they cannot be."""
        if ranged == self._range.isVisibleTo(self):
            return
        source = self._line if ranged else self._range
        try:
            before = source.read()
        except SpecError:
            before = self._before
        self._show_kind(ranged=ranged)
        if before is not None:
            (self._range if ranged else self._line).show_over(_turned(before, ranged=ranged))
        self.setFocus(Qt.FocusReason.TabFocusReason)  # what it selects is written over
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
        ends = ((self._low, tr("{label} from", label=label)), (self._high, tr("{label} to", label=label)))
        for line, words in ends:
            line.setAccessibleName(words)
            line.textEdited.connect(lambda _: self.edited.emit())
            line.editingFinished.connect(self.finished)
        self._many = QSpinBox(
            objectName=f"{name}.many", minimum=2, maximum=MOST_VALUES, value=_FEW, suffix=f" {tr('values')}"
        )
        self._many.setAccessibleName(tr("Values of {label} in a grid", label=label))
        self._many.setToolTip(tr("So many of the range does a grid take; other methods take any in between."))
        self._many.valueChanged.connect(lambda _: self.edited.emit())
        self._log = QCheckBox(tr("on a log scale"), objectName=f"{name}.log")
        self._log.setToolTip(tr("Evenly on a log scale: each is so many times the one before"))
        self._log.toggled.connect(lambda _: self.edited.emit())
        span, how = QHBoxLayout(), QHBoxLayout()
        span.addWidget(self._low, 1)
        span.addWidget(QLabel("…"))
        span.addWidget(self._high, 1)
        how.addWidget(self._many)
        how.addWidget(self._log)
        how.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(span)
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
        # A number alone may have a comma before its decimals; between several numbers it would part them.
        texts = (line.text().replace(local("."), ".") for line in (self._low, self._high))
        low, high = (read_over(text, self._setting).points for text in texts)
        if len(low) != 1 or len(high) != 1:
            raise SpecError(tr("A range goes from one number to another."))
        span = Span(low[0], high[0], self._many.value(), self._log.isChecked(), self._setting.form == "integer")
        return checked(span, self._setting)
