"""What one card of the stack says, as plain words, and the icon of each layer family."""

from dataclasses import dataclass

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.network import Layer
from cnnstudio.core.problem import Fix, Problem, SetInput
from cnnstudio.gui.document import Document

FAMILY_ICONS = {
    "input": "image",
    "convolution": "grid-3x3",
    "pooling": "minimize-2",
    "dense": "network",
    "normalisation": "scale",
    "regularisation": "droplets",
    "shaping": "rows-3",
    "block": "layers",
}
"""The Lucide icon of each layer family, of the input and of blocks."""


@dataclass(frozen=True)
class Card:
    """One card's words.

    Attributes:
        family: Whose colour and icon it has.
        shape: What comes out, "24 × 24 × 20"; empty while it is not known.
        depth: How many blocks it stands in.
    """

    title: str
    kind: str
    settings: str
    shape: str
    parameters: str
    family: str
    depth: int = 0
    problem: Problem | None = None

    @property
    def in_words(self) -> str:
        """Everything on the card in one line, for a screen reader."""
        problem = f"Problem: {self.problem.text}" if self.problem else ""
        parts = (self.title, self.kind, self.settings, self.shape, self.parameters, problem)
        return ", ".join(part for part in parts if part)


def card_of(row: Row) -> Card:
    """The card of a node."""
    shape = shape_in_words(row.output_shape) if row.output_shape else ""
    count = row.params.total
    parameters = f"{count:,} parameters" if count else ""
    family = row.node.spec.family if isinstance(row.node, Layer) else "block"
    return Card(row.name, row.kind, row.node.spec.summary(), shape, parameters, family, row.depth, row.problem)


def input_card(document: Document) -> Card:
    """The card of the pictures that come in."""
    data = document.data_set
    source = data.title if data is not None else "no data loaded yet"
    shape = shape_in_words(document.project.network.input_shape)
    return Card("Input", "", source, shape, "", "input", problem=input_problem(document))


def input_problem(document: Document) -> Problem | None:
    """Why the loaded data do not fit the network's input, with the fix; None when they do or are not loaded."""
    network, data = document.project.network, document.data_set
    if data is None or data.input_shape == network.input_shape:
        return None
    ours, theirs = shape_in_words(network.input_shape), shape_in_words(data.input_shape)
    fix = Fix(f"Set the input to {theirs}", SetInput(data.input_shape))
    return Problem(f"The network expects pictures of {ours}, but the data have {theirs}.", (fix,))
