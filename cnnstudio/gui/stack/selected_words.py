"""What the panel of settings says of what is selected: of several nodes, of a branch, and of the input."""

from collections.abc import Sequence

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, walk
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import capitalised
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.cards import branch_in_words, nodes_in_words


def several_words(row: Row, alike: Sequence[Row], rows: Sequence[Row], *, editable: bool) -> str:
    """Which of the selected ``rows`` a change goes to, where the settings of ``row`` are shown.

    Layers are counted, those in selected blocks among them, each once.

    Args:
        alike: Those of its kind that can be changed as it can, itself included.
        editable: Whether it can be changed at all.
    """
    nodes = {node.name: node for each in rows for _, node in walk((each.node,))}
    count, selected = len(rows), nodes_in_words(list(nodes.values()))
    if not editable:
        return tr("{what} are selected. These are the settings of {name} alone.", what=selected, name=row.name)
    if len(alike) == count and not isinstance(row.node, Block):
        differ = any(each.node.spec != row.node.spec for each in alike)
        words = tr("{count} {kind} layers are selected: a change goes to all of them.", count=count, kind=row.kind)
        shown = tr("Where they differ, the settings of {name} are shown.", name=row.name)
        return f"{words} {shown}" if differ else words
    if len(alike) > 1:
        return tr(
            "{what} are selected: a change goes to the {count} of the kind {kind}.",
            what=selected,
            count=len(alike),
            kind=row.kind,
        )
    return tr(
        "{what} are selected, of several kinds. These are the settings of {name} alone.", what=selected, name=row.name
    )


def branch_title(block: Block, number: int, name: str) -> str:
    """Which branch of the block called ``name`` it is."""
    title = block.spec.branch_title(number, len(block.branches))
    if block.spec.kind == "Parallel":
        return tr("{branch} in {block}", branch=title, block=name)
    return tr("{branch} of {block}", branch=title, block=name)


def branch_words(block: Block, number: int, before: Shape | None, after: Shape | None) -> str:
    """What is in a branch, and the shapes before and behind it as far as they are known."""
    inside = branch_in_words(block.branches[number])
    lines = [capitalised(inside)]
    if before is not None:
        lines.append(f"{shape_in_words(before)} → {tr('not known yet') if after is None else shape_in_words(after)}")
    return "\n".join(lines)


def input_words(document: Document) -> tuple[str, str]:
    """What the input does, with where its pictures come from; and their shape."""
    data, network = document.data_set, document.project.network
    where = (
        tr("No data are loaded yet: choose some on the Data page.")
        if data is None
        else tr(
            "They come from the data set of the Data page: {title}, {classes} classes.",
            title=data.title,
            classes=data.classes,
        )
    )
    rows, columns, channels = network.input_shape
    colour = {1: tr("1 channel (grey)"), 3: tr("3 channels (colour)")}.get(channels) or tr(
        "{count} channels", count=channels
    )
    lines = (
        f"{shape_in_words(network.input_shape)}",
        tr("{rows} rows, {columns} columns, {colour}", rows=rows, columns=columns, colour=colour),
    )
    return f"{tr('Hands the pictures to the first layer, one at a time.')} {where}", "\n".join(lines)
