"""Which layer or block of a scene can be looked at, and the words when it cannot."""

from dataclasses import dataclass
from html import escape

from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Layer, Network, Node, walk
from cnnstudio.gui.viewer.scene import Scene

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


def kernel_layer(scene: Scene) -> Layer | Hint:
    """The selected layer with weights as it is in the scene's network, or what to do instead."""
    network, name = scene.network, scene.layer
    every = [row.name for row in scene.analysis.rows if row.params.arrays]
    first = every[0] if every else ""
    if not every:
        text = tr("No layer of {name} has any: it has nothing to learn. Its feature maps can be seen.", name=scene.name)
        return Hint(tr("No weights here"), text)
    if name is None:
        text = tr("Select a layer that learns in the stack, a convolution or a Dense layer, to see its weights.")
        return Hint(tr("Choose a layer"), text, first)
    found = _node(network, name)
    if found is None:
        return _missing(scene, name, every)
    if isinstance(found, Block):
        return _block_hint(found, first, every)
    if name not in every:
        text = tr(
            "{name} is a {kind} layer without weights. Select a layer that learns in the stack.",
            name=name,
            kind=found.spec.kind,
        )
        return Hint(tr("This layer has no kernels"), text, first)
    return found


def feature_node(scene: Scene) -> Node | Hint:
    """The selected layer or block as it is in the scene's network, or what to do instead."""
    name, every = scene.layer, [node.name for _, node in walk(scene.network.nodes)]
    if name is None:
        text = tr("Select a layer in the stack to see what it makes of the picture above.")
        return Hint(tr("Choose a layer"), text, every[0] if every else "")
    return _node(scene.network, name) or _missing(scene, name, every)


def _node(network: Network, name: str) -> Node | None:
    return next((node for _, node in walk(network.nodes) if node.name == name), None)


def _block_hint(block: Block, first: str, every: list[str]) -> Hint:
    """Of a block: ``first`` and all layers of the network that have weights, ``every``."""
    inside = [node.name for _, node in walk((block,)) if node.name in every]
    if inside:
        where = tr("Layers inside it have: select one of them to see its weights.")
    else:
        where = tr("It holds no layer that learns either. Select one in the stack to see its weights.")
    text = tr(
        "{name} is a {kind} block. {where} What the block gives is under “Feature maps”.",
        name=block.name,
        kind=block.spec.kind,
        where=where,
    )
    return Hint(tr("A block has no kernels of its own"), text, inside[0] if inside else first)


def _missing(scene: Scene, name: str, layers: list[str]) -> Hint:
    if scene.run is None:
        text = tr("{name} is another network than the one in the stack. Look at a layer that it has:", name=scene.name)
    else:
        text = tr(
            "It was added or renamed after {name} was trained. Train again to look into it, "
            "or look at a layer that {name} has:",
            name=scene.name,
        )
    return Hint(tr("{name} has no layer called {layer}", name=scene.name, layer=name), text, layers=tuple(layers))
