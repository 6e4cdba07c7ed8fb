"""What differs between the projects of runs, setting by setting, in words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from cnnstudio.core.alignment import Layers, alike
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.network import Block, Layer, Network, Node, Path
from cnnstudio.core.pictures.preprocessing import FITTED, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import Setting, Settings, settings_of
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import in_a_row

Part = Literal["network", "data", "preprocessing", "plan"]

ABSENT = "–"
"""Stands for the value of a run that does not have the setting or layer."""

_MEANINGS = {"subset": {0: tr("all")}}
"""Numbers of data recipes that stand for something else, by the name of their setting."""

_TRAINED = tr("Epochs")
"""What the plan calls its epochs; beside a run the word means those that were trained."""

_PLANNED = tr("Epochs planned")
_LAST_RESORT = (_PLANNED, tr("Seed"))
_MOST_TOLD = 2
_ON, _OFF, _NONE = tr("on"), tr("off"), tr("none")
_BARE = (_ON, _OFF, _NONE, tr("usual"), ABSENT)

_Owner = TypeVar("_Owner", bound=Settings)

_Order = tuple[tuple[str, Path], ...]
"""Names of layers from top to bottom, each with the branches of blocks it stands in."""


@dataclass(frozen=True)
class Difference:
    """One setting in which some of the runs differ.

    Attributes:
        label: What the person reads: "Learning rate", "dropout_1 · Rate", "Layer dense_2".
        values: One a run, in their order, in words; ABSENT where it has none.
    """

    part: Part
    label: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """In one line: "Learning rate: 0.001 → 0.01"."""
        return f"{self.label}: {' → '.join(self.values)}"


def differences(*runs: Run) -> tuple[Difference, ...]:
    """Every setting in which the projects of two or more runs differ; none where they are equal.

    Settings without effect in any of them are left out, as the gamma of another loss. A layer that some runs do not
    have, or have of another kind, is one difference, with its settings in a few words; what layers are called is none.
    """
    return between(*(run.project for run in runs))


def between(*projects: Project) -> tuple[Difference, ...]:
    """As ``differences``, of projects."""
    found = [
        *_networks([project.network for project in projects]),
        *_settings("data", [project.data for project in projects], _unused_data),
        *_settings("preprocessing", [project.preprocessing for project in projects], _unused_preprocessing),
        _row("preprocessing", tr("Augmentation"), [_augmentation(project.preprocessing) for project in projects]),
        *_plans([project.plan for project in projects]),
    ]
    return tuple(each for each in found if len(set(each.values)) > 1)


def told_apart(found: Sequence[Difference]) -> tuple[str, ...]:
    """For each run a few words that it does not share with the others: "tanh", "Rate 0.5"; empty where none differ.

    Of the differences those are taken that tell the runs apart, at most two; the length of the training and the seed
    only where nothing else does.
    """
    if not found:
        return ()
    count = len(found[0].values)
    chosen: list[Difference] = []
    groups = 1
    for each in sorted(found, key=lambda difference: difference.label in _LAST_RESORT):
        apart = len(set(zip(*(one.values for one in (*chosen, each)), strict=True)))
        if apart > groups and len(chosen) < _MOST_TOLD:
            chosen, groups = [*chosen, each], apart
    return tuple(", ".join(_told(each, run) for each in chosen) for run in range(count))


def _told(difference: Difference, run: int) -> str:
    """The value alone where it says what it is of, else with the setting's name."""
    value, label = difference.values[run], difference.label.rpartition(" · ")[2]
    if value == ABSENT:
        return tr("no {name}", name=label.removeprefix(tr("Layer {name}", name="")))
    bare = value in _BARE or not any(sign.isalpha() for sign in value) or "e-" in value
    return f"{label} {value}" if bare else value


def in_words(value: Any) -> str:
    """A setting's value as a person reads it: "on", "0.001", "1, 2", "file"; an empty text is "none"."""
    if isinstance(value, bool):
        return _ON if value else _OFF
    if isinstance(value, float):
        return local(f"{value:.12g}")
    if isinstance(value, int):
        return local(f"{value:,}")
    if isinstance(value, tuple):
        return in_a_row(map(in_words, value))
    return str(value) or _NONE


def _row(part: Part, label: str, values: Iterable[str]) -> Difference:
    return Difference(part, label, tuple(values))


def _networks(networks: Sequence[Network]) -> Iterator[Difference]:
    """The input, every layer, then the order of those that all have."""
    yield _row("network", tr("Input"), (shape_in_words(network.input_shape) for network in networks))
    if all(network is networks[0] or network == networks[0] for network in networks):
        return
    nodes = alike(_without_bodies(networks))
    for name in _merged([list(each) for each in nodes]):
        found = [each[name][1] if name in each else None for each in nodes]
        specs = [node.spec for node in found if node is not None]
        if len(specs) == len(found) and all(isinstance(spec, Pretrained) for spec in specs):
            yield from _bases(name, networks, nodes)
        elif len(specs) == len(found) and len({type(spec) for spec in specs}) == 1:
            yield from _settings("network", specs, _all_used, f"{name} · ")
        else:
            yield _row(
                "network", tr("Layer {name}", name=name), (ABSENT if node is None else _summary(node) for node in found)
            )
    common = set.intersection(*(set(each) for each in nodes))
    orders = [tuple((name, path[1::2]) for name, (path, _) in each.items() if name in common) for each in nodes]
    if len(set(orders)) > 1:
        yield _row("network", tr("Order of the layers"), (_moved(order, orders) for order in orders))


