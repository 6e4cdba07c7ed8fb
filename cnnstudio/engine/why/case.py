"""One picture and one class, as every method takes them, and what a method finds."""

from collections.abc import Generator
from dataclasses import dataclass

from cnnstudio.core.messages import Pictures, Progressed
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.pace import Pace
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.why.score import Scorer


@dataclass(frozen=True, eq=False)
class Case:
    """What is asked.

    Attributes:
        picture: (height, width, channels), 0 to 255.
        x: The same as the network receives it.
    """

    ticket: int
    loaded: Loaded
    scorer: Scorer
    picture: Pictures
    x: FloatArray
    target: int
    pace: Pace


@dataclass(frozen=True, eq=False)
class Found:
    """What a method finds.

    Attributes:
        heat: float32 (height, width) of the picture, in the method's own unit.
        gain: As in ``Explained``.
        layer: Whose maps were weighed.
    """

    heat: FloatArray
    gain: float | None = None
    layer: str = ""


Finding = Generator[Progressed | None, None, Found]
"""Works step by step and gives in the end what it found."""
