"""How the pictures of a test are brought to the network: as pictures or as drawings, and by which steps."""

from dataclasses import fields, replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import PicturesAre
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.gui.pad.folder.testing import How
from cnnstudio.gui.pad.folder.words import WAYS
from cnnstudio.gui.pad.steps import MNISTS_WAY_TIP, STEPS
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_WAY_WIDTH = 320


class HowRow(QWidget):
    """One line: the choice, a switch for each step of a drawing, and what brings MNIST's way back."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._way = ElidingCombo(
            objectName="folder.way", accessibleName=tr("How the pictures are brought to the network")
        )
        for key, words in WAYS.items():
            self._way.addItem(words, key)
        self._way.setToolTip(
            tr(
                "Digits on paper have to be made like MNIST’s: light on dark, fitted, centred. Pictures of other "
                "things are only brought to the network’s size and colour."
            )
        )
        self._boxes = {field.name: self._box(field.name) for field in fields(Steps)}
        self._reset = QPushButton(tr("&MNIST’s way"), objectName="folder.steps.reset")
        self._reset.setToolTip(MNISTS_WAY_TIP)
        self._way.setMaximumWidth(_WAY_WIDTH)
        before = QLabel(tr("&Seen as"))
        before.setBuddy(self._way)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(before)
        row.addWidget(self._way, 1)
        row.addSpacing(8)
        for box in self._boxes.values():
            row.addWidget(box)
        row.addWidget(self._reset)
        row.addStretch(1)
        self._way.currentIndexChanged.connect(self._change)
        self._reset.clicked.connect(lambda: self.put(replace(self.how, steps=MNISTS_WAY)))
        self._follow()

    @property
    def how(self) -> How:
        """What is chosen."""
        way: PicturesAre = self._way.currentData()
        return How(way, Steps(**{name: box.isChecked() for name, box in self._boxes.items()}))

    def put(self, how: How) -> None:
        """Chooses this."""
        before = self.how
        with QSignalBlocker(self):
            self._way.setCurrentIndex(self._way.findData(how.pictures))
            for name, box in self._boxes.items():
                box.setChecked(getattr(how.steps, name))
        if self.how != before:
            self._change()

    def _box(self, name: str) -> QCheckBox:
        words, tip = STEPS[name]
        box = QCheckBox(words, objectName=f"folder.steps.{name}", checked=getattr(MNISTS_WAY, name))
        box.setToolTip(tip)
        box.toggled.connect(self._change)
        return box

    def _change(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """The steps are of drawings alone."""
        how = self.how
        for box in self._boxes.values():
            box.setEnabled(how.pictures != "plain")
        self._reset.setEnabled(how.pictures != "plain" and how.steps != MNISTS_WAY)