def _without_bodies(networks: Sequence[Network]) -> list[Network]:
    """The networks without the layers in their pretrained blocks, where all have such: they are known by their name."""
    found = []
    for network in networks:
        blocks = {block.name for block in pretrained_blocks(network)}
        if not blocks:
            return list(networks)
        found.append(Network(network.input_shape, _emptied(network.nodes, blocks)))
    return found


def _emptied(nodes: Sequence[Node], blocks: Collection[str]) -> tuple[Node, ...]:
    return tuple(
        node
        if isinstance(node, Layer)
        else replace(
            node, branches=((),) if node.name in blocks else tuple(_emptied(each, blocks) for each in node.branches)
        )
        for node in nodes
    )


def _bases(name: str, networks: Sequence[Network], nodes: Sequence[Layers]) -> Iterator[Difference]:
    """Where pretrained blocks have their layers from, how many of these, and how many of them are trained on."""
    blocks = [network.node(each[name][0]) for network, each in zip(networks, nodes, strict=True)]
    specs = [block.spec for block in blocks if isinstance(block.spec, Pretrained)]
    yield _row("network", tr("{name} · Weights from", name=name), (spec.title or "–" for spec in specs))
    ends = [block.branches[0][-1:] if isinstance(block, Block) else () for block in blocks]
    yield _row("network", tr("{name} · Up to", name=name), (end[0].name if end else "–" for end in ends))
    yield _row("network", tr("{name} · Fine-tune", name=name), (in_words(spec.fine_tune or _NONE) for spec in specs))


def _summary(node: Node) -> str:
    return f"{node.spec.kind} {node.spec.summary()}".rstrip()


def _moved(order: _Order, orders: Sequence[_Order]) -> str:
    """The names in this order from the first to the last place at which it is not as the others."""
    places = [place for place in range(len(order)) if len({each[place] for each in orders}) > 1]
    return ", ".join(name for name, _ in order[places[0] : places[-1] + 1])


def _settings(
    part: Part, owners: Sequence[_Owner], unused: Callable[[_Owner], Collection[str]], before: str = ""
) -> Iterator[Difference]:
    """A row for each setting that has an effect in one of the owners, which are of one kind."""
    idle = [unused(owner) for owner in owners]
    for name, setting in settings_of(owners[0]).items():
        if not all(name in each for each in idle):
            values = (getattr(owner, name) for owner in owners)
            meant = _MEANINGS.get(name, {}) if part == "data" else {}
            label = _PLANNED if part == "plan" and setting.label == _TRAINED else setting.label
            yield _row(part, f"{before}{label}", (meant.get(value) or _value(setting, value) for value in values))


def _value(setting: Setting, value: Any) -> str:
    if setting.form == "pair":
        return " × ".join(map(in_words, value))
    return setting.names.get(value) or in_words(value)


def _plans(plans: Sequence[Plan]) -> Iterator[Difference]:
    yield from _kinds(tr("Optimiser"), [(plan.optimizer, plan.optimizer_settings) for plan in plans])
    yield from _settings("plan", plans, _unused_plan)
    yield from _kinds(tr("Schedule"), [(plan.schedule.title, plan.schedule) for plan in plans])


def _kinds(label: str, found: Sequence[tuple[str, Settings]]) -> Iterator[Difference]:
    """Of one kind setting by setting; of several their names, each with what is not as usual."""
    if len({name for name, _ in found}) == 1:
        name = found[0][0]
        yield from _settings("plan", [settings for _, settings in found], _all_used, f"{name} · ")
        return
    yield _row("plan", label, (_with_unusual(name, settings) for name, settings in found))


def _with_unusual(name: str, settings: Settings) -> str:
    """ "SGD, momentum 0.9"."""
    usual = type(settings)()
    values = ((key, setting, getattr(settings, key)) for key, setting in settings_of(settings).items())
    changed = [
        f"{in_sentence(setting.label)} {_value(setting, value)}"
        for key, setting, value in values
        if value != getattr(usual, key)
    ]
    return ", ".join([name, *changed])


def _augmentation(preprocessing: Preprocessing) -> str:
    words = (f"{each.kind} {each.summary()}".rstrip() for each in preprocessing.augmentation)
    return "; ".join(words) or _NONE


def _all_used(owner: Settings) -> Collection[str]:
    return ()


def _unused_plan(plan: Plan) -> Collection[str]:
    """The settings that have no effect beside the others; the optimiser has a row of its own."""
    found = {"optimizer"}
    found |= {"focal_gamma"} if plan.loss != "categorical_focal_crossentropy" else set()
    found |= {"class_weights"} if plan.class_weight != "given" else set()
    return found | ({"clip_at"} if plan.clip == "none" else set())


def _unused_preprocessing(preprocessing: Preprocessing) -> Collection[str]:
    return () if preprocessing.method in FITTED else ("floor",)


def _unused_data(data: DataRecipe) -> Collection[str]:
    return ("validation_share",) if data.validation == data.TEST else ()


def _merged(lists: Sequence[list[str]]) -> list[str]:
    """Every name once: those of the first in their order, each other one behind what it stands behind."""
    merged = list(lists[0])
    known = set(merged)
    for each in lists[1:]:
        place, own = 0, set(each)
        for name in each:
            if name in known:
                place = merged.index(name) + 1
            else:
                while place < len(merged) and merged[place] not in own:
                    place += 1  # behind what it may have taken the place of
                merged.insert(place, name)
                known.add(name)
                place += 1
    return merged
