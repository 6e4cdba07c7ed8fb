"""How many pictures each class has, as bars."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.words import percent
from cnnstudio.gui.data.chosen import SPLITS, WORDS, colour_name, draw_sign
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.theme import Theme, theme_of
from cnnstudio.gui.widgets.focus_frame import FocusFrame

_ROW, _LINE, _BAR = 21, 20, 11
"""The least height of a class's row and of a line of the key, and the height of a bar."""

_MOST_ROWS = 12
"""What is not scrolled; more classes are."""

_NAMES = 0.45
"""The largest share of a row that the name of a class takes."""

_FAINT = 0.35
"""How strongly bars are drawn that are not those of the recipe as it stands."""


class ClassCounts(QWidget):
    """One bar a class, made of its splits; a click on a class asks to see its pictures."""

    class_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.counts")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._key, self.bars = _Key(), CountBars()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._key)
        column.addWidget(self.bars)
        self.bars.class_clicked.connect(self.class_clicked)
        self.show_pool(None)

    def show_pool(self, pool: Pool | None, is_of_before: bool = False) -> None:
        """Shows the counts of these pictures; None: there are none.

        Args:
            is_of_before: Whether the recipe asks for what cannot be, so that these are the last ones that could.
        """
        self.bars.show_faint(is_of_before)
        if pool is None:
            self.bars.show_counts((), ())
            self._key.show_splits((), False)
            return
        counts = pool.counts()
        self.bars.show_counts(pool.data.labels, tuple(tuple(row) for row in counts.tolist()))
        self._key.show_splits(tuple(place for place in range(len(SPLITS)) if counts[place].any()), pool.on_test)

    def show_class(self, number: int | None) -> None:
        """Marks the class whose pictures are being looked at."""
        self.bars.show_class(number)

    def words(self, number: int) -> str:
        """ "7: 845 training (10.6 %), 212 test (10.1 %)": shares are those of the split."""
        return self.bars.words(number)


