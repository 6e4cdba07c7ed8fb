"""The picture whose loss is worked out, and what the network says it shows, class by class."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QTableWidgetItem,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import local, tr
from cnnstudio.core.messages import LossWorked
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training import losses
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.gui.document import Document
from cnnstudio.gui.training.worked_table import worked_table
from cnnstudio.gui.widgets.letters import bold_of

_SIDE = 112
_AROUND = 4
_HEADERS = (tr("Class"), "p", "y", tr("Adds"))
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Numbers = npt.NDArray[np.int64]


class WorkedPictures:
    """Finds the pictures of a batch among the data that are loaded, where they are those of its run."""

    def __init__(self) -> None:
        self._of: tuple[DataSet, DataRecipe] | None = None
        self._train: _Numbers | None = None

    def find(self, run: Run, document: Document, answer: LossWorked, index: int) -> QImage | None:
        """The picture at ``index``.

        None where the data are others or prepared otherwise, or pictures still to be read from files.
        """
        data = document.data_set if document.has_data_of(run.project) else None
        if data is None or not isinstance(data.x_train, np.ndarray) or data.x_train.dtype != np.uint8:
            return None
        numbers = self._numbers(data, run.project.data)
        count = len(answer.truth)
        if numbers is None or not np.array_equal(data.y_train[numbers[:count]], answer.truth):
            return None
        return _image(data.x_train[numbers[index]])

    def _numbers(self, data: DataSet, recipe: DataRecipe) -> _Numbers | None:
        """The numbers of the pictures that are learned from; kept, as it takes some milliseconds to divide."""
        if self._of is None or self._of[0] is not data or self._of[1] != recipe:
            try:
                self._train = np.asarray(divide(data.y_train, recipe).train, np.int64)
            except StudioError:
                self._train = None
            self._of = data, recipe
        return self._train


def _image(pixels: npt.NDArray[np.uint8]) -> QImage | None:
    """uint8 (height, width, 1 or 3) as an image; None for other channels."""
    height, width, channels = pixels.shape
    if channels not in (1, 3):
        return None
    kind = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(np.ascontiguousarray(pixels).tobytes(), width, height, channels * width, kind).copy()


class ClassesView(QWidget):
    """The picture at the left, at its right a line for each of its likeliest classes and for the true one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel(objectName="train.worked_loss.image")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._table = worked_table(
            "train.worked_loss.classes", tr("What the network says, class by class"), _HEADERS, around=_AROUND, wide=0
        )
        self._table.horizontalHeaderItem(len(_HEADERS) - 1).setToolTip(
            tr("What the class adds to the loss of this picture")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._table, 1)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The lines as they are read: class, p, y, and what it adds."""
        places = range(self._table.rowCount())
        items = ([self._table.item(place, column) for column in range(len(_HEADERS))] for place in places)
        return tuple(tuple("" if item is None else item.text() for item in line) for line in items)

    @property
    def has_picture(self) -> bool:
        """Whether the picture itself is there."""
        return not self._picture.isHidden()

    def show_classes(self, plan: Plan, answer: LossWorked, index: int, image: QImage | None) -> None:
        """Shows picture number ``index`` of a batch, as the plan's loss sees it."""
        true, outputs, truth = int(answer.truth[index]), answer.outputs, answer.truth
        p = losses.probabilities(plan, outputs, answer.logits)[index]
        y = losses.labels(plan, truth, len(p))[index]
        adds = losses.of_classes(plan, outputs, truth, answer.logits)[index]
        likely = np.argsort(-p, kind="stable")[: losses.SHOWN].tolist()
        chosen = sorted(dict.fromkeys([*likely, true]))
        self._table.setRowCount(len(chosen))
        bold = bold_of(self._table.font())
        for row, place in enumerate(chosen):
            texts = (answer.labels[place], *(_figure(float(each[place])) for each in (p, y, adds)))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column:
                    item.setTextAlignment(_RIGHT)
                if place == true:
                    item.setFont(bold)
                    item.setToolTip(tr("The class it shows"))
                self._table.setItem(row, column, item)
        self._show_picture(image, tr("A picture that shows {label}", label=answer.labels[true]))

    def _show_picture(self, image: QImage | None, words: str) -> None:
        self._picture.setVisible(image is not None)
        if image is None:
            return
        large = image.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio)
        self._picture.setPixmap(QPixmap.fromImage(large))
        self._picture.setAccessibleName(words)
        self._picture.setToolTip(words)


def _figure(value: float) -> str:
    return local(f"{value + 0.0:.4g}".replace("-", "−"))  # and no −0
