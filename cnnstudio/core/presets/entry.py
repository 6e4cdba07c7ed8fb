"""What a ready-made project in the gallery is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from cnnstudio.core.project import Project


@dataclass(frozen=True, eq=False)
class Preset:
    """A project in the gallery.

    Attributes:
        name: How the command line calls it.
        text: What it is good for in one sentence, then where it is from and what to expect.
        group: The heading it stands under.
        make: Writes the project; called once, when it is first looked at, since a network of hundreds of layers takes
            several milliseconds.
    """

    name: str
    title: str
    text: str
    group: str
    make: Callable[[], Project]

    @property
    def line(self) -> str:
        """The first sentence of the text."""
        return self.text.partition(". ")[0].removesuffix(".") + "."

    @cached_property
    def project(self) -> Project:
        """The project, the same object every time."""
        return self.make()
