"""What is wrong with a network, as a value: the reason in words and the ways out."""

from dataclasses import dataclass, replace

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Network, Node, Path
from cnnstudio.core.spec import Shape


@dataclass(frozen=True)
class Put:
    """Another node in the place of the one called ``name``."""

    name: str
    node: Node

    def applied(self, network: Network) -> Network:
        """The network with it."""
        return network.put(_path(network, self.name), self.node)


@dataclass(frozen=True)
class Insert:
    """A new node before the one called ``name``, or at the end; it gets a name of its own where it needs one."""

    name: str | None
    node: Node

    def applied(self, network: Network) -> Network:
        """The network with it."""
        path = (len(network.nodes),) if self.name is None else _path(network, self.name)
        return network.insert(path, self.node)


@dataclass(frozen=True)
class InsertInto:
    """A new node at the end of a branch of the block called ``name``; it gets a name of its own where it needs one."""

    name: str
    branch: int
    node: Node

    def applied(self, network: Network) -> Network:
        """The network with it."""
        path = _path(network, self.name)
        block = network.node(path)
        if not isinstance(block, Block):
            raise SpecError(tr("{name} is no block any more.", name=self.name))
        return network.insert((*path, self.branch, len(block.branches[self.branch])), self.node)


@dataclass(frozen=True)
class Remove:
    """The node called ``name`` taken away."""

    name: str

    def applied(self, network: Network) -> Network:
        """The network without it."""
        return network.remove(_path(network, self.name))


@dataclass(frozen=True)
class SetInput:
    """Another input shape."""

    shape: Shape

    def applied(self, network: Network) -> Network:
        """The network with it."""
        return replace(network, input_shape=self.shape)


@dataclass(frozen=True)
class BringPictures:
    """The pictures brought to a shape, (height, width, channels), by the project's preprocessing."""

    shape: Shape

    def applied(self, network: Network) -> Network:
        """The network as it is: it is the pictures that change."""
        return network


@dataclass(frozen=True)
class KeepValues:
    """The pictures' values left as they are, 0 to 255, by the project's preprocessing."""

    def applied(self, network: Network) -> Network:
        """The network as it is: it is the pictures that change."""
        return network


@dataclass(frozen=True)
class Together:
    """Several nodes, each in the place of the one that is called so."""

    changes: tuple[Put, ...]

    def applied(self, network: Network) -> Network:
        """The network with all of them."""
        for change in self.changes:
            network = change.applied(network)
        return network


Change = Put | Insert | InsertInto | Remove | SetInput | BringPictures | KeepValues | Together


@dataclass(frozen=True)
class Fix:
    """A way out of a problem: what the button says and what it does to the network that has the problem.

    The change is a value and not the changed network, so that a network with many problems is not made anew for each.
    """

    label: str
    change: Change
    then: Change | None = None

    def applied(self, network: Network) -> Network:
        """The network after it; raises SpecError where it cannot be done any more."""
        changed = self.change.applied(network)
        return changed if self.then is None else self.then.applied(changed)


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


def _path(network: Network, name: str) -> Path:
    path = network.path_of(name)
    if path is None:
        raise SpecError(tr("There is no layer called {name!r} any more.", name=name))
    return path
