"""What training and validation say together: learned by heart, not at the end yet, or no fair comparison."""

import math
from collections.abc import Iterator

from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.runs.run import Epoch, best_epoch
from cnnstudio.core.training.gap import growing_gap, onset
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import capitalised

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
    validated, tested = case.validated, case.test.count if case.test is not None else 0
    names, evidence = [], []
    if 0 < validated < _FEW:
        names.append(tr_count("validation is {count:,} picture", "validation is {count:,} pictures", validated))
        evidence.append(tr("validation pictures: {count:,}", count=validated))
    if 0 < tested < _FEW:
        names.append(tr_count("test is {count:,} picture", "test is {count:,} pictures", tested))
        evidence.append(tr("test pictures: {count:,}", count=tested))
    if not names:
        return
    named = names[0] if len(names) == 1 else tr("{first} and {last}", first=names[0], last=names[1])
    least = min(count for count in (validated, tested) if count)
    text = tr(
        "{parts}: one more or less found changes the accuracy by {share}, and loss and accuracy are mostly chance. "
        "Curves, the best epoch and advice that rests on them say little.",
        parts=capitalised(named),
        share=figures.share(1 / least),
    )
    yield Advice(
        "few_pictures",
        text,
        tuple(evidence),
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
        yield Offer(
            tr("Hold back {percent:.0f} % for validation", percent=100 * share), "data", "validation_share", share
        )


def overfitting(case: Case) -> Iterator[Advice]:
    """The validation loss rises since its lowest epoch while the training loss goes on falling."""
    best = onset(case.epochs)
    if best is None or not case.blind > 0:
        return
    last, late = case.epochs[-1], case.epochs[-2:]
    if not min(last.val_loss, sum(epoch.val_loss for epoch in late) / 2) - best.val_loss > _LEAST_RISE * case.blind:
        return
    text = tr(
        "Since epoch {best} the network learns its training pictures by heart: up to epoch {last} the validation loss "
        "rose from {low} to {high}, while the training loss fell from {before} to {now}.",
        best=best.number,
        last=last.number,
        low=figures.loss(best.val_loss),
        high=figures.loss(last.val_loss),
        before=figures.loss(best.loss),
        now=figures.loss(last.loss),
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
    text = f"{_apart_in_words(last)} {_went(since, last)}"
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


def _apart_in_words(last: Epoch) -> str:
    return tr(
        "Validation does not follow training: in epoch {number} the network finds {training} of the training pictures, "
        "but {validation} of those for validation.",
        number=last.number,
        training=figures.share(last.accuracy),
        validation=figures.share(last.val_accuracy),
    )


def _went(since: Epoch, last: Epoch) -> str:
    """How both losses went; that the one of validation stayed where both of its numbers are shown alike."""
    words = {"since": since.number, "before": figures.loss(since.loss), "now": figures.loss(last.loss)}
    old, new = figures.loss(since.val_loss), figures.loss(last.val_loss)
    if old == new:
        return tr(
            "Since epoch {since} the training loss has fallen from {before} to {now}, the validation loss stayed at "
            "{value}: what it learns now holds for its training pictures only.",
            value=old,
            **words,
        )
    return tr(
        "Since epoch {since} the training loss has fallen from {before} to {now}, the validation loss went from {old} "
        "to {new}: what it learns now holds for its training pictures only.",
        old=old,
        new=new,
        **words,
    )


def still_improving(case: Case) -> Iterator[Advice]:
    """A run that did all its epochs and was best in the last of them, by far; or had too few and has far to go."""
    if is_short(case):
        yield _too_short(case)
    if not improves(case):
        return
    before_last, before, last = case.epochs[-3:]
    text = tr(
        "It still improved when it ended: the validation loss fell from {before} to {now} in epoch {number}, the last.",
        before=figures.loss(before.val_loss),
        now=figures.loss(last.val_loss),
        number=last.number,
    )
    text = f"{text} {_more(case)}"
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
    text = tr_count(
        "It has trained for {count:,} epoch only, and the validation loss is still {loss}, where a network that gives "
        "the same answer to every picture has {blind}.",
        "It has trained for {count:,} epochs only, and the validation loss is still {loss}, where a network that gives "
        "the same answer to every picture has {blind}.",
        len(case.epochs),
        loss=figures.loss(last.val_loss),
        blind=figures.loss(case.blind),
    )
    text = f"{text} {_more(case)}"
    evidence = figures.lines("val_loss", case.epochs) + figures.lines("val_accuracy", case.epochs)
    low = remedies.raise_rate(case) if case.rate * remedies.FAR <= case.usual_rate else ()
    return Advice("still_improving", text, evidence, "note", (*low, *remedies.more_epochs(case)), case.can_go_on)


def _more(case: Case) -> str:
    if case.can_go_on:
        return tr("More epochs may make it better: this run can go on where it ended.")
    return tr("More epochs may make it better.")


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
    figure = tr(
        "validation loss {loss}, accuracy {accuracy}",
        loss=figures.loss(used.val_loss),
        accuracy=figures.share(used.val_accuracy),
    )
    if case.plan.keep_best:
        text = tr(
            "Validation is the test set: epoch {number} was chosen by its loss on the very pictures that test it "
            "({figure}). Settings chosen by them make the test result look too good.",
            number=used.number,
            figure=figure,
        )
    else:
        text = tr(
            "Validation is the test set: epoch {number} was watched on the very pictures that test it ({figure}). "
            "Settings chosen by them make the test result look too good.",
            number=used.number,
            figure=figure,
        )
    evidence = [tr("epoch {number}: {figure}", number=used.number, figure=figure)]
    if (test := case.test) is not None:
        shown = {"loss": figures.loss(test.loss), "accuracy": figures.share(test.accuracy)}
        evidence.append(tr("test: loss {loss}, accuracy {accuracy}", **shown))
    offer = Offer(tr("Hold back a part of the training pictures"), "data", "validation", "share")
    yield Advice("test_validates", text, tuple(evidence), "caution", (offer,))


def _best(case: Case) -> Epoch | None:
    number = best_epoch(case.epochs)
    if not number or not all(map(math.isfinite, case.losses)):
        return None
    return next(epoch for epoch in case.epochs if epoch.number == number)
