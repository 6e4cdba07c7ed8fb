"""All labs as cards, with how far one is in each in the open project."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.progress import Progress
from cnnstudio.core.labs.standing import is_begun, standing_of
from cnnstudio.core.language import tr, tr_count
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.thin_bar import ThinBar
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import Card, MutedLabel, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.measures import grown

_NARROWEST, _SPACE = 320, 16


class LabCard(Card):
    """One lab: its title, what it is about, how long it takes, how far one is, and the way in."""

    begin_wanted = Signal()
    again_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, lab: Lab, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.lab = lab
        name = f"learn.lab.{lab.name}"
        self.setObjectName(name)
        self.setAccessibleName(lab.title)
        title = heading(lab.title)
        title.setWordWrap(True)
        about = MutedLabel(lab.about, wordWrap=True)
        for label in (title, about):
            label.setTextFormat(Qt.TextFormat.PlainText)
        steps = tr_count("{count} step", "{count} steps", len(lab.steps))
        self._facts = MutedLabel(_with_minutes(steps, lab.minutes) if lab.minutes else steps)
        self._bar, self._done = ThinBar(), MutedLabel()
        self._begin = AccentButton(tr("Begin"), "play")
        self._begin.setObjectName(f"{name}.begin")
        self._begin.clicked.connect(self.begin_wanted)
        self._report = QPushButton(icon("file-down"), tr("Report…"), objectName=f"{name}.report")
        self._report.setToolTip(tr("What you answered and reached, with the network and its runs, to hand in"))
        self._report.clicked.connect(self.report_wanted)
        self._again = IconButton(
            f"{name}.again", "rotate-cw", tr("Begin again…"), called=tr("Begin again: {title}", title=lab.title)
        )
        self._again.clicked.connect(self.again_wanted)
        for part in (title, about):
            self.body.addWidget(part)
        self.body.addStretch(1)
        facts = QHBoxLayout()
        facts.addWidget(self._facts, 1)
        facts.addWidget(self._done)
        self.body.addLayout(facts)
        self.body.addWidget(self._bar)
        buttons = QHBoxLayout()
        buttons.addWidget(self._begin)
        buttons.addWidget(self._report)
        buttons.addStretch(1)
        buttons.addWidget(self._again)
        self.body.addLayout(buttons)
        self.show_progress(Progress(lab.name))

    def show_progress(self, progress: Progress) -> None:
        """Shows how far one is."""
        begun, standing = is_begun(progress), standing_of(self.lab, progress)
        done = bool(standing.count) and standing.done == standing.count
        words, sign = (
            (tr("Look again"), "eye") if done else (tr("Go on"), "step-forward") if begun else (tr("Begin"), "play")
        )
        self._begin.show_as(words, sign)
        self._begin.setAccessibleName(f"{words}: {self.lab.title}")
        tip = tr("Opens the lab with your answers") if done else tr("Goes on where you left it")
        self._begin.setToolTip(tip if begun else tr("Opens the lab beside the pages"))
        self._report.setVisible(begun)
        self._again.setVisible(done)
        self._bar.show_share(standing.share, standing.words)
        self._done.setText(standing.words if begun else "")


class LabGallery(QWidget):
    """Cards in as many columns as there is room for; labs of one's own come after those of the program."""

    chosen = Signal(object)
    """A Found of the shelf: a lab to begin or go on with."""
    again_wanted = Signal(object)
    """A Found of the shelf, to be begun again."""
    report_wanted = Signal(object)
    """A Found of the shelf."""
    open_wanted = Signal()
    check_wanted = Signal()
    guide_wanted = Signal()
    forget_wanted = Signal()
    """The files that could not be read are to be named no more."""
    needed = Signal()
    """It comes into view for the first time: the labs are to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learn.labs")
        self.setAccessibleName(tr("Labs"))
        self._cards: list[LabCard] = []
        self._columns = 0
        self._is_needed = False
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 12, 16)
        self._grid.setSpacing(_SPACE)
        self._words = MutedLabel(tr("Reading the labs…"), wordWrap=True, objectName="learn.labs.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._place)
        area.viewport().setAutoFillBackground(False)
        self._place.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 4, 0)
        column.setSpacing(12)
        column.addLayout(self._top())
        self._find = QPushButton(icon("search"), tr("Find it…"), objectName="learn.labs.find")
        self._find.setToolTip(tr("Opens the file from where it is now; what you answered in it is there again"))
        self._find.clicked.connect(self.open_wanted)
        self._forget = QPushButton(icon("x"), tr("Forget it"), objectName="learn.labs.forget")
        self._forget.setToolTip(tr("Names it here no more; what you answered in it stays in its project"))
        self._forget.clicked.connect(self.forget_wanted)
        said = QHBoxLayout()
        said.setContentsMargins(0, 0, 12, 0)
        said.setSpacing(8)
        said.addWidget(self._words, 1)
        for button in (self._find, self._forget):
            button.hide()
            said.addWidget(button)
        column.addLayout(said)
        column.addWidget(area, 1)

    @property
    def cards(self) -> tuple[LabCard, ...]:
        """The cards in view, in their order."""
        return tuple(self._cards)

    def show_labs(self, labs: list[object], progress: Mapping[str, Progress], note: str = "", lost: int = 0) -> None:
        """Shows these labs anew.

        Args:
            labs: Founds of the shelf.
            progress: By the lab's name.
            note: What could not be read, in words.
            lost: How many files that is, which can be looked for or forgotten.
        """
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for found in labs:
            card = LabCard(found.lab)
            card.begin_wanted.connect(lambda found=found: self.chosen.emit(found))
            card.again_wanted.connect(lambda found=found: self.again_wanted.emit(found))
            card.report_wanted.connect(lambda found=found: self.report_wanted.emit(found))
            self._cards.append(card)
        self.show_progress(progress)
        self._words.setText(note or ("" if labs else tr("There is no lab here yet. Open a lab file of your own.")))
        self._words.setVisible(bool(self._words.text()))
        self._find.setText(tr("Find it…") if lost < 2 else tr("Find one…"))
        self._forget.setText(tr("Forget it") if lost < 2 else tr("Forget them"))
        for button in (self._find, self._forget):
            button.setVisible(bool(lost))
        self._columns = 0
        self._arrange()

    def show_progress(self, progress: Mapping[str, Progress]) -> None:
        """Shows how far one is in each lab."""
        for card in self._cards:
            card.show_progress(progress.get(card.lab.name, Progress(card.lab.name)))

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = FittingLabel()
        whole = tr("Guided sheets beside the pages: they check themselves in your own project.")
        words.say(whole, tr("Guided sheets beside the pages."), "")
        row.addWidget(words, 1)
        parts = (
            (
                tr("Open a lab file…"),
                "folder-open",
                "learn.labs.open",
                tr("A .toml file that somebody wrote"),
                self.open_wanted,
            ),
            (
                tr("How to write a lab"),
                "pencil",
                "learn.labs.guide",
                tr("For teachers: it is one text file"),
                self.guide_wanted,
            ),
            (
                tr("Check a lab file…"),
                "list-checks",
                "learn.labs.check",
                tr("For teachers: what is wrong in a lab file, line by line"),
                self.check_wanted,
            ),
        )
        for words, sign, name, tip, signal in parts:
            button = QPushButton(icon(sign), words, objectName=name, toolTip=tip)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addSpacing(12)
        return row

    def _arrange(self) -> None:
        room = self.width() - 32
        columns = max(1, min(3, (room + _SPACE) // (grown(_NARROWEST, self.fontMetrics()) + _SPACE)))
        if columns == self._columns:
            return
        for column in range(max(self._columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // columns, number % columns)
        last = len(self._cards) // columns + 1
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 1 if row == last else 0)
        self._grid.setRowStretch(last, 1)

    # Qt calls these

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and getattr(self, "_columns", 0):
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_needed:
            self._is_needed = True
            self.needed.emit()


def _with_minutes(steps: str, minutes: int) -> str:
    return tr_count("{steps} · about {count} minute", "{steps} · about {count} minutes", minutes, steps=steps)
