"""What the second thread may answer by: traced functions of Keras models that nobody else writes to meanwhile."""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    Event,
    Follow,
    GetReady,
    Look,
    Predict,
    Predicted,
    Request,
    SavedSubject,
    Subject,
    read_only,
)
from cnnstudio.engine.inspecting import predict
from cnnstudio.engine.inspecting.following import Following, following
from cnnstudio.engine.mailbox import Posted
from cnnstudio.engine.subjects import Loaded, Subjects, glance_at, is_being_written, mark_of
from cnnstudio.engine.training.replica import Replica

try:  # TensorFlow says nowhere else on which thread a function is computed
    from tensorflow.python.eager.context import function_executor_type
except ImportError:  # it may move: then an answer waits behind the training's own work, and is slower
    function_executor_type = contextlib.nullcontext

_KEPT = 3
"""Two side by side, and one that trains."""

_PATIENCE = 0.02
"""Seconds that the training waits for the end of an answer, twice a second, so that weights can be copied."""

_AGAIN = 10.0
"""Seconds until it is tried again to make ready what could not be: there may be memory for it by then."""


@dataclass(frozen=True, eq=False)
class _Offer:
    """One subject that can be answered.

    Attributes:
        following: None as long as nobody asked for maps.
        replica: What ``loaded`` belongs to, of the run in training; None of weights that change no more.
        mark: What tells that the subject has become another one; None in training.
    """

    loaded: Loaded
    following: Following | None
    replica: Replica | None
    mark: Any

    def answers(self, request: Follow | Predict | GetReady) -> bool:
        """Whether what answers such a request is ready."""
        return isinstance(request, Predict) or self.following is not None

    def answer(self, ticket: int, request: Follow | Predict) -> Event:
        """The answer; raises StudioError in words."""
        subject, picture = request.subject, request.picture
        if self.following is None:
            found = read_only(predict.probabilities(self.loaded, picture))
            return Predicted(ticket, subject, self.loaded.labels, found)
        whole = self.following.look(ticket, subject, picture)
        return whole if isinstance(request, Follow) else Predicted(ticket, subject, whole.labels, whole.probabilities)


