"""Where in a project a setting stands, so that it can be read, put otherwise, and varied."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Literal, Protocol, Self, get_args

from cnnstudio.core import edits
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.network import Block, Network, Node
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import Setting, Settings, settings_of
from cnnstudio.core.training import schedules
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import SCHEDULES
from cnnstudio.core.transferring.pretrained import Pretrained

PartName = Literal["network", "data", "preprocessing", "plan"]

TIMES = "times"
"""A setting that every node has beside its own: how often it stands there in a row."""

TIMES_SETTING = Setting(
    tr("Times in a row"), "integer", tr("How often the layer or block stands there, one behind another."), 1, 100
)

_SCHEDULE = Setting(
    tr("Schedule"),
    "choice",
    tr("How the learning rate changes while the network learns."),
    choices=tuple(SCHEDULES),
    names={name: kind.title for name, kind in SCHEDULES.items()},
)

_BRING: dict[str, Mapping[str, type[Settings]]] = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
"""Settings of the plan that bring settings of their own along."""

_NEVER = {"plan": ("seed", "start", "device"), "data": ("source", "path", "labels", "megapixels")}
"""Settings that are no choice of how to learn; the seed has a number of its own in a sweep."""

_OF_RANGE = ".value_range"
"""Of a random change: between which numbers pictures lie, which the preparation decides."""


class Parts(Protocol):
    """The parts of a project."""

    @property
    def network(self) -> Network: ...
    @property
    def data(self) -> DataRecipe: ...
    @property
    def preprocessing(self) -> Preprocessing: ...
    @property
    def plan(self) -> Plan: ...


@dataclass(frozen=True, order=True)
class Place:
    """One setting of a project.

    Attributes:
        setting: Its field's name; of the plan also ``"schedule"``, ``"schedule.factor"`` and ``"optimizer.momentum"``
            for those that a schedule or an optimiser brings along, of the preprocessing ``"RandomRotation.factor"`` for
            those of the first random change of a kind, and of a node also ``TIMES``.
        node: The name of its layer or block; empty outside the network.
    """

    part: PartName
    setting: str
    node: str = ""

    def __str__(self) -> str:
        """ "network.conv2d_1.filters", "plan.learning_rate"."""
        return ".".join(filter(None, (self.part, self.node, self.setting)))

    @classmethod
    def from_text(cls, text: object) -> Self:
        """The place that ``str`` wrote; raises SpecError for what is none."""
        part, _, rest = text.partition(".") if isinstance(text, str) else ("", "", "")
        node, _, setting = rest.rpartition(".") if part == "network" else ("", "", rest)
        if part not in get_args(PartName) or not setting or (part == "network") != bool(node):
            raise SpecError(
                tr(
                    "“{text}” names no setting: “plan.learning_rate” or “network.conv2d_1.filters” do.",
                    text=str(text)[:80],
                )
            )
        return cls(part, setting, node)  # type: ignore[arg-type]  # it is one of them


def settings(parts: Parts) -> dict[Place, Setting]:
    """Every setting that can vary, in the order of the network, the preparation, the data and the plan."""
    found = {
        Place("network", name, node.name): setting for node in _own(parts.network.nodes) for name, setting in _of(node)
    }
    found |= {Place("preprocessing", name): each for name, each in _of_preprocessing(parts.preprocessing).items()}
    found |= {Place("data", name): each for name, each in settings_of(parts.data).items()}
    found |= {Place("plan", name): each for name, each in _of_plan(parts.plan).items()}
    return {place: each for place, each in found.items() if _may_vary(place, each)}


def setting_at(parts: Parts, place: Place) -> Setting | None:
    """The setting; None where the project has it not, or it cannot vary."""
    match place.part:
        case "network":
            node = _node(parts.network, place.node)
            found = None if node is None else dict(_of(node)).get(place.setting)
        case "plan":
            found = _of_plan(parts.plan).get(place.setting)
        case "preprocessing":
            found = _of_preprocessing(parts.preprocessing).get(place.setting)
        case "data":
            found = settings_of(parts.data).get(place.setting)
    return found if found is not None and _may_vary(place, found) else None


def known_setting(parts: Parts, place: Place) -> Setting | None:
    """The setting, for its words: also where only another optimiser or schedule brings it along; None for none."""
    found = setting_at(parts, place)
    if found is not None:
        return found
    return next((settings_of(kind)[place.setting.partition(".")[2]] for kind in _bringing(place).values()), None)


def owner_of(place: Place) -> Place | None:
    """The optimiser or schedule that brings a setting along; None for one that stands there by itself."""
    owner, _, inner = place.setting.partition(".")
    return Place("plan", owner) if place.part == "plan" and inner else None


@lru_cache(maxsize=256)
def bringing(place: Place) -> tuple[str, ...]:
    """The optimisers or schedules that bring a setting along, as a plan names them; none for others."""
    return tuple(_bringing(place))


def _bringing(place: Place) -> dict[str, type[Settings]]:
    owner, _, inner = place.setting.partition(".")
    kinds: Mapping[str, type[Settings]] = _BRING.get(owner, {}) if place.part == "plan" and inner else {}
    return {name: kind for name, kind in kinds.items() if inner in settings_of(kind)}


def value_at(parts: Parts, place: Place) -> Any:
    """The value of a setting that is there; raises KeyError for one that is not."""
    if setting_at(parts, place) is None:
        raise KeyError(str(place))
    return _value(parts, _node(parts.network, place.node) if place.part == "network" else None, place)


def values(parts: Parts) -> dict[Place, Any]:
    """The values of all settings that can vary, in the order of ``settings``, with one look through the network."""
    nodes = {node.name: node for node in _own(parts.network.nodes)}
    return {place: _value(parts, nodes.get(place.node), place) for place in settings(parts)}


def _value(parts: Parts, node: Node | None, place: Place) -> Any:
    if place.part == "network":
        assert node is not None
        return 1 if place.setting == TIMES else getattr(node.spec, place.setting)
    if place.part == "plan":
        return _value_of_plan(parts.plan, place.setting)
    kind, _, inner = place.setting.rpartition(".")
    if kind:
        return getattr(_firsts(parts.preprocessing)[kind], inner)
    return getattr(getattr(parts, place.part), place.setting)


@dataclass(frozen=True)
class Put:
    """Parts of a project with other values.

    Attributes:
        taken: The values by place; those that are not there in this combination, as the momentum of an optimiser that
            has none, are missing.
    """

    network: Network
    data: DataRecipe
    preprocessing: Preprocessing
    plan: Plan
    taken: Mapping[Place, Any]


def put(parts: Parts, values: Mapping[Place, Any]) -> Put:
    """The parts with these values; raises SpecError in words for one that cannot be.

    An optimiser comes with its usual rate unless the rate varies too; nodes are repeated last, the innermost first, so
    that the copies are like the first. Where pictures are given another size or colour the network's input has that as
    well.
    """
    network, data, preprocessing, plan = parts.network, parts.data, parts.preprocessing, parts.plan
    found = Put(network, data, preprocessing, plan, {})
    for place in sorted(values, key=partial(_turn, network)):
        if setting_at(found, place) is not None:
            found = replace(_with(found, place, values[place]), taken={**found.taken, place: values[place]})
    return replace(found, taken={place: found.taken[place] for place in values if place in found.taken})


def label(parts: Parts, place: Place) -> str:
    """ "Filters of conv2d_1", "Learning rate", "Momentum"; the place itself where there is no such setting."""
    found = known_setting(parts, place)
    if found is None:
        return str(place)
    of = place.node or (place.setting.rpartition(".")[0] if place.part == "preprocessing" else "")
    return tr("{setting} of {layer}", setting=found.label, layer=of) if of else found.label


def parts_of_label(label: str) -> tuple[str, str]:
    """What ``label`` gave, as the setting and the layer it is of; that is empty where it is of none."""
    setting, _, layer = label.partition(tr("{setting} of {layer}", setting="", layer=""))
    return setting, layer


def short_label(place: Place) -> str:
    """ "conv2d_1.filters", "learning_rate", "split_seed": for heads of columns and names of runs."""
    if (place.part, place.setting) == ("data", "seed"):  # "seed" is that of the run
        return "split_seed"
    if (place.part, place.setting) == ("preprocessing", "method"):  # of what it is says nobody
        return "scaling"
    return ".".join(filter(None, (place.node, place.setting.removeprefix("optimizer."))))


def _turn(network: Network, place: Place) -> tuple[int, int, int]:
    """When a setting is put: what brings others along first, repetitions last, of blocks after what is inside."""
    brings = place.part == "plan" and place.setting in _BRING
    path = network.path_of(place.node) if place.setting == TIMES else None
    return not brings, place.setting == TIMES, -len(path or ())


def _with(found: Put, place: Place, value: Any) -> Put:
    match place.part:
        case "network":
            return replace(found, network=_with_node(found.network, place, value))
        case "plan":
            return replace(found, plan=_with_plan(found.plan, place.setting, value))
        case "preprocessing":
            changed = _with_preprocessing(found.preprocessing, place.setting, value)
            return replace(found, preprocessing=changed, network=_with_input(found.network, changed, place.setting))
        case part:
            return replace(found, **{part: replace(getattr(found, part), **{place.setting: value})})


def _with_input(network: Network, preprocessing: Preprocessing, setting: str) -> Network:
    """For pictures that were just given another size or colour: where it is left to them, the input stays."""
    shape = preprocessing.geometry.shape(network.input_shape) if setting in ("size", "colour") else network.input_shape
    return replace(network, input_shape=shape)


def _with_node(network: Network, place: Place, value: Any) -> Network:
    path = network.path_of(place.node)
    assert path is not None
    if place.setting != TIMES:
        return network.change(path, **{place.setting: value})
    times = TIMES_SETTING.check(value)
    return edits.repeat(network, (path,), times) if times > 1 else network


def _with_plan(plan: Plan, name: str, value: Any) -> Plan:
    owner, _, inner = name.partition(".")
    if owner == "optimizer" and not inner:
        return plan.with_optimizer(settings_of(plan)["optimizer"].check(value))
    if owner == "optimizer":
        return replace(plan, optimizer_settings=replace(plan.optimizer_settings, **{inner: value}))
    if owner == "schedule":
        changed = replace(plan.schedule, **{inner: value}) if inner else schedules.from_plain(_SCHEDULE.check(value))
        return replace(plan, schedule=changed)
    return replace(plan, **{name: value})


def _with_preprocessing(preprocessing: Preprocessing, name: str, value: Any) -> Preprocessing:
    kind, _, inner = name.rpartition(".")
    if not kind:
        return replace(preprocessing, **{name: value})
    first = _firsts(preprocessing)[kind]
    changed = (replace(each, **{inner: value}) if each is first else each for each in preprocessing.augmentation)
    return replace(preprocessing, augmentation=tuple(changed))


def _value_of_plan(plan: Plan, name: str) -> Any:
    owner, _, inner = name.partition(".")
    if name == "schedule":
        return plan.schedule.kind
    if inner:
        return getattr(plan.optimizer_settings if owner == "optimizer" else plan.schedule, inner)
    return getattr(plan, name)


def _of_plan(plan: Plan) -> dict[str, Setting]:
    of_optimizer = {f"optimizer.{name}": each for name, each in settings_of(plan.optimizer_settings).items()}
    of_schedule = {f"schedule.{name}": each for name, each in settings_of(plan.schedule).items()}
    return {**settings_of(plan), **of_optimizer, "schedule": _SCHEDULE, **of_schedule}


def _of_preprocessing(preprocessing: Preprocessing) -> dict[str, Setting]:
    of_changes = {
        f"{kind}.{name}": each
        for kind, change in _firsts(preprocessing).items()
        for name, each in settings_of(change).items()
    }
    return {**settings_of(preprocessing), **of_changes}


def _firsts(preprocessing: Preprocessing) -> dict[str, Augmentation]:
    """The first random change of each kind."""
    return {each.kind: each for each in reversed(preprocessing.augmentation)}


def _of(node: Node) -> Iterator[tuple[str, Setting]]:
    yield from settings_of(node.spec).items()
    yield TIMES, TIMES_SETTING


def _own(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """The nodes from top to bottom, without those inside of a pretrained block: they are as they came."""
    for node in nodes:
        yield node
        if isinstance(node, Block) and not isinstance(node.spec, Pretrained):
            for branch in node.branches:
                yield from _own(branch)


def _node(network: Network, name: str) -> Node | None:
    rows = [network.nodes]  # not by _own: a form asks for each of its settings
    while rows:
        for node in rows.pop():
            if node.name == name:
                return node
            if isinstance(node, Block) and not isinstance(node.spec, Pretrained):
                rows.extend(node.branches)
    return None


def _may_vary(place: Place, setting: Setting) -> bool:
    if place.part == "preprocessing" and place.setting.endswith(_OF_RANGE):
        return False
    return setting.form != "text" and place.setting not in _NEVER.get(place.part, ())
