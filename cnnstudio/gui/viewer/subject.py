"""Which layer or block of a run can be looked at, and the words when it cannot."""

from dataclasses import dataclass
from html import escape

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Block, Layer, Network, Node, walk
from cnnstudio.core.run import Run

_MOST_LINKS = 24


@dataclass(frozen=True)
class Hint:
    """Why there is nothing to see.

    Attributes:
        offer: The name of a layer that can be looked at instead; empty when there is none.
        layers: More names of such layers.
    """

    title: str
    text: str
    offer: str = ""
    layers: tuple[str, ...] = ()

    @property
    def rich_text(self) -> str:
        """The text, with the layers as links; names have no characters that HTML gives a meaning to."""
        links = " · ".join(f'<a href="{name}">{name}</a>' for name in self.layers[:_MOST_LINKS])
        return f"{escape(self.text)}<br><br>{links}" if links else escape(self.text)


def kernel_layer(run: Run, name: str | None) -> Layer | Hint:
    """The Conv2D layer called ``name`` as it was in the run, or what to do instead."""
    network = run.project.network
    every = _convolutions(network.nodes)
    first = every[0] if every else ""
    if not every:
        return Hint("No kernels here", f"The network of {run.name} has no Conv2D layer. Its feature maps can be seen.")
    if name is None:
        return Hint("Choose a convolution", "Select a Conv2D layer in the stack to see the kernels it learned.", first)
    found = _node(network, name)
    if found is None:
        return _missing(run, name, every)
    if isinstance(found, Block):
        return _block_hint(found, first)
    if not isinstance(found.spec, Conv2D):
        text = f"{name} is a {found.spec.kind} layer. Select a Conv2D layer in the stack to see the kernels it learned."
        return Hint("This layer has no kernels", text, first)
    return found


def feature_node(run: Run, name: str | None) -> Node | Hint:
    """The layer or block called ``name`` as it was in the run, or what to do instead."""
    every = [node.name for _, node in walk(run.project.network.nodes)]
    if name is None:
        text = "Select a layer in the stack to see what it makes of the picture above."
        return Hint("Choose a layer", text, every[0] if every else "")
    return _node(run.project.network, name) or _missing(run, name, every)


def why_no_picture(run: Run, shape: tuple[int, ...] | None) -> str:
    """Why pictures of the data at hand, of this shape, cannot be shown to the run's network; empty when they can."""
    wanted = run.project.network.input_shape
    if shape is None:
        return "The data are not loaded yet."
    if shape != wanted:
        ours, theirs = shape_in_words(wanted), shape_in_words(shape)
        return f"{run.name} was trained on pictures of {ours}, but the data here have {theirs}."
    return ""


def _node(network: Network, name: str) -> Node | None:
    return next((node for _, node in walk(network.nodes) if node.name == name), None)


def _convolutions(nodes: tuple[Node, ...]) -> list[str]:
    """The names of the Conv2D layers, those inside blocks too."""
    return [node.name for _, node in walk(nodes) if isinstance(node, Layer) and isinstance(node.spec, Conv2D)]


def _block_hint(block: Block, first: str) -> Hint:
    """``first``: the first Conv2D of the network, for a block that holds none."""
    inside = _convolutions((block,))
    if inside:
        where = "The convolutions inside it have: select one of them to see the kernels it learned."
    else:
        where = "It holds no Conv2D layer either. Select one in the stack to see the kernels it learned."
    text = f"{block.name} is a {block.spec.kind} block. {where} What the block gives is under “Feature maps”."
    return Hint("A block has no kernels of its own", text, inside[0] if inside else first)


def _missing(run: Run, name: str, layers: list[str]) -> Hint:
    text = (
        f"It was added or renamed after {run.name} was trained. Train again to look into it, "
        f"or look at a layer that {run.name} has:"
    )
    return Hint(f"{run.name} has no layer called {name}", text, layers=tuple(layers))
