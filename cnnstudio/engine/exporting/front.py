"""The network as it goes into a file: as it is, or behind its scaling so that it takes pictures 0 to 255."""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import for_use
from cnnstudio.core.language import tr
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import MOST_PIXELS, Prepared
from cnnstudio.core.spec import KINDS, FloatArray, KerasLayer, Shape
from cnnstudio.engine.build import KerasModel, build, get_weights, set_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.training.front import scaling

_TRIED = 8
"""Pictures on which what was written is compared with the network."""

_SEED = 0

_CLOSE = 1e-3
"""float32 is rounded at other places: so much of the largest number the answers may differ by."""

_Layers = tuple[KerasLayer, ...]


@dataclass(frozen=True)
class Front:
    """What goes into a file.

    Attributes:
        network: With the scaling as its first layers where that goes in.
        first: Keras layers before it that no kind of ours can hold.
        prepared: How pictures are prepared for it; None where that is not known.
        is_scaled: Whether the scaling is in it.
    """

    network: Network
    first: _Layers
    prepared: Prepared | None
    is_scaled: bool = False


def front_of(loaded: Loaded, *, with_scaling: bool) -> Front:
    """What goes into a file; raises StudioError in words where the scaling is not known or too long."""
    return _scaled(loaded) if with_scaling else Front(loaded.network, (), loaded.prepared)


def made(front: Front, loaded: Loaded, *, only_for_use: bool = False) -> KerasModel:
    """A Keras model of it with the weights; a fresh one: that at hand may hold an optimiser.

    Args:
        only_for_use: Whether layers that do something in training only are left out.
    """
    network = for_use(front.network) if only_for_use else front.network
    with collector_off():
        keras_model = build(network, front.first)
    set_weights(keras_model, network, get_weights(loaded.keras_model, loaded.network))
    return keras_model


def trials(loaded: Loaded, front: Front) -> tuple[FloatArray, FloatArray]:
    """Pictures drawn at random as the file's network takes them, and what the network at hand says to them."""
    shape = (_TRIED, *loaded.network.input_shape)
    pictures = np.random.default_rng(_SEED).integers(0, 256, shape, np.uint8)
    prepared = loaded.prepared or Prepared()
    given = 255 - pictures if prepared.preprocessing.invert and front.is_scaled else pictures
    values = prepared.apply(given)
    said = np.asarray(loaded.keras_model(values, training=False), np.float32)
    return (pictures.astype(np.float32) if front.is_scaled else np.asarray(values, np.float32)), said


def compared(ours: FloatArray, theirs: npt.NDArray[np.generic]) -> float:
    """The greatest difference of two answers to the same pictures; raises StudioError where they are not the same.

    They are where none differs by more than a thousandth of the largest number.
    """
    if ours.shape != theirs.shape:
        raise _different(tr("It gives {found} numbers, not {expected}.", found=theirs.shape, expected=ours.shape))
    difference = float(np.abs(ours - np.asarray(theirs, np.float32)).max(initial=0.0))
    if not difference <= _CLOSE * float(np.abs(ours).max(initial=0.0)):  # a NaN is not the same either
        raise _different(tr("The greatest difference is {difference:.3g}.", difference=difference))
    return difference


def said_alike(reader: str, difference: float) -> str:
    """In words what was compared."""
    if difference == 0:
        return tr(
            "Read back by {reader} and tried on {count} random pictures: its answers are the same.",
            reader=reader,
            count=_TRIED,
        )
    return tr(
        "Read back by {reader} and tried on {count} random pictures: its answers differ by at most {most:.1g}.",
        reader=reader,
        count=_TRIED,
        most=difference,
    )


def _different(details: str) -> StudioError:
    return StudioError(
        tr("What was written does not give the same answers, so it was not kept."),
        tr("Export it in another form."),
        details,
    )


def _scaled(loaded: Loaded) -> Front:
    """The network behind its scaling, taking pictures as they are."""
    if loaded.prepared is None:
        raise StudioError(
            tr("It is not known how pictures are scaled for this network, so its scaling cannot go into the file."),
            tr("Export it without the scaling."),
        )
    network, shape = loaded.network, loaded.network.input_shape
    prepared, before, after = swapped(loaded.prepared)
    if prepared.method == "standardise_pixel" and math.prod(shape) > MOST_PIXELS:
        raise too_long(shape)
    front = scaling(prepared, shape)
    in_front = prepared.method == "standardise_pixel"  # and read back as preprocessing: no kind has so many settings
    for kind, arguments in reversed(after if in_front else (*before, *front)):
        layer = Layer(network.fresh_name("scaling"), KINDS[kind].from_keras(arguments))
        network = Network(shape, (layer, *network.nodes))
    raw = Prepared(replace(prepared.preprocessing, method="raw"))
    return Front(network, front if in_front else (), raw, is_scaled=True)


def too_long(shape: Shape) -> StudioError:
    """The numbers by which pictures of this shape are scaled are too many for the file."""
    return StudioError(
        tr("Standardising {count:,} numbers one by one makes too long a file.", count=math.prod(shape)),
        tr("Export it without the scaling, or standardise channel by channel."),
    )


def swapped(prepared: Prepared) -> tuple[Prepared, _Layers, _Layers]:
    """The preprocessing without swapping dark and light, and the layers that do it before or after the scaling.

    What is standardised pixel by pixel must be the file's first layer, so that is swapped behind it, as
    (255 − x − mean) ÷ spread = −(x − (255 − mean)) ÷ spread. All others are swapped before.
    """
    if not prepared.preprocessing.invert:
        return prepared, (), ()
    upright = replace(prepared, preprocessing=replace(prepared.preprocessing, invert=False))
    if prepared.method == "standardise_pixel":
        mean = tuple(255.0 - each for each in prepared.mean)
        return replace(upright, mean=mean), (), (("Rescaling", {"scale": -1.0, "offset": 0.0}),)
    return upright, (("Rescaling", {"scale": -1.0, "offset": 255.0}),), ()
