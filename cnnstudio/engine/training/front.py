"""What stands before a network that is fed with pictures as they are: augmentation, in training only, and the scaling.

All of it is plain Keras layers, so that it can go into a file that Keras opens without this program.
"""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.pictures.preprocessing import PICTURE_FLOOR, Prepared
from cnnstudio.core.spec import FloatArray, KerasLayer, Shape
from cnnstudio.engine.build import KerasModel


def scaling(prepared: Prepared, shape: Shape) -> tuple[KerasLayer, ...]:
    """The layers that do to pictures (height, width, channels), 0 to 255, what ``Prepared.apply`` does.

    As float32 is rounded at other places, the numbers agree to about 1e-6 of the largest of them.
    """
    match prepared.method:
        case "scale":
            return (("Rescaling", {"scale": 1 / 255, "offset": 0.0}),)
        case "signed":
            return (("Rescaling", {"scale": 1 / 127.5, "offset": -1.0}),)
        case "standardise":
            return (("Normalization", _measured(prepared, (len(prepared.mean),))),)
        case "standardise_pixel":
            return (("Normalization", {"axis": (1, 2, 3), **_measured(prepared, shape)}),)
        case "standardise_picture":
            arguments = {"groups": 1, "epsilon": PICTURE_FLOOR**2, "center": False, "scale": False}
            return (("GroupNormalization", arguments),)
    return ()


def with_front(keras_model: KerasModel, prepared: Prepared, shape: Shape) -> KerasModel:
    """A Keras model of uint8 pictures around this one, whose weights it shares.

    The layers that augment draw their seeds from the generator that ``keras.utils.set_random_seed`` has set.
    """
    start = keras.Input(shape, dtype="uint8", name="pictures")
    tensor = keras.ops.cast(start, "float32")
    augmentation = (each for spec in prepared.preprocessing.augmentation for each in spec.keras())
    for layer in made((*augmentation, *scaling(prepared, shape))):
        tensor = layer(tensor)
    return keras.Model(start, keras_model(tensor), name="with_front")


def made(layers: Iterable[KerasLayer], **more: Any) -> list[Any]:
    """The Keras layers, each with ``more`` arguments."""
    return [getattr(keras.layers, kind)(**arguments, **more) for kind, arguments in layers]


def augmenting(augmentation: tuple[Augmentation, ...], seed: int) -> list[Any]:
    """Keras layers that draw by ``seed`` and touch no generator that a training may use."""
    found = [each for spec in augmentation for each in spec.keras()]
    return [layer for number, each in enumerate(found) for layer in made((each,), seed=seed + number)]


def _measured(prepared: Prepared, shape: Shape) -> dict[str, Any]:
    return {"mean": _plain(prepared.centre, shape), "variance": _plain(np.square(prepared.divisor), shape)}


def _plain(numbers: FloatArray, shape: Shape) -> Any:
    """Nested lists, each number in as few digits as tell it from every other float32."""
    short = [float(str(each)) for each in numbers]
    return np.asarray(short, np.float64).reshape(shape).tolist()
