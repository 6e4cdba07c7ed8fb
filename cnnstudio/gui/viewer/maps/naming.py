"""What the places, channels and branches that a number was made from are called."""

from dataclasses import dataclass

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.ending import stand_for_classes
from cnnstudio.core.inspecting.origins import feeding, origin
from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.network import Block, Layer
from cnnstudio.core.working import Work
from cnnstudio.core.working.figures import place_in_words

_COLOURS = (tr("red"), tr("green"), tr("blue"))
_PICTURE = tr_in("of", "the picture")


@dataclass(frozen=True, eq=False)
class Naming:
    """What numbers are called.

    Attributes:
        labels: The classes, which the numbers at the network's end stand for.
    """

    analysis: Analysis
    labels: tuple[str, ...] = ()

    def place(self, work: Work) -> str:
        """ "row 3, column 5, channel 2"; of a class its name."""
        row = self.analysis.row_of(work.layer)
        if row is None or row.output_shape is None:
            return ""
        words = place_in_words(work.place, row.output_shape)
        label = self.label(work.layer, work.place)
        return tr("{place}, “{label}”", place=words, label=label) if label else words

    def label(self, layer: str, place: tuple[int, ...]) -> str:
        """The name of the class that the number at this place is for; empty where it is for none."""
        return self._label(layer, place[0]) if len(place) == 1 else ""

    def read(self, work: Work, index: int) -> str:
        """What stands at ``index`` along the last axis of what was read."""
        number = work.channel(index)
        if work.read.ndim == 3:
            return self.channel(work, number)
        found = origin(self.analysis, work.layer, number)
        if found is None:
            return tr("number {number:,}", number=number)
        label = self._label(work.layer, number) if work.how == "formula" else ""
        row = self.analysis.row_of(found.layer)
        shape = self.analysis.network.input_shape if row is None else row.output_shape
        return label or place_in_words(found.place, shape or found.place)

    def source(self, work: Work) -> str:
        """The name of the layer that gives what was read, or "the picture"; of a block, whose branches do, nothing."""
        row = self.analysis.row_of(work.layer)
        if row is None or not isinstance(row.node, Layer):
            return ""
        return feeding(self.analysis.network, row.path) or _PICTURE

    def channel(self, work: Work, number: int) -> str:
        """ "channel 3"; of a picture in colour the colour."""
        has_colours = self.source(work) == _PICTURE and self.analysis.network.input_shape[2] == len(_COLOURS)
        return _COLOURS[number] if has_colours else tr("channel {number:,}", number=number)

    def branch(self, work: Work, number: int) -> str:
        """What a branch of the block is called in the stack."""
        row = self.analysis.row_of(work.layer)
        if row is None or not isinstance(row.node, Block):
            return tr("Branch {number}", number=number + 1)
        return row.node.spec.branch_title(number, len(row.node.branches))

    def reads(self, work: Work) -> str:
        """ "800 numbers of max_pooling2d_2"; of a list alone."""
        found = origin(self.analysis, work.layer, work.channel(0)) if work.read.ndim == 1 else None
        if found is None:
            return ""
        return tr_count(
            "{count:,} number of {source}",
            "{count:,} numbers of {source}",
            work.read.size,
            source=found.layer or _PICTURE,
        )

    def _label(self, layer: str, number: int) -> str:
        """The name of the class, where the layer gives one number for each."""
        row = self.analysis.row_of(layer)
        shape = () if row is None or row.output_shape is None else row.output_shape
        fits = len(shape) == 1 and stand_for_classes(self.analysis.network, layer, shape[0], self.labels)
        return self.labels[number] if fits and number < len(self.labels) else ""
