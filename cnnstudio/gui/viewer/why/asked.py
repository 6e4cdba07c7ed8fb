"""What is asked about a scene, and whether anything can be."""

from dataclasses import dataclass

import numpy as np

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.attribution import METHODS, Method, gives_maps, last_maps
from cnnstudio.core.messages import Pictures, Subject
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint


@dataclass(frozen=True, eq=False)
class Asked:
    """A network, a picture and a class.

    Attributes:
        target: The number of the class; None for the predicted one.
        layer: Whose maps are weighed; empty where the network has none.
        epoch: That in which a run is that is in training; 0 for one that is not.
    """

    subject: Subject
    picture: Pictures
    target: int | None
    layer: str
    epoch: int

    @property
    def methods(self) -> tuple[Method, ...]:
        """Those that can be had, the quick ones first."""
        found = (method for method, about in METHODS.items() if self.layer or not about.of_maps)
        return tuple(sorted(found, key=lambda method: not METHODS[method].is_quick))

    def fits(self, other: "Asked", method: Method) -> bool:
        """Whether an answer by this method to the one is an answer to the other, though perhaps of another epoch."""
        is_same = self.subject == other.subject and self.picture is other.picture and self.target == other.target
        return is_same and (self.layer == other.layer or not METHODS[method].of_maps)


def asked_of(scene: Scene, target: int | None, before: Asked | None) -> Asked:
    """What is asked about a scene that has a picture; with the array of ``before`` where it is the same picture."""
    picture = scene.picture
    assert picture is not None
    if before is not None and (before.picture is picture or np.array_equal(before.picture, picture)):
        picture = before.picture
    epoch = len(scene.run.epochs) + 1 if scene.is_live and scene.run is not None else 0
    return Asked(scene.subject, picture, target, maps_layer(scene), epoch)


def maps_layer(scene: Scene) -> str:
    """The selected layer or block where it gives out maps, else the last one that does; empty where none does."""
    row = scene.analysis.row_of(scene.layer) if scene.layer is not None else None
    return row.name if row is not None and gives_maps(row) else last_maps(scene.analysis)


def hint_of(scene: Scene) -> Hint | None:
    """Why nothing can be asked."""
    shape = scene.analysis.output_shape
    if shape is None or len(shape) != 1:
        ends = "" if shape is None else f" It ends with {shape_in_words(shape)}."
        return Hint("No class to ask about", f"The network of {scene.name} does not end with one number a class.{ends}")
    if scene.picture is None:
        return Hint("No picture to ask about", scene.no_picture)
    return None
