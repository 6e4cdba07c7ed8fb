"""Settings that are still to be filled in: gaps that a teacher left, or that stood as ``...`` in Keras code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.network import Network, walk
from cnnstudio.core.plan import Plan
from cnnstudio.core.spec import settings_of

MOST = 1_000


@dataclass(frozen=True, order=True)
class Blank:
    """One setting without a value of its own; what stands in its place only keeps shapes and figures going.

    Attributes:
        node: The name of its layer or block; empty for a setting of the plan.
        setting: The setting's name, "filters".
    """

    node: str
    setting: str


def that_are_there(blanks: Iterable[Blank], network: Network, plan: Plan) -> tuple[Blank, ...]:
    """Those that belong to something of the network or the plan, each once, in their order there."""
    wanted = set(blanks)
    if not wanted:
        return ()
    found = [Blank(node.name, name) for _, node in walk(network.nodes) for name in settings_of(type(node.spec))]
    found += [Blank("", name) for name in settings_of(type(plan))]
    return tuple(each for each in found if each in wanted)


def in_words(blank: Blank, network: Network, plan: Plan) -> str:
    """ "conv2d_1: Filters", or "Plan: Epochs"."""
    path = network.path_of(blank.node) if blank.node else None
    settings = settings_of(type(network.node(path).spec if path is not None else plan))
    return f"{blank.node or 'Plan'}: {settings[blank.setting].label}"


def changed(
    blanks: Iterable[Blank], nodes: Iterable[str], setting: str, *, is_blank: bool = False
) -> tuple[Blank, ...]:
    """With one setting of some nodes left blank, or filled in; "" among the nodes is the plan."""
    meant = [Blank(node, setting) for node in nodes]
    others = tuple(blank for blank in blanks if blank not in meant)
    return (*others, *meant) if is_blank else others


def renamed(blanks: Iterable[Blank], names: Mapping[str, str]) -> tuple[Blank, ...]:
    """Those of nodes that are called otherwise now; ``names`` has the new name of an old one."""
    return tuple(replace(blank, node=names.get(blank.node, blank.node)) for blank in blanks)


def with_copies(blanks: Iterable[Blank], copies: Iterable[tuple[str, str]]) -> tuple[Blank, ...]:
    """With those of copied nodes for their copies too; ``copies`` are pairs of a node and its copy."""
    before, pairs = tuple(blanks), tuple(copies)
    more = (Blank(copy, blank.setting) for blank in before for node, copy in pairs if node == blank.node)
    return (*before, *more)


def to_plain(blanks: Iterable[Blank]) -> list[list[str]]:
    """As JSON values."""
    return [[blank.node, blank.setting] for blank in blanks]


def from_plain(plain: Any) -> tuple[Blank, ...]:
    """What ``to_plain`` wrote; raises SpecError for anything else."""
    sound = isinstance(plain, list) and len(plain) <= MOST
    if not sound or not all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(part, str) for part in each) for each in plain
    ):
        raise SpecError("Blanks are a list of layers with their settings.")
    return tuple(Blank(node, name) for node, name in plain)
