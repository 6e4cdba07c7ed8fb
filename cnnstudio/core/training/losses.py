"""What the losses are: their formulas in plain text, and the loss of a batch worked out line by line.

All is computed in float64 from what a network gives out, and agrees with Keras.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnstudio.core.ending import BINARY
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.training.plan import BY_NUMBER, Plan

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Outputs = npt.NDArray[np.floating]

ALPHA = 0.25
"""What Keras's focal cross-entropy multiplies all by."""

SHOWN = 12
"""How many classes of one picture are worked out; what the others add to the loss is said in one line."""

_ENDS = (1e-7, float(np.float32(1 - 1e-7)))
"""How near to 0 and 1 Keras lets a probability come before it takes the logarithm: in float32, a little off of 1e-7."""

_LEAST = 1e-300

_FORMULAS = {
    "categorical_crossentropy": tr("−Σ y · log p  =  −log p of the true class"),
    "binary_crossentropy": tr("−Σ [y · log p + (1 − y) · log (1 − p)] / number of classes"),
    "binary_crossentropy_sum": "−Σ [y · log p + (1 − y) · log (1 − p)]",
    "mean_squared_error": tr("Σ (p − y)² / number of classes"),
    "categorical_focal_crossentropy": "−Σ {alpha} · (1 − p)^{gamma} · y · log p",
}
_FORMULAS["sparse_categorical_crossentropy"] = _FORMULAS["categorical_crossentropy"]


@dataclass(frozen=True)
class Term:
    """One line: what of, how it is worked out, and what comes out."""

    of: str
    arithmetic: str
    value: float


@dataclass(frozen=True)
class Worked:
    """The loss of a batch.

    Attributes:
        formula: The loss of one picture.
        where: What its letters mean, a sentence each.
        terms: Of one picture, the largest first where classes are left out; together they are ``picture``.
        picture: The loss of that picture.
        mean: Over the pictures of the batch, without weights of classes.
        steps: How the batch's loss comes from the pictures': mean, weights of classes, penalty.
        loss: What training makes small.
    """

    formula: str
    where: tuple[str, ...]
    terms: tuple[Term, ...]
    picture: float
    mean: float
    steps: tuple[Term, ...]
    loss: float


def formula(plan: Plan) -> str:
    """The plan's loss of one picture, "−Σ y · log p  =  −log p of the true class"."""
    text = _FORMULAS[plan.loss].format(alpha=local(f"{ALPHA:g}"), gamma=local(f"{plan.focal_gamma:g}"))
    return text.partition("  =  ")[0] if plan.label_smoothing else text


def where(plan: Plan, classes: int) -> tuple[str, ...]:
    """What the letters of the formula mean, a sentence each."""
    true, other = _label_values(plan, classes)
    labelled = tr("y is {true} for the true class and {other} for every other.", true=_short(true), other=_short(other))
    if plan.loss == "mean_squared_error":
        return tr("p is what the network gives out for a class."), labelled
    alone = plan.loss in BINARY
    meant = (
        tr("p is the probability of each class by itself.")
        if alone
        else tr("p are probabilities: all together make 1.")
    )
    return meant, labelled, tr("log is the natural logarithm.")


def labels(plan: Plan, truth: Labels, classes: int) -> Numbers:
    """The y of the formulas, (n, classes), of class numbers (n,).

    Smoothing spreads a share of each label over all classes (Szegedy and others 2015,
    https://arxiv.org/abs/1512.00567); for binary cross-entropy, where each output is a question of its own, over yes
    and no.
    """
    true, other = _label_values(plan, classes)
    rows = np.full((len(truth), classes), other)
    rows[np.arange(len(truth)), truth] = true
    return rows


