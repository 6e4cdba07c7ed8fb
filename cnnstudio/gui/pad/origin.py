"""Where a picture on the paper came from; undo brings it back with the picture."""

from dataclasses import dataclass

from cnnstudio.data.dataset import Picture


@dataclass(frozen=True, eq=False)
class Origin:
    """A picture that came from outside.

    Attributes:
        picture: What goes to the network as it is, (rows, columns, 1 or 3).
        original: What ink is looked for on.
        label: The name of its true class; empty where it is not known.
        of_data: Whether it is one of the project's data, prepared as they are.
    """

    picture: Picture
    original: Picture
    name: str
    label: str = ""
    of_data: bool = False
