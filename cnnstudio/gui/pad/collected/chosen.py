"""The marked drawing: large, as the network gets it, what it shows, and what can be done with it and others."""

import datetime

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from cnnstudio.core.language import current, tr
from cnnstudio.core.pictures.collected import MOST_LABEL, Collected
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.data.drawn import SIDE, rendered
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.collected.tiles import shown
from cnnstudio.gui.widgets.card import Card, MutedLabel
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.words import picture_shape

_LEAST = 112


class ChosenDrawing(Card):
    """Shows one drawing; its label, and that of all that are marked with it, is corrected here."""

    label_wanted = Signal(str)
    """Another label for the marked drawings."""
    copy_wanted = Signal()
    """The drawing is wanted on the paper."""
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Collected | None = None
        self._shape, self._steps = (SIDE, SIDE, 1), MNISTS_WAY
        self._title = QLabel(objectName="draw.collected.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._large = PixelView("draw.collected.picture", tr("As it was drawn"), _LEAST)
        self._large.fill()
        self._seen = PixelView("draw.collected.seen", tr("As the network gets it"), _LEAST)
        self._about = MutedLabel(wordWrap=True, objectName="draw.collected.about")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._label = ElidingCombo(objectName="draw.collected.label", accessibleName=tr("What it shows"))
        self._label.setEditable(True)
        self._label.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._label.setMinimumContentsLength(6)
        self._label.setToolTip(tr("What the drawing shows; the keys 0 to 9 choose the class for all that are marked"))
        edit = self._label.lineEdit()
        edit.setMaxLength(MOST_LABEL)
        edit.editingFinished.connect(self._typed)
        edit.textChanged.connect(self._warn)
        self._label.activated.connect(self._typed)
        self._warning = SaidWords("caution")
        self._warning.setObjectName("draw.collected.warning")
        self._classes: tuple[str, ...] = ()
        self._whose = ""
        self._copy = QPushButton(icon("brush"), tr("&Copy to the paper"), objectName="draw.collected.copy")
        self._copy.setToolTip(tr("Puts a copy on the paper (Enter); what is added from there is a drawing more"))
        self._copy.clicked.connect(self.copy_wanted)
        self._remove = QPushButton(icon("trash-2"), tr("Delete"), objectName="draw.collected.remove")
        self._remove.setToolTip(tr("Deletes all that are marked (Delete); Ctrl+Z brings them back"))
        self._remove.clicked.connect(self.remove_wanted)
        self._lay_out()

    def set_network(self, shape: tuple[int, int, int], steps: Steps, classes: tuple[str, ...], whose: str) -> None:
        """Says whose view of it is shown.

        Args:
            shape: The input of that network.
            steps: What is done to ink for it.
            classes: What it tells apart; none where no network answers.
            whose: What it is called.
        """
        self._shape, self._steps, self._classes, self._whose = shape, steps, classes, whose

    def show_drawing(self, drawing: Collected | None, labels: tuple[str, ...], said: str, marked: int = 1) -> None:
        """Shows a drawing, or none.

        Args:
            labels: What can be chosen as its label.
            said: What the network took it for, in words.
            marked: How many are marked, with this one.
        """
        shape = self._shape
        is_same = drawing is not None and self._drawing is not None and drawing.number == self._drawing.number
        self._drawing = drawing
        self.setVisible(drawing is not None)
        if drawing is None:
            return
        picture = shown(drawing)
        title = tr("Drawing {number:,}", number=drawing.number)
        self._title.setText(tr("{drawing} · {count:,} marked", drawing=title, count=marked) if marked > 1 else title)
        self._remove.setText(tr("Delete {count:,}", count=marked) if marked > 1 else tr("Delete"))
        self._large.show_array(picture)
        self._large.setAccessibleDescription(tr("A {label}", label=drawing.label))
        self._large.set_size(*picture.shape[:2])
        self._seen.show_array(rendered(picture, shape, steps=self._steps))
        self._seen.set_size(*shape[:2])
        self._seen.setToolTip(tr("As the network gets it: {shape}", shape=picture_shape(shape)))
        broken = "" if drawing.is_whole else tr("The picture is damaged in the file.")
        self._about.setText("\n".join(filter(None, (broken, said, _date(drawing.made)))))
        self._copy.setEnabled(drawing.is_whole)
        if is_same and self._label.lineEdit().hasFocus() and self._label.lineEdit().isModified():
            return  # the person is typing
        with QSignalBlocker(self._label):
            self._label.clear()
            self._label.addItems(list(labels))
            self._label.setEditText(drawing.label)
        self._warn()

    @Slot()
    def _warn(self, *_: str) -> None:
        """Says at once what a label that the network does not know comes to."""
        label = self._label.lineEdit().text().strip()
        is_known = not label or not self._classes or label in self._classes
        self._warning.say("" if is_known else tr("No class of {name}; it will count as wrong.", name=self._whose))

    def _typed(self) -> None:
        label = self._label.currentText().strip()
        if self._drawing is None or label == self._drawing.label:
            return
        if label:
            self.label_wanted.emit(label)
        else:
            self._label.setEditText(self._drawing.label)

    def _lay_out(self) -> None:
        self._title.setFont(bold_of(self._title.font()))
        before = QLabel(tr("It sho&ws"))
        before.setBuddy(self._label)
        line = QHBoxLayout()
        line.addWidget(before)
        line.addWidget(self._label, 1)
        drawn, beside = QVBoxLayout(), QVBoxLayout()
        drawn.addWidget(MutedLabel(tr("As it was drawn")))
        drawn.addWidget(self._large, 1)
        beside.addWidget(MutedLabel(tr("The network gets")))
        beside.addWidget(self._seen, 1)
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        pictures.addLayout(drawn, 1)
        pictures.addLayout(beside, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._copy, 1)
        buttons.addWidget(self._remove, 1)
        self.body.addWidget(self._title)
        self.body.addLayout(pictures)
        self.body.addLayout(line)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._about)
        self.body.addLayout(buttons)


def _date(made: str) -> str:
    """ "Drawn on 21 November 2026 at 20:14"; nothing for what is no date."""
    try:
        when = datetime.datetime.fromisoformat(made)
    except ValueError:
        return ""
    month = QLocale(current()).monthName(when.month)
    return tr(
        "Drawn on {day} {month} {year} at {time}", day=when.day, month=month, year=when.year, time=f"{when:%H:%M}"
    )
