"""The three parts of a run's data with their scores, one of which is looked at."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import PartScore, Run
from cnnstudio.core.words import percent
from cnnstudio.gui.evaluation.part_pictures import PARTS
from cnnstudio.gui.theme import theme_of

_MARGIN, _GAP = 12, 4
_LARGE = 1.5


@dataclass(frozen=True)
class Score:
    """Loss, count and misclassified of a part."""

    loss: float
    count: int
    misclassified: int

    @property
    def words(self) -> str:
        """ "190 of 10,000 wrong"."""
        return tr("{wrong:,} of {count:,} wrong", wrong=self.misclassified, count=self.count)

    @property
    def accuracy(self) -> str:
        """ "98.10 %": two digits, so that one picture of ten thousand shows."""
        return percent(1 - self.misclassified / self.count, 2) if self.count else "–"


def score_of(run: Run, part: Part, outcomes: Outcomes | None) -> Score | None:
    """The score that is stored with the run, or that follows from outcomes; None where there is neither."""
    stored: dict[Part, PartScore | None] = {"train": run.train, "validation": run.validation}
    if part == "test" and run.test is not None:
        return Score(run.test.loss, run.test.count, run.test.misclassified)
    found = stored.get(part)
    if found is not None:
        return Score(found.loss, found.count, found.misclassified)
    return None if outcomes is None else Score(outcomes.loss, len(outcomes), int((~outcomes.right).sum()))


class PartChooser(QWidget):
    """One tile a part; arrow keys go from one to the next."""

    chosen = Signal(str)
    """The Part the person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.parts")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._tiles: dict[Part, _Tile] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part, title in PARTS.items():
            tile = self._tiles[part] = _Tile(f"evaluate.part.{part}", title)
            self._group.addButton(tile)
            tile.clicked.connect(lambda _=False, part=part: self.chosen.emit(part))
            row.addWidget(tile, 1)

    def tile(self, part: Part) -> "_Tile":
        """The tile of a part."""
        return self._tiles[part]

    def be_low(self, low: bool) -> None:
        """Takes one line where there is little room."""
        for tile in self._tiles.values():
            tile.be_low(low)

    def choose(self, part: Part) -> None:
        """Marks the part that is looked at."""
        self._tiles[part].setChecked(True)

    def show_scores(self, scores: dict[Part, Score | None], note: str = "") -> None:
        """Shows the scores; ``note`` stands where there is none."""
        for part, tile in self._tiles.items():
            tile.show_score(scores.get(part), note)


class _Tile(QAbstractButton):
    """A part: its name, accuracy in large figures, whole numbers and loss."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._large, self._words = "–", ("",)
        self._low = False

    @property
    def words(self) -> str:
        """Everything it says."""
        return f"{self.text()}: {self._large}, {self._words[0]}"

    def show_score(self, score: Score | None, note: str) -> None:
        """Shows a score, or the note in its place."""
        if score is None:
            self._large, self._words = "–", (note,)
        else:
            self._large = score.accuracy
            loss = tr("loss {loss:.4g}", loss=score.loss)
            self._words = f"{score.words} · {loss}", score.words
        self.setAccessibleName(self.words)
        self.setToolTip("\n".join(self._words[:1]))
        self.update()

    def be_low(self, low: bool) -> None:
        """Takes one line."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        below = 0 if self._low else self.fontMetrics().height() + _GAP
        return QSize(180, self._font_large_height() + below + 2 * (4 if self._low else 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(110, self.sizeHint().height())

    def _font_large(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _LARGE)
        font.setBold(True)
        return font

    def _font_large_height(self) -> int:
        return QFontMetrics(self._font_large()).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked = self.isChecked()
        frame = "accent" if checked or self.hasFocus() else "muted" if self.underMouse() else "card_border"
        painter.setPen(QPen(theme.colour(frame), 2 if checked or self.hasFocus() else 1))
        painter.setBrush(theme.colour("selected_card" if checked else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if checked and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 4, 4)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme, room = theme_of(self.palette()), self.width() - 2 * _MARGIN
        large, metrics = self._font_large_height(), self.fontMetrics()
        line = QRectF(_MARGIN, 4 if self._low else 8, room, large)
        painter.setPen(theme.colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self._font_large())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._large)
        taken = painter.fontMetrics().horizontalAdvance(self._large)
        painter.setFont(self.font())
        painter.setPen(theme.colour("muted"))
        if self._low:
            before = metrics.horizontalAdvance(self.text()) + _MARGIN
            room -= before + taken + _MARGIN
            words = next((words for words in self._words if metrics.horizontalAdvance(words) <= room), "")
            painter.drawText(line.adjusted(before, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
            return
        fitting = (words for words in self._words if metrics.horizontalAdvance(words) <= room)
        elided = metrics.elidedText(self._words[-1], Qt.TextElideMode.ElideRight, room)
        below = QRectF(_MARGIN, 8 + large + _GAP, room, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, next(fitting, elided))
