"""The data sets on offer as a list in groups: those that come with the program, Keras's, and the person's own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.collected import title
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import locate
from cnnstudio.data.sources import DRAWN, FILE, SOURCES, Source
from cnnstudio.gui.icons import icon
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.words import picture_shape, size

_Index = QModelIndex | QPersistentModelIndex
_LINE = 27
_HEADING = 24
_MOST_OWN = 4
_DRAWN = tr("What was drawn on the Draw page and given its label; each drawing becomes a picture as MNIST's were made.")
_OWN_SIGNS = {FILE: "folder", DRAWN: "brush"}
_SIZE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True)
class Line:
    """One line: a heading where it has no ``source``, else data to choose."""

    title: str
    source: str = ""
    path: str = ""
    size: str = ""
    note: str = ""
    download: str = ""

    @property
    def shape(self) -> str:
        """ "28 × 28", of "…, 28 × 28, grey"."""
        if self.source == DRAWN:
            return self.size.partition(" ")[0]
        words = self.size.split(", ")
        return words[1] if len(words) > 1 else ""


def lines(own: tuple[str, ...] = (), drawn: int = 0, labels: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Every line, group by group.

    Args:
        own: The paths of the person's own data.
        drawn: How many drawings there are.
        labels: What these show.
    """
    built_in = [_line(each) for each in SOURCES if each.name != FILE and not each.download]
    of_keras = [_line(each) for each in SOURCES if each.download]
    yours = [Line(plain(Path(path).name or path, 200), FILE, path, note=path) for path in own]
    drawings = [Line(title(labels), DRAWN, size=_drawings(drawn), note=_DRAWN)] if drawn else []
    groups = ((tr("Built in"), built_in), (tr("Keras's sets"), of_keras), (tr("Your own"), drawings + yours))
    return tuple(line for name, group in groups if group for line in (Line(name), *group))


def here() -> frozenset[str]:
    """Names of the sources that need no download; looks at the disk."""
    return frozenset(each.name for each in SOURCES if not each.download or _is_here(each.name))


def size_words(data: DataSet) -> str:
    """ "8,000 training and 2,000 test pictures, 28 × 28, grey"."""
    counts = tr_count(
        "{train:,} training pictures and {count:,} test picture",
        "{train:,} training and {count:,} test pictures",
        len(data.x_test),
        train=len(data.x_train),
    )
    return f"{counts}, {picture_shape(data.input_shape)}"


class SourceModel(QAbstractListModel):
    """An item model over the lines; the one whose data are loaded tells what is really in them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = lines()
        self._data: DataSet | None = None
        self._loaded = DataRecipe("")
        self._here: frozenset[str] = frozenset()

    def show_own(self, own: tuple[str, ...], drawn: int = 0, labels: tuple[str, ...] = ()) -> None:
        """Offers the person's own data, by their paths, and the drawings, where there are any."""
        made = lines(own, drawn, labels)
        if made != self.lines:
            self.beginResetModel()
            self.lines = made
            self.endResetModel()

    def show_data(self, recipe: DataRecipe, data: DataSet | None) -> None:
        """Takes the sizes of these data, which the recipe names."""
        self._loaded, self._data = recipe, data
        self._tell()

    def show_here(self, names: frozenset[str]) -> None:
        """Takes which sources are on this computer."""
        self._here = names
        self._tell()

    def is_here(self, line: Line) -> bool:
        """Whether nothing needs to be downloaded for it."""
        return not line.download or line.source in self._here or self._data_of(line) is not None

    def short_size(self, line: Line) -> str:
        """ "28 × 28", of the data themselves where they are loaded."""
        data = None if line.source == DRAWN else self._data_of(line)
        return line.shape if data is None else size(data.input_shape)

    def row_of(self, recipe: DataRecipe) -> int:
        """The row of what a recipe names; −1 where there is none."""
        for row, line in enumerate(self.lines):
            if line.source and line.source == recipe.source and (line.source != FILE or line.path == recipe.path):
                return row
        return -1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) if self.lines[index.row()].source else Qt.ItemFlag.NoItemFlags

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        loaded = self._data_of(line)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.title
            case Qt.ItemDataRole.UserRole:
                return line
            case _ if role == _SIZE_ROLE:
                return line.size if loaded is None else size_words(loaded)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole if line.source:
                missing = tr("Not on this computer yet: a download of {size}", size=line.download)
                missing = "" if self.is_here(line) else missing
                return ". ".join(filter(None, (line.title, index.data(_SIZE_ROLE), missing, line.note)))
        return None

    def _data_of(self, line: Line) -> DataSet | None:
        same = self._data is not None and self.row_of(self._loaded) == self.lines.index(line)
        return self._data if same else None

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, 0))


