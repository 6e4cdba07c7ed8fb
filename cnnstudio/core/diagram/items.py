"""What a layout is made of: figures with the room they need, lanes side by side, frames; and distances."""

from dataclasses import dataclass
from typing import Any

Place = tuple[float, float]
"""Along, across."""


@dataclass(frozen=True)
class Leaf:
    """A figure: what is drawn, and the room it needs.

    Attributes:
        length: Along.
        before, after: Across, on both sides of the middle line.
        start, end: Where the line arrives and goes on, along.
        label: From where to where its label in the band under the row goes, along; the same number twice for none.
        label_height: Of that label, across.
        group: Labels of neighbours in one group stand in one line.
    """

    payload: Any
    length: float
    before: float
    after: float
    start: float
    end: float
    label: tuple[float, float] = (0, 0)
    label_height: float = 0
    group: str = ""


@dataclass(frozen=True)
class Lanes:
    """Rows side by side between a fork and a mark that puts them together.

    Attributes:
        main: The row that stands on the middle line, past which the others are led; None to centre them all.
        mark: None where they are not put together.
    """

    rows: tuple["Line", ...]
    main: int | None
    mark: Leaf | None


@dataclass(frozen=True)
class Frame:
    """A row with a frame around it, and room for words on it.

    Attributes:
        before, after: Room across, between the row and the edge of the frame and for words outside it.
    """

    payload: Any
    row: "Line"
    before: float
    after: float


Item = Leaf | Lanes | Frame
Line = tuple[Item, ...]


@dataclass(frozen=True)
class Spacing:
    """Distances in a layout.

    Attributes:
        gap: Along, between figures.
        lanes: Across, between rows side by side.
        turn: Along, for a line to change from one row to another.
        lines: Across, between the lines of a network that is broken into several.
    """

    gap: float
    lanes: float
    turn: float
    lines: float
    band: float = 6
    labels: float = 8
    frame: float = 12
