"""How the pictures of an opened network are prepared, as it was found out by trying: with what, and how well."""

import re
from dataclasses import dataclass

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing, summary
from cnnstudio.core.words import percent

TRIED = "tried"
"""Among the versions of an imported run whose preparation was found out: what ``FoundWay`` says."""

BEING_TRIED = tr("How its pictures are prepared it does not say: the usual ways are being tried…")
"""What is said until it is found out."""


@dataclass(frozen=True)
class FoundWay:
    """The usual way with which a network did best.

    Attributes:
        title: Of the data it was tried on, "MNIST 10k".
        method: Of ``METHODS``.
        accuracy: From 0 to 1.
    """

    title: str
    method: str
    accuracy: float

    @property
    def words(self) -> str:
        """What is said when it is found, in a sentence."""
        return tr(
            "Of the usual ways {way} was taken: {accuracy} of the test pictures of {title} "
            "are right with it (it may have learned from some of them).",
            way=self.way,
            accuracy=percent(self.accuracy),
            title=self.title,
        )

    @property
    def note(self) -> str:
        """What is to be known of it later, in a sentence."""
        return tr(
            "Tried on {title}: {way} {accuracy}.", title=self.title, way=self.way, accuracy=percent(self.accuracy)
        )

    @property
    def way(self) -> str:
        """The method in a few words."""
        return summary(Preprocessing(self.method))

    def to_text(self) -> str:
        """As it stands among a run's versions."""
        return f"{self.accuracy!r} {self.method} {self.title}"

    @classmethod
    def from_text(cls, text: str) -> "FoundWay | None":
        """What ``to_text`` gave; None for anything else."""
        found = re.fullmatch(r"([01]\.[0-9]{1,20}) ([a-z_]{1,40}) ([\w .()-]{1,80})", text)
        if found is None or found[2] not in METHODS or float(found[1]) > 1:
            return None
        return cls(found[3], found[2], float(found[1]))
