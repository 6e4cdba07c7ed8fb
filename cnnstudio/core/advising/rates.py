"""What a training loss says of the learning rate: it stands, falls too slowly, jumps, or left the numbers."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.figures import rate, times
from cnnstudio.core.advising.remedies import FAR, Remedy, once
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.words import in_a_row

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
_NO_NUMBER = tr("infinite or not a number")
"""The same of a run that was trained in the language of the person who reads."""


def not_finite(case: Case) -> Iterator[Advice]:
    """Loss or weights that left the numbers; the reason that the run ended with says which and where."""
    bad = [epoch for epoch in case.epochs if not (math.isfinite(epoch.loss) and math.isfinite(epoch.val_loss))]
    told = case.status == "failed" and (bool(_NOT_FINITE.search(case.reason)) or _NO_NUMBER in case.reason)
    if not (told or bad):
        return
    sound = [epoch for epoch in case.epochs if math.isfinite(epoch.loss) and math.isfinite(epoch.val_loss)]
    what = case.reason if told else _which(bad[0])
    kept = "" if told and _says_what_is_kept(case) else f" {_kept(case, sound)}"
    batches = [each for each in case.batch_losses if math.isfinite(each)]
    evidence = (
        *figures.lines("loss", sound[-3:]),
        *(figures.lines("loss", bad[:1]) + figures.lines("val_loss", bad[:1])),
        *((_last_batches(batches[-4:]),) if batches else ()),
        _rates(case),
    )  # fmt: skip
    ways: list[Remedy] = [*remedies.small_values(case), remedies.lower_rate(case), *remedies.clip(case)]
    if case.plan.precision == "mixed_float16":
        ways.insert(0, remedies.of_plan(tr("Compute in float32"), "precision", "float32"))
    yield Advice("not_finite", f"{what}{kept} {_why(case)}".strip(), evidence, "problem", once(ways))


def _which(epoch: Epoch) -> str:
    """The losses of the epoch that are no numbers."""
    words = {"number": epoch.number, "loss": figures.loss(epoch.loss), "other": figures.loss(epoch.val_loss)}
    if math.isfinite(epoch.val_loss):
        return tr("In epoch {number} the training loss is {loss}.", **words)
    if math.isfinite(epoch.loss):
        return tr("In epoch {number} the validation loss is {other}.", **words)
    return tr("In epoch {number} the training loss is {loss} and the validation loss is {other}.", **words)


def _last_batches(losses: list[float]) -> str:
    shown = in_a_row(map(figures.loss, losses))
    return tr_count(
        "loss of the last batch: {losses}", "loss of the last {count} batches: {losses}", len(losses), losses=shown
    )


def _says_what_is_kept(case: Case) -> bool:
    """Whether the reason that the run ended with says so itself, in English or as the engine says it now."""
    last = case.epochs[-1].number if case.epochs else 0
    return "kept" in case.reason or tr("What it had learned by epoch {number} is kept.", number=last) in case.reason


def _kept(case: Case, sound: list[Epoch]) -> str:
    if not case.epochs:
        return tr("No epoch was complete before, so nothing is kept.")
    if not sound:
        return tr("No epoch has sound numbers.")
    number = sound[-1].number
    return tr("Epoch {number} was the last whose numbers are sound; its weights are kept.", number=number)


def stuck(case: Case) -> Iterator[Advice]:
    """A loss that stands where a network stands that answers without looking: ln(classes) for cross-entropy."""
    if not _is_stuck(case):
        return
    first, last = case.epochs[0], case.epochs[-1]
    name = f" (ln {case.classes})" if case.is_even and case.plan.loss in _ENTROPIES and _is_plain(case) else ""
    text = tr(
        "The training loss has come to {loss} in {count} epochs: {blind} is what a network has that gives the same "
        "answer to every picture.",
        loss=figures.loss(last.loss),
        count=len(case.epochs),
        blind=f"{figures.loss(case.blind)}{name}",
    )
    little, nothing = tr("It has learned next to nothing yet."), tr("It has learned nothing yet.")
    text = f"{text} {little if last.loss < _BELOW * case.blind else nothing} {_why(case)}"
    evidence = (
        *figures.lines("loss", figures.ends(case.epochs)),
        tr(
            "{accuracy}; the largest class is {share} of the pictures",
            accuracy=figures.line("accuracy", last),
            share=figures.share(case.largest_share),
        ),
        tr("loss of the same answer to every picture: {loss}", loss=figures.loss(case.blind)),
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
    text = tr(
        "The training loss falls, but slowly: from {before} to {now} in epoch {number}.",
        before=figures.loss(before.loss),
        now=figures.loss(last.loss),
        number=last.number,
    )
    text = f"{text} {_why(case)}"
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
        what = tr(
            "The training loss jumped from {before} in epoch {one} to {now} in epoch {other}: the steps are too large.",
            before=figures.loss(one.loss),
            one=one.number,
            now=figures.loss(other.loss),
            other=other.number,
        )
    elif above and not _is_stuck(case):
        what = tr(
            "The training loss is {loss} after {count} epochs, more than the {blind} of a network that gives the same "
            "answer to every picture: the steps are too large.",
            loss=figures.loss(last.loss),
            count=len(case.epochs),
            blind=figures.loss(case.blind),
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
    usual, typed = case.usual_rate, case.plan.learning_rate
    words = {"optimiser": case.plan.optimizer, "usual": rate(usual), "rate": rate(typed), "more": _changed(case)}
    if case.rate * FAR <= usual:
        if typed * FAR <= usual:
            return tr(
                "{optimiser} usually learns with a rate of {usual}; this run's was {rate}, {times} times "
                "smaller{more}.",
                times=times(usual / typed),
                **words,
            )
        words["reached"] = figures.about(case.rate)
        if not case.rate:
            return tr(
                "{optimiser} usually learns with a rate of {usual}; this run's was set to {rate} but reached no more "
                "than {reached}.",
                **words,
            )
        return tr(
            "{optimiser} usually learns with a rate of {usual}; this run's was set to {rate} but reached no more than "
            "{reached}, {times} times smaller.",
            times=times(usual / case.rate),
            **words,
        )
    if case.rate >= FAR * usual:
        return tr(
            "{optimiser} usually learns with a rate of {usual}; this run's was {rate}, {times} times larger{more}.",
            times=times(typed / usual),
            **words,
        )
    if case.has_raw_values:
        return tr("The pictures go in raw, with values from 0 to 255, which makes the steps large.")
    return ""


def _changed(case: Case) -> str:
    """What the schedule made of the rate that was set, where that is something else."""
    if math.isclose(case.rate, case.plan.learning_rate, rel_tol=1e-3):
        return ""
    most = figures.about(case.rate)
    return f" ({tr('with warm-up and schedule {rate} at the most at the end of an epoch', rate=most)})"


def _rates(case: Case) -> str:
    return tr(
        "learning rate: {rate}; usual for {optimiser}: {usual}",
        rate=f"{rate(case.plan.learning_rate)}{_changed(case)}",
        optimiser=case.plan.optimizer,
        usual=rate(case.usual_rate),
    )


def _for_stuck(case: Case) -> Iterator[Remedy]:
    if case.rate * FAR <= case.usual_rate:
        yield from remedies.raise_rate(case)
        return
    yield from remedies.calmer(case)
    if case.plan.optimizer != "Adam" and not remedies.is_far_too_high(case):
        yield remedies.of_plan(tr("Use Adam"), "optimizer", "Adam")
