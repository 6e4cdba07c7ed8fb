"""The marked drawing: large, as the network gets it, what it shows, and what can be done with it."""

import datetime

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from cnnstudio.core.collected import MOST_LABEL, Collected
from cnnstudio.core.geometry import Geometry
from cnnstudio.data.drawn import rendered
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.collected.tiles import shown
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.words import picture_shape

_LARGE, _SMALL = 160, 112


class ChosenDrawing(Card):
    """Shows one drawing; its label is corrected here."""

    label_wanted = Signal(str)
    """Another label for the drawing."""
    again_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Collected | None = None
        self._title = QLabel(objectName="draw.collected.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._large = PixelView("draw.collected.picture", "As it was drawn", _LARGE)
        self._large.fill()
        self._seen = PixelView("draw.collected.seen", "As the network gets it", _SMALL)
        self._about = MutedLabel(wordWrap=True, objectName="draw.collected.about")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._label = ElidingCombo(objectName="draw.collected.label", accessibleName="What it shows")
        self._label.setEditable(True)
        self._label.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._label.setMinimumContentsLength(6)
        self._label.setToolTip("What the drawing shows; the keys 0 to 9 set it for the marked one")
        edit = self._label.lineEdit()
        edit.setMaxLength(MOST_LABEL)
        edit.editingFinished.connect(self._typed)
        self._label.activated.connect(self._typed)
        self._again = QPushButton(icon("brush"), "Draw a&gain", objectName="draw.collected.again")
        self._again.setToolTip("Puts it on the paper (Enter)")
        self._again.clicked.connect(self.again_wanted)
        self._remove = QPushButton(icon("trash-2"), "Delete", objectName="draw.collected.remove")
        self._remove.setToolTip("Deletes it (Delete); Ctrl+Z brings it back")
        self._remove.clicked.connect(self.remove_wanted)
        self._lay_out()

    def show_drawing(
        self, drawing: Collected | None, shape: tuple[int, int, int], labels: tuple[str, ...], said: str
    ) -> None:
        """Shows a drawing, or none.

        Args:
            shape: The input of the network whose view of it is shown.
            labels: What can be chosen as its label.
            said: What the network took it for, in words.
        """
        is_same = drawing is not None and self._drawing is not None and drawing.number == self._drawing.number
        self._drawing = drawing
        self.setVisible(drawing is not None)
        if drawing is None:
            return
        picture = shown(drawing)
        self._title.setText(f"Drawing {drawing.number:,}")
        self._large.show_array(picture)
        self._large.setAccessibleDescription(f"A {drawing.label}")
        self._large.set_size(*picture.shape[:2])
        self._seen.show_array(rendered(picture, shape, Geometry()))
        self._seen.set_size(*shape[:2])
        self._seen.setToolTip(f"As the network gets it: {picture_shape(shape)}")
        broken = "" if drawing.is_whole else "The picture is damaged in the file."
        self._about.setText("\n".join(filter(None, (broken, said, _date(drawing.made)))))
        self._again.setEnabled(drawing.is_whole)
        if is_same and self._label.lineEdit().hasFocus() and self._label.lineEdit().isModified():
            return  # the person is typing
        with QSignalBlocker(self._label):
            self._label.clear()
            self._label.addItems(list(labels))
            self._label.setEditText(drawing.label)

    def _typed(self) -> None:
        label = self._label.currentText().strip()
        if self._drawing is None or label == self._drawing.label:
            return
        if label:
            self.label_wanted.emit(label)
        else:
            self._label.setEditText(self._drawing.label)

    def _lay_out(self) -> None:
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        before = QLabel("It sho&ws")
        before.setBuddy(self._label)
        line = QHBoxLayout()
        line.addWidget(before)
        line.addWidget(self._label, 1)
        beside = QVBoxLayout()
        beside.addWidget(MutedLabel("The network gets"))
        beside.addWidget(self._seen, 1)
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        pictures.addWidget(self._large, 3)
        pictures.addLayout(beside, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._again, 1)
        buttons.addWidget(self._remove, 1)
        self.body.addWidget(self._title)
        self.body.addLayout(pictures)
        self.body.addLayout(line)
        self.body.addWidget(self._about)
        self.body.addLayout(buttons)


def _date(made: str) -> str:
    """ "Drawn on 21 November 2026 at 20:14"; nothing for what is no date."""
    try:
        when = datetime.datetime.fromisoformat(made)
    except ValueError:
        return ""
    return f"Drawn on {when.day} {when:%B %Y} at {when:%H:%M}"
