"""What the tab says about what is shown."""

from cnnstudio.core.inspecting.attribution import METHODS, Method, asked_about, passes
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Explained
from cnnstudio.core.words import capitalised, percent, plain
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.why.asked import Asked

NO_MAPS = (tr("No layer gives out maps of more than one place."), tr("No layer gives out maps."), tr("No maps"))
"""Why Grad-CAM cannot be had, the longest wording first."""


def about_words(asked: Asked, found: Explained) -> tuple[str, ...]:
    """Which picture, class and network an answer is about, the longest wording first."""
    scene, speaks = asked.scene, tr("what speaks for {what}", what=class_words(asked.scene, found))
    by = f"{capitalised(picture_words(scene))}: {speaks} · {asked.moment.title}"
    before = asked_about(scene.network)
    longest = (tr("{by} · judged by its number before the {before}", by=by, before=before),) if before else ()
    return *longest, by, f"{capitalised(speaks)} · {asked.moment.title}", capitalised(speaks)


def caption(asked: Asked, found: Explained, layer: str) -> str:
    """The same under a figure, with the layer whose maps are weighed."""
    parts = [about_words(asked, found)[0]]
    if layer:
        parts.append(tr("maps of {layer}", layer=layer))
    return " · ".join(parts)


def difference(asked: Asked, found: Explained, other: Asked, others: Explained) -> str:
    """What an answer is about where the other one is about something else: another class or epoch; else empty."""
    parts = [class_words(asked.scene, found)] if found.target != others.target else []
    if asked.moment != other.moment:
        parts.append(asked.moment.when or asked.moment.title)
    return " · ".join(parts)


def class_words(scene: Scene, found: Explained) -> str:
    """ "“7” (98.2 %)"."""
    labels = scene.labels
    name = plain(labels[found.target]) if found.target < len(labels) else tr("class {target}", target=found.target)
    return tr("“{name}” ({share})", name=name, share=percent(found.probability))


def picture_words(scene: Scene) -> str:
    """ "test picture 12 (“7”)"."""
    name = scene.picture_title or tr("this picture")
    if scene.truth is None or scene.truth >= len(scene.labels):
        return name
    return tr("{picture} (“{label}”)", picture=name, label=plain(scene.labels[scene.truth]))


def cost_words(scene: Scene, method: Method) -> str:
    """How long a slow method takes."""
    count = passes(method, scene.network.input_shape)
    return tr(
        "{method} sends the picture through the network about {count:,} times.",
        method=METHODS[method].title,
        count=count,
    )