class _SourceDelegate(QStyledItemDelegate):
    """Draws a line: a sign where it has to be fetched, the title, and at the right how many pictures or how much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Kept: an icon made for one painting is freed in the middle of it, engine and all.
        self._icon = cache(icon)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        taller = option.fontMetrics.height()
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        return QSize(40, max(_LINE, taller + 10) if line.source else max(_HEADING, taller + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.source:
            self._paint_line(painter, option, index, line)
        else:
            painter.setPen(theme_of(option.palette).colour("muted"))
            place = option.rect.adjusted(4, 0, 0, -3)
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, line.title)
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, line: Line) -> None:
        theme = theme_of(option.palette)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        card = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if chosen:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(theme.colour("selected_card"))
            painter.drawRoundedRect(card, 5, 5)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(2.5, 2.5, -2.5, -2.5), 4, 4)
        model = index.model()
        assert isinstance(model, SourceModel)
        area = option.rect.adjusted(10, 0, -10, 0)
        if model.is_here(line):
            name, tone, right = (
                "circle-check" if chosen else "database",
                "accent" if chosen else "muted",
                model.short_size(line),
            )
        else:
            name, tone, right = "download", "muted", line.download
        name = _OWN_SIGNS.get(line.source, name) if not chosen else name
        self._icon(name, tone).paint(painter, QRect(area.left(), area.center().y() - 7, 16, 16))
        self._paint_words(painter, option, area.adjusted(24, 0, 0, 0), line.title, right, chosen)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, title: str, right: str, chosen: bool
    ) -> None:
        theme, font = theme_of(option.palette), QFont(option.font)
        font.setBold(chosen)
        metrics = QFontMetrics(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(option.font)
        painter.setPen(theme.colour("muted"))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, right)
        room = area.width() - (QFontMetrics(option.font).horizontalAdvance(right) + 10 if right else 0)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, shown)


class SourceList(QListView):
    """One line a source; the chosen one is the project's."""

    source_chosen = Signal(str, str)
    """The name of a source, and the path where it is the person's own; chosen by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.source")
        self.setAccessibleName(tr("Data set"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.sources = SourceModel(self)
        self.setModel(self.sources)
        self.setItemDelegate(_SourceDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Not the current one, which Qt also sets when the keyboard only comes to the list.
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self._shown = ("", "")
        self._own: tuple[str, ...] = ()

    def show_source(
        self, recipe: DataRecipe, data: DataSet | None = None, drawn: int = 0, labels: tuple[str, ...] = ()
    ) -> None:
        """Marks the project's source, whose ``data`` are loaded; the project has ``drawn`` drawings of ``labels``."""
        self._shown = (recipe.source, recipe.path if recipe.source == FILE else "")
        own = self._own
        if recipe.source == FILE and recipe.path and recipe.path not in own:
            own = (recipe.path, *own)[:_MOST_OWN]
        if data is not None:  # what cannot be read is not offered again
            self._own = own
        self.sources.show_own(own, drawn or int(recipe.source == DRAWN and data is not None), labels)
        self.sources.show_data(recipe, data)
        self._fit()
        row = self.sources.row_of(recipe)
        if row < 0:
            self.clearSelection()
        else:
            self.setCurrentIndex(self.sources.index(row, 0))

    def forget_own(self) -> None:
        """Offers no data of the person's any more, as when another project is opened."""
        self._own = ()

    def _selection_changed(self, chosen: QItemSelection) -> None:
        for index in chosen.indexes():
            line: Line = index.data(Qt.ItemDataRole.UserRole)
            if line.source and (line.source, line.path) != self._shown:
                self._shown = (line.source, line.path)
                self.source_chosen.emit(line.source, line.path)

    def _fit(self) -> None:
        rows = range(self.sources.rowCount())
        self.setFixedHeight(sum(self.sizeHintForIndex(self.sources.index(row, 0)).height() for row in rows))

    # Qt calls this

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _line(each: Source) -> Line:
    return Line(each.short_title, each.name, "", each.size, each.note, each.download)


def _drawings(count: int) -> str:
    return tr_count("1 drawing", "{count:,} drawings", count)


def _is_here(name: str) -> bool:
    try:
        locate(name)
    except StudioError:
        return False
    return True