class Offers:
    """Made and kept on the engine's thread, used on the second one; a lock stands between them.

    What is built, traced and written is so on the engine's thread alone. Of a run in training a replica answers, whose
    weights are brought up to date between two batches: never while an answer is computed.
    """

    def __init__(self, subjects: Subjects, clock: Callable[[], float] = time.perf_counter) -> None:
        self._subjects, self._clock = subjects, clock
        self._found: OrderedDict[Subject, _Offer] = OrderedDict()
        self._seen: dict[Subject, Any] = {}
        """What was seen of each subject's file when it was last read."""
        self._in_use = threading.Lock()
        self._replica: Replica | None = None
        self._refused: dict[Subject, float] = {}

    # On any thread

    def takes(self, request: Request) -> bool:
        """Whether the second thread answers this; no more than a look into a table."""
        if not isinstance(request, Follow | Predict):
            return False
        offer = self._found.get(request.subject)
        return offer is not None and offer.answers(request) and (offer.replica is None or offer.replica.is_fresh())

    # On the second thread

    def answer(self, posted: Posted) -> Event | None:
        """The answer; None where the engine's own thread is to give it. Raises StudioError in words."""
        request = posted.request
        assert isinstance(request, Follow | Predict)
        with self._in_use:
            offer = self._found.get(request.subject)
            if offer is None or not self._is_true(offer, request.subject):
                self._found.pop(request.subject, None)
                return None
            self._found.move_to_end(request.subject)
            if offer.replica is not None and not offer.replica.is_fresh():
                return None
            with in_one_thread():
                return offer.answer(posted.ticket, request)

    def _is_true(self, offer: _Offer, subject: Subject) -> bool:
        """Whether the subject is still what the offer was made of."""
        live = self._subjects.live
        if live is not None and live.is_meant_by(subject):
            return offer.replica is not None and live.loaded is offer.replica.source
        if offer.replica is not None:
            return False
        with contextlib.suppress(StudioError):  # the engine's own thread will say it in words
            seen = glance_at(subject)
            if is_being_written(subject):
                return True  # it is what it was until that ends; the next question finds what it is then
            if seen is None or seen != self._seen.get(subject):
                if mark_of(subject) != offer.mark:
                    return False
                self._seen[subject] = seen
            return True
        return False

    # On the engine's thread

    def make(self, request: Look) -> None:
        """Makes the subject of a request that was just answered ready for the second thread, where that can be."""
        if not isinstance(request, Follow | Predict | GetReady):
            return
        self._let_go()
        subject, offer = request.subject, self._found.get(request.subject)
        if (offer is not None and offer.answers(request)) or self._clock() < self._refused.get(subject, 0.0):
            return
        try:
            offer = self._made(request)
        except Exception:  # whatever it is: the request is answered, and the engine's thread answers the next one too
            offer = None
        if offer is None:
            self._refused[subject] = self._clock() + _AGAIN
            return
        with self._in_use:
            self._found[subject] = offer
            self._found.move_to_end(subject)
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)

    def tell_used(self) -> None:
        """To be called before another subject may take a place: those in use here are not the first to lose theirs."""
        with self._in_use:
            for offer in self._found.values():
                self._subjects.used(offer.loaded)

    def keep_up(self) -> bool:
        """To be called between two batches; whether weights were copied: where somebody has asked and it is time."""
        if self._replica is None:
            return False
        self._replica.moved_on()
        # An answer that is being computed is waited for to its end where no other begins before the weights are copied.
        if not self._replica.is_due or not self._in_use.acquire(timeout=-1 if self._replica.is_stale else _PATIENCE):
            return False
        try:
            self._replica.bring_up()
        finally:
            self._in_use.release()
        return True

    def settle(self) -> None:
        """To be called where the training is about to rest: what is answered until it goes on is true."""
        if self._replica is not None:
            with self._in_use:
                self._replica.bring_up()

    def clear(self) -> None:
        """Lets go of everything, once no answer is computed from it any more."""
        with self._in_use:
            self._found.clear()
            self._seen.clear()
            self._refused.clear()
            self._replica = None

    def _let_go(self) -> None:
        """Of the Keras models that are kept nowhere else any more: there are not to be twice as many of them."""
        gone = [
            subject
            for subject, offer in self._found.items()
            if offer.replica is None and not self._subjects.holds(offer.loaded)
        ]
        if gone:
            with self._in_use:
                for subject in gone:
                    self._found.pop(subject, None)

    def _made(self, request: Follow | Predict | GetReady) -> _Offer | None:
        subject, live = request.subject, self._subjects.live
        with_maps = not isinstance(request, Predict)
        if live is not None and live.is_meant_by(subject):
            if live.loaded.plan.device == "gpus":
                return None  # its weights are spread over several cards
            if self._replica is None or self._replica.source is not live.loaded:
                self._replica = Replica(live.loaded, self._clock)
            return _warm(self._replica.loaded, self._replica, None, with_maps=with_maps)
        if isinstance(subject, SavedSubject) and subject.project:
            return None  # it takes its network from a project, which may be edited at any time
        mark = mark_of(subject)  # before it is read: it may change after that
        return _warm(self._subjects.get(subject), None, mark, with_maps=with_maps)


def in_one_thread() -> contextlib.AbstractContextManager[None]:
    """TensorFlow computes what is called inside on the thread that calls it, and does not wait behind a training.

    Only a convolution that is worth dividing still asks TensorFlow's other threads.
    """
    found: contextlib.AbstractContextManager[None] = function_executor_type("SINGLE_THREADED_EXECUTOR")
    return found


def _warm(loaded: Loaded, replica: Replica | None, mark: Any, *, with_maps: bool) -> _Offer:
    """An offer that has answered once: TensorFlow prepares a function when it is first called."""
    found = following(loaded) if with_maps else None
    with in_one_thread():
        if found is not None:
            found.warm()
        else:
            predict.probabilities(loaded, np.zeros(loaded.network.input_shape, np.uint8))
    return _Offer(loaded, found, replica, mark)
