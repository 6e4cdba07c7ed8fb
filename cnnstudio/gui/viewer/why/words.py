"""What the tab says about what is shown."""

from cnnstudio.core.attribution import METHODS, Method, asked_about, passes
from cnnstudio.core.messages import Explained
from cnnstudio.core.words import plain
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.words import percent

NO_MAPS = ("This network gives out no maps: it has no convolution.", "No layer gives out maps.", "No maps")
"""Why Grad-CAM cannot be had, the longest wording first."""


def about_words(scene: Scene, found: Explained) -> tuple[str, ...]:
    """Which picture, class and network, the longest wording first."""
    asked = f"What in {picture_words(scene)} speaks for {class_words(scene, found)}"
    before = asked_about(scene.network)
    by = f"{asked} · {scene.title}"
    return (f"{by} · of its number before the {before}" if before else by), by, asked


def caption(scene: Scene, found: Explained, layer: str) -> str:
    """The same under a figure, with the layer whose maps are weighed."""
    parts = [about_words(scene, found)[0]]
    if layer:
        parts.append(f"maps of {layer}")
    return " · ".join(parts)


def class_words(scene: Scene, found: Explained) -> str:
    """ "“7” (98.2 %)"."""
    labels = scene.labels
    name = plain(labels[found.target]) if found.target < len(labels) else f"class {found.target}"
    return f"“{name}” ({percent(found.probability)})"


def picture_words(scene: Scene) -> str:
    """ "test picture 12 (“7”)"."""
    name = scene.picture_title or "this picture"
    if scene.truth is None or scene.truth >= len(scene.labels):
        return name
    return f"{name} (“{plain(scene.labels[scene.truth])}”)"


def cost_words(scene: Scene, method: Method) -> str:
    """How long a slow method takes."""
    count = passes(method, scene.network.input_shape)
    return f"{METHODS[method].title} sends the picture through the network about {count:,} times."
