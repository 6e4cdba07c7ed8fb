"""What one line of the stack says, as plain words, and the icon of each layer family."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis, Row
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.bases import size_caution
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import in_sentence, tr, tr_count
from cnnstudio.core.network import Layer, Node, walk
from cnnstudio.core.pictures import matching
from cnnstudio.core.problem import Problem
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.place import TIMES, TIMES_SETTING
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.document import Document
from cnnstudio.gui.project.readiness import PREPARING
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

BLOCK_ICONS = {"Residual": "workflow", "Parallel": "columns-2", "Pretrained": "graduation-cap"}

UNKNOWN = "?"
"""What stands in the place of a shape or count that waits for something to be filled in."""

FROZEN, TUNED = "snowflake", "flame"
"""The icons of a layer with weights that stay as they were trained, and of one that is trained on."""

MERGE_ICONS = {"add": "circle-plus", "average": "sigma", "concatenate": "merge", "multiply": "x", "identity": "target"}
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
        mark: The Lucide icon of what a pretrained layer's weights do, FROZEN or TUNED; empty for ordinary ones.
        blanks: How many settings are still to be filled in; ``settings`` names them then.
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
    mark: str = ""
    blanks: int = 0

    @property
    def trouble(self) -> Problem | None:
        """The problem, or else the caution."""
        return self.problem or self.caution

    @property
    def in_words(self) -> str:
        """Everything on the card in one line, for a screen reader."""
        folded = tr("folded") if self.folded else ""
        sign = tr("Problem") if self.problem else tr("Caution")
        trouble = f"{sign}: {self.trouble.text}" if self.trouble else ""
        mark = {FROZEN: tr("frozen"), TUNED: tr("trained on")}.get(self.mark, "")
        parts = (self.title, self.kind, self.settings, self.shape, self.parameters, mark, folded, trouble)
        return ", ".join(part for part in parts if part)


def card_of(entry: Entry, analysis: Analysis, once: str | None = None) -> Card:
    """The card of any line but the input's.

    Args:
        once: The node up to which the network's output is computed once and kept; None where it is not.
    """
    row = entry.row
    assert row is not None
    match entry.sort:
        case "branch":
            return _branch_line(entry, row)
        case "end":
            return _closing_line(entry, row, once)
        case "block":
            return _header(entry, row, analysis.rows[slice(*entry.inside)], once)
    family = row.node.spec.family if isinstance(row.node, Layer) else "block"
    parameters = parameters_in_words(row.params.total)
    return Card(
        row.name,
        row.kind,
        " · ".join(filter(None, (_features(row, once), row.node.spec.summary()))),
        _shape(row),
        parameters,
        family,
        entry.depth,
        row.problem,
        row.caution,
        icon=FAMILY_ICONS.get(family, "box"),
        mark=_mark(row, analysis),
    )


def with_blanks(
    card: Card, entry: Entry, analysis: Analysis, blanks: Collection[Blank], waiting: Collection[str] = ()
) -> Card:
    """The card with what is still to be filled in, in the place of values that only stand there for shapes.

    Args:
        analysis: Of the whole network, as if nothing were blank.
        waiting: The nodes whose shapes and counts are not to be told before.
    """
    row = entry.row
    if row is None or entry.sort == "branch":
        return card
    if row.name in waiting:
        has_weights = any(each.params.arrays for each in analysis.rows[slice(*entry.inside)])
        has_weights = has_weights or bool((analysis.row_of(row.name) or row).params.arrays)
        there = bool(has_weights) and entry.sort != "end"
        card = replace(card, shape=UNKNOWN, parameters=tr("{count} parameters", count=UNKNOWN) if there else "")
    if entry.sort == "end":
        return card
    inside = {each.name for each in analysis.rows[slice(*entry.inside)]} if entry.folded else set()
    own = [blank.setting for blank in blanks if blank.node == row.name]
    count = len(own) + sum(blank.node in inside for blank in blanks)
    if not count:
        return card
    labels = settings_of(type(row.node.spec))
    named = ", ".join(in_sentence(labels[name].label) for name in own) or tr("in its layers")
    return replace(card, settings=tr("{count:,} to fill in: {settings}", count=count, settings=named), blanks=count)


def with_varied(card: Card, entry: Entry, sweep: Sweep) -> Card:
    """The card with what of the node varies in a sweep behind its own words; what is to be filled in stands alone."""
    if entry.row is None or entry.sort in ("branch", "end") or card.blanks:
        return card
    labels = {**settings_of(type(entry.row.node.spec)), TIMES: TIMES_SETTING}
    own = [in_sentence(labels[place.setting].label) for place in sweep.places if place.node == entry.row.name]
    if not own:
        return card
    varies = tr("varies: {settings}", settings=", ".join(own))
    return replace(card, settings=" · ".join(filter(None, (card.settings, varies))))


def with_missing(card: Card, entry: Entry, missing: Mapping[str, str]) -> Card:
    """The card of a pretrained block with what is to be heeded of its base, where there is nothing graver."""
    if entry.row is None or entry.sort != "block" or card.caution is not None:
        return card
    return replace(card, caution=block_caution(entry.row, missing))


def block_caution(row: Row, missing: Mapping[str, str]) -> Problem | None:
    """What is probably not meant at a row, that its base is not here or too large for the pictures among it.

    Args:
        missing: The titles of bases whose weights are not on this computer, by the blocks' names.
    """
    if row.caution is not None:
        return row.caution
    if row.name in missing:
        return Problem(
            tr("The weights of {title} are not on this computer: “Change…” gets them.", title=missing[row.name])
        )
    return size_caution(row)


def input_card(document: Document) -> Card:
    """The card of the pictures that come in."""
    data = document.data_set
    source = data.title if data is not None else tr("no data loaded yet")
    shape = shape_in_words(document.project.network.input_shape)
    problem, caution = input_problem(document), input_caution(document)
    look = FAMILY_ICONS["input"]
    return Card(tr("Input"), "", source, shape, "", "input", problem=problem, caution=caution, sort="input", icon=look)


def input_problem(document: Document) -> Problem | None:
    """Why the loaded data do not fit the network's input, with the fix; None when they do or are not loaded."""
    pictures = None if document.data_set is None else document.data_set.input_shape
    if matching.are_on_their_way(document.project, pictures):
        return Problem(PREPARING)
    return matching.input_problem(document.project.network, pictures)


