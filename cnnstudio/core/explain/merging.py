"""A block in words and sums: how its branches become one output, and what is in it."""

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.network import Block, Node
from cnnstudio.core.spec import Shape
from cnnstudio.core.transferring.pretrained import Pretrained

_MERGED = {
    "add": tr("Added number by number: {shape}"),
    "average": tr("Averaged number by number: {shape}"),
    "multiply": tr("Multiplied number by number: {shape}"),
    "identity": tr("Handed on number by number: {shape}"),
}

_NAMED = 6
"""A sum of so many numbers is written out."""


def inside(row: Row, analysis: Analysis) -> tuple[Row, ...]:
    """The rows of everything in a block, top to bottom."""
    length = len(row.path)
    return tuple(each for each in analysis.rows if len(each.path) > length and each.path[:length] == row.path)


def branch_shapes(row: Row, analysis: Analysis) -> tuple[Shape | None, ...]:
    """What each branch of a block gives out; None where that is not known."""
    block = row.node
    if not isinstance(block, Block):
        return ()
    ends: dict[int, Shape | None] = dict.fromkeys(range(len(block.branches)), row.input_shape)
    for each in inside(row, analysis):
        if len(each.path) == len(row.path) + 2:  # the last one stays
            ends[each.path[-2]] = each.output_shape
    return tuple(ends.values())


def merge_lines(row: Row, analysis: Analysis) -> tuple[str, ...]:
    """The branches' shapes and how they become one: added, averaged, multiplied, or put side by side."""
    block, shapes = row.node, branch_shapes(row, analysis)
    if not isinstance(block, Block) or row.output_shape is None or row.input_shape is None:
        return ()
    if isinstance(block.spec, Pretrained):
        return (f"{shape_in_words(row.input_shape)} → {shape_in_words(row.output_shape)}", _brought(block.spec))
    known = [shape for shape in shapes if shape is not None]
    after, count = shape_in_words(row.output_shape), len(block.branches)
    lines = [f"{shape_in_words(row.input_shape)} → {after}"]
    lines += [
        f"{block.spec.branch_title(number, count)}: {shape_in_words(shape)}" for number, shape in enumerate(known)
    ]
    if block.spec.merge_name() == "concatenate":
        written = " + ".join(f"{shape[-1]:,}" for shape in known)
        found = local(f"{written} = {row.output_shape[-1]:,}")
        channels = len(row.output_shape) == 3
        lines.append(tr("{sum} channels", sum=found) if channels else tr("{sum} numbers", sum=found))
    else:
        lines.append(_MERGED[block.spec.merge_name()].format(shape=after))
    return tuple(lines)


def _brought(spec: Pretrained) -> str:
    """Where the weights of a pretrained block come from, and whether training changes them."""
    if spec.title and not spec.fine_tune:
        return tr("Its weights come from {title}; training leaves them as they are.", title=spec.title)
    if not spec.fine_tune:
        return tr("It brings its weights with it; training leaves them as they are.")
    if spec.title:
        return tr_count(
            "Its weights come from {title}; the last layer that has any is trained on, but for BatchNormalization.",
            "Its weights come from {title}; the last {count:,} layers that have any are trained on, but for "
            "BatchNormalization.",
            spec.fine_tune,
            title=spec.title,
        )
    return tr_count(
        "It brings its weights with it; the last layer that has any is trained on, but for BatchNormalization.",
        "It brings its weights with it; the last {count:,} layers that have any are trained on, but for "
        "BatchNormalization.",
        spec.fine_tune,
    )


def block_parameter_lines(row: Row, analysis: Analysis) -> tuple[str, ...]:
    """The sum of the parameters of what is in a block, and how many layers its longest way has."""
    rows = inside(row, analysis)
    counts = [each.params.total for each in rows if each.params.total]
    written = f"{' + '.join(f'{count:,}' for count in counts)} = " if 1 < len(counts) <= _NAMED else ""
    total = local(f"{written}{sum(counts):,}")
    frozen = sum(each.params.frozen for each in rows)
    lines = [
        tr("{sum} parameters in it, {frozen:,} of them not trained", sum=total, frozen=frozen)
        if frozen
        else tr("{sum} parameters in it", sum=total)
    ]
    cost = sum(each.multiply_adds for each in rows)
    if cost:
        lines.append(tr("{sum} multiply-adds a picture", sum=local(f"{cost:,}")))
    lines.append(
        tr_count(
            "The longest way through it has {count} layer.",
            "The longest way through it has {count} layers.",
            depth(row.node),
        )
    )
    return tuple(lines)


def depth(node: Node) -> int:
    """How many layers stand in a row on the longest way through a node."""
    if not isinstance(node, Block):
        return 1
    return max(sum(depth(each) for each in branch) for branch in node.branches)
