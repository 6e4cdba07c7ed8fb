"""What is wrong with a network, as a value: the reason in words and the ways out."""

from dataclasses import dataclass, replace

from cnnstudio.core.network import Network, Node, Path
from cnnstudio.core.spec import Shape


@dataclass(frozen=True)
class Put:
    """Another node in the place of the one at a path."""

    path: Path
    node: Node

    def applied(self, network: Network) -> Network:
        """The network with it."""
        return network.put(self.path, self.node)


@dataclass(frozen=True)
class Insert:
    """A new node before what stands at a path; it gets a name of its own where it needs one."""

    path: Path
    node: Node

    def applied(self, network: Network) -> Network:
        """The network with it."""
        return network.insert(self.path, self.node)


@dataclass(frozen=True)
class Remove:
    """The node at a path taken away."""

    path: Path

    def applied(self, network: Network) -> Network:
        """The network without it."""
        return network.remove(self.path)


@dataclass(frozen=True)
class SetInput:
    """Another input shape."""

    shape: Shape

    def applied(self, network: Network) -> Network:
        """The network with it."""
        return replace(network, input_shape=self.shape)


@dataclass(frozen=True)
class Fix:
    """A way out of a problem: what the button says and what it does to the network that has the problem.

    The change is a value and not the changed network, so that a network with many problems is not made anew for each.
    """

    label: str
    change: Put | Insert | Remove | SetInput

    def applied(self, network: Network) -> Network:
        """The network after it."""
        return self.change.applied(network)


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
