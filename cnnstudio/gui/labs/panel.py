"""The lab panel beside the pages: the open step between a head that says how far one is and a foot that goes on."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.labs.lab import Question
from cnnstudio.core.labs.standing import is_begun, standing_of, step_standing
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.bench import Bench
from cnnstudio.gui.labs.step_view import StepView
from cnnstudio.gui.labs.thin_bar import ThinBar
from cnnstudio.gui.theme import theme_of
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import bold_of
from cnnstudio.gui.widgets.notice import Notice

_NOT_KEPT = tr("This project is only read, so nothing you do in the lab is kept. Save it under another name first.")


class _Title(FittingLabel):
    """In the colour of text."""

    colour = "text"


class LabPanel(QFrame):
    """Shows the step that is open in the bench; it stays when the page beside it changes."""

    action_wanted = Signal(object)
    """An Action of the step."""
    fold_wanted = Signal()
    leave_wanted = Signal()
    report_wanted = Signal()
    again_wanted = Signal()
    """The lab is to be begun again."""
    save_wanted = Signal()
    """The project is to be saved under another name."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lab.panel")
        self.setAccessibleName(tr("Lab"))
        self._bench = bench
        self._view: StepView | None = None
        self._area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="lab.scroll")
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else all is broken anew with it
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._area, 1)
        column.addWidget(self._foot())
        for keys, way in (("Alt+PgUp", self._back), ("Alt+PgDown", self._forth)):
            shortcut = QShortcut(QKeySequence(keys), self, way)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        bench.wanted.connect(self.keep)
        bench.kept_changed.connect(self._say_kept)
        bench.lab_changed.connect(self._show_step)
        bench.step_changed.connect(self._show_step)
        bench.progress_changed.connect(self._follow)
        bench.looked.connect(self._show_looked)
        self._show_step()

    @property
    def view(self) -> StepView | None:
        """The step in view."""
        return self._view

    def keep(self) -> None:
        """Has what was typed and not kept yet kept."""
        if self._view is not None:
            self._view.keep()

    def take_keyboard(self) -> None:
        """Gives the keyboard to the panel's way on."""
        self._next.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Making

    def _head(self) -> QWidget:
        place = QWidget()
        self._title = _Title()
        self._title.setFont(bold_of(self._title.font()))
        self._where = FittingLabel()
        self._bar = ThinBar()
        self._homeless = Notice("lab.not_kept")
        self._homeless.wanted.connect(lambda way: self.save_wanted.emit())
        self._steps = QToolButton(autoRaise=True, icon=icon("list"), objectName="lab.steps")
        self._steps.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._steps.setAccessibleName(tr("All steps"))
        self._steps.setToolTip(tr("All steps of the lab, and what is done in each"))
        self._menu = QMenu(self._steps)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._steps.setMenu(self._menu)
        fold = self._icon("chevron-right", "lab.fold", tr("Fold the lab away"), tr("Fold away; Ctrl+L brings it back"))
        fold.clicked.connect(self.fold_wanted)
        leave = self._icon(
            "x", "lab.leave", tr("Close the lab"), tr("Close the lab; how far you are is kept in the project")
        )
        leave.clicked.connect(self.leave_wanted)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._where, 1)
        for each in (self._steps, fold, leave):
            row.addWidget(each)
        column = QVBoxLayout(place)
        column.setContentsMargins(16, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._title)
        column.addWidget(self._bar)
        column.addWidget(self._homeless)
        return place

    def _icon(self, name: str, object_name: str, called: str, tip: str) -> IconButton:
        return IconButton(object_name, name, tip, called=called)

    def _foot(self) -> QWidget:
        place = QWidget()
        self._before = QPushButton(tr("Back"), objectName="lab.back", toolTip=tr("The step before (Alt+Page up)"))
        self._before.clicked.connect(self._back)
        self._left = FittingLabel()
        self._left.setObjectName("lab.left")
        self._left.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._next = AccentButton(tr("Next"), "step-forward")
        self._next.setObjectName("lab.next")
        self._next.clicked.connect(self._forth)
        row = QHBoxLayout(place)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._before)
        row.addWidget(self._left, 1)
        row.addWidget(self._next)
        return place

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self.palette()), QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        painter.fillRect(0, 0, 1, self.height(), theme.colour("card_border"))

    # Following the bench

    @Slot()
    def _show_step(self) -> None:
        before, self._view = self._area.takeWidget(), None
        if before is not None:
            before.blockSignals(True)  # what it would still say is of a step, or of a lab, that is not open any more
            before.hide()
            before.deleteLater()  # one of its buttons may be what led here
        step = self._bench.step
        if step is None:
            return
        view = StepView(step, self._bench.pictures)
        view.action_wanted.connect(self.action_wanted)
        view.answered.connect(self._answer)
        view.question_hint_wanted.connect(self._bench.hint_for_question)
        view.check_hint_wanted.connect(self._bench.hint_for_check)
        self._view = view
        self._area.setWidget(view)
        view.setAutoFillBackground(False)
        self._area.verticalScrollBar().setValue(0)
        self._follow()
        self._say_kept()
        self._show_looked()

    @Slot()
    def _say_kept(self) -> None:
        is_kept = self._bench.lab is None or self._bench.is_kept
        self._homeless.say("" if is_kept else _NOT_KEPT, "caution", () if is_kept else ((tr("Save as…"), None),))

    @Slot()
    def _follow(self) -> None:
        lab, progress = self._bench.lab, self._bench.progress
        if lab is None or self._view is None:
            return
        self._view.show_progress(progress)
        whole, part = standing_of(lab, progress), step_standing(self._view.step, progress)
        number, count = progress.step + 1, len(lab.steps)
        self._title.say(lab.title)
        self._where.say(
            tr("Step {number} of {count} · {words}", number=number, count=count, words=whole.words),
            tr("Step {number} of {count}", number=number, count=count),
        )
        self._bar.show_share(whole.share, whole.words)
        left = part.count - part.done
        self._left.say(part.words_left, tr("{left} left", left=left) if left else "")
        self._before.setEnabled(number > 1)
        last = number == count
        self._next.show_as(tr("Report…") if last else tr("Next"), "file-down" if last else "step-forward")
        self._next.setToolTip(tr("A report to hand in") if last else tr("The next step (Alt+Page down)"))

    @Slot()
    def _show_looked(self) -> None:
        if self._view is not None:
            self._view.show_looked(self._bench.found)

    # What the student does

    @Slot(object, str)
    def _answer(self, question: Question, text: str) -> None:
        marked = self._bench.answer(question, text)
        if marked is not None and self._view is not None and marked.words:
            view = self._view.questions[question.key]
            view.show_answer(view.answer, marked.words)
        QTimer.singleShot(0, self, lambda: self._bring_into_view(question.key))  # once its verdict has its place

    def _bring_into_view(self, key: str) -> None:
        """Scrolls to what came of an answer, its question at the top where both have no room."""
        view = None if self._view is None else self._view.questions.get(key)
        if view is not None:
            self._area.ensureWidgetVisible(view, 0, 8)

    def _back(self) -> None:
        self.keep()
        self._bench.go_to(self._bench.progress.step - 1)

    def _forth(self) -> None:
        self.keep()
        lab = self._bench.lab
        if lab is not None and self._bench.progress.step + 1 >= len(lab.steps):
            self.report_wanted.emit()
        else:
            self._bench.go_to(self._bench.progress.step + 1)

    def _fill_menu(self) -> None:
        self._menu.clear()
        lab, progress = self._bench.lab, self._bench.progress
        if lab is None:
            return
        for number, step in enumerate(lab.steps):
            standing = step_standing(step, progress)
            done = f"   {standing.done}/{standing.count}" if standing.count else ""
            words = f"{number + 1}  {step.title}{done}".replace("&", "&&")
            action = self._menu.addAction(words, lambda number=number: self._bench.go_to(number))
            if number == progress.step:  # a tick would say that it is done
                action.setFont(bold_of(action.font()))
                action.setIcon(icon("chevron-right", "accent"))
            if standing.count and standing.done == standing.count:
                action.setIcon(icon("circle-check", "good"))
        self._menu.addSeparator()
        self._menu.addAction(icon("file-down"), tr("Report…"), self.report_wanted.emit)
        again = self._menu.addAction(icon("rotate-cw"), tr("Begin again…"), self.again_wanted.emit)
        again.setObjectName("lab.again")
        again.setEnabled(is_begun(progress))
