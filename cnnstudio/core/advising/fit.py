"""What training and validation say together: learned by heart, not at the end yet, or no fair comparison."""

import math
from collections.abc import Iterator

from cnnstudio.core.advice import Advice
from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.finding import Offer
from cnnstudio.core.gap import growing_gap, onset
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.run import Epoch, best_epoch

_SINCE = 3
"""So many epochs are needed to speak of what lasts."""

_LEAST_RISE = 0.02
"""The validation loss has to be higher by this share of the loss of a network that answers blindly."""

_APART = 0.1
"""The accuracies of training and validation are far apart from here on, and beyond two standard errors."""

_GAIN = 0.03
"""A run still improves while its validation loss falls by this share in each of the last epochs …"""

_LEFT = 0.02
"""… and is not below this share of the blind one."""


_FAR_TO_GO = 0.5
"""A run of fewer epochs than ``_SINCE`` has far to go with a validation loss above this share of the blind one …"""

_STILL_BLIND = 1.1
"""… and is thrown off, so that more epochs are no help, above this one."""

_FEW = 30
"""Of fewer pictures one more or less found is over 3 %: the figures jump, and say little."""

_MOST_SHARE = 0.5
"""No larger part of the pictures is offered for validation."""


def few_pictures(case: Case) -> Iterator[Advice]:
    """Validation or test on so few pictures that their figures are chance."""
    if not case.epochs:
        return
    parts = [("validation", case.validated), ("test", case.test.count if case.test is not None else 0)]
    few = [(name, count) for name, count in parts if 0 < count < _FEW]
    if not few:
        return
    names = " and ".join(f"{name} is {figures.whole(count, 'picture')}" for name, count in few)
    least = min(count for _, count in few)
    text = (
        f"{names[0].upper()}{names[1:]}: one more or less found changes the accuracy by {figures.share(1 / least)}, "
        "and loss and accuracy are mostly chance. Curves, the best epoch and advice that rests on them say little."
    )
    yield Advice(
        "few_pictures",
        text,
        tuple(f"{name} pictures: {count:,}" for name, count in few),
        "caution",
        (*remedies.all_pictures(case), *_larger_share(case)),
    )


def _larger_share(case: Case) -> Iterator[Offer]:
    """A part for validation that is just large enough, where half of the pictures hold it."""
    used = case.validated + sum(case.counts)
    data = case.project.data
    if not 0 < case.validated < _FEW or not any(case.counts) or data.validation == DataRecipe.TEST:
        return
    share = math.ceil(100 * _FEW / used) / 100
    if data.validation_share < share <= _MOST_SHARE:
        yield Offer(f"Hold back {100 * share:.0f} % for validation", "data", "validation_share", share)


def overfitting(case: Case) -> Iterator[Advice]:
    """The validation loss rises since its lowest epoch while the training loss goes on falling."""
    best = onset(case.epochs)
    if best is None or not case.blind > 0:
        return
    last, late = case.epochs[-1], case.epochs[-2:]
    if not min(last.val_loss, sum(epoch.val_loss for epoch in late) / 2) - best.val_loss > _LEAST_RISE * case.blind:
        return
    text = (
        f"Since epoch {best.number} the network learns its training pictures by heart: up to epoch {last.number} the "
        f"validation loss rose from {figures.loss(best.val_loss)} to {figures.loss(last.val_loss)}, while the training "
        f"loss fell from {figures.loss(best.loss)} to {figures.loss(last.loss)}."
    )
    shown = (best, *late)
    evidence = (
        *figures.lines("val_loss", shown),
        *figures.lines("loss", shown),
        figures.line("val_accuracy", last),
        figures.line("accuracy", last),
    )
    ways = tuple(remedies.against_learning_by_heart(case, case.project.data.subset > 0))
    yield Advice("overfitting", text, evidence, "caution", ways)


def lasting_gap(case: Case) -> Iterator[Advice]:
    """Far more training than validation pictures are found, and validation, though no worse, gets no better."""
    gap, late = growing_gap(case.epochs), case.epochs[-_SINCE:]
    if gap is None or case.epochs[-1].number - gap.since < _SINCE or not _is_lasting(case, late):
        return
    since, last = next(epoch for epoch in case.epochs if epoch.number == gap.since), late[-1]
    text = (
        f"Validation does not follow training: in epoch {last.number} the network finds {figures.share(last.accuracy)} "
        f"of the training pictures, but {figures.share(last.val_accuracy)} of those for validation. Since epoch "
        f"{since.number} the training loss has fallen from {figures.loss(since.loss)} to {figures.loss(last.loss)}, "
        f"the validation loss {_went(since.val_loss, last.val_loss)}: what it learns now holds for its training "
        "pictures only."
    )
    evidence = tuple(figures.line(name, each) for name in ("val_loss", "loss") for each in (since, *late[-2:]))
    accuracies = tuple(figures.line(name, last) for name in ("val_accuracy", "accuracy"))
    ways = tuple(remedies.against_learning_by_heart(case, case.project.data.subset > 0))
    yield Advice("lasting_gap", text, tuple(dict.fromkeys(evidence + accuracies)), "caution", ways)


