"""The pictures of a test as rows: what the network saw, file, true class, predicted class, confidence."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Numbers, Outcomes
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Evaluated
from cnnstudio.core.words import percent, plain
from cnnstudio.gui.pad.folder.order import (
    FILE,
    PREDICTED,
    SEEN,
    SIGN,
    Cell,
    Wanted,
    csv_of,
    ordered,
)
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.rasters import picture_image
from cnnstudio.gui.words import figure

Index = QModelIndex | QPersistentModelIndex

SIDE = 40
"""Of a picture in its row, in pixels of the screen."""

_TITLES = ("", tr("Seen"), tr("Picture"), tr_in("of a class", "True"), tr("Predicted"), tr("Confidence"))
_HELP = (
    tr("✓ right, ✗ wrong"),
    tr("What the network was given"),
    tr("The file, or the number in the data"),
    tr("What the folder, file name or table says it shows"),
    tr("What the network takes it for"),
    tr("The largest output"),
)
_KEPT_IMAGES = 400
_AT_ONCE = 2_000
"""Up to so many pictures are sorted at once; more beside the window."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ALIGNED = (_CENTRE, _CENTRE, _LEFT, _CENTRE, _CENTRE, _RIGHT)


class Rows(QAbstractTableModel):
    """Holds what the engine found, and the numbers of the pictures that are shown, in their order."""

    arranged = Signal()
    """Other pictures are shown, or in another order."""

    def __init__(self, theme: Callable[[], Theme]) -> None:
        """``theme``: gives the colours of now."""
        super().__init__()
        self._theme = theme
        self._found: Evaluated | None = None
        self._numbers: Numbers = np.empty(0, np.int64)
        self._images: OrderedDict[int, QIcon] = OrderedDict()
        self._are_shares = True
        self._wanted = Wanted()
        self._ordering = Newest("order of the table", self)

    @property
    def outcomes(self) -> Outcomes | None:
        """What is shown."""
        return None if self._found is None else self._found.outcomes

    @property
    def numbers(self) -> Numbers:
        """The pictures that are shown, by their numbers."""
        return self._numbers

    @property
    def is_busy(self) -> bool:
        """Whether other pictures, or another order of them, are still to come."""
        return self._ordering.is_busy

    @property
    def count(self) -> int:
        """How many pictures the test has, shown or not."""
        return 0 if self.outcomes is None else len(self.outcomes)

    def put(self, found: Evaluated | None, *, wrong: bool) -> None:
        """Shows the pictures of another test, the wrong ones first, or them alone; of very many in a moment."""
        self._found, self._wanted = found, Wanted(wrong=wrong)
        self._are_shares = found is not None and found.outcomes is not None and found.outcomes.are_probabilities
        self._images.clear()
        self._take(np.empty(0, np.int64))
        self._arrange()

    def show_only(self, *, wrong: bool, cell: Cell | None) -> None:
        """Leaves out the right ones, or all but those of a cell of the confusion matrix."""
        self._wanted = replace(self._wanted, wrong=wrong, cell=cell)
        self._arrange()

    def row_of(self, number: int) -> int | None:
        """The row of a picture; None where it is not shown."""
        found = np.flatnonzero(self._numbers == number)
        return int(found[0]) if len(found) else None

    def name(self, number: int) -> str:
        """The file of a picture, or its number from 1."""
        files = self._found.files if self._found is not None else ()
        return files[number] if files else tr("no. {number:,}", number=number + 1)

    def truth(self, number: int) -> str:
        """The true class; empty where it is not known."""
        outcomes = self.outcomes
        assert outcomes is not None
        assert self._found is not None
        if self._found.truths:
            return self._found.truths[number]
        true = int(outcomes.truth[number])
        return outcomes.labels[true] if true >= 0 else ""

    def is_known(self, number: int) -> bool:
        """Whether it can be right or wrong: its class is one of the network's."""
        outcomes = self.outcomes
        assert outcomes is not None
        return bool(outcomes.truth[number] >= 0)

    def predicted(self, number: int) -> str:
        """The class that it was taken for."""
        outcomes = self.outcomes
        assert outcomes is not None
        return outcomes.labels[int(outcomes.predicted[number])]

    def confidence(self, number: int) -> str:
        """The largest output in words."""
        outcomes = self.outcomes
        assert outcomes is not None
        value = float(outcomes.confidence[number])
        return percent(value) if self._are_shares else figure(value)

    def sure(self, number: int) -> float:
        """The largest output, where it is a probability; else 0."""
        outcomes = self.outcomes
        assert outcomes is not None
        return min(max(float(outcomes.confidence[number]), 0.0), 1.0) if self._are_shares else 0.0

    def is_wrong(self, number: int) -> bool:
        """Whether it was taken for something else than it is."""
        outcomes = self.outcomes
        assert outcomes is not None
        return self.is_known(number) and bool(outcomes.truth[number] != outcomes.predicted[number])

    def seen(self, number: int) -> np.ndarray[Any, np.dtype[np.uint8]] | None:
        """What the network was given, (height, width, channels); None where it cannot be read any more."""
        if self._found is None or self._found.seen is None:
            return None
        try:
            return np.asarray(self._found.seen[number])
        except (StudioError, OSError, ValueError):
            return None

    def writing(self) -> Callable[[], str]:
        """What writes all that is shown, in its order, for a spreadsheet; it may be called on any thread."""
        found, numbers = self._found, self._numbers
        return lambda: "" if found is None else csv_of(found, numbers)

    # Private

    def _arrange(self) -> None:
        found, wanted = self._found, self._wanted
        if found is None or self.count <= _AT_ONCE:
            self._ordering.stop()
            self._take(np.empty(0, np.int64) if found is None else ordered(found, wanted))
        else:
            self._ordering.run(lambda _: ordered(found, wanted), self._take, lambda _: None)

    def _take(self, numbers: Numbers) -> None:
        self.beginResetModel()
        self._numbers = numbers
        self.endResetModel()
        self.arranged.emit()

    def _image(self, number: int) -> QIcon:
        if number not in self._images:
            self._images[number] = self._icon(number)
            while len(self._images) > _KEPT_IMAGES:
                self._images.popitem(last=False)
        return self._images[number]

    def _icon(self, number: int) -> QIcon:
        seen, made = self.seen(number), QIcon()
        if seen is None:
            return made
        image = picture_image(seen)
        smooth = max(image.width(), image.height()) > SIDE
        mode = Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
        scaled = QPixmap.fromImage(image.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatio, mode))
        for state in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # else it would be tinted in the chosen row
            made.addPixmap(scaled, state)
        return made

    def _words(self, number: int, column: int) -> str:
        match column:
            case 0:
                return "✗" if self.is_wrong(number) else "✓" if self.is_known(number) else ""
            case 2:
                return plain(self.name(number), 120)
            case 3:
                return plain(self.truth(number), 60) or "–"
            case 4:
                return plain(self.predicted(number), 60)
            case 5:
                return self.confidence(number)
        return ""

    def _spoken(self, number: int, column: int) -> str:
        if column == SIGN:
            return (
                tr_in("an answer", "wrong")
                if self.is_wrong(number)
                else tr_in("an answer", "right")
                if self.is_known(number)
                else tr("not scored")
            )
        return f"{_TITLES[column]} {self._words(number, column)}".strip()

    def _colour(self, number: int, column: int) -> QColor | None:
        if column not in (SIGN, PREDICTED) or not self.is_known(number):
            return None
        if self.is_wrong(number):
            return self._theme().colour("error")
        return self._theme().colour("good") if column == SIGN else None

    # Qt calls these

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(_TITLES)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._wanted = replace(self._wanted, column=column, descending=order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number, column = int(self._numbers[index.row()]), index.column()
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            found: Any = self._words(number, column)
        elif role == roles.DecorationRole:
            found = self._image(number) if column == SEEN else None
        elif role == roles.TextAlignmentRole:
            found = _ALIGNED[column]
        elif role == roles.ForegroundRole:
            found = self._colour(number, column)
        elif role == roles.ToolTipRole:
            found = plain(self.name(number), 400) if column == FILE else None
        else:
            found = self._spoken(number, column) if role == roles.AccessibleTextRole else None
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HELP[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNED[section]
        return None
