"""What the numbers of the chosen run say, one below the other: in words, with the evidence folded and ways out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.advising.advise import advise, each_once
from cnnstudio.core.advising.case import Case, case_of
from cnnstudio.core.advising.remedies import Remedy, after, in_words, is_there
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.finding import Tone
from cnnstudio.core.problem import Fix
from cnnstudio.core.project import Project
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.health import Health
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet, counts_of
from cnnstudio.data.split import divide
from cnnstudio.data.watch import Watch
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.state import USUALLY_MORE, more_words
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.training.words import called
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.notice import Notice

_TOGETHER_MS = 200
"""What changes within it is thought about once."""

_BATCHES = 20
_NO_RUN = tr("Train the network: what its numbers say, and what may help, stands here.")
_NO_EPOCH = tr("The first epochs will tell.")
_THEN = {False: tr("It counts from the next run: press Train."), True: tr("A run is on: it counts from the next one.")}
_TONES = ("problem", "caution", "note")


class _MoreEpochs:
    """The way that goes on with the run itself."""


_MORE, _MORE_WORDS = _MoreEpochs(), more_words(USUALLY_MORE)
_Way = Remedy | _MoreEpochs


class AdvicePanel(QScrollArea):
    """Follows the chosen run and keeps its advice in step with its figures; a button is one edit of the project.

    One button is none: it goes on with the run. While a run goes on, advice keeps its place, and while the mouse is
    over it nothing moves at all.
    """

    advice_changed = Signal(object)
    """The tuple of Advice that is shown now."""

    def __init__(self, document: Document, training_run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.advice")
        self.setAccessibleName(tr("Advice"))
        self._document, self._training_run = document, training_run
        self._newest = Newest("advice", self)
        self._advice: tuple[Advice, ...] = ()
        self._shown_run: object = None
        self._asked: object = None
        self._waiting: Callable[[], None] | None = None
        self._mouse_is_over = False
        self._notices: dict[str, Notice] = {}
        self._shown_tones: list[Tone] = []
        self._told: dict[str, Remedy] = {}
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.follow)
        for signal in (document.runs_changed, document.data_changed, training_run.state_changed):
            signal.connect(self._follow_soon)
        document.project_changed.connect(self._mark_done)
        self.follow()

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What is shown now."""
        return self._advice

    @property
    def is_thinking(self) -> bool:
        """Whether other advice may be about to come."""
        return self._soon.isActive() or self._newest.is_busy

    def show_advice(self, advice: tuple[Advice, ...], state: str = "") -> None:
        """Shows these; ``state`` where there is nothing to say. Notices of a kind that is there stay in their place."""
        for kind, notice in self._notices.items():
            if all(each.kind != kind for each in advice):
                notice.say("")
        for each in advice:
            notice = self._notices.get(each.kind) or self._add_notice(each.kind, each.tone)
            ways = [(way.label if not isinstance(way, _MoreEpochs) else _MORE_WORDS, way) for way in _ways(each)]
            notice.say(each.text, each.tone, ways, each.evidence, same=bool(notice.words))
        self._state.setText("" if advice else state)
        self._state.setVisible(not advice)
        if advice != self._advice:
            self._advice = advice
            self.advice_changed.emit(advice)
        self._mark_done()

    @Slot()
    def follow(self) -> None:
        """Thinks about the chosen run as it is now, beside the window; the answer is shown when it is there."""
        run, path = self._document.chosen_run, self._document.path
        if run is None or path is None:
            self._newest.stop()
            self._asked = None
            self._put(None, (), _NO_RUN)
            return
        data = self._data_of(run)
        asked = (path, run, data)
        if self._asked is not None and asked == self._asked:
            return
        self._asked = asked
        losses = self._batch_losses(run)
        self._newest.run(partial(_think, _Question(path, run, data, losses)), partial(self._answer, run), self._failed)

    def end(self) -> None:
        """Stops what is done beside the window."""
        self._soon.stop()
        self._newest.close()

    # Private

    def _lay_out(self) -> None:
        content = QWidget()
        self._state = MutedLabel(wordWrap=True, objectName="train.advice.state")
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(12)
        self._column.addWidget(self._state)
        self._column.addStretch(1)
        # As high as its words are at the width there is, not at the least width they could have.
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _add_notice(self, kind: str, tone: Tone) -> Notice:
        """A notice behind those that are as grave as it."""
        notice = Notice(f"train.advice.{kind}", self.widget(), details=tr("numbers"))
        notice.wanted.connect(partial(self._take, kind))
        notice.keyboard_freed.connect(self.setFocus)
        graver = _TONES[: _TONES.index(tone) + 1]
        places = [place for place, other in enumerate(self._shown_tones) if other in graver]
        place = places[-1] + 1 if places else 0
        self._shown_tones.insert(place, tone)
        self._column.insertWidget(1 + place, notice)
        self._notices[kind] = notice
        return notice

    def _follow_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _answer(self, run: Run, advice: tuple[Advice, ...]) -> None:
        self._put((run.number, run.started), advice, _nothing_amiss(run))

    @Slot(object)
    def _failed(self, error: StudioError) -> None:
        self._asked = None
        self._put(None, (), tr("There is no advice on this run: {why}", why=error.text))

    def _put(self, run: object, advice: tuple[Advice, ...], state: str) -> None:
        """Shows it now, or once the mouse has gone where it is about the run that is shown already."""
        if run is not None and run == self._shown_run:
            if self._mouse_is_over and self._training_run.is_active:
                self._waiting = partial(self.show_advice, advice, state)
                return
        else:
            self._forget()
        self._waiting = None
        self._shown_run = run
        self.show_advice(advice, state)

    def _forget(self) -> None:
        """Lets the places go in which the advice on another run stood."""
        for notice in self._notices.values():
            notice.say("")
            self._column.removeWidget(notice)
            notice.deleteLater()
        self._notices, self._shown_tones, self._told = {}, [], {}

    def _data_of(self, run: Run) -> DataSet | None:
        """The data the run learned from, where they are those that are loaded."""
        data, recipe, ours = self._document.data_set, run.project.data, self._document.project.data
        same = (recipe.source, recipe.path, recipe.labels) == (ours.source, ours.path, ours.labels)
        return data if same and data is not None and data.labels == run.labels else None

    def _batch_losses(self, run: Run) -> tuple[float, ...]:
        """Those of the last batches of a run of this session."""
        of = self._training_run.run
        if of is None or (of.number, of.started) != (run.number, run.started):
            return ()
        return tuple(map(float, self._training_run.history.batch_values("loss")[-_BATCHES:]))

    def _take(self, kind: str, way: _Way) -> None:
        if isinstance(way, _MoreEpochs):
            # Not the chosen one, about which there may be nothing to read yet.
            run = next((each for each in self._document.runs if (each.number, each.started) == self._shown_run), None)
            if run is not None:
                self._training_run.go_on_with(run, USUALLY_MORE)
            return
        project = self._document.project
        try:
            changed, words = after(project, way), in_words(project, way)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))
            return
        self._document.change(changed, way.label)
        if self._document.project == changed and kind in self._notices:
            self._told[kind] = way
            self._notices[kind].tell(f"{words} {_THEN[self._training_run.is_active]}")

    @Slot()
    def _mark_done(self) -> None:
        """Says on the buttons which of their changes the project has, or cannot have any more."""
        for each in self._advice:
            notice = self._notices.get(each.kind)
            if notice is None:
                continue
            project = self._document.project
            notice.set_done([_is_done(project, way) for way in _ways(each)])
            if each.kind in self._told and _is_done(project, self._told[each.kind]) is not True:
                del self._told[each.kind]
                notice.tell("")

    # Qt calls these

    def enterEvent(self, event: QEnterEvent) -> None:
        self._mouse_is_over = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse_is_over = False
        super().leaveEvent(event)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()


