"""The name of the selected layer as a field, and why another one cannot be had."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.forms.form import form_label
from cnnstudio.gui.widgets.said_words import SaidWords


class NameRow(QWidget):
    """A labelled field; it speaks when the name is finished."""

    renamed = Signal(str)

    def __init__(self, label_width: int) -> None:
        super().__init__()
        self.field = _NameField()
        self.field.setObjectName("build.name")
        self.field.setAccessibleName(tr("Name"))
        self.field.setToolTip(tr("The layer's name, as it is called in Keras, in files and in tables"))
        self._error = SaidWords()
        self._kept = ""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self._error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(form_label(tr("Name"), label_width, self.field), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.field.editingFinished.connect(self._finished)
        self.field.given_up.connect(self._give_up)

    def show_name(self, name: str) -> None:
        """Shows ``name``, unless it stood there all the time while another one is being typed."""
        if name != self._kept:
            self._kept = name
            self._give_up()

    def set_editable(self, on: bool) -> None:
        """Whether another name can be given; else it can only be read."""
        self.field.setEnabled(on)

    def refuse(self, words: str) -> None:
        """Says why the name cannot be had; it stays in the field until it is mended, or given up by Escape."""
        self._error.say(words)

    def forget_words(self) -> None:
        """Takes a refusal back, and the name that was refused with it."""
        if self._error.text():
            self._give_up()

    def _give_up(self) -> None:
        self.field.setText(self._kept)
        self._error.say("")

    def _finished(self) -> None:
        new = self.field.text().strip()
        if new == self._kept:
            self._give_up()
        else:
            self.renamed.emit(new)
            if new != self._kept and not self._error.text():  # as in a file that is only read
                self._give_up()


class _NameField(QLineEdit):
    """Escape gives up what was typed."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)
