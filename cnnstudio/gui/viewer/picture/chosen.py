"""A picture that was chosen, and what is known of it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.spec import Shape
from cnnstudio.data.dataset import Picture


@dataclass(frozen=True, eq=False)
class Chosen:
    """What is looked at.

    Attributes:
        picture: (height, width, channels), 0 to 255; None where there is none, and ``why_not`` says why.
        title: What it is called in a caption, "test picture 12".
        words: What is said about it beside it.
        tip: The file it came from; empty where there is none.
        label: The name of the class it belongs to; empty where that is not known.
        note: What is said in place of the network's answer while there is no picture; as ``why_not`` where it is empty.
        found: Its height, width and channels before it was brought to those of the network; None where it was not.
        is_awaited: Whether it is still being read.
        is_refused: Whether there is none because it cannot be read, or cannot be used.
    """

    picture: Picture | None = None
    title: str = ""
    words: str = tr("No picture")
    tip: str = ""
    label: str = ""
    why_not: str = ""
    note: str = ""
    found: Shape | None = None
    is_awaited: bool = False
    is_refused: bool = False

    def is_like(self, other: "Chosen") -> bool:
        """Whether a network is shown the same."""
        mine, theirs = ((each.title, each.label, each.why_not, each.is_awaited) for each in (self, other))
        return self.picture is other.picture and mine == theirs


class Source(QObject):
    """Where a picture may come from, with its widgets.

    Attributes:
        settings: Stands beside the choice of the source.
        actions: Stands under it.
    """

    changed = Signal()
    """Another picture, or more is known of it."""

    settings: QWidget
    actions: QWidget

    @property
    def chosen(self) -> Chosen:
        """The picture that is chosen here."""
        raise NotImplementedError

    def set_shape(self, shape: tuple[int, int, int]) -> None:
        """Says what the network takes: height, width and channels."""

    def set_geometry(self, geometry: Geometry) -> None:
        """Says how the network's data are brought into their shape."""

    def step(self, by: int) -> None:
        """Goes to another picture, where there are several."""

    def choose_random(self) -> None:
        """Goes to any other picture, where there are several."""
