"""What the tab shows of one channel, to take along."""

from PySide6.QtGui import QImage

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Maximised
from cnnstudio.core.network import Node
from cnnstudio.core.words import capitalised
from cnnstudio.gui.viewer.likes.aim import Aim, noun_of, noun_words, value_words
from cnnstudio.gui.viewer.likes.best import BestPanel
from cnnstudio.gui.viewer.likes.liked import Liked
from cnnstudio.gui.viewer.likes.made import value_words as small
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.widgets.figures.figure import Figure, Panel
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
        which: Among which pictures was searched so far.
    """
    tiles, noun = best.tiles, noun_of(scene, node)
    found = [(tiles.image(row), tiles.caption(row)) for row in range(tiles.rowCount())]
    panels = [Panel(image, _factor(image), f"{words.text} {words.note}") for image, words in found if image is not None]
    what = capitalised(noun_words(noun))
    parts = [
        tr("{what} {number} of {layer} ({kind})", what=what, number=best.channel, layer=node.name, kind=node.spec.kind)
    ]
    titles = []
    if panels and liked is not None:
        seen = tr("the pictures that excite it most among {which}", which=which)
        if tiles.are_parts:
            seen = tr("what it sees of the pictures that excite it most among {which}", which=which)
        greatest = tr("the numbers are the greatest of its map")
        parts.append(f"{seen}; {greatest}" if noun == "channel" else seen)
        titles.append(liked.search.aim.moment.title)
    if made is not None:
        aim, event = made
        image = picture_image(event.picture)
        panels.append(Panel(image, _factor(image), tr("made for it {value}", value=small(event.value))))
        what = value_words(scene, node)
        parts.append(
            tr("a picture made for it in {steps} steps, its number is the {what}", steps=event.step, what=what)
        )
        titles.append(aim.moment.title)
    if len(set(titles)) == 1:
        parts.append(titles[0])
    elif titles:
        parts.append(tr("found with {found}, made with {made}", found=titles[0], made=titles[1]))
    return Figure(f"{node.name}_{noun}_{best.channel}_likes", " · ".join(parts), tuple(panels)) if panels else None


def _factor(image: QImage) -> int:
    return max(1, round(_SIDE / max(image.width(), image.height(), 1)))
