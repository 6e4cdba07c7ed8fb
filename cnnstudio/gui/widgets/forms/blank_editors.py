"""Editors of a setting that is still to be filled in: empty and marked, until a value is put in."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.forms.number_boxes import teach, with_points

TO_FILL_IN = tr("to fill in")
_CHOSEN = ("flag", "choice")


class BlankLine(QLineEdit):
    """An empty line for a number, a pair, a row, a padding or a text; it speaks when the value is finished."""

    filled = Signal(object)
    """What was typed: a value of the setting's form, or the words themselves where they are none."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(placeholderText=TO_FILL_IN)
        self._form = setting.form
        self.editingFinished.connect(self._speak)

    def clear_value(self) -> None:
        """Is empty again."""
        self.setText("")

    def _speak(self) -> None:
        text = self.text().strip()
        if text:
            self.filled.emit(value_of(text, self._form))

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_value()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _mark(self)


class BlankChoice(ElidingCombo):
    """A list in which nothing is chosen yet; on or off is such a choice too."""

    filled = Signal(object)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._values: tuple[Any, ...] = (True, False) if setting.form == "flag" else setting.choices
        names = {True: tr("on"), False: tr("off")} if setting.form == "flag" else setting.names
        self.addItems([names.get(value, str(value)) for value in self._values])
        self.setPlaceholderText(TO_FILL_IN)
        teach(self)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.clear_value()
        self.currentIndexChanged.connect(self._speak)

    def clear_value(self) -> None:
        """Nothing is chosen again."""
        with QSignalBlocker(self):
            self.setCurrentIndex(-1)

    def shown_text(self) -> str:
        return super().shown_text() if self.currentIndex() >= 0 else TO_FILL_IN

    def _speak(self, index: int) -> None:
        if index >= 0:
            self.filled.emit(self._values[index])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _mark(self)


BlankEditor = BlankLine | BlankChoice


def blank_editor_of(setting: Setting, object_name: str) -> BlankEditor:
    """The empty editor for the setting's form; its object name ends in ``.blank``."""
    editor = BlankChoice(setting) if setting.form in _CHOSEN else BlankLine(setting)
    editor.setObjectName(f"{object_name}.blank")
    editor.setAccessibleName(tr("{label}, to fill in", label=setting.label))
    editor.setAccessibleDescription(setting.help)
    editor.setToolTip(tr("Still to be filled in. {help}", help=setting.help).strip())
    return editor


def value_of(text: str, form: str) -> Any:
    """What was typed as a value of a setting of ``form``; the text itself where it is none, to be refused in words."""
    try:
        return _READ[form](text) if form in _READ else text
    except ValueError:
        return text


def _pair(text: str) -> tuple[int, ...]:
    parts = tuple(int(part) for part in _parts(text))
    return parts * 2 if len(parts) == 1 else parts


def _padding(text: str) -> str | int:
    word = text.strip("\"'").lower()
    return word if word in ("valid", "same") else int(re.sub(r"\s*(px|pixels?)$", "", word))


def _number(text: str) -> float:
    return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,;×x\s()]+", text) if part]


_READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": _number,
    "pair": _pair,
    "integers": lambda text: tuple(int(part) for part in _parts(text)),
    "numbers": lambda text: tuple(_number(part) for part in _parts(with_points(text))),
    "padding": _padding,
}


def _mark(editor: QWidget) -> None:
    """A dashed frame in the colour of what is to be seen to."""
    painter = QPainter(editor)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = theme_of(editor.palette()).colour("warning")
    ground = theme_of(editor.palette()).colour("warning")
    ground.setAlpha(28)
    area = QRectF(editor.rect()).adjusted(1, 1, -1, -1)
    painter.setBrush(ground)
    focused = editor.hasFocus()
    painter.setPen(QPen(colour, 2 if focused else 1.3, Qt.PenStyle.SolidLine if focused else Qt.PenStyle.DashLine))
    painter.drawRoundedRect(area, 3, 3)
