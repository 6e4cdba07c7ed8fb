"""What the second thread may answer by: traced functions of Keras models that nobody else writes to meanwhile."""

import contextlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tensorflow.python.eager import context

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    Event,
    Follow,
    Look,
    Predict,
    Predicted,
    Request,
    SavedSubject,
    Subject,
)
from cnnstudio.engine.build import copying, see_weights
from cnnstudio.engine.failures import is_out_of_memory
from cnnstudio.engine.following import Following, following
from cnnstudio.engine.mailbox import Posted
from cnnstudio.engine.subjects import Loaded, Subjects, load, mark_of

_KEPT = 3
"""Two side by side, and one that trains."""

_BETWEEN = 0.5
"""Seconds between two copies of the weights of the run that trains."""

_BETWEEN_LOOKS = 0.5
"""Seconds between two looks whether a subject has become another one: opening its file takes longer than the answer."""

_SHARE = 0.05
"""Of the training's time at most this is spent on these copies."""


@dataclass(frozen=True, eq=False)
class _Offer:
    """One subject that can be answered.

    Attributes:
        live: What is in training, where this is a copy of it; None of weights that change no more.
        mark: What tells that the subject has become another one; None in training.
    """

    following: Following
    live: Loaded | None
    mark: Any


class Offers:
    """Made and kept on the engine's thread, used on the second one; a lock stands between them.

    What is built, traced and written is so on the engine's thread alone. Of a run in training a copy is answered from,
    whose weights are brought up to date between two batches: never while an answer is computed.
    """

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects
        self._found: OrderedDict[Subject, _Offer] = OrderedDict()
        self._seen: dict[Subject, float] = {}
        self._in_use = threading.Lock()
        self._copy: Callable[[], None] | None = None
        self._copy_due = 0.0
        self._was_asked = False
        self._refused: set[Subject] = set()

    # On any thread

    def takes(self, request: Request) -> bool:
        """Whether the second thread answers this; no more than a look into a table."""
        if not isinstance(request, Follow | Predict):
            return False
        offer = self._found.get(request.subject)
        return offer is not None and (isinstance(request, Predict) or offer.following.fits(request))

    # On the second thread

    def answer(self, posted: Posted) -> Event | None:
        """The answer; None where the subject is not what it was. Raises StudioError in words."""
        request = posted.request
        assert isinstance(request, Follow | Predict)
        with self._in_use:
            offer = self._found.get(request.subject)
            if offer is None or not self._is_true(offer, request.subject):
                self._found.pop(request.subject, None)
                return None
            self._was_asked |= offer.live is not None
            with in_one_thread():
                return _answered(posted.ticket, request, offer.following)

    def _is_true(self, offer: _Offer, subject: Subject) -> bool:
        live = self._subjects.live
        if live is not None and live.is_meant_by(subject):
            return live.loaded is offer.live
        if offer.live is not None:
            return False
        now = time.perf_counter()
        if now - self._seen.get(subject, -_BETWEEN_LOOKS) < _BETWEEN_LOOKS:
            return True
        with contextlib.suppress(StudioError):  # the engine's own thread will say it in words
            if mark_of(subject) == offer.mark:
                self._seen[subject] = now
                return True
        return False

    # On the engine's thread

    def make(self, request: Look) -> None:
        """Makes the subject of a request that was just answered ready for the second thread, where that can be."""
        if not isinstance(request, Follow | Predict) or self.takes(request) or request.subject in self._refused:
            return
        try:
            offer = self._made(request)
        except Exception as error:
            if not isinstance(error, StudioError) and not is_out_of_memory(error):
                raise
            offer = None  # there is no memory for a copy: it goes on as it did
        if offer is None:
            self._refused.add(request.subject)
            return
        with self._in_use:
            self._found[request.subject] = offer
            self._seen[request.subject] = time.perf_counter()
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)

    def keep_up(self) -> None:
        """To be called between two batches: copies the weights, where somebody has looked and the time has come."""
        now = time.perf_counter()
        if self._copy is None or not self._was_asked or now < self._copy_due:
            return
        if not self._in_use.acquire(blocking=False):
            return  # an answer is being computed: after the next batch, then
        try:
            self._copy()
        finally:
            self._in_use.release()
        self._was_asked = False
        took = time.perf_counter() - now
        self._copy_due = now + max(_BETWEEN, took / _SHARE)

    def clear(self) -> None:
        """Lets go of everything, once no answer is computed from it any more."""
        with self._in_use:
            self._found.clear()
            self._seen.clear()
            self._copy = None
            self._refused.clear()

    def _made(self, request: Follow | Predict) -> _Offer | None:
        subject, live = request.subject, self._subjects.live
        wanted = request if isinstance(request, Follow) else Follow(subject=subject, picture=request.picture)
        if live is not None and live.is_meant_by(subject):
            if live.loaded.plan.device == "gpus":
                return None  # its weights are spread over several cards
            loaded = self._copy_of(live.loaded)
            return _Offer(_warm(loaded, wanted), live.loaded, None)
        if isinstance(subject, SavedSubject) and subject.project:
            return None  # it takes its network from a project, which may be edited at any time
        return _Offer(_warm(self._subjects.get(subject), wanted), None, mark_of(subject))

    def _copy_of(self, loaded: Loaded) -> Loaded:
        weights = see_weights(loaded.keras_model, loaded.network)
        copy = load(loaded.network, weights, loaded.labels, loaded.prepared, loaded.plan)
        self._copy = copying(loaded.keras_model, copy.keras_model, loaded.network)
        self._copy_due = time.perf_counter() + _BETWEEN
        self._was_asked = False
        return copy


def in_one_thread() -> contextlib.AbstractContextManager[None]:
    """TensorFlow computes what is called inside on the thread that calls it, and does not wait behind a training.

    Only a convolution that is worth dividing still asks TensorFlow's other threads.
    """
    found: contextlib.AbstractContextManager[None] = context.function_executor_type("SINGLE_THREADED_EXECUTOR")
    return found


def _warm(loaded: Loaded, request: Follow) -> Following:
    """What answers it, having done so once: TensorFlow prepares a function when it is first called."""
    found = following(loaded, request)
    with in_one_thread():
        found.look(0, request)
    return found


def _answered(ticket: int, request: Follow | Predict, found: Following) -> Event:
    if isinstance(request, Follow):
        return found.look(ticket, request)
    whole = found.look(ticket, Follow(subject=request.subject, picture=request.picture))
    return Predicted(ticket, whole.subject, whole.labels, whole.probabilities)
