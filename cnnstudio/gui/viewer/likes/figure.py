"""What the tab shows of one channel, to take along."""

from PySide6.QtGui import QImage

from cnnstudio.core.messages import Maximised
from cnnstudio.core.network import Node
from cnnstudio.gui.viewer.likes.aim import Aim, noun_of, value_words
from cnnstudio.gui.viewer.likes.best import BestPanel
from cnnstudio.gui.viewer.likes.liked import Liked
from cnnstudio.gui.viewer.likes.made import value_words as small
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.widgets.figure import Figure, Panel
from cnnstudio.gui.widgets.rasters import picture_image

_SIDE = 128
"""The longer side of a picture, about: its words have room above it."""


def liked_figure(
    scene: Scene, node: Node, best: BestPanel, liked: Liked | None, made: tuple[Aim, Maximised] | None, which: str
) -> Figure | None:
    """The best pictures of the chosen channel and the one made for it; None where there is neither.

    Args:
        liked: What was found, of which ``best`` shows a channel.
        made: The picture made for it, and of which weights.
        which: Among which pictures was searched.
    """
    tiles, noun = best.tiles, noun_of(scene, node)
    found = [(tiles.image(row), tiles.caption(row)) for row in range(tiles.rowCount())]
    panels = [Panel(image, _factor(image), f"{words.text} {words.note}") for image, words in found if image is not None]
    parts = [f"{noun.capitalize()} {best.channel} of {node.name} ({node.spec.kind})"]
    titles = []
    if panels and liked is not None:
        seen = "what it sees of the pictures that excite" if tiles.are_parts else "the pictures that excite"
        greatest = "; the numbers are the greatest of its map" if noun == "channel" else ""
        parts.append(f"{seen} it most among {which}{greatest}")
        titles.append(liked.search.aim.moment.title)
    if made is not None:
        aim, event = made
        image = picture_image(event.picture)
        panels.append(Panel(image, _factor(image), f"made for it {small(event.value)}"))
        parts.append(f"a picture made for it in {event.step} steps, its number is the {value_words(scene, node)}")
        titles.append(aim.moment.title)
    if len(set(titles)) == 1:
        parts.append(titles[0])
    elif titles:
        parts.append(f"found with {titles[0]}, made with {titles[1]}")
    return Figure(f"{node.name}_{noun}_{best.channel}_likes", " · ".join(parts), tuple(panels)) if panels else None


def _factor(image: QImage) -> int:
    return max(1, round(_SIDE / max(image.width(), image.height(), 1)))
