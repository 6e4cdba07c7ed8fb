"""The name of the selected layer as a field, and why another one cannot be had."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cnnstudio.gui.widgets.form import ErrorWords, form_label


class NameRow(QWidget):
    """A labelled field; it speaks when the name is finished."""

    renamed = Signal(str)

    def __init__(self, label_width: int) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setObjectName("build.name")
        self.field.setAccessibleName("Name")
        self.field.setToolTip("The layer's name, as it is called in Keras, in files and in tables")
        self._error = ErrorWords()
        self._kept = ""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self._error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(form_label("Name", label_width, self.field), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.field.editingFinished.connect(self._finished)

    def show_name(self, name: str) -> None:
        """Shows ``name``, unless it stood there all the time while another one is being typed."""
        if name != self._kept:
            self._kept = name
            self.field.setText(name)

    def refuse(self, kept: str, words: str) -> None:
        """Goes back to the name that is kept and says why."""
        with QSignalBlocker(self.field):
            self.field.setText(kept)
        self._error.say(words)

    def forget_words(self) -> None:
        """Takes a refusal back."""
        self._error.say("")

    def _finished(self) -> None:
        new = self.field.text().strip()
        if new != self._kept:
            self._error.say("")
            self.renamed.emit(new)
