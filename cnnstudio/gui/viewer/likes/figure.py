"""What the tab shows of one channel, to take along."""

from PySide6.QtGui import QImage

from cnnstudio.core.messages import Maximised
from cnnstudio.core.network import Node
from cnnstudio.gui.viewer.likes.aim import noun_of
from cnnstudio.gui.viewer.likes.best import BestPanel
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.widgets.figure import Figure, Panel
from cnnstudio.gui.widgets.rasters import picture_image
from cnnstudio.gui.words import figure

_SIDE = 96
"""The longer side of a picture, about."""


def liked_figure(scene: Scene, node: Node, best: BestPanel, made: Maximised | None, which: str) -> Figure | None:
    """The best pictures of the chosen channel and the one made for it; None where there is neither."""
    tiles = best.tiles
    found = [(tiles.image(row), tiles.caption(row)) for row in range(tiles.rowCount())]
    panels = [Panel(image, 1, f"{words.text} · {words.note}") for image, words in found if image is not None]
    noun = noun_of(scene, node)
    parts = [f"{noun.capitalize()} {best.channel} of {node.name} ({node.spec.kind})"]
    if panels:
        seen = "what it sees of the pictures that excite" if tiles.are_parts else "the pictures that excite"
        parts.append(f"{seen} it most among {which}")
    if made is not None and (made.layer, made.channel) == (node.name, best.channel):
        image = picture_image(made.picture)
        panels.append(Panel(image, _factor(image), f"made for it · {figure(made.value)}"))
        parts.append(f"a picture made for it in {made.step} steps")
    parts.append(scene.title)
    return Figure(f"{node.name}_{noun}_{best.channel}_likes", " · ".join(parts), tuple(panels)) if panels else None


def _factor(image: QImage) -> int:
    return max(1, _SIDE // max(image.width(), image.height()))
