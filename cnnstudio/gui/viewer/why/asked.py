"""What is asked about a scene, and whether anything can be."""

from dataclasses import dataclass, replace

import numpy as np

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.inspecting.attribution import METHODS, Method, gives_maps, last_maps
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Pictures
from cnnstudio.gui.viewer.scene import Moment, Scene
from cnnstudio.gui.viewer.subject import Hint


@dataclass(frozen=True, eq=False)
class Asked:
    """A network with its weights, a picture and a class.

    Attributes:
        scene: What was in view when it was asked: what is said of the answer is said of this.
        picture: That of the scene; the same array for as long as the same numbers are in view.
        target: The number of the class; None for the predicted one.
        layer: Whose maps are weighed; empty where the network has none.
    """

    scene: Scene
    picture: Pictures
    target: int | None
    layer: str

    @property
    def moment(self) -> Moment:
        """Whose weights they are."""
        return self.scene.moment

    @property
    def methods(self) -> tuple[Method, ...]:
        """Those that can be had, the quick ones first."""
        found = (method for method, about in METHODS.items() if self.layer or not about.of_maps)
        return tuple(sorted(found, key=lambda method: not METHODS[method].is_quick))

    @property
    def layer_words(self) -> str:
        """Whose maps are weighed, and why theirs."""
        if not self.layer:
            return ""
        if self.layer == self.scene.layer:
            return tr("Maps of {layer}, selected", layer=self.layer)
        return tr("Maps of {layer}, the last ones", layer=self.layer)

    def is_answered_by(self, other: "Asked | None", method: Method) -> bool:
        """Whether the answer by this method to the other one is an answer to this one, too."""
        return other is not None and self.fits(other, method) and self.moment == other.moment

    def fits(self, other: "Asked", method: Method) -> bool:
        """Whether an answer by this method to the one is an answer to the other, though perhaps of another epoch."""
        is_same = self.is_of_same_picture(other) and self.target == other.target
        return is_same and (self.layer == other.layer or not METHODS[method].of_maps)

    def is_of_same_picture(self, other: "Asked") -> bool:
        """Whether the same network is asked about the same picture, though perhaps after another epoch."""
        return self.picture is other.picture and self.moment.is_of_same_run(other.moment)


def asked_of(scene: Scene, target: int | None, before: Asked | None) -> Asked:
    """What is asked about a scene that has a picture; with the array of ``before`` where it is the same picture."""
    picture = scene.picture
    assert picture is not None
    if before is not None and (before.picture is picture or np.array_equal(before.picture, picture)):
        picture = before.picture
    # Answers stay for as long as they are shown: they are not to hold the data of a project that was left.
    return Asked(replace(scene, data=None), picture, target, maps_layer(scene))


def maps_layer(scene: Scene) -> str:
    """The selected layer or block where it gives out maps, else the last one that does; empty where none does."""
    row = scene.analysis.row_of(scene.layer) if scene.layer is not None else None
    return row.name if row is not None and gives_maps(row) else last_maps(scene.analysis)


def hint_of(scene: Scene) -> Hint | None:
    """Why nothing can be asked."""
    shape = scene.analysis.output_shape
    if shape is None or len(shape) != 1:
        why = tr("The network of {name} does not end with one number a class.", name=scene.name)
        ends = "" if shape is None else tr("It ends with {shape}.", shape=shape_in_words(shape))
        return Hint(tr("No class to ask about"), " ".join(filter(None, (why, ends))))
    if scene.picture is None:
        return Hint(tr("No picture to ask about"), scene.no_picture)
    return None