def probabilities(plan: Plan, outputs: Outputs, logits: Outputs | None = None) -> Numbers:
    """The p of the formulas, (n, classes).

    Keras computes cross-entropies from what stands before the last softmax or sigmoid: the binary ones as if each
    number went through a sigmoid, the categorical ones as if all went through softmax together, whichever it was. The
    focal one takes the outputs, and so does the squared error (Keras 3.15, ``_get_logits`` in its TensorFlow backend).

    Args:
        outputs: What the network gives out, (n, classes).
        logits: What stands before the softmax or sigmoid at the end; the outputs themselves where it is still to be
            done, None where something else stands at the end.
    """
    p = np.asarray(outputs, np.float64)
    if plan.loss == "mean_squared_error":
        return p
    if plan.loss in BINARY:
        return np.clip(p, *_ENDS) if logits is None else _sigmoid(np.asarray(logits, np.float64))
    focal = plan.loss == "categorical_focal_crossentropy"
    if logits is not None and (not focal or np.array_equal(outputs, logits)):
        p = np.asarray(logits, np.float64)
        p = np.exp(p - p.max(axis=1, keepdims=True))
    # As Keras computes it of class numbers; of rows, which smoothing and the focal one need, it clips the shares.
    is_clipped_first = logits is None and plan.loss in BY_NUMBER and not plan.label_smoothing
    p = np.clip(p, *_ENDS) if is_clipped_first else p
    with np.errstate(invalid="ignore"):  # outputs that are all 0 have no shares, in Keras neither
        shares: Numbers = p / p.sum(axis=1, keepdims=True)
    return np.clip(shares, *_ENDS) if focal or (logits is None and not is_clipped_first) else shares


def of_pictures(plan: Plan, outputs: Outputs, truth: Labels, logits: Outputs | None = None) -> Numbers:
    """The loss of each picture, (n,); ``truth`` are class numbers (n,), the rest as in ``probabilities``."""
    return np.asarray(of_classes(plan, outputs, truth, logits).sum(axis=1))


def of_classes(plan: Plan, outputs: Outputs, truth: Labels, logits: Outputs | None = None) -> Numbers:
    """What each class adds to the loss of each picture, (n, classes); arguments as ``of_pictures``."""
    p = probabilities(plan, outputs, logits)
    return _terms(plan, p, labels(plan, truth, p.shape[1]))


def of_same_answer(plan: Plan, shares: Sequence[float]) -> float:
    """The mean loss of a network that answers every picture with the mean label, where classes have these shares."""
    of, (true, other) = np.asarray(shares, np.float64), _label_values(plan, len(shares))
    p = of * true + (1 - of) * other
    return float((of * _terms(plan, p, true) + (1 - of) * _terms(plan, p, other)).sum())


def work(
    plan: Plan,
    outputs: Outputs,
    truth: Labels,
    names: Sequence[str],
    *,
    logits: Outputs | None = None,
    index: int = 0,
    penalty: float = 0.0,
    weights: Sequence[float] = (),
) -> Worked:
    """The loss of a batch, and that of its picture number ``index`` line by line; arguments as ``of_pictures``.

    Args:
        names: Of the classes.
        penalty: What L1 and L2 of the layers add.
        weights: How much each class counts; empty where all count the same.
    """
    p = probabilities(plan, outputs, logits)
    each = _terms(plan, p, labels(plan, truth, p.shape[1]))
    losses = each.sum(axis=1)
    mean = float(losses.mean())
    steps = [
        Term(
            tr("The batch"), tr_count("mean over {count:,} picture", "mean over {count:,} pictures", len(losses)), mean
        )
    ]
    loss = mean
    if len(weights):
        loss = float((losses * np.asarray(weights, np.float64)[truth]).mean())
        steps.append(Term(tr("Weights of classes"), tr("mean of each picture's loss × the weight of its class"), loss))
    if penalty:
        steps.append(Term(tr("L1 and L2 of the layers"), f"{_short(loss)} + {_short(penalty)}", loss + penalty))
    lines = _lines(plan, p[index], int(truth[index]), each[index], names)
    return Worked(
        formula(plan),
        where(plan, each.shape[1]),
        lines,
        float(losses[index]),
        mean,
        tuple(steps),
        loss + penalty,
    )


