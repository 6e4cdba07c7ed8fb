"""What training and validation say together: learned by heart, not at the end yet, or no fair comparison."""

import math
from collections.abc import Iterator

from cnnstudio.core.advice import Advice
from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.finding import Offer
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.run import Epoch, best_epoch

_SINCE = 3
"""So many epochs without a lower validation loss are needed to speak of a rise."""

_RISE = 0.1
"""The validation loss has to be higher by this share of its lowest …"""

_LEAST_RISE = 0.02
"""… and by this share of the loss of a network that answers blindly."""

_FALL = 0.05
"""The training loss has to have fallen meanwhile by this share."""

_GAIN = 0.03
"""A run still improves while its validation loss falls by this share in each of the last epochs …"""

_LEFT = 0.02
"""… and is not below this share of the blind one."""


def overfitting(case: Case) -> Iterator[Advice]:
    """The validation loss rises since its lowest epoch while the training loss goes on falling."""
    best = _best(case)
    if best is None or len(case.epochs) - case.epochs.index(best) - 1 < _SINCE:
        return
    last, late = case.epochs[-1], case.epochs[-2:]
    val_loss, loss = (sum(epoch.value(name) for epoch in late) / 2 for name in ("val_loss", "loss"))
    least = max(_RISE * best.val_loss, _LEAST_RISE * case.blind if case.blind > 0 else 0.0)
    if not (val_loss - best.val_loss >= least and loss <= (1 - _FALL) * best.loss):
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


def still_improving(case: Case) -> Iterator[Advice]:
    """A run that did all its epochs and was best in the last of them, by far."""
    if not improves(case):
        return
    before_last, before, last = case.epochs[-3:]
    text = (
        f"It still improved when it ended: the validation loss fell from {figures.loss(before.val_loss)} to "
        f"{figures.loss(last.val_loss)} in epoch {last.number}, the last. More epochs may make it better."
    )
    evidence = figures.lines("val_loss", (before_last, before, last)) + figures.lines("val_accuracy", (before, last))
    yield Advice("still_improving", text, evidence, "note", remedies.more_epochs(case))


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
