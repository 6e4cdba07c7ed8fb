"""How many pictures each class has, as bars."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.theme import theme_of

_HEIGHT = 132
_TOP = 22


class ClassCounts(QWidget):
    """Two bars a class, training and test; a click on a class asks to see its pictures."""

    class_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.counts")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._labels: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        self.show_data(None)

    def show_data(self, data: DataSet | None) -> None:
        """Shows the counts of these data."""
        self._labels = data.labels if data is not None else ()
        self._counts = (data.train_counts, data.test_counts) if data is not None else ((), ())
        self.setAccessibleName("Pictures in each class")
        self.setAccessibleDescription("; ".join(self.words(number) for number in range(min(len(self._labels), 20))))
        self.update()

    def words(self, number: int) -> str:
        """ "7: 845 training, 212 test"."""
        return f"{self._labels[number]}: {self._counts[0][number]:,} training, {self._counts[1][number]:,} test"

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def _class_at(self, x: float) -> int | None:
        if not self._labels:
            return None
        number = int(x * len(self._labels) / max(self.width(), 1))
        return number if 0 <= number < len(self._labels) else None

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._labels:
            return
        theme, painter = theme_of(self.palette()), QPainter(self)
        metrics = QFontMetricsF(self.font())
        self._paint_key(painter, metrics)
        most = max(max(counts) for counts in self._counts) or 1
        step = self.width() / len(self._labels)
        ground = self.height() - metrics.height() - 4
        widest = max(metrics.horizontalAdvance(label) for label in self._labels)
        every = max(1, int(-(-(widest + 4) // step)))  # labels that would touch each other are left out
        painter.setPen(Qt.PenStyle.NoPen)
        thick = max(1.0, min(step * 0.36, 18))
        for number in range(len(self._labels)):
            middle = (number + 0.5) * step
            for side, (counts, name) in enumerate(zip(self._counts, ("training", "validation"), strict=True)):
                height = counts[number] / most * (ground - _TOP)
                painter.fillRect(
                    QRectF(middle + (side - 1) * thick, ground - height, thick - 1, height), theme.colour(name)
                )
        painter.setPen(theme.colour("text"))
        for number in range(0, len(self._labels), every):
            area = QRectF((number + 0.5 - every / 2) * step, ground + 2, step * every, metrics.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._labels[number])
        painter.setPen(theme.colour("card_border"))
        painter.drawLine(0, int(ground), self.width(), int(ground))

    def _paint_key(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        theme, left = theme_of(self.palette()), 0.0
        for words, name in (("training", "training"), ("test", "validation")):
            painter.fillRect(QRectF(left, 4, 10, 10), theme.colour(name))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(left + 14, 0, 120, 18), Qt.AlignmentFlag.AlignVCenter, words)
            left += 14 + metrics.horizontalAdvance(words) + 16

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._class_at(event.position().x())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.class_clicked.emit(number)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._class_at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if number is None else self.words(number), self)
            return True
        return super().event(event)
