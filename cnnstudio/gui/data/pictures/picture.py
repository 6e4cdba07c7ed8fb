"""The chosen picture: as its source has it, as it goes on, pixel by pixel, and its label as numbers."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.split import Division
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.background import Background
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.in_turn import InTurn
from cnnstudio.gui.data.pictures.one_hot import OneHot
from cnnstudio.gui.data.pictures.picture_files import copy_picture, copy_text, file_name, save_picture
from cnnstudio.gui.data.pictures.pixel_grid import PixelGrid
from cnnstudio.gui.data.pictures.pixel_words import CHANNELS, one_hot_words, size_words, values_table
from cnnstudio.gui.data.pictures.pool import split_of
from cnnstudio.gui.data.pictures.splits import sentence, sign_pixmap
from cnnstudio.gui.data.pictures.tiles import thumbnail
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.rasters import picture_image

_SIDE = 96
_NOTHING = "Click a picture to see its pixels, its label and where it comes from."


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of a picture: itself, and of the original a small image, its size in words and its file."""

    picture: Picture
    original: QImage
    size: str
    name: str
    trouble: str = ""


class PicturePanel(QWidget):
    """Reads in the background; where pictures are chosen faster than they can be read, the newest is shown."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.picture")
        self._reading = InTurn(background)
        self._data: DataSet | None = None
        self._chosen: Chosen | None = None
        self._make()
        self._lay_out()
        self._connect()
        self.show_picture(None, None)

    def show_picture(
        self, data: DataSet | None, chosen: Chosen | None, division: Division | None = None, on_test: bool = False
    ) -> None:
        """Shows a picture of these data, or what to do to see one.

        Args:
            division: Tells whether it is trained on; None: a picture of the training part counts as such.
            on_test: Whether the test part serves for validation.
        """
        before = self._data, self._chosen
        self._data, self._chosen = data, chosen
        self._place.setCurrentIndex(int(data is not None and chosen is not None))
        if data is None or chosen is None:
            self.pixels.show_picture(None)
            return
        self._show_label(data, chosen, division, on_test)
        if (data, chosen) == before:
            return
        self._offer_channels(data.input_shape[2])
        self._said.say("")
        pictures = data.x_train if chosen.part == "train" else data.x_test
        if not isinstance(pictures, StoredPictures):
            self.pixels.show_picture(pictures[chosen.number])
        side = round(_SIDE * self.devicePixelRatio())
        self._reading.run(
            lambda: _read(data, chosen, side),
            lambda found: self._arrived(data, chosen, found),
            lambda error: self._refused(chosen, error),
        )

    @property
    def chosen(self) -> Chosen | None:
        """The picture that is shown."""
        return self._chosen

    # Making

    def _make(self) -> None:
        self._empty = MutedLabel(_NOTHING, wordWrap=True, objectName="data.picture.empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(32)
        self._title = heading("")
        self._title.setObjectName("data.picture.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._sign = QLabel()
        self._where, self._name, self._sizes, self._said, self._reading_words = (FittingLabel() for _ in range(5))
        for label, name in (
            (self._where, "where"),
            (self._name, "name"),
            (self._sizes, "sizes"),
            (self._said, "said"),
            (self._reading_words, "reading"),
        ):
            label.setObjectName(f"data.picture.{name}")
        self._original = QLabel(objectName="data.picture.original", accessibleName="The picture as its source has it")
        self._original.setFixedSize(_SIDE, _SIDE)
        self._original.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pixels = PixelGrid()
        self._channel = QComboBox(objectName="data.picture.channel", accessibleName="Channel")
        self._vector_words = QLabel(objectName="data.picture.vector", wordWrap=True)
        self._vector_words.setTextFormat(Qt.TextFormat.PlainText)
        self._vector_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._vector = OneHot()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addSpacing(4)
        column.addLayout(self._tools())
        column.addWidget(self.pixels, 1)
        column.addWidget(self._reading_words)
        column.addSpacing(4)
        column.addWidget(heading("Label as numbers (one-hot)"))
        column.addWidget(self._vector_words)
        column.addWidget(self._vector)
        column.addLayout(self._buttons())
        column.addWidget(self._said)
        self.pixels.setMinimumHeight(240)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self._place = QStackedWidget()
        self._place.addWidget(self._empty)
        self._place.addWidget(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._place)

    def _head(self) -> QHBoxLayout:
        facts = QGridLayout()
        facts.setSpacing(4)
        facts.setHorizontalSpacing(8)
        facts.addWidget(self._title, 0, 0, 1, 2)
        facts.addWidget(self._sign, 1, 0)
        facts.addWidget(self._where, 1, 1)
        facts.addWidget(self._sizes, 2, 0, 1, 2)
        facts.addWidget(self._name, 3, 0, 1, 2)
        facts.setColumnStretch(1, 1)
        facts.setRowStretch(4, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._original, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(facts, 1)
        return row

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(heading("Pixel values"))
        row.addStretch(1)
        row.addWidget(self._channel)
        for name, sign, words, act in (
            ("out", "minus", "Smaller (−)", lambda: self.pixels.zoom(-1)),
            ("in", "plus", "Larger (+)", lambda: self.pixels.zoom(1)),
            ("fit", "maximize", "Fit all of it in (0)", self.pixels.fit),
            ("numbers", "binary", "Large enough to read the values (double click)", self.pixels.show_numbers),
        ):
            button = IconButton()
            button.setObjectName(f"data.picture.{name}")
            button.setIcon(icon(sign))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(act)
            row.addWidget(button)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, sign, words, tip, act in (
            ("copy", "copy", "Copy", "Copies the picture", self._copy),
            ("save", "save", "Save PNG…", "Writes the picture into a file", self._save),
            (
                "values",
                "table",
                "Copy values",
                "Copies the values, tab separated, for a spreadsheet",
                self._copy_values,
            ),
        ):
            button = QPushButton(icon(sign), words, objectName=f"data.picture.{name}", toolTip=tip)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.pixels.read.connect(self._reading_words.say)
        self._channel.currentIndexChanged.connect(self._take_channel)

    # Showing

    def _show_label(self, data: DataSet, chosen: Chosen, division: Division | None, on_test: bool) -> None:
        """What is known without reading anything."""
        labels = data.y_train if chosen.part == "train" else data.y_test
        label = int(labels[chosen.number])
        split = split_of(chosen, division)
        self._title.setText(f"Class {plain(data.labels[label])}")
        words = sentence(split, on_test)
        self._where.say(f"{words}, no. {chosen.number}", f"{words.split(',')[0]} {chosen.number}")
        self._sign.setPixmap(sign_pixmap(split, theme_of(self.palette()), 10, self.devicePixelRatio()))
        self._sign.setFixedSize(QSize(10, 10))
        self._vector_words.setText(one_hot_words(label, data.labels))
        self._vector.show_label(label, data.labels)

    def _arrived(self, data: DataSet, chosen: Chosen, found: _Read) -> None:
        if data is not self._data or chosen != self._chosen:
            return
        self.pixels.show_picture(found.picture)
        pixmap = QPixmap.fromImage(found.original)
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        self._original.setPixmap(pixmap)
        size = size_words(found.picture.shape)
        self._sizes.say(f"{found.size} → {size}" if found.size and found.size != size else size)
        self._name.say(plain(found.name), plain(found.name.rpartition("/")[2]))
        self._name.setVisible(bool(found.name))
        self._said.say(found.trouble)

    def _refused(self, chosen: Chosen, error: StudioError) -> None:
        if chosen == self._chosen:
            self._said.say(str(error))

    def _offer_channels(self, channels: int) -> None:
        if self._channel.count() == channels + 1:
            return
        self._channel.clear()
        self._channel.addItem("Colours", None)
        for number in range(channels):
            self._channel.addItem(CHANNELS[number].title() if channels == 3 else f"Channel {number}", number)
        self._channel.setVisible(channels > 1)

    @Slot()
    def _take_channel(self) -> None:
        self.pixels.show_channel(self._channel.currentData())

    # What the person does

    @Slot()
    def _copy(self) -> None:
        if self.pixels.picture is not None:
            self._said.say(copy_picture(picture_image(self.pixels.picture)))

    @Slot()
    def _save(self) -> None:
        if self.pixels.picture is not None and self._data is not None and self._chosen is not None:
            name = file_name(self._data, self._chosen)
            self._said.say(save_picture(self, picture_image(self.pixels.picture), name))

    @Slot()
    def _copy_values(self) -> None:
        if self.pixels.picture is not None:
            values = values_table(self.pixels.picture, self._channel.currentData())
            self._said.say(copy_text(values, "The values are"))


def _read(data: DataSet, chosen: Chosen, side: int) -> _Read:
    """Reads the picture and its original; where the original is gone, the picture stands for it."""
    pictures = data.x_train if chosen.part == "train" else data.x_test
    picture = np.asarray(pictures[chosen.number])
    if data.originals is None:
        return _Read(picture, thumbnail(picture, side), "", "")
    name, trouble, original = data.originals.name(chosen.part, chosen.number), "", picture
    try:
        original = data.originals.read(chosen.part, chosen.number)
    except StudioError as error:
        trouble = str(error)
    size = "" if trouble else size_words(original.shape)
    return _Read(picture, thumbnail(original, side), size, name, trouble)
