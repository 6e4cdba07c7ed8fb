"""How diagrams are coloured: for a light and a dark screen, and for paper without colour."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnstudio.core.language import tr

THEMES: Mapping[str, str] = {"light": tr("Light"), "dark": tr("Dark"), "print": tr("Print, no colour")}
"""Every theme and how the person reads it."""


@dataclass(frozen=True)
class Hatch:
    """Parallel lines that tell a family apart without colour.

    Attributes:
        angles: Of the lines, in degrees, 0 along the row.
        step: From one line to the next.
        dashed: Whether the lines are broken.
    """

    angles: tuple[float, ...]
    step: float
    dashed: bool = False


@dataclass(frozen=True)
class DiagramTheme:
    """Named colours, each ``#rrggbb``.

    Attributes:
        hues: One a layer family.
        hatches: One a family where colour must not be needed; empty on screens.
        tint: How much of its hue the ground of a box has.
    """

    background: str
    ground: str
    text: str
    muted: str
    line: str
    error: str
    tint: float
    hues: Mapping[str, str]
    hatches: Mapping[str, Hatch]

    def hue(self, family: str) -> str:
        """The colour of a family; the input's grey for one that is not known."""
        return self.hues.get(family, self.hues["input"])

    def hatch(self, family: str) -> Hatch | None:
        """The pattern of a family."""
        return self.hatches.get(family)


_LIGHT = DiagramTheme(
    background="#ffffff",
    ground="#ffffff",
    text="#1b1d21",
    muted="#5c6068",
    line="#4a4e55",
    error="#b3261e",
    tint=0.12,
    hues={
        "input": "#767a82",
        "convolution": "#0072b2",
        "pooling": "#008a64",
        "shaping": "#a87a00",
        "dense": "#d55e00",
        "activation": "#8a7f00",
        "normalisation": "#b8578c",
        "regularisation": "#2f8fc4",
        "augmentation": "#7d62b5",
        "joined": "#4b4ac6",
    },
    hatches={},
)

_DARK = DiagramTheme(
    background="#1a1b1e",
    ground="#1a1b1e",
    text="#e8e9eb",
    muted="#a6aab1",
    line="#b4b8bf",
    error="#ff8078",
    tint=0.24,
    hues={
        "input": "#8a8e95",
        "convolution": "#2f8fd0",
        "pooling": "#009e73",
        "shaping": "#e69f00",
        "dense": "#e0661a",
        "activation": "#d8ca3c",
        "normalisation": "#cc79a7",
        "regularisation": "#56b4e9",
        "augmentation": "#a88fd8",
        "joined": "#999cff",
    },
    hatches={},
)

_PRINT = DiagramTheme(
    background="#ffffff",
    ground="#ffffff",
    text="#000000",
    muted="#333333",
    line="#000000",
    error="#000000",
    tint=0.0,
    hues={
        "input": "#ffffff",
        "convolution": "#d9d9d9",
        "pooling": "#f2f2f2",
        "shaping": "#ffffff",
        "dense": "#bfbfbf",
        "activation": "#f2f2f2",
        "normalisation": "#e5e5e5",
        "regularisation": "#f2f2f2",
        "augmentation": "#ffffff",
        "joined": "#e5e5e5",
    },
    hatches={
        "convolution": Hatch((45,), 6),
        "pooling": Hatch((0,), 5),
        "shaping": Hatch((0,), 4, dashed=True),
        "dense": Hatch((45, 135), 5),
        "activation": Hatch((90,), 5),
        "normalisation": Hatch((135,), 5),
        "regularisation": Hatch((135,), 4, dashed=True),
        "augmentation": Hatch((0, 90), 5),
        "joined": Hatch((90,), 4, dashed=True),
    },
)

_BY_NAME: Mapping[str, DiagramTheme] = {"light": _LIGHT, "dark": _DARK, "print": _PRINT}


def theme(name: str) -> DiagramTheme:
    """The theme of that name; KeyError when there is none."""
    return _BY_NAME[name]


def mix(one: str, other: str, share: float) -> str:
    """The colour ``share`` of the way from ``other`` to ``one``."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(there * share + here * (1 - share)):02x}" for there, here in pairs)
