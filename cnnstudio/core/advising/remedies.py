"""Changes of a project that advice offers, and what a project is after one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from cnnstudio.core.advising import figures
from cnnstudio.core.advising.case import Case
from cnnstudio.core.language import inside_sentence, local, tr
from cnnstudio.core.layers import RandomTranslation
from cnnstudio.core.layers.regularisation import Dropout
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.problem import Fix, Insert
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Constant

Remedy = Offer | Fix

FAR = 5
"""A learning rate so many times larger or smaller than the usual one is held to be the reason."""

_SHIFT = RandomTranslation(0.1, 0.1)


def after(project: Project, remedy: Remedy) -> Project:
    """The project with the remedy; raises SpecError where it cannot be done (any more)."""
    if isinstance(remedy, Fix):
        return replace(project, network=remedy.applied(project.network))
    changed = {remedy.name: remedy.value}
    if remedy.part == "plan" and remedy.name == "optimizer":
        changed["learning_rate"] = OPTIMIZERS[str(remedy.value)].usual_rate
    part = replace(getattr(project, remedy.part), **changed)
    return replace(project, **{remedy.part: part})


def of_plan(label: str, name: str, value: Any) -> Offer:
    """A setting of the plan."""
    return Offer(label, "plan", name, value)


def set_rate(rate: float) -> Offer:
    """The rate set to this."""
    return of_plan(tr("Set the learning rate to {rate}", rate=figures.rate(rate)), "learning_rate", rate)


def lower_rate(case: Case) -> Offer:
    """The usual rate where that is much lower than the run's, else a tenth."""
    if is_far_too_high(case):
        return set_rate(case.usual_rate)
    low = settings_of(Plan)["learning_rate"].low or 0.0
    # As it is written: a tenth of 0.003 is 0.0003 and not 0.00030000000000000003.
    return set_rate(max(float(f"{case.plan.learning_rate / 10:.12g}"), low + 1e-12))


def calmer(case: Case) -> tuple[Offer, ...]:
    """What makes steps smaller: the rate alone where that is far too high, else the values first where they are raw."""
    return (lower_rate(case),) if is_far_too_high(case) else (*small_values(case), lower_rate(case))


def is_far_too_high(case: Case) -> bool:
    """Whether the rate is so much larger than the usual one that nothing else is to be mended first."""
    return case.rate >= FAR * case.usual_rate


def raise_rate(case: Case) -> tuple[Offer, ...]:
    """What lets a rate that is too low rise: the usual one, or a schedule that does not hold it down."""
    if case.plan.learning_rate < case.usual_rate:
        return (set_rate(case.usual_rate),)
    found = []
    if case.plan.warmup:
        found.append(of_plan(tr("Leave out the warm-up"), "warmup", 0.0))
    if not isinstance(case.plan.schedule, Constant):
        found.append(of_plan(tr("Keep the rate constant"), "schedule", Constant()))
    return tuple(found)


def small_values(case: Case) -> tuple[Offer, ...]:
    """Values from 0 to 1 instead of 0 to 255, where they are raw."""
    if not case.has_raw_values:
        return ()
    return (Offer(tr("Divide the values by 255"), "preprocessing", "method", "scale"),)


def more_epochs(case: Case) -> tuple[Offer, ...]:
    """Twice the epochs, for a run that begins anew."""
    twice = min(2 * case.plan.epochs, int(settings_of(Plan)["epochs"].high or 1))
    return (of_plan(tr("Set the epochs to {count:,}, for a new run", count=twice), "epochs", twice),)


def clip(case: Case) -> tuple[Offer, ...]:
    """Gradients cut to a length of 1, where they are not cut; with raw values it was measured not to help."""
    if case.plan.clip != "none" or case.has_raw_values:
        return ()
    return (of_plan(tr("Clip gradients, all together"), "clip", "global_norm"),)


def balance(case: Case) -> tuple[Offer, ...]:
    """Rare classes weighed more, where all count the same."""
    if case.plan.class_weight != "none":
        return ()
    return (of_plan(tr("Let rare classes count more"), "class_weight", "balanced"),)


