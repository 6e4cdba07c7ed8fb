"""A network for a diagram that tells nothing of what is still to be filled in: neither by a number nor by a size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import in_sentence
from cnnstudio.core.network import Path
from cnnstudio.core.spec import LayerSpec, Settings, Shape, settings_of
from cnnstudio.core.waiting import until_filled_in

_LIST: Shape = (100,)
"""Stands for every list of numbers whose length is not told."""


@dataclass(frozen=True)
class Told:
    """What a diagram is drawn of.

    Attributes:
        rows: Of every node; where its shape is not told, one of the same sort stands in its place.
        waits: The names of those nodes.
        gaps: By the name of a node the settings of it that are blank.
        analysis: What can be said of the whole, for the words under it.
    """

    rows: Mapping[Path, Row]
    analysis: Analysis
    waits: frozenset[str] = frozenset()
    gaps: Mapping[str, frozenset[str]] = field(default_factory=dict)


def told(analysis: Analysis, blanks: Iterable[Blank] = ()) -> Told:
    """What may be drawn of a network whose ``blanks`` are still to be filled in."""
    blanks = tuple(blank for blank in blanks if blank.node)
    found = until_filled_in(analysis, blanks)
    gaps: dict[str, frozenset[str]] = {}
    for blank in blanks:
        gaps[blank.node] = gaps.get(blank.node, frozenset()) | {blank.setting}
    rows: dict[Path, Row] = {}
    last = analysis.network.input_shape
    for row in analysis.rows:
        if row.name in found.on:
            rows[row.path] = _stand_in(row, last)
        else:
            rows[row.path] = row
            last = row.output_shape if row.output_shape is not None and len(row.output_shape) == 3 else last
    return Told(rows, found.analysis, frozenset(found.on), gaps)


def _stand_in(row: Row, picture: Shape) -> Row:
    """The row with shapes that say no more than whether it gives a picture or a list."""
    is_list = row.kind == "Flatten" or row.kind.startswith("Global")
    after = _LIST if is_list else _sort(row.output_shape, picture)
    return replace(row, input_shape=_sort(row.input_shape, picture), output_shape=after, problem=None)


def _sort(shape: Shape | None, picture: Shape) -> Shape:
    return _LIST if shape is not None and len(shape) == 1 else picture


def without(spec: LayerSpec, gaps: Iterable[str]) -> LayerSpec:
    """The layer with the usual value in the place of what is blank; a blank without one keeps what stands there."""
    usual: Settings = type(spec)()
    there = {each.name for each in fields(spec)}
    return replace(spec, **{name: getattr(usual, name) for name in gaps if name in there})


def words_of(spec: LayerSpec, gaps: Iterable[str]) -> tuple[str, ...]:
    """ "padding ?" for each that is blank."""
    labels = settings_of(type(spec))
    return tuple(f"{in_sentence(labels[name].label)} ?" for name in labels if name in set(gaps))
