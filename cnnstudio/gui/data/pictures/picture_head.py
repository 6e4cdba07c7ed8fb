"""What stands over a picture's pixels: as its source has it, its class, what it is used for, its sizes and its file."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Division
from cnnstudio.gui.data.chosen import Chosen, sentence, sign_pixmap, split_of
from cnnstudio.gui.data.pictures.picture_reading import Read
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.words import picture_shape

_SIDE = 96
_SIGN = 10


class PictureHead(QWidget):
    """The small picture at the left, words at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._original = QLabel(
            objectName="data.picture.original", accessibleName=tr("The picture as its source has it")
        )
        self._original.setFixedSize(_SIDE, _SIDE)
        self._original.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = heading("")
        self._title.setObjectName("data.picture.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._sign = QLabel()
        self._where, self._sizes, self._name = (FittingLabel() for _ in range(3))
        for label, name in ((self._where, "where"), (self._sizes, "sizes"), (self._name, "name")):
            label.setObjectName(f"data.picture.{name}")
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._original, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(facts, 1)

    @property
    def side(self) -> int:
        """How large the small picture may be, in pixels of the screen."""
        return round(_SIDE * self.devicePixelRatio())

    def show_label(self, data: DataSet, chosen: Chosen, division: Division | None, on_test: bool) -> None:
        """Says what is known without reading anything."""
        labels = data.y_train if chosen.part == "train" else data.y_test
        split = split_of(chosen, division)
        self._title.setText(tr("Class {label}", label=plain(data.labels[labels[chosen.number]])))
        number = tr("no. {number:,}", number=chosen.number)
        self._where.say(
            f"{sentence(split, on_test)}, {number}", f"{sentence(split, False)} {local(f'{chosen.number:,}')}"
        )
        self._sign.setPixmap(sign_pixmap(split, theme_of(self.palette()), _SIGN, self.devicePixelRatio()))
        self._sign.setFixedSize(QSize(_SIGN, _SIGN))

    def show_read(self, found: Read | None) -> None:
        """Shows what was read; None: nothing of it is known yet."""
        if found is None:
            self._original.clear()
            self._sizes.say("")
            self._name.say("")
            return
        pixmap = QPixmap.fromImage(found.original)
        pixmap.setDevicePixelRatio(self.devicePixelRatio())
        self._original.setPixmap(pixmap)
        size = picture_shape(found.picture.shape)
        self._sizes.say(f"{found.size} → {size}" if found.size and found.size != size else size)
        self._name.say(plain(found.name), plain(found.name.rpartition("/")[2]))
        self._name.setVisible(bool(found.name))
