"""Which layer of a run can be looked at, and the words when it cannot."""

from dataclasses import dataclass
from html import escape

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.network import Layer, Network
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
    every = [layer.name for _, layer in run.project.network.layers() if isinstance(layer.spec, Conv2D)]
    first = every[0] if every else ""
    if not every:
        return Hint("No kernels here", f"The network of {run.name} has no Conv2D layer. Its feature maps can be seen.")
    if name is None:
        return Hint("Choose a convolution", "Select a Conv2D layer in the stack to see the kernels it learned.", first)
    found = _layer(run.project.network, name)
    if found is None:
        return _missing(run, name, every)
    if not isinstance(found.spec, Conv2D):
        text = f"{name} is a {found.spec.kind} layer. Select a Conv2D layer in the stack to see the kernels it learned."
        return Hint("This layer has no kernels", text, first)
    return found


def feature_layer(run: Run, name: str | None) -> Layer | Hint:
    """The layer called ``name`` as it was in the run, or what to do instead."""
    every = [layer.name for _, layer in run.project.network.layers()]
    if name is None:
        text = "Select a layer in the stack to see what it makes of the picture above."
        return Hint("Choose a layer", text, every[0] if every else "")
    return _layer(run.project.network, name) or _missing(run, name, every)


def why_no_picture(run: Run, shape: tuple[int, ...] | None) -> str:
    """Why pictures of the data at hand, of this shape, cannot be shown to the run's network; empty when they can."""
    wanted = run.project.network.input_shape
    if shape is None:
        return "The data are not loaded yet."
    if shape != wanted:
        ours, theirs = shape_in_words(wanted), shape_in_words(shape)
        return f"{run.name} was trained on pictures of {ours}, but the data here have {theirs}."
    return ""


def _layer(network: Network, name: str) -> Layer | None:
    return next((layer for _, layer in network.layers() if layer.name == name), None)


def _missing(run: Run, name: str, layers: list[str]) -> Hint:
    text = (
        f"It was added or renamed after {run.name} was trained. Train again to look into it, "
        f"or look at a layer that {run.name} has:"
    )
    return Hint(f"{run.name} has no layer called {name}", text, layers=tuple(layers))
