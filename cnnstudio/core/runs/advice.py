"""What the numbers of a run say, in words that quote them, each with its evidence and what to do about it."""

from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.problem import Fix


@dataclass(frozen=True)
class Advice:
    """One thing that the numbers say.

    Attributes:
        kind: Its name, the same for the same rule: ``"stuck"``, ``"overfitting"`` …
        text: What is wrong, and why that is so, with the run's own numbers.
        evidence: The numbers it rests on, one a line: "training loss, epoch 5: 2.302".
        tone: As in ``core.finding.Finding``.
        remedies: What to click, the best first; each is one edit of the project.
        goes_on: Whether more epochs of this same run are the first thing to try, and it can have them.
    """

    kind: str
    text: str
    evidence: tuple[str, ...] = ()
    tone: Literal["note", "caution", "problem"] = "caution"
    remedies: tuple[Offer | Fix, ...] = ()
    goes_on: bool = False
