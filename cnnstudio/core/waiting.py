"""What is known of a network before its blanks are filled in: nothing that stands on what only holds their place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cnnstudio.core.analysis import Analysis, Row, totals_of
from cnnstudio.core.blanks import Blank
from cnnstudio.core.network import Block, Node
from cnnstudio.core.params import Params
from cnnstudio.core.spec import Setting, settings_of

_NEUTRAL = frozenset(
    {"activation", "cache", "digest", "factor", "fill_mode", "fine_tune", "interpolation", "kernel_initializer"}
    | {"mode", "source", "value_range"}
)
"""Settings that change neither a shape nor a count; nor do numbers that are not whole, as rates."""

_COUNTS_ONLY = frozenset({"center", "scale", "shared", "use_bias"})
"""Settings that change how many numbers are learned, and no shape."""


@dataclass(frozen=True)
class Waiting:
    """An analysis without what would give blanks away.

    Attributes:
        analysis: Of the nodes that wait it has neither shapes nor counts nor problems.
        on: The blank that each of them waits for first, by the name of the node.
    """

    analysis: Analysis
    on: Mapping[str, Blank] = field(default_factory=dict)


def until_filled_in(analysis: Analysis, blanks: Iterable[Blank]) -> Waiting:
    """What can be said of the network as long as the blanks are there; all of it where they decide nothing."""
    gaps: dict[str, list[Blank]] = {}
    for blank in blanks:
        gaps.setdefault(blank.node, []).append(blank)
    if not gaps:
        return Waiting(analysis)
    on: dict[str, Blank] = {}
    given: set[str] = set()
    end = _walk(analysis.network.nodes, None, gaps, on, given)
    if not on:
        return Waiting(analysis)
    rows = tuple(_hidden(row, row.name in given) if row.name in on else row for row in analysis.rows)
    shape = analysis.output_shape if end is None else None
    return Waiting(replace(analysis, rows=rows, totals=totals_of(rows), output_shape=shape), on)


def _walk(
    nodes: Iterable[Node],
    before: Blank | None,
    gaps: Mapping[str, list[Blank]],
    on: dict[str, Blank],
    given: set[str],
) -> Blank | None:
    """Notes of nodes that follow each other what each waits for, and whose input waits; gives what their end does.

    Args:
        before: What the input of the first one waits for; None where it is known.
    """
    for node in nodes:
        known = settings_of(type(node.spec))
        own = [blank for blank in gaps.get(node.name, ()) if _decides(blank.setting, known[blank.setting])]
        shaping = next((blank for blank in own if blank.setting not in _COUNTS_ONLY), None)
        branches = node.branches if isinstance(node, Block) else ()
        inside = [_walk(branch, before, gaps, on, given) for branch in branches]
        behind = before or shaping or next((blank for blank in inside if blank is not None), None)
        if before is not None:
            given.add(node.name)
        if behind is not None or own:
            on[node.name] = behind or own[0]
        before = behind
    return before


def shapes_follow(name: str, setting: Setting) -> bool:
    """Whether the shapes behind a layer stand on one of its settings."""
    return _decides(name, setting) and name not in _COUNTS_ONLY


def _decides(name: str, setting: Setting) -> bool:
    """Whether shapes or counts stand on a setting."""
    return setting.form not in ("number", "numbers", "text") and name not in _NEUTRAL


def _hidden(row: Row, is_given: bool) -> Row:
    """The row without what waits; its input too where ``is_given`` says so."""
    before = None if is_given else row.input_shape
    return Row(row.path, row.node, before, params=Params())