def _is_lasting(case: Case, late: tuple[Epoch, ...]) -> bool:
    """Whether in each of these epochs the accuracies were far apart, and the validation loss no longer falls."""
    deviation = math.sqrt(0.25 / case.validated) if case.validated else 0.0
    apart = max(_APART, 2 * deviation)
    earlier = [epoch.val_loss for epoch in case.epochs[: -len(late)]]
    falls = bool(earlier) and min(epoch.val_loss for epoch in late) <= (1 - _GAIN) * min(earlier)
    return not falls and all(epoch.accuracy - epoch.val_accuracy >= apart for epoch in late)


def _went(before: float, now: float) -> str:
    """ "from 0.800 to 0.790", or that it stayed where both are shown alike."""
    shown = figures.loss(before), figures.loss(now)
    return f"stayed at {shown[0]}" if shown[0] == shown[1] else f"went from {shown[0]} to {shown[1]}"


def still_improving(case: Case) -> Iterator[Advice]:
    """A run that did all its epochs and was best in the last of them, by far; or had too few and has far to go."""
    if is_short(case):
        yield _too_short(case)
    if not improves(case):
        return
    before_last, before, last = case.epochs[-3:]
    text = (
        f"It still improved when it ended: the validation loss fell from {figures.loss(before.val_loss)} to "
        f"{figures.loss(last.val_loss)} in epoch {last.number}, the last. More epochs may make it better"
        f"{': this run can go on where it ended.' if case.can_go_on else '.'}"
    )
    evidence = figures.lines("val_loss", (before_last, before, last)) + figures.lines("val_accuracy", (before, last))
    yield Advice("still_improving", text, evidence, "note", remedies.more_epochs(case), case.can_go_on)


def is_short(case: Case) -> bool:
    """Whether a run did all its epochs, too few to speak of what lasts, and has far to go but is not thrown off."""
    if case.status != "finished" or not case.plan.epochs <= len(case.epochs) < _SINCE or not case.epochs:
        return False
    last = case.val_losses[-1]
    falls = len(case.epochs) == 1 or last <= (1 - _GAIN) * case.val_losses[0]
    return falls and _FAR_TO_GO * case.blind <= last <= _STILL_BLIND * case.blind


def _too_short(case: Case) -> Advice:
    last = case.epochs[-1]
    text = (
        f"It has trained for {figures.whole(len(case.epochs), 'epoch')} only, and the validation loss is still "
        f"{figures.loss(last.val_loss)}, where a network that gives the same answer to every picture has "
        f"{figures.loss(case.blind)}. More epochs may make it better"
        f"{': this run can go on where it ended.' if case.can_go_on else '.'}"
    )
    evidence = figures.lines("val_loss", case.epochs) + figures.lines("val_accuracy", case.epochs)
    low = remedies.raise_rate(case) if case.rate * remedies.FAR <= case.usual_rate else ()
    return Advice("still_improving", text, evidence, "note", (*low, *remedies.more_epochs(case)), case.can_go_on)


def improves(case: Case) -> bool:
    """Whether a run did all its epochs and its validation loss fell to the last, by more than a little."""
    if case.status != "finished" or len(case.epochs) < max(_SINCE, case.plan.epochs):
        return False
    *_, before_last, before, last = case.val_losses
    is_falling = last <= (1 - _GAIN) * before and before <= (1 - _GAIN) * before_last
    return is_falling and _best(case) is case.epochs[-1] and last >= _LEFT * case.blind


def test_validates(case: Case) -> Iterator[Advice]:
    """The best epoch is chosen by the very pictures that are to test it."""
    if case.project.data.validation != DataRecipe.TEST or not case.epochs:
        return
    best = _best(case) or case.epochs[-1]
    used = best if case.plan.keep_best else case.epochs[-1]
    chosen = "chosen by its loss on" if case.plan.keep_best else "watched on"
    figure = f"validation loss {figures.loss(used.val_loss)}, accuracy {figures.share(used.val_accuracy)}"
    test = case.test
    tested = () if test is None else (f"test: loss {figures.loss(test.loss)}, accuracy {figures.share(test.accuracy)}",)
    text = (
        f"Validation is the test set: epoch {used.number} was {chosen} the very pictures that test it ({figure}). "
        "Settings chosen by them make the test result look too good."
    )
    evidence = (f"epoch {used.number}: {figure}", *tested)
    offer = Offer("Hold back a part of the training pictures", "data", "validation", "share")
    yield Advice("test_validates", text, evidence, "caution", (offer,))


def _best(case: Case) -> Epoch | None:
    number = best_epoch(case.epochs)
    if not number or not all(map(math.isfinite, case.losses)):
        return None
    return next(epoch for epoch in case.epochs if epoch.number == number)
