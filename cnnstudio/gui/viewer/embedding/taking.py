"""Has the engine take the vectors of a map: once for each wish, and anew when a run has gone on."""

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Progressed, TakeVectors, VectorsTaken
from cnnstudio.gui.viewer.embedding.answers import Answers
from cnnstudio.gui.viewer.embedding.wish import Wish
from cnnstudio.gui.viewer.questions import Questions
from cnnstudio.gui.viewer.sample import Sample


class Taking(QObject):
    """What was asked for last, and what came of it; ``shown``, ``sample`` and ``answers`` belong together."""

    others = Signal()
    """Vectors of something else are awaited: those that are shown are over."""
    taken = Signal(object, bool)
    """The vectors, float32 (n, length), and whether they are of the same pictures as those before."""
    failed = Signal(str)
    """Why there are none, in words."""
    waiting = Signal(str)
    """What is waited for, in words."""
    changed = Signal()
    """It has begun, gone on or ended."""

    def __init__(self, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = questions
        self._wish: Wish | None = None
        self._unwanted: Wish | None = None
        self._shown: Wish | None = None
        self._sample: Sample | None = None
        self._answers: Answers | None = None
        self._progress: tuple[str, int, int] | None = None

    @property
    def shown(self) -> Wish | None:
        """What the vectors at hand are; None where there are none."""
        return self._shown

    @property
    def sample(self) -> Sample | None:
        """Their pictures."""
        return self._sample

    @property
    def answers(self) -> Answers | None:
        """What the network took these for, with the same weights."""
        return self._answers

    @property
    def progress(self) -> tuple[str, int, int] | None:
        """What is under way, and how many of how many are done; None where nothing is."""
        return self._progress

    def refresh(self, wish: Wish, labels: tuple[str, ...], *, busy: bool, keep: bool) -> bool:
        """Takes vectors where those at hand are of something else; whether the wish is fulfilled or on its way.

        Args:
            labels: What the network calls its classes.
            busy: Whether the vectors at hand are still being laid out, which other weights alone shall not end as long
                as they change all the time.
            keep: Whether other weights alone are no reason at all to take others.
        """
        if wish == self._shown:
            self._shown = wish  # its run may have another name by now
        is_asked = self._questions.is_asked(TakeVectors)
        if wish == self._wish and (wish == self._shown or is_asked):
            return True
        must_wait = (keep and self._shown is not None) or (wish.moment.is_live and (busy or is_asked))
        is_stopped = wish == self._unwanted or wish.is_like(self._unwanted)
        if not is_stopped and not (wish.is_like(self._wish) and must_wait):
            self.take(wish, labels)
        return False

    def take(self, wish: Wish, labels: tuple[str, ...]) -> None:
        """Asks for vectors, whatever there is."""
        if not wish.is_like(self._shown):
            self.forget()
            self.others.emit()
        self._wish, self._unwanted = wish, None
        sample = Sample.of(wish.data, wish.part, wish.count)
        request = TakeVectors(
            self._questions.sender_name, subject=wish.moment.subject, layer=wish.layer, pictures=sample.pictures
        )
        self._progress = tr("Looking at pictures"), 0, len(sample)

        def answered(event: Event) -> bool:
            return self._answered(wish, sample, labels, event)

        self._questions.ask(request, wish, answered, self._failed, self.waiting.emit)
        self.changed.emit()

    def stop(self) -> bool:
        """Ends it, for as long as nothing else than other weights is wanted; whether anything was under way."""
        if self._progress is None:
            return False
        self._progress, self._unwanted = None, self._wish
        self._questions.drop(TakeVectors)
        return True

    def leave(self) -> None:
        """What is under way has ended, as nobody sees it any more."""
        self._progress = None
        if self._shown is None:
            self._wish = None  # its vectors never came

    def forget(self) -> None:
        """Lets go of everything."""
        self._questions.drop(TakeVectors)
        self._progress = self._wish = self._unwanted = self._shown = self._sample = self._answers = None

    # What comes of it

    def _answered(self, wish: Wish, sample: Sample, labels: tuple[str, ...], event: Event) -> bool:
        if isinstance(event, Progressed):
            self._progress = event.what, event.done, event.total
        elif isinstance(event, VectorsTaken):
            same = wish.is_like(self._shown)
            self._progress, self._shown, self._sample = None, wish, sample
            self._answers = Answers.of(sample, event.predicted, labels)
            self.taken.emit(event.vectors, same)
        self.changed.emit()
        return isinstance(event, VectorsTaken)

    def _failed(self, why: str) -> None:
        self.forget()
        self.others.emit()
        self.failed.emit(why)
        self.changed.emit()