def against_learning_by_heart(case: Case, unused: bool) -> Iterator[Remedy]:
    """What keeps a network from learning its pictures by heart, or ends the run before, as far as it has none of it.

    Args:
        unused: Whether the recipe leaves out pictures.
    """
    if unused:
        yield Offer(tr("Learn from all pictures"), "data", "subset", 0)
    dropout = dropout_before_the_end(case.project.network)
    if dropout is not None:
        yield dropout
    if not case.project.preprocessing.augmentation:
        yield Offer(tr("Shift the training pictures at random"), "preprocessing", "augmentation", (_SHIFT,))
    if not case.plan.early_stopping:
        yield of_plan(tr("Stop early, after 5 epochs without gain"), "early_stopping", 5)
    if not case.plan.keep_best:
        yield of_plan(tr("Keep the best epoch"), "keep_best", True)


def all_pictures(case: Case) -> tuple[Offer, ...]:
    """All pictures, where the recipe leaves some out."""
    return (Offer(tr("Learn from all pictures"), "data", "subset", 0),) if case.project.data.subset else ()


def in_words(project: Project, remedy: Remedy) -> str:
    """What the remedy does to this project, as it is said once it is done; raises SpecError as ``after``."""
    changed = after(project, remedy)
    if isinstance(remedy, Fix):
        done = _network_in_words(project.network, changed.network, remedy)
        return tr("{done} The Build page shows it.", done=done)
    setting = settings_of(getattr(project, remedy.part))[remedy.name] if _is_setting(project, remedy) else None
    if setting is None:
        return _done(remedy)
    old, new = (getattr(getattr(each, remedy.part), remedy.name) for each in (project, changed))
    said = f"{setting.label}: {_value(setting, old)} → {_value(setting, new)}"
    rates = project.plan.learning_rate, changed.plan.learning_rate
    if remedy.name == "optimizer" and rates[0] != rates[1]:
        said = tr(
            "{setting}, learning rate: {before} → {now}",
            setting=said,
            before=figures.rate(rates[0]),
            now=figures.rate(rates[1]),
        )
    return f"{said}."


def is_there(project: Project, fix: Fix) -> bool:
    """Whether a fix that inserts has been made: another one would stand twice."""
    change = fix.change
    if fix.then is not None or not isinstance(change, Insert) or change.name is None:
        return False
    path = project.network.path_of(change.name)
    if path is None or not path[-1]:
        return False
    before = project.network.node((*path[:-1], path[-1] - 1))
    return isinstance(before, Layer) and isinstance(change.node, Layer) and before.spec.kind == change.node.spec.kind


def dropout_before_the_end(network: Network) -> Fix | None:
    """Dropout before the last layer with weights, where none stands right before it."""
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        if not isinstance(node, Layer):
            return None
        if node.spec.kind == "Dense":
            before = network.nodes[index - 1] if index else None
            if isinstance(before, Layer) and before.spec.family == "regularisation":
                return None
            return Fix(
                tr("Insert Dropout before {name}", name=node.name), Insert(node.name, Layer("dropout_1", Dropout(0.5)))
            )
    return None


def _is_setting(project: Project, offer: Offer) -> bool:
    setting = settings_of(getattr(project, offer.part)).get(offer.name)
    return setting is not None and setting.form in ("integer", "number", "flag", "choice")


def _value(setting: Setting, value: Any) -> str:
    if setting.form == "flag":
        return tr("on") if value else tr("off")
    if named := setting.names.get(value):
        return named
    shown = (
        figures.rate(value)
        if isinstance(value, float)
        else local(f"{value:,}")
        if isinstance(value, int)
        else str(value)
    )
    return f"{shown} {setting.unit}".strip()


def _network_in_words(before: Network, now: Network, fix: Fix) -> str:
    """Which layer came or changed."""
    old = {node.name: node for node in before.nodes}
    for place, node in enumerate(now.nodes):
        if node.name in old and old[node.name] == node:
            continue
        if not isinstance(node, Layer):
            break
        if node.name in old:
            return tr("{name} is changed: {settings}.", name=node.name, settings=node.spec.summary())
        words = {"kind": node.spec.kind, "settings": node.spec.summary(), "name": node.name}
        if place + 1 < len(now.nodes):
            before_it = now.nodes[place + 1].name
            return tr("{kind} ({settings}) stands before {next} now, as {name}.", next=before_it, **words)
        return tr("{kind} ({settings}) stands now, as {name}.", **words)
    return _done(fix)


def _done(remedy: Remedy) -> str:
    label = remedy.label
    return tr("Done: {label}.", label=inside_sentence(label))


def once(remedies: Iterable[Remedy]) -> tuple[Remedy, ...]:
    """Each of them once, in their order."""
    found: list[Remedy] = []
    for each in remedies:
        if each not in found:
            found.append(each)
    return tuple(found)
