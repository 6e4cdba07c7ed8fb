"""What a layer gave, with all that is to be said of it for as long as it is shown, and as a figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.language import tr
from cnnstudio.core.words import capitalised
from cnnstudio.gui.viewer.grid_tab import Seen
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.widgets.figures.figure import Figure, Panel
from cnnstudio.gui.widgets.rasters import picture_image

_SIDE = 320


@dataclass(frozen=True, eq=False)
class Shown(Seen):
    """What a layer gave for the scene's picture: (height, width, channels), (rows, numbers) or (length,)."""

    layer: str
    maps: npt.NDArray[np.float32]
    are_shares: bool = False


def words_of(shown: Shown, scaling: str) -> tuple[str, str]:
    """The name and the caption of a figure of it."""
    scene = shown.scene
    row = scene.analysis.row_of(shown.layer)
    what = shown.layer if row is None else f"{shown.layer} ({row.node.spec.kind} {row.node.spec.summary()})"
    about = tr("Feature maps of {layer}", layer=what)
    if shown.maps.ndim != 3:
        about = tr("What comes out of {layer}", layer=what)
    words = (about, scene.picture_title, scene.moment.title, scaling)
    return f"{shown.layer}-maps", " · ".join(filter(None, words))


def figure_of_input(scene: Scene, picture: npt.NDArray[Any]) -> Figure:
    """The picture itself, (height, width, channels), 0 to 255."""
    image = picture_image(picture)
    factor = max(1, _SIDE // max(image.width(), image.height()))
    title = scene.picture_title or tr("a picture")
    return Figure(
        "input",
        tr("{picture} as the network gets it", picture=capitalised(title)),
        (Panel(image, factor),),
    )
