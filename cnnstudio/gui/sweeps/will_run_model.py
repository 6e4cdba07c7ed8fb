"""The combinations of a sweep as Qt's item model: a row each, added as they are worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import Values, value_in_words
from cnnstudio.core.sweeps.foretold import Foretold
from cnnstudio.core.sweeps.pace import Pace
from cnnstudio.core.sweeps.place import known_setting, label, parts_of_label
from cnnstudio.core.sweeps.varied import Over
from cnnstudio.core.training import memory
from cnnstudio.core.words import duration, number

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """What is known of a combination; its project is let go of, as ten thousand would be a burden."""

    number: int
    values: Values
    foretold: Foretold


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_UNKNOWN = "–"
_GAP = 2 * "\N{NO-BREAK SPACE}"
"""Between a time and why there is none."""
_BEHIND = (
    (tr("Parameters"), tr("Of the network, trained and frozen")),
    (tr("Memory"), tr("About as much as training takes at its peak")),
    (tr("Time"), tr("About as long as a run takes here, foretold from the runs of this project; it may end earlier")),
    (tr("Why not"), tr("Why it cannot be trained")),
)
PARAMETERS, MEMORY, TIME, WHY_NOT = range(len(_BEHIND))


@dataclass(frozen=True)
class Column:
    """One setting that varies."""

    title: str
    help: str
    setting: Setting | None
    over: Over


class WillRunModel(QAbstractTableModel):
    """The rows in the order in which they will run."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._lines: list[Line] = []
        self._pace: Pace | None = None
        self._muted = QColor()
        self._refuses = False

    @property
    def lines(self) -> Sequence[Line]:
        """What is known of each combination so far."""
        return self._lines

    @property
    def refuses(self) -> bool:
        """Whether one of them cannot be trained, so that the last column has something to say."""
        return self._refuses

    def begin(self, project: Project) -> None:
        """Begins the table of another sweep, still empty."""
        self.beginResetModel()
        self._columns = tuple(
            Column(_in_lines(label(project, each.place)), label(project, each.place), setting, each.over)
            for each, setting in ((each, known_setting(project, each.place)) for each in project.sweep.varied)
        )
        self._lines, self._pace, self._refuses = [], None, False
        self.endResetModel()

    def add(self, lines: Sequence[Line]) -> None:
        """Adds rows below the others."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()
            self._refuses = self._refuses or any(line.foretold.why_not for line in lines)

    def set_pace(self, pace: Pace | None) -> None:
        """How fast runs are trained here; None where it is not known."""
        self._pace = pace
        if self._lines:
            column = self.columnCount() - len(_BEHIND) + TIME
            self.dataChanged.emit(self.index(0, column), self.index(len(self._lines) - 1, column))

    def set_muted(self, colour: QColor) -> None:
        """The colour of what cannot be trained."""
        self._muted = colour

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + len(self._columns) + len(_BEHIND)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(index.column(), line)
            case Qt.ItemDataRole.ToolTipRole:
                return line.foretold.why_not or None
            case Qt.ItemDataRole.ForegroundRole if line.foretold.why_not:
                return self._muted
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._is_right(index.column()) else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        title, words = self._heading(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return words
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._is_right(section) else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _PLAIN

    # Private

    def _heading(self, section: int) -> tuple[str, str]:
        if section == 0:
            return tr("No."), tr("In the order in which they are trained")
        if section <= len(self._columns):
            column = self._columns[section - 1]
            return column.title, column.help
        title, words = _BEHIND[section - 1 - len(self._columns)]
        return (title if self._is_right(section) else _GAP + title), words

    def _is_right(self, section: int) -> bool:
        """Whether it stands at the right edge: all but words that may be long."""
        return section != len(self._columns) + 1 + WHY_NOT

    def _words(self, column: int, line: Line) -> str:
        foretold = line.foretold
        if column == 0:
            return number(line.number)
        if column <= len(self._columns):
            value, varied = line.values[column - 1], self._columns[column - 1]
            return _UNKNOWN if value is None else value_in_words(varied.setting, value, varied.over)
        match column - 1 - len(self._columns):
            case 0:
                return number(foretold.parameters) if foretold.parameters else _UNKNOWN
            case 1:
                return memory.in_words(foretold.memory) if foretold.memory else _UNKNOWN
            case 2:
                return self._time(foretold)
        return _GAP + foretold.why_not if foretold.why_not else ""

    def _time(self, foretold: Foretold) -> str:
        if self._pace is None or foretold.why_not or not foretold.effort.total:
            return _UNKNOWN
        return duration(self._pace.of(foretold.effort))


def _in_lines(label: str) -> str:
    """ "Filters of conv2d_1" in two lines: a column of numbers is narrow."""
    return "\n".join(filter(None, parts_of_label(label)))
