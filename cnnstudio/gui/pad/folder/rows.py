"""The pictures of a test as rows: what the network saw, file, true class, predicted class, confidence."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QImage

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Evaluated
from cnnstudio.core.outcomes import Numbers, Outcomes
from cnnstudio.core.spreadsheet import to_csv
from cnnstudio.core.words import plain
from cnnstudio.data.pictures.listing import natural
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.theme import Theme
from cnnstudio.gui.widgets.rasters import picture_image
from cnnstudio.gui.words import figure, percent

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]

SIDE = 40
"""Of a picture in its row, in pixels of the screen."""

SIGN, SEEN, FILE, TRUE, PREDICTED, CONFIDENCE = range(6)
_TITLES = ("", "Seen", "Picture", "True", "Predicted", "Confidence")
_HELP = (
    "✓ right, ✗ wrong",
    "What the network was given",
    "The file, or the number in the data",
    "What the folder, file name or table says it shows",
    "What the network takes it for",
    "The largest output",
)
_KEPT_IMAGES = 400
_NATURAL = 2_000
"""Up to so many names are sorted at once; more beside the window."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ALIGNED = (_CENTRE, _CENTRE, _LEFT, _CENTRE, _CENTRE, _RIGHT)


class Rows(QAbstractTableModel):
    """Holds what the engine found, and the numbers of the pictures that are shown, in their order."""

    def __init__(self, theme: Callable[[], Theme]) -> None:
        """``theme``: gives the colours of now."""
        super().__init__()
        self._theme = theme
        self._found: Evaluated | None = None
        self._numbers: Numbers = np.empty(0, np.int64)
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._wrong_only, self._are_shares = False, True
        self._cell: Cell | None = None
        self._naming = Newest("names", self)
        self._by_file: Numbers | None = None
        self._sorted = (SIGN, Qt.SortOrder.AscendingOrder)

    @property
    def outcomes(self) -> Outcomes | None:
        """What is shown."""
        return None if self._found is None else self._found.outcomes

    @property
    def numbers(self) -> Numbers:
        """The pictures that are shown, by their numbers."""
        return self._numbers

    def put(self, found: Evaluated | None, *, wrong: bool) -> None:
        """Shows the pictures of another test, the wrong ones first, or them alone."""
        self._found, self._wrong_only, self._cell = found, wrong, None
        self._are_shares = found is not None and found.outcomes is not None and found.outcomes.are_probabilities
        self._sorted = (SIGN, Qt.SortOrder.AscendingOrder)
        self._images.clear()
        self._by_file = None
        files = found.files if found is not None else ()
        self._naming.stop()
        if len(files) > _NATURAL:
            self._naming.run(lambda _: _places(files), self._named, lambda _: None)
        self._arrange()

    def show_only(self, *, wrong: bool, cell: Cell | None) -> None:
        """Leaves out the right ones, or all but those of a cell of the confusion matrix."""
        self._wrong_only, self._cell = wrong, cell
        self._arrange()

    def row_of(self, number: int) -> int | None:
        """The row of a picture; None where it is not shown."""
        found = np.flatnonzero(self._numbers == number)
        return int(found[0]) if len(found) else None

    def name(self, number: int) -> str:
        """The file of a picture, or its number from 1."""
        files = self._found.files if self._found is not None else ()
        return files[number] if files else f"no. {number + 1:,}"

    def truth(self, number: int) -> str:
        """The true class; empty where it is not known."""
        outcomes = self.outcomes
        assert outcomes is not None
        true = int(outcomes.truth[number])
        return outcomes.labels[true] if true >= 0 else ""

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

    def is_wrong(self, number: int) -> bool:
        """Whether it was taken for something else than it is."""
        outcomes = self.outcomes
        assert outcomes is not None
        return bool(outcomes.truth[number] >= 0 and outcomes.truth[number] != outcomes.predicted[number])

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
        return lambda: "" if found is None else _csv(found, numbers)

    # Private

    def _arrange(self) -> None:
        self.beginResetModel()
        self._numbers = self._ordered()
        self.endResetModel()

    def _ordered(self) -> Numbers:
        outcomes = self.outcomes
        if outcomes is None:
            return np.empty(0, np.int64)
        kept = np.ones(len(outcomes), np.bool_)
        if self._wrong_only and self._cell is None:
            kept &= outcomes.known & ~outcomes.right
        if self._cell is not None:
            kept &= (outcomes.truth == self._cell[0]) & (outcomes.predicted == self._cell[1])
        numbers = np.flatnonzero(kept)
        column, order = self._sorted
        keys = self._keys(outcomes, column)
        down = order == Qt.SortOrder.DescendingOrder
        first = -keys[numbers] if down else keys[numbers]
        # Among equals the surest mistake, or the surest answer, comes first.
        return numbers[np.lexsort((-outcomes.confidence[numbers], first))]

    def _keys(self, outcomes: Outcomes, column: int) -> np.ndarray[Any, Any]:
        if column == TRUE:
            return outcomes.truth
        if column == PREDICTED:
            return outcomes.predicted
        if column == CONFIDENCE:
            return outcomes.confidence
        if column in (FILE, SEEN):
            return self._places(len(outcomes))
        return np.where(~outcomes.known, 2, np.where(outcomes.right, 1, 0))

    def _places(self, count: int) -> Numbers:
        """The place of each picture's file among the names; of very many as in the data, until they are sorted."""
        files = self._found.files if self._found is not None else ()
        if self._by_file is None and 0 < len(files) <= _NATURAL:
            self._by_file = _places(files)
        return np.arange(count) if self._by_file is None else self._by_file

    def _named(self, places: Numbers) -> None:
        self._by_file = places
        if self._sorted[0] in (FILE, SEEN):
            self._arrange()

    def _image(self, number: int) -> QImage:
        if number not in self._images:
            seen = self.seen(number)
            image = QImage() if seen is None else picture_image(seen)
            smooth = max(image.width(), image.height()) > SIDE
            mode = Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
            keep = Qt.AspectRatioMode.KeepAspectRatio
            self._images[number] = image if image.isNull() else image.scaled(QSize(SIDE, SIDE), keep, mode)
            while len(self._images) > _KEPT_IMAGES:
                self._images.popitem(last=False)
        return self._images[number]

    def _words(self, number: int, column: int) -> str:
        match column:
            case 0:
                return "✗" if self.is_wrong(number) else "✓" if self.truth(number) else ""
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
            return "wrong" if self.is_wrong(number) else "right" if self.truth(number) else "not scored"
        return f"{_TITLES[column]} {self._words(number, column)}".strip()

    def _colour(self, number: int, column: int) -> QColor | None:
        if column not in (SIGN, PREDICTED) or not self.truth(number):
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
        self._sorted = (column, order)
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


def _places(files: Sequence[str]) -> Numbers:
    """The place of each name among all, sorted as people count: 2 before 10."""
    places = np.empty(len(files), np.int64)
    places[sorted(range(len(files)), key=lambda each: natural(files[each]))] = np.arange(len(files))
    return places


def _csv(found: Evaluated, numbers: Numbers) -> str:
    outcomes = found.outcomes
    assert outcomes is not None
    names: tuple[str, ...] = (*outcomes.labels, "")  # at −1
    head: list[str | float] = ["file", "true", "predicted", "confidence", "right"]
    right = {True: "yes", False: "no"}

    def row(number: int) -> list[str | float]:
        true, predicted = int(outcomes.truth[number]), int(outcomes.predicted[number])
        file = found.files[number] if found.files else number + 1
        told = right[true == predicted] if true >= 0 else ""
        return [file, names[true], names[predicted], float(outcomes.confidence[number]), told]

    return to_csv([head, *map(row, numbers.tolist())])
