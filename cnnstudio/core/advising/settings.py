"""What does not fit together in the settings of a run, where its figures show it: values, batches, loss and end."""

import math
from collections.abc import Iterator
from dataclasses import replace

from cnnstudio.core.advising import figures, remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.ending import deciding_path, keeps_logits
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.network import Layer
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.problem import Fix, Put
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.spec import settings_of

_HUGE = 1.5
"""A mean loss of the first epoch above so many times the blind one shows that the first steps went astray."""

_AT_ONCE = 10
"""So many updates an epoch the smaller batch makes that is offered, …"""

_LEAST_BATCH = 4
"""… but with no fewer pictures: single ones pull the weights to and fro."""


def raw_values(case: Case) -> Iterator[Advice]:
    """Values from 0 to 255 with which the first epoch went astray."""
    if not case.has_raw_values or not case.epochs or case.blind <= 0:
        return
    first = case.epochs[0]
    if case.has_penalties or remedies.is_far_too_high(case) or not _HUGE * case.blind < first.loss < math.inf:
        return
    text = tr(
        "The pictures go in raw, with values from 0 to 255: the training loss of epoch 1 was {loss}, {times} times the "
        "{blind} of a network that gives the same answer to every picture. Small values make the first steps useful.",
        loss=figures.loss(first.loss),
        times=figures.times(first.loss / case.blind),
        blind=figures.loss(case.blind),
    )
    evidence = (*figures.lines("loss", figures.ends(case.epochs)), tr("values: 0 to 255"))
    standard = Offer(tr("Standardise channel by channel"), "preprocessing", "method", "standardise")
    yield Advice("raw_values", text, evidence, "caution", (*remedies.small_values(case), standard))


def batch_too_large(case: Case) -> Iterator[Advice]:
    """A batch that holds all pictures, so that an epoch is a single update."""
    pictures, size = sum(case.counts), case.plan.batch_size
    if not 1 < pictures <= size or not case.epochs:
        return
    last = case.epochs[-1]
    large = (
        tr("The batch size {size:,} is as large as the {pictures:,} training pictures", size=size, pictures=pictures)
        if size == pictures
        else tr("The batch size {size:,} is more than the {pictures:,} training pictures", size=size, pictures=pictures)
    )
    text = tr_count(
        "{large}, so each epoch is a single update of the weights: {count:,} update so far, and the training loss is "
        "{loss}. Smaller batches make more of each epoch.",
        "{large}, so each epoch is a single update of the weights: {count:,} updates so far, and the training loss is "
        "{loss}. Smaller batches make more of each epoch.",
        last.number,
        large=large,
        loss=figures.loss(last.loss),
    )
    evidence = (
        tr("training pictures: {count:,}", count=pictures),
        tr("batch size: {size:,}", size=size),
        *figures.lines("loss", figures.ends(case.epochs, 2)),
    )
    smaller = _power_of_two(max(pictures // _AT_ONCE, min(_LEAST_BATCH, pictures - 1)))
    offer = remedies.of_plan(tr("Set the batch size to {size:,}", size=smaller), "batch_size", smaller)
    yield Advice("batch_too_large", text, evidence, "caution", (*remedies.all_pictures(case), offer))


def binary_after_softmax(case: Case) -> Iterator[Advice]:
    """Binary cross-entropy on outputs that softmax ties together."""
    is_trained_otherwise = case.ends_with == "softmax" and keeps_logits(case.project.network)
    if not case.plan.loss.startswith("binary_crossentropy") or not is_trained_otherwise or not case.epochs:
        return
    last = case.epochs[-1]
    trained = tr(
        "Binary cross-entropy takes each of the {count:,} outputs as an answer of its own, and Keras trains them as if "
        "each went through a sigmoid; but the network ends with softmax, which makes them share 1, so what it shows is "
        "not what it was trained for.",
        count=case.classes,
    )
    now = tr_count(
        "After {count:,} epoch the training loss is {loss} and the accuracy {accuracy}.",
        "After {count:,} epochs the training loss is {loss} and the accuracy {accuracy}.",
        last.number,
        loss=figures.loss(last.loss),
        accuracy=figures.share(last.accuracy),
    )
    better = tr("With one right class a picture, categorical cross-entropy fits softmax and usually learns faster.")
    text = f"{trained} {now} {better}"
    evidence = (
        tr("loss: {name}", name=case.plan.loss),
        tr("activation at the end: softmax"),
        *figures.lines("accuracy", figures.ends(case.epochs)),
    )
    loss = remedies.of_plan(tr("Use categorical cross-entropy"), "loss", "categorical_crossentropy")
    yield Advice("binary_after_softmax", text, evidence, "caution", (loss, *_sigmoid(case)))


def _sigmoid(case: Case) -> Iterator[Fix]:
    path = deciding_path(case.project.network)
    node = None if path is None else case.project.network.node(path)
    if isinstance(node, Layer) and "activation" in settings_of(node.spec):
        spec = type(node.spec).from_plain({**node.spec.to_plain(), "activation": "sigmoid"})
        yield Fix(tr("Set activation of {name} to sigmoid", name=node.name), Put(node.name, replace(node, spec=spec)))


def _power_of_two(most: int) -> int:
    """The largest power of two that is no more than ``most`` and than 32; at least 1."""
    size = 1
    while size * 2 <= min(most, 32):
        size *= 2
    return size
