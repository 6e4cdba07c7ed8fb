"""Which methods tell what in a picture speaks for a class."""

from dataclasses import dataclass
from typing import Literal

Method = Literal["grad_cam", "grad_cam_plus_plus", "gradient", "integrated_gradients", "occlusion"]


@dataclass(frozen=True)
class Attribution:
    """A method, for the person who looks at what it found.

    Attributes:
        about: What it does, in a sentence or two.
        source: The paper it comes from.
        signed: Whether it tells also what speaks against the class.
        of_maps: Whether it weighs the maps of a layer.
        is_quick: Whether one pass forward and one back is all it takes.
    """

    title: str
    about: str
    source: str
    signed: bool = False
    of_maps: bool = False
    is_quick: bool = True


METHODS: dict[Method, Attribution] = {
    "grad_cam": Attribution(
        "Grad-CAM",
        "Adds up the maps of a layer, each weighed by how much the class gains from it on average over its places; "
        "what speaks against the class is left out.",
        "R. R. Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks (2017)",
        of_maps=True,
    ),
    "grad_cam_plus_plus": Attribution(
        "Grad-CAM++",
        "As Grad-CAM, but a place of a map counts the more the more it alone helps the class: several things of the "
        "class in one picture all stand out.",
        "A. Chattopadhay et al., Grad-CAM++: Generalized Gradient-based Visual Explanations (2018)",
        of_maps=True,
    ),
    "gradient": Attribution(
        "Gradient",
        "How strongly the class would change with each pixel: the greatest absolute derivative of its channels.",
        "K. Simonyan, A. Vedaldi, A. Zisserman, Deep Inside Convolutional Networks (2014)",
    ),
    "integrated_gradients": Attribution(
        "Integrated gradients",
        "Gives each pixel its share of what the class gains from an empty picture to this one. All shares together "
        "are that gain.",
        "M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks (2017)",
        signed=True,
        is_quick=False,
    ),
    "occlusion": Attribution(
        "Occlusion",
        "Covers one patch after another and writes down how much the class loses by it.",
        "M. D. Zeiler, R. Fergus, Visualizing and Understanding Convolutional Networks (2014)",
        signed=True,
        is_quick=False,
    ),
}
