"""A picture to take away: what was looked at, with a scale bar and a caption."""

from dataclasses import dataclass

from PySide6.QtGui import QImage


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a figure.

    Attributes:
        image: One pixel a number.
        factor: As how many pixels each of them is drawn, in both directions.
        title: Stands above it; empty for none.
        colours: The name of the colour map in ``COLOUR_MAPS`` whose bar stands below it; empty for none.
        low, high: What stands at the bar's ends.
    """

    image: QImage
    factor: int
    title: str = ""
    colours: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """Pictures side by side with a caption below.

    Attributes:
        name: What its file is called at first, without an ending.
    """

    name: str
    caption: str
    panels: tuple[Panel, ...]
