"""Over what a setting varies: values one after another, a range of numbers, or ticked choices."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr_count
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import over_in_words
from cnnstudio.core.sweeps.varied import Listed, Over
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.widgets.varying.fields import Line, Paddings, Ticks
from cnnstudio.gui.widgets.varying.numbers import Numbers

_SHOWN = 12
"""So many values are written out."""


class VaryEditor(QWidget):
    """Edits what one setting varies over; what cannot be is refused in words, and what stood before it is kept."""

    changed = Signal(object)
    """The Over that the person made."""
    words_changed = Signal()
    """What is written is refused, or is not any more."""

    def __init__(self, setting: Setting, over: Over, parent: QWidget | None = None, *, name: str = "vary") -> None:
        """``name``: its object name, with which those of its fields begin."""
        super().__init__(parent)
        self.setObjectName(name)
        self._setting, self._over, self._before = setting, over, over
        self._fields: Ticks | Line | Numbers | Paddings
        if setting.form == "padding":
            self._fields = Paddings(setting, name)
        elif setting.form in ("choice", "flag"):
            self._fields = Ticks(setting, name)
        elif setting.form in ("integer", "number"):
            self._fields = Numbers(setting, name)
        else:
            self._fields = Line(setting, name)
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

    def forget_words(self) -> None:
        """Shows what it varies over in the place of what was refused."""
        if self.words:
            self._fields.show_over(self._over)
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
        is_other = refusal != self.words
        self._refusal.say(refusal)
        self._count.setVisible(not refusal)
        self._count.setText(values_in_words(self._over, self._setting))
        if is_other:
            self.words_changed.emit()


def values_in_words(over: Over, setting: Setting) -> str:
    """How many values a grid takes, and which: "4 values: 16, 32, 48, 64"."""
    points = over.points
    shown = over_in_words(Listed(points[:_SHOWN]), setting, to_read=True)
    shown = f"{shown} …" if len(points) > _SHOWN else shown
    return tr_count("{count:,} value: {shown}", "{count:,} values: {shown}", len(points), shown=shown)