def class_weights(plan: Plan, truth: Labels, classes: int) -> Numbers | None:
    """How much the pictures of each class count in the training loss, (classes,); None where all count the same.

    Args:
        truth: The class numbers of all pictures that are trained on. "Balanced" gives each class pictures / (classes ·
            its pictures), as scikit-learn does it, where classes without a picture are not counted.
    """
    if plan.class_weight == "none":
        return None
    weights = np.ones(classes)
    if plan.class_weight == "given":
        given = plan.class_weights[:classes]
        weights[: len(given)] = given
        return weights
    counts = np.bincount(truth, minlength=classes)
    there = counts > 0
    weights[there] = len(truth) / (there.sum() * counts[there])
    return weights


def _label_values(plan: Plan, classes: int) -> tuple[float, float]:
    """The label of the true class, and that of each other."""
    share = plan.label_smoothing
    spread = share / 2 if plan.loss in BINARY else share / classes
    return 1 - share + spread, spread


def _terms(plan: Plan, p: Numbers, y: Numbers | float) -> Numbers:
    """What each class adds to the loss of each picture, (…, classes) like probabilities and labels."""
    if plan.loss == "mean_squared_error":
        return np.asarray(np.square(p - y) / p.shape[-1])
    if plan.loss in BINARY:
        terms = -(y * _log(p) + (1 - y) * _log(1 - p))
        return np.asarray(terms if plan.loss == "binary_crossentropy_sum" else terms / p.shape[-1])
    if plan.loss == "categorical_focal_crossentropy":
        return np.asarray(-ALPHA * np.power(1 - p, plan.focal_gamma) * y * _log(p))
    return np.asarray(-y * _log(p))


def _lines(plan: Plan, p: Numbers, true: int, terms: Numbers, names: Sequence[str]) -> tuple[Term, ...]:
    """The largest terms of a picture with their arithmetic, in the order of the classes, and the rest in one."""
    values = _label_values(plan, len(terms))
    counting = np.flatnonzero(terms)
    chosen = set(counting[np.argsort(-np.abs(terms[counting]), kind="stable")][:SHOWN].tolist()) | {true}
    lines = [
        Term(names[place], _arithmetic(plan, float(p[place]), values[place != true], len(terms)), terms[place])
        for place in sorted(chosen)
    ]
    left = len(counting) - len(chosen & set(counting.tolist()))
    if left > 0:
        rest = float(terms.sum() - sum(line.value for line in lines))
        lines.append(Term(tr_count("{count:,} other class", "{count:,} other classes", left), tr("together"), rest))
    return tuple(Term(line.of, line.arithmetic, float(line.value)) for line in lines)


def _arithmetic(plan: Plan, p: float, y: float, classes: int) -> str:
    """ "−0.91 · log 0.831" for one class of a picture."""
    over = f" / {classes}" if plan.loss in ("binary_crossentropy", "mean_squared_error") else ""
    if plan.loss == "mean_squared_error":
        return f"({_short(p)} − {_short(y)})²{over}"
    if plan.loss in BINARY:
        yes = f"{_times(y)}log {_short(p)}"
        no = f"{_times(1 - y)}log (1 − {_short(p)})"
        inside = no if y == 0 else yes if y == 1 else f"[{yes} + {no}]"
        return f"−{inside}{over}"
    front = ""
    if plan.loss == "categorical_focal_crossentropy":
        front = f"{_short(ALPHA)} · (1 − {_short(p)})^{_short(plan.focal_gamma)} · "
    return f"−{front}{_times(y)}log {_short(p)}"


def _sigmoid(values: Numbers) -> Numbers:
    """1 / (1 + exp(−x)), of which neither end overflows."""
    small = np.exp(-np.abs(values))
    return np.asarray(np.where(values >= 0, 1, small) / (1 + small))


def _log(values: Numbers) -> Numbers:
    return np.asarray(np.log(np.maximum(values, _LEAST)))


def _times(factor: float) -> str:
    return "" if factor == 1 else f"{_short(factor)} · "


def _short(value: float) -> str:
    """Four digits that count; "0.831", "1.2e-07"."""
    return local(f"{value:.4g}")