@dataclass(frozen=True, eq=False)
class _Question:
    """What is thought about."""

    path: Path
    run: Run
    data: DataSet | None
    losses: tuple[float, ...]


def _think(question: _Question, watch: Watch) -> tuple[Advice, ...]:
    """The advice; on a thread beside the window, as it reads the file and counts."""
    health, norms = _looks_inside(question.path, question.run.number)
    watch.check()
    case: Case = case_of(question.run, health, (), question.losses, norms)
    if question.data is not None:
        counts, validated = _counts(question.data, question.run.project.data)
        case = replace(case, counts=counts, validated=validated or case.validated)
    watch.check()
    return each_once(advise(case))


def _looks_inside(path: Path, number: int) -> tuple[tuple[Health, ...], tuple[Norms, ...]]:
    """The looks inside that are stored with the run; none where they cannot be read: the other numbers still speak."""
    try:
        with ProjectFile.open(path, read_only=True) as file:
            return file.health(number), file.norms(number)
    except StudioError:
        return (), ()


def _counts(data: DataSet, recipe: DataRecipe) -> tuple[tuple[int, ...], int]:
    """How many pictures of each class are learned from, and how many validate; none where they cannot be told."""
    try:
        division = divide(data.y_train, recipe)
    except StudioError:
        return (), 0
    validated = len(data.y_test) if recipe.validation == DataRecipe.TEST else len(division.validation)
    return counts_of(data.y_train[division.train], data.classes), validated


def _ways(advice: Advice) -> tuple[_Way, ...]:
    """What its buttons do, in their order."""
    return ((_MORE,) if advice.goes_on else ()) + advice.remedies


def _is_done(project: Project, way: _Way) -> bool | None:
    """Whether the project has it already; None where it cannot have it any more."""
    if isinstance(way, _MoreEpochs):
        return False
    if isinstance(way, Fix) and is_there(project, way):
        return True
    try:
        return after(project, way) == project
    except SpecError:
        return None


def _nothing_amiss(run: Run) -> str:
    count = len(run.epochs)
    if run.is_imported:
        return tr("{run} came in a file: how it was trained is not known.", run=called(run))
    if not count:
        return _NO_EPOCH if run.status == "training" else tr("This run ended before its first epoch was complete.")
    return tr_count(
        "Nothing amiss in the numbers of {run}, {count:,} epoch long.",
        "Nothing amiss in the numbers of {run}, {count:,} epochs long.",
        count,
        run=called(run),
    )
