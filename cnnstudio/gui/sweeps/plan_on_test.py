"""Says that the test pictures judge the runs of a sweep, with the button that ends it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.planned import validates_on_test
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.said_words import SaidWords

_PLACE = Place("data", "validation")
_HOLD_BACK = tr("Hold back a part of the training pictures")


class OnTest(QWidget):
    """Hidden while the test pictures judge nothing."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._words = SaidWords("caution")
        self._words.setObjectName("sweep.will_run.on_test")
        self._hold_back = QPushButton(tr("Hold back a part"), objectName="sweep.will_run.hold_back")
        self._hold_back.setAccessibleName(_HOLD_BACK)
        self._hold_back.setToolTip(
            tr("Hold back a part of the training pictures, to judge the runs by; Undo takes it back")
        )
        self._hold_back.clicked.connect(self._hold)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self._hold_back, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def follow(self) -> None:
        """Says it of the project as it is now."""
        project = self._document.project
        judges = validates_on_test(project)
        self._words.say(TEST_VALIDATES if judges else "")
        varies = project.sweep.over(_PLACE) is not None  # then it is what is tried
        self._hold_back.setVisible(not varies and not self._document.is_read_only)
        self.setVisible(judges)

    def _hold(self) -> None:
        project = self._document.project
        self._document.change(replace(project, data=replace(project.data, validation="share")), _HOLD_BACK)
