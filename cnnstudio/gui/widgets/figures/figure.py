"""A picture to take away: what was looked at, with a scale bar and a caption."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a figure.

    Attributes:
        image: One pixel a number; of a drawing with a ``devicePixelRatio`` of its own, so many pixels for one of it.
        factor: As how many pixels each of them is drawn, in both directions.
        title: Stands above it; empty for none.
        colours: The name of the colour map in ``COLOUR_MAPS`` whose bar stands below it; empty for none.
        low, high: What stands at the bar's ends.
        frames: The parts of the image that get an outline, in its pixels; none: the whole.
        paint: Draws what the image shows, in the same room and on any thread, as shapes and text where the paper takes
            these; None where there is nothing but pixels.
        make: Makes the image that is drawn in the place of ``image``, of the same size, on any thread; None where
            ``image`` is the one.
        is_framed: Whether it gets an outline at all.
    """

    image: QImage
    factor: int
    title: str = ""
    colours: str = ""
    low: str = ""
    high: str = ""
    frames: tuple[QRect, ...] = ()
    paint: Callable[[QPainter], None] | None = None
    make: Callable[[], QImage] | None = None
    is_framed: bool = True

    def drawn(self) -> QImage:
        """The image as it is drawn; may take a moment, on any thread."""
        return self.image if self.make is None else self.make()


@dataclass(frozen=True, eq=False)
class Figure:
    """Pictures side by side with a caption below.

    Attributes:
        name: What its file is called at first, without an ending.
    """

    name: str
    caption: str
    panels: tuple[Panel, ...]
