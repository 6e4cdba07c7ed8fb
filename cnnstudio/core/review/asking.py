"""Puts a set of questions together, one for each topic; the same seed asks the same about the same network."""

from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.language import tr
from cnnstudio.core.review.material import material
from cnnstudio.core.review.topics import TOPICS


@dataclass(frozen=True)
class Review:
    """Questions about one network.

    Attributes:
        questions: Each with the title of its topic.
        is_example: Whether they are about an example, as the open network has no convolution that works.
        is_blank: Whether they are so as settings of the open network are still to be filled in.
    """

    questions: tuple[tuple[str, Question], ...]
    is_example: bool
    is_blank: bool = False

    @property
    def about(self) -> str:
        """Which network they are about, in words."""
        if self.is_blank:
            return tr(
                "Settings of the open network are still to be filled in, so these questions are about an example: "
                "28 × 28 × 1 → Conv2D 32 → MaxPooling2D → Conv2D 64 → Flatten → Dense 10."
            )
        if self.is_example:
            return tr(
                "The open network has no convolution that works yet, so these questions are about an example: "
                "28 × 28 × 1 → Conv2D 32 → MaxPooling2D → Conv2D 64 → Flatten → Dense 10."
            )
        return tr("These questions are about the layers of the open network, as it stands in Build.")


def review(analysis: Analysis | None, seed: int, *, is_blank: bool = False) -> Review:
    """One question for each topic, with numbers drawn by ``seed``.

    Args:
        analysis: None where no project is open.
        is_blank: Whether settings of the network are still to be filled in, which its questions would give away.
    """
    found = material(None if is_blank else analysis, seed)
    asked: list[tuple[str, Question]] = []
    for key, title, ways in TOPICS:
        way = ways[(seed + len(asked)) % len(ways)]
        asked.append((title, replace(way(found), key=f"review.{key}")))
    return Review(tuple(asked), found.is_example, is_blank)
