"""The chosen picture: as its source has it, as it goes on, pixel by pixel, and its label as numbers."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.split import Division
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.pictures.one_hot import OneHot
from cnnstudio.gui.data.pictures.picture_files import copy_picture, copy_text, file_name, save_picture
from cnnstudio.gui.data.pictures.picture_head import PictureHead
from cnnstudio.gui.data.pictures.picture_reading import Read, at_hand, read
from cnnstudio.gui.data.pictures.pixel_grid import PixelGrid
from cnnstudio.gui.data.pictures.pixel_words import CHANNELS, one_hot_words, values_table
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import HEADING, MutedLabel, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import set_letters
from cnnstudio.gui.widgets.rasters import picture_image

_AROUND, _GAP = 12, 6
_NOTHING = tr("Click a picture to see its pixels, its label and where it comes from.")
_NO_DATA = tr("No pictures yet.\n\nChoose the data at the left.")


class _Heading(FittingLabel):
    """A heading that is shorter where there is less room."""

    colour = "text"

    def __init__(self) -> None:
        super().__init__()
        set_letters(self, HEADING, bold=True)


class PicturePanel(QWidget):
    """Reads beside the window; where pictures are chosen faster than they can be read, the newest is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.picture")
        self._reading, self._writing = Newest("picture", self), Newest("values", self)
        self._data: DataSet | None = None
        self._chosen: Chosen | None = None
        self._make()
        self._lay_out()
        self.pixels.read.connect(self._reading_words.say)
        self.pixels.numbers_shown.connect(self._show_numbers)
        self._numbers.clicked.connect(self._turn_numbers)
        self._channel.currentIndexChanged.connect(self._take_channel)
        self.show_picture(None, None)

    def show_picture(
        self, data: DataSet | None, chosen: Chosen | None, division: Division | None = None, on_test: bool = False
    ) -> None:
        """Shows a picture of these data, or what to do to see one.

        Args:
            division: Tells whether it is trained on; None: a picture of the training part counts as such.
            on_test: Whether the test part serves for validation.
        """
        same = data is self._data and chosen == self._chosen
        self._data, self._chosen = data, chosen
        self._empty.setText(_NO_DATA if data is None else _NOTHING)
        self._place.setCurrentIndex(int(data is not None and chosen is not None))
        if data is not None and chosen is not None:
            self._show_label(data, chosen, division, on_test)
        if same:
            return
        # What is of the picture before must not stand under this one's label while this one is being read.
        self._reading.stop()
        self._writing.stop()
        self._said.say("")
        self._head.show_read(None)
        self._show_pixels(at_hand(data, chosen) if data is not None and chosen is not None else None)
        if data is not None and chosen is not None:
            self._read(data, chosen)

    @property
    def chosen(self) -> Chosen | None:
        """The picture that is shown."""
        return self._chosen

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()
        self._writing.close()

    # Making

    def _make(self) -> None:
        self._empty = MutedLabel(wordWrap=True, objectName="data.picture.empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(32)
        self._head = PictureHead()
        self._said, self._reading_words = FittingLabel(), FittingLabel()
        self._said.setObjectName("data.picture.said")
        self._reading_words.setObjectName("data.picture.reading")
        self.pixels = PixelGrid()
        self._numbers = _button("numbers", "binary", "", tr("Writes the values into the pixels (double click)"))
        self._numbers.setIconSize(QSize(14, 14))
        self._channel = QComboBox(objectName="data.picture.channel", accessibleName=tr("Channel"))
        self._vector_words = QLabel(objectName="data.picture.vector", wordWrap=True)
        self._vector_words.setTextFormat(Qt.TextFormat.PlainText)
        self._vector_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._vector = OneHot()
        self._acts = [
            _button("copy", "copy", tr("Copy"), tr("Copies the picture")),
            _button("save", "save", tr("Save PNG…"), tr("Writes the picture into a file")),
            _button("values", "table", tr("Copy values"), tr("Copies the values, tab separated, for a spreadsheet")),
        ]
        for button, act in zip(self._acts, (self._copy, self._save, self._copy_values), strict=True):
            button.clicked.connect(act)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addSpacing(4)
        column.addLayout(self._tools())
        column.addWidget(self.pixels, 1)
        reading = QHBoxLayout()
        reading.addWidget(self._reading_words, 1)
        reading.addWidget(self._numbers)
        column.addLayout(reading)
        column.addSpacing(4)
        column.addWidget(heading(tr("Label as numbers (one-hot)")))
        column.addWidget(self._vector_words)
        column.addWidget(self._vector)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(_GAP)
        self._put_buttons()
        column.addLayout(self._buttons)
        column.addWidget(self._said)
        self.pixels.setMinimumHeight(240)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        area.setObjectName("data.picture.area")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        self._place = QStackedWidget()
        self._place.addWidget(self._empty)
        self._place.addWidget(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._place)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        words = _Heading()
        words.say(tr("Pixel values"), tr("Pixels"))
        row.addWidget(words, 1)
        row.addWidget(self._channel)
        for name, sign, words, act in (
            ("out", "minus", tr("Smaller (−)"), lambda: self.pixels.zoom(-1)),
            ("in", "plus", tr("Larger (+)"), lambda: self.pixels.zoom(1)),
            ("fit", "maximize", tr("Fit all of it in (0)"), self.pixels.fit),
        ):
            button = IconButton(f"data.picture.{name}", sign, words)
            button.clicked.connect(act)
            row.addWidget(button)
        return row

    def _put_buttons(self) -> None:
        """As many side by side as there is room for."""
        room = self.width() - 2 * _AROUND - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        widths = [button.sizeHint().width() + _GAP for button in self._acts]
        columns = len(widths) if sum(widths) - _GAP <= room else 2
        for place, button in enumerate(self._acts):
            self._buttons.addWidget(button, place // columns, place % columns)
        self._buttons.setColumnStretch(len(self._acts), 1)

    # Showing

    def _show_label(self, data: DataSet, chosen: Chosen, division: Division | None, on_test: bool) -> None:
        """What is known without reading anything."""
        labels = data.y_train if chosen.part == "train" else data.y_test
        label = int(labels[chosen.number])
        self._head.show_label(data, chosen, division, on_test)
        self._vector_words.setText(one_hot_words(label, data.labels))
        self._vector.show_label(label, data.labels)
        self._offer_channels(data.input_shape[2])

    def _read(self, data: DataSet, chosen: Chosen) -> None:
        """Has the picture read; what lies in memory and was never otherwise is there at once."""
        side = self._head.side
        if self.pixels.picture is not None and data.originals is None:
            self._show_read(read(data, chosen, side))
        else:
            self._reading.run(lambda _: read(data, chosen, side), self._show_read, self._refused)

    def _show_read(self, found: Read) -> None:
        if self.pixels.picture is None:
            self._show_pixels(found.picture)
        self._head.show_read(found)
        self._said.say(found.trouble)

    def _show_pixels(self, picture: Picture | None) -> None:
        self.pixels.show_picture(picture)
        for button in self._acts:
            button.setEnabled(picture is not None)

    def _refused(self, error: StudioError) -> None:
        self._said.say(str(error))

    def _offer_channels(self, channels: int) -> None:
        if self._channel.count() == channels + 1:
            return
        self._channel.clear()
        self._channel.addItem(tr("Colours"), None)
        for number in range(channels):
            self._channel.addItem(
                CHANNELS[number].title() if channels == 3 else tr("Channel {number}", number=number), number
            )
        self._channel.setVisible(channels > 1)

    @Slot(bool)
    def _show_numbers(self, shown: bool) -> None:
        """Offers the values, or all of the picture again where the values are not those of all of it."""
        self._numbers.setText(tr("Show all of it") if shown else tr("Show numbers"))
        self._numbers.setEnabled(self.pixels.picture is not None)
        self._numbers.setVisible(not (shown and self.pixels.is_fitted))

    @Slot()
    def _turn_numbers(self) -> None:
        if self.pixels.shows_numbers:
            self.pixels.fit()
        else:
            self.pixels.show_numbers()

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
        """Copies the values; a million of them are written out beside the window."""
        picture, channel = self.pixels.picture, self._channel.currentData()
        if picture is None:
            return
        self._said.say(tr("Writing the values out…"))
        self._writing.run(
            lambda _: values_table(picture, channel),
            lambda table: self._said.say(copy_text(table, tr("The values are on the clipboard."))),
            self._refused,
        )

    # Qt calls this

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_buttons()


def _button(name: str, sign: str, words: str, tip: str) -> QPushButton:
    return QPushButton(icon(sign), words, objectName=f"data.picture.{name}", toolTip=tip)
