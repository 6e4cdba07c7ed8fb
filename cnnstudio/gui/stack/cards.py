"""What one line of the stack says, as plain words, and the icon of each layer family."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from cnnstudio.core import matching
from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.network import Layer, Node, walk
from cnnstudio.core.problem import Problem
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.entries import Entry, Sort

FAMILY_ICONS = {
    "input": "image",
    "convolution": "grid-3x3",
    "pooling": "minimize-2",
    "dense": "network",
    "activation": "activity",
    "normalisation": "scale",
    "regularisation": "droplets",
    "augmentation": "wand-sparkles",
    "shaping": "rows-3",
    "block": "layers",
}
"""The Lucide icon of each layer family, of the input and of blocks."""

BLOCK_ICONS = {"Residual": "workflow", "Parallel": "columns-2"}

MERGE_ICONS = {"add": "circle-plus", "average": "sigma", "concatenate": "merge"}
"""The icon of each way in which branches become one."""


@dataclass(frozen=True)
class Card:
    """One line's words.

    Attributes:
        family: Whose colour it has.
        icon: The Lucide icon it has.
        shape: What comes out, "24 × 24 × 20"; empty while it is not known.
        depth: In how many blocks it stands.
        caution: What is probably not meant; shown where there is no problem.
    """

    title: str
    kind: str
    settings: str
    shape: str
    parameters: str
    family: str
    depth: int = 0
    problem: Problem | None = None
    caution: Problem | None = None
    sort: Sort = "layer"
    icon: str = ""
    folded: bool = False

    @property
    def trouble(self) -> Problem | None:
        """The problem, or else the caution."""
        return self.problem or self.caution

    @property
    def in_words(self) -> str:
        """Everything on the card in one line, for a screen reader."""
        folded = "folded" if self.folded else ""
        sign = "Problem" if self.problem else "Caution"
        trouble = f"{sign}: {self.trouble.text}" if self.trouble else ""
        parts = (self.title, self.kind, self.settings, self.shape, self.parameters, folded, trouble)
        return ", ".join(part for part in parts if part)


def card_of(entry: Entry, analysis: Analysis) -> Card:
    """The card of any line but the input's."""
    row = entry.row
    assert row is not None
    match entry.sort:
        case "branch":
            return _branch_line(entry, row)
        case "end":
            return _closing_line(entry, row)
        case "block":
            return _header(entry, row, analysis.rows[slice(*entry.inside)])
    family = row.node.spec.family if isinstance(row.node, Layer) else "block"
    parameters = parameters_in_words(row.params.total)
    return Card(
        row.name,
        row.kind,
        row.node.spec.summary(),
        _shape(row),
        parameters,
        family,
        entry.depth,
        row.problem,
        row.caution,
        icon=FAMILY_ICONS.get(family, "box"),
    )


def input_card(document: Document) -> Card:
    """The card of the pictures that come in."""
    data = document.data_set
    source = data.title if data is not None else "no data loaded yet"
    shape = shape_in_words(document.project.network.input_shape)
    problem = input_problem(document)
    return Card("Input", "", source, shape, "", "input", problem=problem, sort="input", icon=FAMILY_ICONS["input"])


def input_problem(document: Document) -> Problem | None:
    """Why the loaded data do not fit the network's input, with the fix; None when they do or are not loaded."""
    data = document.data_set
    return matching.input_problem(document.project.network, None if data is None else data.input_shape)


def nodes_in_words(nodes: Collection[Node]) -> str:
    """ "1 layer", "12 layers" of nodes, all that is inside blocks among them; "1 block, no layers" for blocks alone."""
    layers = sum(isinstance(node, Layer) for node in nodes)
    if not layers and nodes:
        return f"{'1 block' if len(nodes) == 1 else f'{len(nodes):,} blocks'}, no layers"
    return layers_in_words(layers)


def branch_in_words(branch: tuple[Node, ...]) -> str:
    """How many layers are in a branch, with those inside its blocks."""
    return nodes_in_words([node for _, node in walk(branch)]) if branch else "empty: the input goes through"


def layers_in_words(count: int) -> str:
    """ "no layers", "1 layer", "12 layers"."""
    return {0: "no layers", 1: "1 layer"}.get(count, f"{count:,} layers")


def parameters_in_words(count: int) -> str:
    """ "36,928 parameters"; empty for none."""
    return ("1 parameter" if count == 1 else f"{count:,} parameters") if count else ""


def _header(entry: Entry, row: Row, inside: tuple[Row, ...]) -> Card:
    layers = [each for each in inside if isinstance(each.node, Layer)]
    count = layers_in_words(len(layers))
    parameters = parameters_in_words(sum(each.params.total for each in layers if each.params.arrays))
    settings = " · ".join(filter(None, (row.node.spec.summary(), count)))
    problem, caution = row.problem, row.caution
    if entry.trouble is not None:
        problem = problem or _within(entry.trouble.problem, entry.trouble.name)
        caution = caution or _within(entry.trouble.caution, entry.trouble.name)
    return Card(
        row.name,
        row.kind,
        settings,
        _shape(row),
        parameters,
        "block",
        entry.depth,
        problem,
        caution,
        "block",
        BLOCK_ICONS.get(row.kind, FAMILY_ICONS["block"]),
        entry.folded,
    )


def _within(problem: Problem | None, name: str) -> Problem | None:
    return None if problem is None else replace(problem, text=f"In {name}: {problem.text}")


def _branch_line(entry: Entry, row: Row) -> Card:
    block = entry.block
    assert block is not None
    title = block.spec.branch_title(entry.branch, len(block.branches))
    settings = "" if block.branches[entry.branch] else "hands its input on"
    return Card(title, "", settings, "", "", "block", entry.depth, sort="branch")


def _closing_line(entry: Entry, row: Row) -> Card:
    block = entry.block
    assert block is not None
    icon = MERGE_ICONS.get(block.spec.merge_name(), "circle-plus")
    return Card(block.spec.summary(), "", "", _shape(row), "", "block", entry.depth, sort="end", icon=icon)


def _shape(row: Row) -> str:
    return shape_in_words(row.output_shape) if row.output_shape else ""
