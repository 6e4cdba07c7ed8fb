"""What a training loss says of the learning rate: it stands, falls too slowly, jumps, or left the numbers."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from cnnstudio.core.advice import Advice
from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.figures import rate, times
from cnnstudio.core.advising.remedies import FAR, Remedy, once
from cnnstudio.core.run import Epoch

_STANDS = 0.97
"""A loss above this share of the blind one has learned next to nothing."""

_NOT_MORE = 1.5
"""A loss above so many times the blind one does not stand there: it was thrown off."""

_BELOW = 0.995
"""A loss below this share of the blind one has learned something, if next to nothing."""

_MOVES = 0.01
"""A fall by this share of the blind loss from one epoch to the next is learning."""

_LEAST_UPDATES = 30
_LEAST_EPOCHS = 3

_SLOW = 0.05
"""A fall by less than this share of itself an epoch is slow, for a loss that has far to go."""

_FAR_TO_GO = 0.5
"""Far to go has a loss above this share of the blind one."""

_JUMP = 0.2
"""A rise by this share of the blind loss, and to more than 1.5 times the lowest so far, is a jump."""

_ABOVE_BLIND = 1.3
_RECENT = 3

_ENTROPIES = ("categorical_crossentropy", "sparse_categorical_crossentropy")
_NOT_FINITE = re.compile(r"infinit|not a number|not finite|\bNaN\b", re.IGNORECASE)


def not_finite(case: Case) -> Iterator[Advice]:
    """Loss or weights that left the numbers; the reason that the run ended with says which and where."""
    bad = [epoch for epoch in case.epochs if not (math.isfinite(epoch.loss) and math.isfinite(epoch.val_loss))]
    told = case.status == "failed" and bool(_NOT_FINITE.search(case.reason))
    if not (told or bad):
        return
    sound = [epoch for epoch in case.epochs if math.isfinite(epoch.loss) and math.isfinite(epoch.val_loss)]
    what = case.reason if told else _which(bad[0])
    kept = "" if "kept" in what else _kept(case, sound)
    batches = [each for each in case.batch_losses if math.isfinite(each)]
    evidence = (
        *figures.lines("loss", sound[-3:]),
        *(figures.lines("loss", bad[:1]) + figures.lines("val_loss", bad[:1])),
        *((f"loss of the last {len(batches[-4:])} batches: {', '.join(map(figures.loss, batches[-4:]))}",)
          if batches else ()),
        _rates(case),
    )  # fmt: skip
    ways: list[Remedy] = [*remedies.small_values(case), remedies.lower_rate(case), *remedies.clip(case)]
    if case.plan.precision == "mixed_float16":
        ways.insert(0, remedies.of_plan("Compute in float32", "precision", "float32"))
    yield Advice("not_finite", f"{what}{kept} {_why(case)}".strip(), evidence, "problem", once(ways))


def _which(epoch: Epoch) -> str:
    """The losses of the epoch that are no numbers."""
    names = (("training", epoch.loss), ("validation", epoch.val_loss))
    bad = " and the ".join(f"{name} loss is {figures.loss(value)}" for name, value in names if not math.isfinite(value))
    return f"In epoch {epoch.number} the {bad}."


def _kept(case: Case, sound: list[Epoch]) -> str:
    if not case.epochs:
        return " No epoch was complete before, so nothing is kept."
    if not sound:
        return " No epoch has sound numbers."
    return f" Epoch {sound[-1].number} was the last whose numbers are sound; its weights are kept."


def stuck(case: Case) -> Iterator[Advice]:
    """A loss that stands where a network stands that answers without looking: ln(classes) for cross-entropy."""
    if not _is_stuck(case):
        return
    first, last = case.epochs[0], case.epochs[-1]
    name = f" (ln {case.classes})" if case.is_even and case.plan.loss in _ENTROPIES and _is_plain(case) else ""
    blind = (
        f"{figures.loss(case.blind)}{name} is what a network has that gives the same answer to every picture. "
        f"It has learned {'next to ' if last.loss < _BELOW * case.blind else ''}nothing yet."
    )
    text = f"The training loss has come to {figures.loss(last.loss)} in {len(case.epochs)} epochs: {blind} {_why(case)}"
    evidence = (
        *figures.lines("loss", figures.ends(case.epochs)),
        f"{figures.line('accuracy', last)}; the largest class is {figures.share(case.largest_share)} of the pictures",
        f"loss of the same answer to every picture: {figures.loss(case.blind)}",
        _rates(case),
    )
    if first is last:
        return
    yield Advice("stuck", text.strip(), evidence, "problem", once(_for_stuck(case)))


def rate_low(case: Case) -> Iterator[Advice]:
    """A loss that falls in every epoch, slowly, with a rate far below the usual one."""
    if not _crawls(case) or _is_stuck(case) or not case.losses[-1] >= _FAR_TO_GO * case.blind:
        return
    before, last = case.epochs[-2:]
    text = (
        f"The training loss falls, but slowly: from {figures.loss(before.loss)} to {figures.loss(last.loss)} in epoch "
        f"{last.number}. {_why(case)}"
    )
    evidence = (*figures.lines("loss", figures.ends(case.epochs)), _rates(case))
    yield Advice("rate_low", text.strip(), evidence, "caution", remedies.raise_rate(case))


def rate_high(case: Case) -> Iterator[Advice]:
    """A training loss that jumps up, or stays above that of a network that answers blindly."""
    if len(case.losses) < 2 or not all(map(math.isfinite, case.losses)) or not case.blind > 0:
        return
    jumps = _jumps(case)
    *_, before, last = case.epochs
    above = last.loss >= _ABOVE_BLIND * case.blind and last.loss > 0.8 * before.loss and not case.has_penalties
    if len(jumps) >= 2 or (jumps and jumps[-1] >= len(case.losses) - _RECENT):
        one, other = case.epochs[jumps[-1] - 1], case.epochs[jumps[-1]]
        what = (
            f"The training loss jumped from {figures.loss(one.loss)} in epoch {one.number} to "
            f"{figures.loss(other.loss)} in epoch {other.number}: the steps are too large."
        )
    elif above and not _is_stuck(case):
        what = (
            f"The training loss is {figures.loss(last.loss)} after {len(case.epochs)} epochs, more than the "
            f"{figures.loss(case.blind)} of a network that gives the same answer to every picture: the steps are too "
            "large."
        )
    else:
        return
    shown = tuple(case.epochs[index] for index in sorted({*jumps[-3:], *(jump - 1 for jump in jumps[-3:])}))
    evidence = (*figures.lines("loss", shown or figures.ends(case.epochs)), _rates(case))
    ways = (*remedies.calmer(case), *remedies.clip(case))
    yield Advice("rate_high", f"{what} {_why(case)}".strip(), evidence, "caution", ways)


def _is_plain(case: Case) -> bool:
    return case.plan.class_weight != "given" and case.classes > 0


def _is_stuck(case: Case) -> bool:
    if len(case.losses) < _LEAST_EPOCHS or not case.blind > 0 or (case.updates or _LEAST_UPDATES) < _LEAST_UPDATES:
        return False
    *_, before, last = case.losses
    high = math.inf if case.has_penalties else _NOT_MORE * case.blind
    near = _STANDS * case.blind <= last <= high
    if last < _BELOW * case.blind and _crawls(case):
        return False
    return near and before - last < _MOVES * case.blind and case.epochs[-1].accuracy <= 2.5 * case.largest_share


def _crawls(case: Case) -> bool:
    """Whether the loss falls in every epoch, slowly, with a rate far below the usual one."""
    losses = case.losses
    if len(losses) < _LEAST_EPOCHS or case.rate * FAR > case.usual_rate or case.has_penalties:
        return False
    falls = [before - after for before, after in pairwise(losses)]
    recent = zip(falls[-2:], losses[-3:-1], strict=True)
    return all(0 < fall <= _SLOW * before for fall, before in recent) and min(falls) > 0


def _jumps(case: Case) -> list[int]:
    """The indices of the epochs whose loss is far above the epoch before and the lowest so far."""
    found, lowest = [], case.losses[0]
    for index, loss in enumerate(case.losses[1:], 1):
        is_rise = loss - case.losses[index - 1] >= _JUMP * case.blind
        if is_rise and loss >= 1.5 * lowest and loss - lowest >= _JUMP * case.blind:
            found.append(index)
        lowest = min(lowest, loss)
    return found


def _why(case: Case) -> str:
    """The rate beside the usual one, or values that are too large, where one of them is far off; else nothing."""
    usual, name, typed = case.usual_rate, case.plan.optimizer, case.plan.learning_rate
    begins = f"{name} usually learns with a rate of {rate(usual)}; this run's"
    if case.rate * FAR <= usual:
        if typed * FAR <= usual:
            return f"{begins} was {rate(typed)}, {times(usual / typed)} times smaller{_changed(case)}."
        smaller = f", {times(usual / case.rate)} times smaller" if case.rate else ""
        return f"{begins} was set to {rate(typed)} but reached no more than {figures.about(case.rate)}{smaller}."
    if case.rate >= FAR * usual:
        return f"{begins} was {rate(typed)}, {times(typed / usual)} times larger{_changed(case)}."
    if case.has_raw_values:
        return "The pictures go in raw, with values from 0 to 255, which makes the steps large."
    return ""


def _changed(case: Case) -> str:
    """What the schedule made of the rate that was set, where that is something else."""
    if math.isclose(case.rate, case.plan.learning_rate, rel_tol=1e-3):
        return ""
    return f" (with warm-up and schedule {figures.about(case.rate)} at the most at the end of an epoch)"


def _rates(case: Case) -> str:
    return (
        f"learning rate: {rate(case.plan.learning_rate)}{_changed(case)}; usual for {case.plan.optimizer}: "
        f"{rate(case.usual_rate)}"
    )


def _for_stuck(case: Case) -> Iterator[Remedy]:
    if case.rate * FAR <= case.usual_rate:
        yield from remedies.raise_rate(case)
        return
    yield from remedies.calmer(case)
    if case.plan.optimizer != "Adam" and not remedies.is_far_too_high(case):
        yield remedies.of_plan("Use Adam", "optimizer", "Adam")
