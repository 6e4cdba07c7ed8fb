"""What a network says to one picture: probabilities, and the output of any of its layers."""

import numpy as np

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.ending import left_to_do
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Pictures
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.subjects import Loaded


def probabilities(loaded: Loaded, picture: Pictures) -> FloatArray:
    """One number a class, (classes,), for a picture (height, width, channels) with values 0 to 255.

    As the loss takes them: through softmax or sigmoid where the network ends before it. Others are shown as they are.
    """
    return as_probabilities(loaded, loaded.probe.output(prepare(loaded, picture)))


def as_probabilities(loaded: Loaded, output: FloatArray) -> FloatArray:
    """What the network gives out as one number a class; raises StudioError where it is of another form."""
    if output.ndim != 1:
        raise StudioError(
            tr("The network ends with {shape}, not with one number a class.", shape=shape_in_words(output.shape)),
            tr("Add Flatten and Dense."),
        )
    return finished(loaded, output)


def finished(loaded: Loaded, output: FloatArray) -> FloatArray:
    """Numbers (classes,) that the network gives out, through the function that was left to its loss to do."""
    check_classes(loaded)
    match left_to_do(loaded.plan.loss, loaded.network):
        case "softmax":
            return softmax(output)
        case "sigmoid":
            return sigmoid(output)
    return output


def check_classes(loaded: Loaded) -> None:
    """Raises StudioError for a network with one number at its end, where its file does not say what that stands for."""
    if loaded.labels == ("0",):
        raise StudioError(
            tr("The network ends with one number alone, and it is not known which class that speaks for."),
            tr("Give its last layer one unit a class, and train it."),
        )


def features(loaded: Loaded, layer: str, picture: Pictures) -> FloatArray:
    """What a layer gives for a picture: (height, width, channels) or (length,)."""
    return loaded.probe.features(prepare(loaded, picture), layer)


def prepare(loaded: Loaded, picture: Pictures) -> FloatArray:
    """The picture as this network receives it; raises StudioError when its size is not the network's."""
    check_size(loaded.network, picture.shape)
    return (loaded.prepared or Prepared()).apply(picture)


def check_size(network: Network, shape: tuple[int, ...]) -> None:
    """Raises StudioError unless pictures of this shape are what the network expects."""
    if tuple(shape) != network.input_shape:
        raise StudioError(
            tr(
                "The network expects pictures of {input_shape}, not of {shape}.",
                input_shape=shape_in_words(network.input_shape),
                shape=shape_in_words(shape),
            ),
            tr("Choose pictures of that size, or change the network's input."),
        )


def softmax(values: FloatArray) -> FloatArray:
    """exp(x) / Σ exp(x), shifted so that nothing overflows."""
    shifted = np.exp(values - values.max())
    return np.asarray(shifted / shifted.sum(), np.float32)


def sigmoid(values: FloatArray) -> FloatArray:
    """1 / (1 + exp(−x)), of which neither end overflows."""
    small = np.exp(-np.abs(values))
    return np.asarray(np.where(values >= 0, 1, small) / (1 + small), np.float32)