def input_caution(document: Document) -> Problem | None:
    """That a pretrained body is not given pictures as it wants them, with the way out; None where it is."""
    return transfer.values_problem(document.project)


def nodes_in_words(nodes: Collection[Node]) -> str:
    """ "1 layer", "12 layers" of nodes, all that is inside blocks among them; "1 block, no layers" for blocks alone."""
    layers = sum(isinstance(node, Layer) for node in nodes)
    if not layers and nodes:
        return tr_count("{count:,} block, no layers", "{count:,} blocks, no layers", len(nodes))
    return layers_in_words(layers)


def branch_in_words(branch: tuple[Node, ...]) -> str:
    """How many layers are in a branch, with those inside its blocks."""
    return nodes_in_words([node for _, node in walk(branch)]) if branch else tr("empty: the input goes through")


def layers_in_words(count: int) -> str:
    """ "no layers", "1 layer", "12 layers"."""
    return tr_count("{count:,} layer", "{count:,} layers", count) if count else tr("no layers")


def parameters_in_words(count: int) -> str:
    """ "36,928 parameters"; empty for none."""
    return tr_count("{count:,} parameter", "{count:,} parameters", count) if count else ""


def _mark(row: Row, analysis: Analysis) -> str:
    """Whether a layer with weights stands in a pretrained block, and whether it is trained on there."""
    if len(row.path) == 1 or not row.params.arrays:
        return ""
    if any(each.held for each in row.params.arrays):
        return FROZEN
    around = (analysis.network.node(row.path[:length]) for length in range(1, len(row.path), 2))
    return TUNED if any(isinstance(node.spec, Pretrained) for node in around) else ""


def _features(row: Row, once: str | None) -> str:
    """ "1,280 features · computed once" of the node up to which all is kept, or of a pretrained block that is not."""
    if row.output_shape is None or row.name != (once or row.name):
        return ""
    words = transfer.features_in_words(row.output_shape)
    if once is not None:
        return tr("{features} · computed once", features=words)
    return words if isinstance(row.node.spec, Pretrained) else ""


def _header(entry: Entry, row: Row, inside: tuple[Row, ...], once: str | None) -> Card:
    layers = [each for each in inside if isinstance(each.node, Layer)]
    count = layers_in_words(len(layers))
    parameters = parameters_in_words(sum(each.params.total for each in layers if each.params.arrays))
    features = _features(row, once) if entry.folded else ""
    settings = " · ".join(filter(None, (row.node.spec.summary(), features, count)))
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
        FROZEN if isinstance(row.node.spec, Pretrained) else "",
    )


def _within(problem: Problem | None, name: str) -> Problem | None:
    return (
        None if problem is None else replace(problem, text=tr("In {name}: {problem}", name=name, problem=problem.text))
    )


def _branch_line(entry: Entry, row: Row) -> Card:
    block = entry.block
    assert block is not None
    title = block.spec.branch_title(entry.branch, len(block.branches))
    settings = "" if block.branches[entry.branch] else tr("hands its input on")
    return Card(title, "", settings, "", "", "block", entry.depth, sort="branch")


def _closing_line(entry: Entry, row: Row, once: str | None) -> Card:
    block = entry.block
    assert block is not None
    icon = MERGE_ICONS.get(block.spec.merge_name(), "circle-plus")
    words = _features(row, once) or block.spec.summary()
    return Card(words, "", "", _shape(row), "", "block", entry.depth, sort="end", icon=icon)


def _shape(row: Row) -> str:
    return shape_in_words(row.output_shape) if row.output_shape else ""
