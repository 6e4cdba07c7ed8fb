"""How pictures of any size and colour become pictures of one shape, before their values are scaled."""

from dataclasses import dataclass

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Pair, Shape

MODES = {
    "stretch": tr("stretch to the size"),
    "crop": tr("cut to the middle"),
    "pad": tr("fit in, with a black margin"),
}
COLOURS = {
    "keep": tr("as the pictures are"),
    "grey": tr("grey, 1 channel"),
    "colour": tr("colour, 3 channels"),
}


@dataclass(frozen=True)
class Geometry:
    """What is done to the shape of every picture; of colour and ``invert`` first, then of the size.

    Attributes:
        size: Rows and columns; a 0 is like the other number, and (0, 0) leaves the size to the pictures.
        mode: Of MODES, for pictures whose sides have another proportion.
        colour: Of COLOURS.
        invert: Whether 0 and 255 change places.
    """

    size: Pair = (0, 0)
    mode: str = "stretch"
    colour: str = "keep"
    invert: bool = False

    @property
    def side(self) -> Pair | None:
        """Rows and columns where they are chosen."""
        rows, columns = self.size
        return (rows or columns, columns or rows) if rows or columns else None

    def shape(self, found: Shape) -> Shape:
        """(height, width, channels) of what pictures of the shape ``found`` become."""
        height, width = self.side or found[:2]
        channels = {"grey": 1, "colour": 3}.get(self.colour, found[2])
        return height, width, channels

    def changes(self, found: Shape) -> bool:
        """Whether a picture of this shape is not left as it is."""
        return self.invert or self.shape(found) != found

    def towards(self, shape: Shape) -> "Geometry":
        """The same way of doing it with another end: a network's input, (height, width, channels)."""
        return Geometry((shape[0], shape[1]), self.mode, "grey" if shape[2] == 1 else "colour", self.invert)