class CountBars(QAbstractScrollArea):
    """The bars themselves; arrows and Enter do what the mouse does."""

    class_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data.counts.bars")
        self.setAccessibleName(tr("Pictures in each class"))
        FocusFrame(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self._labels: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._totals: list[int] = []
        self._sums: list[int] = []
        self._marked: int | None = None
        self._widest = 0
        self._opacity = 1.0

    def show_counts(self, labels: tuple[str, ...], counts: tuple[tuple[int, ...], ...]) -> None:
        """``counts``: a row a split, a number a class."""
        self._labels, self._counts = labels, counts
        self._totals = [sum(column) for column in zip(*counts, strict=True)]
        self._sums = [sum(row) for row in counts]
        self._marked = None
        self.setAccessibleDescription("; ".join(self.words(number) for number in range(min(len(labels), 20))))
        self._fit()
        self.viewport().update()

    def show_faint(self, faint: bool) -> None:
        """Draws the bars faintly, as what does not count at the moment."""
        self._opacity = _FAINT if faint else 1.0
        self.viewport().update()

    @property
    def is_faint(self) -> bool:
        """Whether the bars are those of before."""
        return self._opacity < 1

    def show_class(self, number: int | None) -> None:
        """Marks a class and brings it into view."""
        self._marked = number
        if number is not None:
            self._bring(number)
        self.viewport().update()

    def words(self, number: int) -> str:
        """The counts of a class, and its shares of the splits."""
        parts = [
            f"{local(f'{row[number]:,}')} {in_sentence(WORDS[split])} ({percent(row[number] / whole)})"
            for split, row, whole in zip(SPLITS, self._counts, self._sums, strict=True)
            if whole
        ]
        return f"{self._labels[number]}: {', '.join(parts)}"

    def row_at(self, point: QPoint) -> int | None:
        """The class under a point of the viewport."""
        number = (point.y() + self.verticalScrollBar().value()) // self._row
        return number if 0 <= number < len(self._labels) else None

    def row_rect(self, number: int) -> QRect:
        """Where a class stands in the viewport."""
        return QRect(0, number * self._row - self.verticalScrollBar().value(), self.viewport().width(), self._row)

    @property
    def _row(self) -> int:
        return max(_ROW, self.fontMetrics().height() + 5)

    def _fit(self) -> None:
        """Makes room for the rows, in the font as it is."""
        metrics = self.fontMetrics()
        longest = sorted(self._labels, key=len)[-8:]  # measuring a thousand names would take a frame
        self._widest = max((metrics.horizontalAdvance(label) for label in longest), default=0)
        self.setFixedHeight(max(min(len(self._labels), _MOST_ROWS), 1) * self._row + 2)
        self._measure()

    def _measure(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(len(self._labels) * self._row - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(self._row)

    def _bring(self, number: int) -> None:
        area, bar = self.row_rect(number), self.verticalScrollBar()
        if area.top() < 0:
            bar.setValue(bar.value() + area.top())
        elif area.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + area.bottom() + 1 - self.viewport().height())

    # Qt calls these

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._labels:
            return
        theme, painter = theme_of(self.palette()), QPainter(self.viewport())
        first = event.rect().top() + self.verticalScrollBar().value()
        last = event.rect().bottom() + self.verticalScrollBar().value()
        most, row = max(self._totals) or 1, self._row
        for number in range(first // row, min(last // row + 1, len(self._labels))):
            self._paint_row(painter, theme, number, most)

    def _paint_row(self, painter: QPainter, theme: Theme, number: int, most: int) -> None:
        area, metrics = self.row_rect(number), self.fontMetrics()
        if number == self._marked:
            painter.fillRect(area, theme.colour("selected_card"))
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        left = min(self._widest, round(area.width() * _NAMES)) + 6
        right = metrics.horizontalAdvance(local(f"{most:,}")) + 6
        label = metrics.elidedText(self._labels[number], Qt.TextElideMode.ElideMiddle, left - 4)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(4, area.top(), left, self._row), middle | Qt.AlignmentFlag.AlignLeft, label)
        painter.setPen(theme.colour("muted"))
        total = local(f"{self._totals[number]:,}")
        painter.drawText(area.adjusted(0, 0, -4, 0), middle | Qt.AlignmentFlag.AlignRight, total)
        room = max(area.width() - left - right - 16, 1)
        start = float(left + 8)
        painter.setOpacity(self._opacity)
        for split, row in zip(SPLITS, self._counts, strict=True):
            width = row[number] / most * room
            if width:
                bar = QRectF(start, area.top() + (self._row - _BAR) / 2, max(width - 1, 1), _BAR)
                if split == "unused":
                    painter.setPen(QPen(theme.colour(colour_name(split)), 1))
                    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
                else:
                    painter.fillRect(bar, theme.colour(colour_name(split)))
            start += width
        painter.setOpacity(1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self.row_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.class_clicked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_MOST_ROWS, Qt.Key.Key_PageDown: _MOST_ROWS}
        last = len(self._labels) - 1
        if event.key() in steps and last >= 0:
            before = -1 if self._marked is None else self._marked
            self.show_class(min(max(before + steps[Qt.Key(event.key())], 0), last))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._marked is not None:
            self.class_clicked.emit(self._marked)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.row_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if number is None else self.words(number), self)
            return True
        return super().viewportEvent(event)


class _Key(QWidget):
    """What the colours stand for; wraps where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self._splits: tuple[int, ...] = ()
        self._words: list[str] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_splits(self, splits: tuple[int, ...], on_test: bool) -> None:
        """``splits``: their places in SPLITS."""
        self._splits = splits
        named = [SPLITS[place] for place in splits]
        self._words = [
            tr("test = validation") if each == "test" and on_test else in_sentence(WORDS[each]) for each in named
        ]
        self.setVisible(bool(splits))
        self.updateGeometry()
        self.update()

    @property
    def _line(self) -> int:
        return max(_LINE, self.fontMetrics().height() + 4)

    def _places(self, width: int) -> list[QPoint]:
        places, left, top = [], 4, 0
        for words in self._words:
            room = 14 + self.fontMetrics().horizontalAdvance(words)
            if left > 4 and left + room > width:
                left, top = 4, top + self._line
            places.append(QPoint(left, top))
            left += room + 14
        return places

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return (places[-1].y() if places else 0) + self._line

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, split, words in zip(self._places(self.width()), self._splits, self._words, strict=True):
            draw_sign(painter, QRectF(place.x(), place.y() + (self._line - 9) / 2, 9, 9), SPLITS[split], theme)
            painter.setPen(theme.colour("muted"))
            area = QRect(place.x() + 14, place.y(), self.width(), self._line)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
