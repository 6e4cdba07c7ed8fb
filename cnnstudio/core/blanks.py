"""Settings that are still to be filled in: gaps that a teacher left, or that stood as ``...`` in Keras code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.network import Network, walk
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import Plan

MOST = 1_000

NO_SOLUTION = tr(
    "There is no solution to tell: some of the blanks came blank, from code with gaps, and were never filled in."
)
"""Why a solution is refused."""


@dataclass(frozen=True, order=True)
class Blank:
    """One setting without a value of its own; what stands in its place only keeps shapes and figures going.

    Attributes:
        node: The name of its layer or block; empty for a setting of the plan.
        setting: The setting's name, "filters".
        known: Whether what stands in its place is the value that was meant. It is not where the setting came blank, as
            from code with gaps. Two blanks of the same setting are equal whichever it is.
    """

    node: str
    setting: str
    known: bool = field(default=True, compare=False)


def that_are_there(blanks: Iterable[Blank], network: Network, plan: Plan) -> tuple[Blank, ...]:
    """Those that belong to something of the network or the plan, each once, in their order there."""
    wanted: dict[Blank, Blank] = {}
    for blank in blanks:
        wanted.setdefault(blank, blank)
    if not wanted:
        return ()
    found = [Blank(node.name, name) for _, node in walk(network.nodes) for name in settings_of(type(node.spec))]
    found += [Blank("", name) for name in settings_of(type(plan))]
    return tuple(wanted[each] for each in found if each in wanted)


def are_known(blanks: Iterable[Blank]) -> bool:
    """Whether a solution can be told: what stands in the place of each is what was meant."""
    return all(blank.known for blank in blanks)


def check_known(blanks: Iterable[Blank]) -> None:
    """Raises SpecError where no solution can be told."""
    if not are_known(blanks):
        raise SpecError(NO_SOLUTION)


def named(blank: Blank, network: Network, plan: Plan) -> str:
    """ "Filters of conv2d_1", or "Epochs of the plan"."""
    label = _label(blank, network, plan)
    return (
        tr("{label} of {layer}", label=label, layer=blank.node)
        if blank.node
        else tr("{label} of the plan", label=label)
    )


def count_in_words(count: int) -> str:
    """ "1 setting is still to be filled in", "11 settings are still to be filled in"."""
    return tr_count("{count:,} setting is still to be filled in", "{count:,} settings are still to be filled in", count)


def in_words(blank: Blank, network: Network, plan: Plan) -> str:
    """ "conv2d_1: Filters", or "Plan: Epochs"."""
    return f"{blank.node or tr('Plan')}: {_label(blank, network, plan)}"


def _label(blank: Blank, network: Network, plan: Plan) -> str:
    path = network.path_of(blank.node) if blank.node else None
    settings = settings_of(type(network.node(path).spec if path is not None else plan))
    return settings[blank.setting].label


def changed(
    blanks: Iterable[Blank], nodes: Iterable[str], setting: str, *, is_blank: bool = False
) -> tuple[Blank, ...]:
    """With one setting of some nodes left blank, or filled in; "" among the nodes is the plan."""
    before, meant = tuple(blanks), [Blank(node, setting) for node in nodes]
    if is_blank:
        return (*before, *(blank for blank in meant if blank not in before))
    return tuple(blank for blank in before if blank not in meant)


def renamed(blanks: Iterable[Blank], names: Mapping[str, str]) -> tuple[Blank, ...]:
    """Those of nodes that are called otherwise now; ``names`` has the new name of an old one."""
    return tuple(replace(blank, node=names.get(blank.node, blank.node)) for blank in blanks)


def with_copies(blanks: Iterable[Blank], copies: Iterable[tuple[str, str]]) -> tuple[Blank, ...]:
    """With those of copied nodes for their copies too; ``copies`` are pairs of a node and its copy."""
    before, pairs = tuple(blanks), tuple(copies)
    more = (replace(blank, node=copy) for blank in before for node, copy in pairs if node == blank.node)
    return (*before, *more)


def beside(blanks: Iterable[Blank], here: Blank, network: Network, plan: Plan, step: int) -> Blank | None:
    """The next of the blanks behind a setting, or with a step of −1 the one before it; beyond the end it goes round.

    Args:
        here: Any setting; an empty one stands before all of its layer.
    """
    found = that_are_there(blanks, network, plan)
    if not found:
        return None
    settings = [
        Blank(node.name, name) for _, node in walk(network.nodes) for name in ("", *settings_of(type(node.spec)))
    ]
    settings += [Blank("", name) for name in settings_of(type(plan))]
    places = {each: number for number, each in enumerate(settings)}
    now = places.get(here, -1)
    if step > 0:
        return next((each for each in found if places[each] > now), found[0])
    return next((each for each in reversed(found) if places[each] < now), found[-1])


def to_plain(blanks: Iterable[Blank]) -> list[list[str | bool]]:
    """As JSON values: ["conv2d_1", "filters"], with false behind it where what was meant is not known."""
    return [[blank.node, blank.setting, *([] if blank.known else [False])] for blank in blanks]


def from_plain(plain: Any) -> tuple[Blank, ...]:
    """What ``to_plain`` wrote; raises SpecError for anything else."""
    sound = isinstance(plain, list) and len(plain) <= MOST
    if not sound or not all(map(_is_plain, plain)):
        raise SpecError(tr("Blanks are a list of layers with their settings."))
    return tuple(Blank(each[0], each[1], len(each) == 2) for each in plain)


def _is_plain(each: Any) -> bool:
    if not isinstance(each, list) or len(each) not in (2, 3) or (len(each) == 3 and each[2] is not False):
        return False
    return all(isinstance(part, str) for part in each[:2])
