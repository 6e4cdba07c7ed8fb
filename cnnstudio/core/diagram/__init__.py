"""The network as a picture: two styles, three themes, one value that every writer draws the same."""

from collections.abc import Callable, Iterable, Mapping

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.blanks import Blank
from cnnstudio.core.diagram.blocks import draw_blocks
from cnnstudio.core.diagram.drawing import Drawing
from cnnstudio.core.diagram.svg import to_svg
from cnnstudio.core.diagram.themes import THEMES
from cnnstudio.core.diagram.untold import Told, told
from cnnstudio.core.diagram.volumes import draw_volumes
from cnnstudio.core.language import tr

STYLES: Mapping[str, str] = {"volumes": tr("Volumes to scale"), "blocks": tr("Block diagram")}
"""Every style and how the person reads it."""

_DRAW: Mapping[str, Callable[[Told, str, bool | None], Drawing]] = {
    "volumes": draw_volumes,
    "blocks": draw_blocks,
}


def draw(
    analysis: Analysis,
    style: str = "volumes",
    theme: str = "light",
    fold: bool | None = None,
    blanks: Iterable[Blank] = (),
) -> Drawing:
    """The network as a picture; with a problem, up to the layer that cannot work, and the caption says why.

    Args:
        style: One of ``STYLES``; KeyError for another.
        theme: One of ``THEMES``.
        fold: Whether equal parts that follow each other are drawn once; None leaves it to the style.
        blanks: Settings that are still to be filled in: nothing that is drawn tells of them, or stands on them.
    """
    return _DRAW[style](told(analysis, blanks), theme, fold)


__all__ = ["STYLES", "THEMES", "Drawing", "draw", "to_svg"]
