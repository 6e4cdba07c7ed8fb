"""What labs may not tell of a project with blanks: whatever stands on what only holds their place."""

from cnnstudio.core.blanks import Blank, count_in_words, named
from cnnstudio.core.labs import layer_reference
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr
from cnnstudio.core.spec import settings_of
from cnnstudio.core.waiting import until_filled_in

_OF_NETWORK = frozenset(
    {"parameters", "trainable", "non_trainable", "weights", "biases", "multiply_adds", "depth"}
    | {"output_shape", "outputs", "feature_length", "problems", "cautions"}
)
"""Facts of the network that stand on its shapes and counts."""

_OF_PLAN = {"planned_epochs": "epochs", "steps": "batch_size"}
"""The setting of the plan that a fact of another name stands on."""

_KNOWN = frozenset({"kind", "name"})
"""Facts of a layer that no blank hides."""


def check_filled_in(name: str, of: str, of_layer: bool, scene: Scene) -> None:
    """Raises NotThere where a fact of the open project waits for a setting that is still to be filled in.

    Args:
        name: The fact's, as ``fact.key`` writes it.
        of: Which layer, where it is one of a layer.
    """
    blanks = scene.project.blanks
    if scene.run is not None or not blanks:
        return
    if of_layer:
        _check_layer(name, of, scene)
    elif (own := Blank("", _setting_of_plan(name))) in blanks:
        raise NotThere(_words(own, scene))
    elif _waits(name, scene):
        raise NotThere(f"{count_in_words(len(blanks))}.")


def _waits(name: str, scene: Scene) -> bool:
    """Whether a fact of the whole network stands on a blank; its line names also what decides no shape."""
    blanks = scene.project.blanks
    if name == "architecture":
        return any(blank.node for blank in blanks)
    return name in _OF_NETWORK and bool(until_filled_in(scene.analysis, blanks).on)


def _setting_of_plan(name: str) -> str:
    """Which setting of the plan a fact stands on; which settings an optimiser has tells which one it is."""
    return "optimizer" if name.startswith("optimizer_") else _OF_PLAN.get(name, name)


def _check_layer(name: str, of: str, scene: Scene) -> None:
    node = scene.project.network.node(layer_reference.found(of, scene))
    own = Blank(node.name, name)
    if own in scene.project.blanks:
        raise NotThere(_words(own, scene))
    waits = until_filled_in(scene.analysis, scene.project.blanks).on.get(node.name)
    if waits is not None and name not in _KNOWN and name not in settings_of(node.spec):
        raise NotThere(_words(waits, scene))


def _words(blank: Blank, scene: Scene) -> str:
    return tr("{setting} is still to be filled in.", setting=named(blank, scene.project.network, scene.project.plan))
