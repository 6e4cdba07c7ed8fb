"""A row of the analysis in words and sums, with the layer's own numbers; every line is plain text."""

from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.explain.counts import parameter_lines, work_lines
from cnnstudio.core.explain.fields import field_lines
from cnnstudio.core.explain.merging import block_parameter_lines, inside, merge_lines
from cnnstudio.core.explain.sizes import shape_line, size_lines
from cnnstudio.core.explain.windows import window_lines
from cnnstudio.core.language import paragraphs_of, tr
from cnnstudio.core.network import Block


@dataclass(frozen=True)
class Explanation:
    """What there is to say of one row, a line each; a part that does not apply is empty.

    Attributes:
        does: What the kind is for.
        sizes: How the output shape comes about.
        parameters: Their number as a sum, weights and biases apart.
        work: Multiply-adds, and the memory of the output.
        window: What lies beyond the edges, holes and what a stride leaves out.
        sees: The receptive field.
    """

    does: str
    sizes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    window: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()


def explained(row: Row, analysis: Analysis, batch_size: int) -> Explanation:
    """Everything about ``row`` of ``analysis``, trained with ``batch_size`` pictures at a time."""
    does = what_it_does(row)
    if row.output_shape is None:
        return Explanation(does)
    if isinstance(row.node, Block):
        sizes, parameters = merge_lines(row, analysis), block_parameter_lines(row, analysis)
    else:
        sizes, parameters = size_lines(row), parameter_lines(row)
    sees = field_lines(row, analysis.network.input_shape)
    return Explanation(does, sizes, parameters, work_lines(row, batch_size), window_lines(row), sees)


def what_it_does(row: Row) -> str:
    """The kind's own sentences."""
    return " ".join(map(tr, paragraphs_of(type(row.node.spec))))


__all__ = [
    "Explanation",
    "block_parameter_lines",
    "explained",
    "field_lines",
    "inside",
    "merge_lines",
    "parameter_lines",
    "shape_line",
    "size_lines",
    "what_it_does",
    "window_lines",
    "work_lines",
]
