"""A layer's numbers before the activation that it ends with, and behind it."""

from collections.abc import Generator
from typing import Any

import keras

from cnnstudio.core.ending import acting_path
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Shape
from cnnstudio.engine.inspecting.within import Inside, concrete, inside, node_of
from cnnstudio.engine.subjects import Loaded

MOST_CHANNELS = 32_768
"""A layer with more of them is refused: nobody looks at so many, and the answer would fill the memory."""


class Ending:
    """How a layer or block comes to its numbers; of one that hands them on, the one that they come from.

    Attributes:
        shape: Of what it gives for a picture, its channels or units last.
        activation: Keras's name of the activation that it ends with; ``"linear"`` for none.
        way: Gives for prepared pictures (n, height, width, channels) the numbers before the activation.
        before: The same as a traced function of its own, once there is one.
        behind: Makes of these what the layer gives.
    """

    def __init__(self, loaded: Loaded, layer: str) -> None:
        """Raises StudioError in words."""
        acting = loaded.network.node(acting_path(loaded.network, node_of(loaded.network, layer)[1]))
        keras_layer = loaded.keras_model.get_layer(acting.name)
        self.shape: Shape = tuple(map(int, keras_layer.output.shape[1:]))
        if self.channels > MOST_CHANNELS:
            raise StudioError(
                tr(
                    "“{layer}” gives {channels:,} numbers a picture, too many to look at each of them.",
                    layer=layer,
                    channels=self.channels,
                ),
                tr("Choose the layer before or after it."),
            )
        self.activation = acting.spec.activation_name()
        self.way, self.behind = _parts(loaded, keras_layer, self.activation)
        self.before = self.way

    @property
    def channels(self) -> int:
        """Channels of maps, or numbers of a list."""
        return self.shape[-1]

    def trace(self, loaded: Loaded) -> None:
        """Makes a graph of the way, which several functions can use without going it again."""
        self.before = concrete(self.way, loaded.keras_model)


def ending(loaded: Loaded, layer: str) -> Generator[None, None, Ending]:
    """The ending of a layer, made in pieces; that which was asked for last is kept."""
    kept = loaded.traced.get("ending")
    if kept is None or kept[0] != layer:
        found = Ending(loaded, layer)
        yield
        found.trace(loaded)
        yield
        loaded.traced["ending"] = kept = (layer, found)
    made: Ending = kept[1]
    return made


def _parts(loaded: Loaded, keras_layer: Any, activation: str) -> tuple[Inside, Inside]:
    if hasattr(keras_layer, "activation"):
        own = keras_layer.activation or keras.activations.linear
        return _without(keras_layer, inside(loaded.keras_model, keras_layer.output)), own
    if activation == "linear":
        return inside(loaded.keras_model, keras_layer.output), keras.activations.linear
    return inside(loaded.keras_model, keras_layer.input), keras_layer


def _without(keras_layer: Any, give: Inside) -> Inside:
    """The same way, but that the layer does not apply its activation."""

    def before(pictures: Any) -> Any:
        own = keras_layer.activation
        keras_layer.activation = keras.activations.linear
        try:
            return give(pictures)
        finally:
            keras_layer.activation = own

    return before
