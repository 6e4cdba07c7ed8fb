"""What is wrong with a network, as a value: the reason in words and the ways out."""

from dataclasses import dataclass

from cnnstudio.core.network import Network


@dataclass(frozen=True)
class Fix:
    """A way out of a problem: what the button says and the network after it."""

    label: str
    network: Network


@dataclass(frozen=True)
class Problem:
    """Why a layer cannot work at its place, or what is probably not meant there, in words.

    Attributes:
        fixes: The ways out that are known, the best one first.
    """

    text: str
    fixes: tuple[Fix, ...] = ()

    @property
    def fix(self) -> Fix | None:
        """The best way out; None when none is known."""
        return self.fixes[0] if self.fixes else None
