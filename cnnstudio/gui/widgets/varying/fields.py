"""Fields for what a setting varies over: values one after another, ticked choices, or paddings."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import example, over_in_words, read_over
from cnnstudio.core.sweeps.varied import Listed, Over, checked

_LONG = 8
"""More choices than this are scrolled."""
_PADDINGS = ("valid", "same")


class Line(QLineEdit):
    """Values one after another, or a range, as they are written."""

    edited = Signal()
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__(objectName=f"{name}.values", placeholderText=example(setting))
        self._setting = setting
        self.setAccessibleName(tr("Values of {label}", label=setting.label))
        self.setToolTip(tr("One after another: {example}", example=example(setting)))
        self.textEdited.connect(lambda _: self.edited.emit())
        self.editingFinished.connect(self.finished)

    def show_over(self, over: Over) -> None:
        """Writes it out."""
        self.setText(over_in_words(over, self._setting))
        self.setCursorPosition(0)

    def read(self) -> Over:
        """What is written; raises SpecError in words."""
        return read_over(self.text(), self._setting)


class Ticks(QWidget):
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
            text = (
                (tr("on") if value else tr("off")) if isinstance(value, bool) else setting.names.get(value, str(value))
            )
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
            raise SpecError(tr("Tick at least one."))
        return checked(Listed(self.ticked), self._setting)

    def _toggled(self) -> None:
        self.edited.emit()
        self.finished.emit()


class Paddings(QWidget):
    """A tick for each word, and a line for numbers of pixels."""

    edited = Signal()
    finished = Signal()

    def __init__(self, setting: Setting, name: str) -> None:
        super().__init__()
        self._setting, self._ticks = setting, Ticks(setting, name)
        self._pixels = QLineEdit(objectName=f"{name}.pixels", placeholderText="1, 2")
        self._pixels.setAccessibleName(tr("{label} in pixels", label=setting.label))
        self._pixels.setToolTip(tr("Numbers of pixels, one after another"))
        self._pixels.textEdited.connect(lambda _: self.edited.emit())
        self._pixels.editingFinished.connect(self.finished)
        self._ticks.edited.connect(self.edited)
        self._ticks.finished.connect(self.finished)
        line = QHBoxLayout()
        line.addWidget(self._pixels, 1)
        line.addWidget(QLabel(tr("pixels")))
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
            raise SpecError(tr("Tick at least one, or write how many pixels."))
        return checked(Listed((*self._ticks.ticked, *pixels)), self._setting)


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    area.setFixedHeight(inside.sizeHint().height() * _LONG // max(inside.layout().count(), 1))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area
