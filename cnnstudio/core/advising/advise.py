"""All rules asked about one run, and those silenced that another has said better."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from cnnstudio.core.advising import fit, gradients, inside, rates, settings
from cnnstudio.core.advising.case import Case
from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.runs.advice import Advice

Rule = Callable[[Case], Iterator[Advice]]

RULES: tuple[Rule, ...] = (
    rates.not_finite,
    rates.stuck,
    rates.rate_high,
    rates.rate_low,
    settings.raw_values,
    settings.binary_after_softmax,
    settings.batch_too_large,
    inside.dead_relus,
    gradients.exploding,
    gradients.vanishing,
    fit.few_pictures,
    fit.overfitting,
    fit.lasting_gap,
    inside.never_predicted,
    inside.imbalance,
    fit.test_validates,
    fit.still_improving,
)
"""In the order in which their advice stands, among those of one tone."""

_TONES = ("problem", "caution", "note")

_SILENCES = {
    "not_finite": {"stuck", "rate_high", "rate_low", "overfitting", "lasting_gap", "never_predicted", "imbalance"},
    "stuck": {"rate_high", "rate_low", "overfitting", "lasting_gap", "never_predicted", "imbalance", "still_improving"},
    "rate_high": {"rate_low", "overfitting", "lasting_gap", "never_predicted", "imbalance", "still_improving"},
    "rate_low": {"never_predicted", "imbalance", "still_improving"},
    "overfitting": {"lasting_gap", "still_improving"},
    "lasting_gap": {"still_improving"},
    "dead_relus": {"vanishing", "never_predicted", "still_improving"},
    "batch_too_large": {"rate_low", "never_predicted", "still_improving"},
}
"""What follows from the first is not said a second time as the others."""


def advise(case: Case) -> tuple[Advice, ...]:
    """What the numbers of the run say; nothing where they say nothing. May take some tens of milliseconds."""
    found = [advice for rule in RULES for advice in rule(case)]
    silenced = {kind for advice in found for kind in _SILENCES.get(advice.kind, ())}
    said = (advice for advice in found if advice.kind not in silenced)
    return tuple(sorted(said, key=lambda advice: _TONES.index(advice.tone)))


def each_once(advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The same, where each remedy, and going on with the run, stands only with the first that offers it."""
    offered: list[object] = []
    found: list[Advice] = []
    for one in advice:
        ways = tuple(way for way in one.remedies if way not in offered)
        offered += ways
        goes_on = one.goes_on and not any(each.goes_on for each in found)
        found.append(replace(one, remedies=ways, goes_on=goes_on))
    return tuple(found)


def of_memory(refusal: StudioError, offers: tuple[Offer, ...], evidence: tuple[str, ...] = ()) -> Advice:
    """The advice for a training that does not fit into memory, foretold before it starts."""
    return Advice("memory", f"{refusal.text} {refusal.hint}".strip(), evidence, "problem", offers)
