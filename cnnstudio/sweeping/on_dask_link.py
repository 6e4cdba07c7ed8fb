"""A cluster while it can be reached: its workers, each with one job at a time, which Dask brings there and back."""

import asyncio
import itertools
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import to_json
from cnnstudio.engine.failures import first_line
from cnnstudio.sweeping import worker
from cnnstudio.sweeping.crew import STOPPED_EARLY, Hands, Told
from cnnstudio.sweeping.on_dask_errands import Errand, Errands
from cnnstudio.sweeping.on_dask_hands import Hand, HandLost, Sender, is_lost, judged
from cnnstudio.sweeping.shipping import Shipping

_BETWEEN_LOOKS = 0.5
"""Seconds after which it is looked again which workers there are."""

_ANSWER = 20.0
"""Seconds within which a scheduler answers; afterwards it is taken for lost."""

_ALL_AT_ONCE = 3.0
"""Seconds in which workers that are there already are told together."""

_SENT_AGAIN = 3

HandOver = Callable[[Any, worker.Plain, str], Awaitable[worker.Plain]]


class LinkLost(Exception):
    """The scheduler does not answer, or is another one than before."""


class Link:
    """Used on the thread of the client's loop.

    Args:
        topic: Under which the workers tell how it goes. Others may hear it as well, and be heard.
        facts: Asked of each worker that joins.
        hand_over: Has a worker do a job.
        shipping: Makes what is sent to the workers; None where they read the files where they lie.
        caution: What is to be known of the cluster, in a sentence.
    """

    def __init__(
        self,
        client: Any,
        topic: str,
        errands: Errands,
        facts: Callable[[], worker.Plain],
        hand_over: HandOver,
        shipping: Shipping | None,
        tell: Callable[[Told], None],
        caution: str = "",
    ) -> None:
        self._client, self._topic, self._errands = client, topic, errands
        self._caution = caution
        self._facts, self._hand_over, self._tell = facts, hand_over, tell
        self._sender = Sender(client, shipping) if shipping is not None else None
        self._scheduler = client.scheduler_comm
        self._hands: dict[str, Hand] = {}
        self._told_hands: Hands | None = None
        self._keys = (f"cnnstudio-{uuid.uuid4().hex}-{number}" for number in itertools.count(1))
        self._changed = asyncio.Event()
        self._lost, self._begun = "", time.monotonic()
        self._side: set[asyncio.Task[object]] = set()

    async def serve(self, ending: asyncio.Event) -> None:
        """Until the end; raises LinkLost, or OSError, where the scheduler is gone."""
        self._client.subscribe_topic(self._topic, lambda event: self._heard(event[1]))
        end = asyncio.create_task(self._at(ending))
        try:
            while not ending.is_set():
                self._see(set(await self._workers()))
                await self._attend(ending, time.monotonic() + _BETWEEN_LOOKS)
        finally:
            tasks = [end, *self._side, *(hand.task for hand in self._hands.values() if hand.task)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._client.status == "running":
                self._client.unsubscribe_topic(self._topic)

    def look(self) -> None:
        """That something has changed."""
        self._changed.set()

    def stop(self, errand: Errand) -> None:
        """Has the worker end a job."""
        self._beside(self._client.run(worker.stop, errand.key, workers=[errand.address], on_error="ignore"))

    # Workers

    async def _workers(self) -> dict[str, int]:
        """The workers there are, by address; raises LinkLost as soon as it is known that nobody will answer."""
        asked = asyncio.ensure_future(self._client.scheduler.ncores())
        deadline = time.monotonic() + _ANSWER
        try:
            while not asked.done():
                self._check()
                if time.monotonic() > deadline:
                    raise LinkLost(tr("The scheduler does not answer."))
                await asyncio.wait([asked], timeout=_BETWEEN_LOOKS)
        finally:
            asked.cancel()
        self._check()
        found: dict[str, int] = asked.result()
        return found

    def _see(self, there: set[str]) -> None:
        for address in there - self._hands.keys():
            hand = self._hands[address] = Hand(address)
            hand.task = asyncio.create_task(self._welcome(hand))
        for address in self._hands.keys() - there:
            self._gone(self._hands.pop(address))

    async def _welcome(self, hand: Hand) -> None:
        """Asks a worker that joined who it is, whose engine starts with that."""
        answer: object = None
        with suppress(OSError):
            answer = (await self._client.run(self._facts, workers=[hand.address], on_error="return")).get(hand.address)
        if isinstance(answer, dict):
            hand.name = str(answer["host"])
            hand.fit, hand.why_not = judged(hand.name, answer["versions"])
        elif isinstance(answer, ImportError):
            hand.fit, hand.why_not = (
                False,
                tr("A worker at {address} has no CNN Studio, and is not used.", address=hand.address),
            )
        elif isinstance(answer, Exception) and not is_lost(answer):
            hand.fit, hand.why_not = (
                False,
                tr(
                    "A worker at {address} cannot be used: {why}",
                    address=hand.address,
                    why=first_line(answer),
                ),
            )
        else:  # gone already, or not to be reached: it is asked again
            await asyncio.sleep(_BETWEEN_LOOKS)
            self._hands.pop(hand.address, None)
        self.look()

    def _gone(self, hand: Hand) -> None:
        if hand.task is not None:
            hand.task.cancel()
        if hand.errand is not None:
            self._errands.lost(hand.errand)

    def _tell_hands(self) -> None:
        is_early = self._told_hands is None and time.monotonic() - self._begun < _ALL_AT_ONCE
        if is_early and any(hand.fit is None for hand in self._hands.values()):
            return
        said = dict.fromkeys(hand.why_not for hand in self._hands.values() if hand.why_not)
        count = sum(1 for hand in self._hands.values() if hand.fit)
        none = "" if count or said else tr("There are no workers yet.")
        now = Hands(count, " ".join(filter(None, (*said, none, self._errands.loss, self._caution))))
        if now != self._told_hands:
            self._told_hands = now
            self._tell(now)

    # Jobs

    def _assign(self) -> None:
        if self._lost:
            return
        for hand in self._hands.values():
            if hand.fit and hand.errand is None:
                errand = self._errands.next()
                if errand is None:
                    return
                hand.errand = errand
                self._errands.handed(errand, next(self._keys), hand.name, hand.address)
                hand.task = asyncio.create_task(self._do(hand, errand))

    async def _do(self, hand: Hand, errand: Errand) -> None:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            found = await self._trained(hand, errand)
        except FutureCancelledError:  # by nobody of ours
            self._lost = tr("The scheduler was lost.")
        except (HandLost, OSError, KilledWorker) as error:
            self._hands.pop(hand.address, None)  # it is asked anew who it is, if it is still there
            self._errands.lost(errand, str(error) if isinstance(error, HandLost) else "")
        except StudioError as error:
            self._errands.failed(errand, str(error))
        except Exception as error:  # whatever a worker raised: the others go on
            self._errands.failed(
                errand,
                tr(
                    "It ended with an error on the worker {name}: {why}",
                    name=hand.name,
                    why=first_line(error),
                ),
            )
        else:
            self._errands.ended(errand, found)
        hand.errand = None
        self._assign()
        self.look()

    async def _trained(self, hand: Hand, errand: Errand) -> worker.Plain:
        job = errand.job
        parcels = await self._sender.parcels(job.project) if self._sender else ()
        plain = worker.job_to_plain(errand.key, self._topic, to_json(job.project), job.name)
        plain["parcels"] = [each.to_plain() for each in parcels]
        for _ in range(_SENT_AGAIN):
            if self._sender is not None:
                await self._sender.send(hand, parcels)
            if errand.stopped:
                return {"failed": STOPPED_EARLY}
            found = await self._hand_over(self._client, plain, hand.address)
            if "lost" in found:
                raise HandLost(found["lost"])
            if "missing" not in found:
                return found
        raise StudioError(
            tr("What worker {name} was sent does not stay there.", name=hand.name), tr("Look whether its disk is full.")
        )

    # News

    def _heard(self, message: Any) -> None:
        if isinstance(message, dict) and "key" in message:
            self._errands.heard(message)

    def _check(self) -> None:
        """Raises LinkLost where the client has found another scheduler by itself, which knows nothing of ours."""
        if self._lost or self._client.status != "running" or self._client.scheduler_comm is not self._scheduler:
            raise LinkLost(self._lost or tr("The scheduler was lost."))

    async def _attend(self, ending: asyncio.Event, until: float) -> None:
        """Gives the workers there are what is to be done, until it is time to look which there are."""
        while not ending.is_set() and not self._lost and (left := until - time.monotonic()) > 0:
            self._assign()
            self._tell_hands()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)
            self._changed.clear()

    async def _at(self, ending: asyncio.Event) -> None:
        await ending.wait()
        self.look()

    def _beside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._side.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[object]") -> None:
        self._side.discard(task)
        if not task.cancelled():
            task.exception()  # that of a call to who is gone, which is noticed otherwise
