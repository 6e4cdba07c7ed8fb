"""Works out how a layer comes to one number, from what the network really read there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from cnnstudio.core.by_hand.layers import Taken, from_layer
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.inspecting.origins import ends_of
from cnnstudio.core.language import tr
from cnnstudio.core.messages import TakeByHand, TakenByHand, WorkedOut, WorkOut, read_only
from cnnstudio.core.network import Layer, Node
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.working import work_out
from cnnstudio.engine.build import seen
from cnnstudio.engine.inspecting.predict import prepare
from cnnstudio.engine.subjects import Loaded, Subjects

_MOST_WHOLE = 10
"""Rows and columns of an input that is taken whole, with the layer's own padding; of a larger one a patch."""


@dataclass(frozen=True, eq=False)
class _Passed:
    """A node, and what went in and came out of it for a picture."""

    loaded: Loaded
    node: Node
    inputs: tuple[FloatArray, ...]
    output: FloatArray


def answer(ticket: int, request: WorkOut | TakeByHand, subjects: Subjects) -> WorkedOut | TakenByHand:
    """The answer to ``request``; raises StudioError in words."""
    if isinstance(request, WorkOut):
        return _worked_out(ticket, request, subjects)
    return _taken_by_hand(ticket, request, subjects)


def _worked_out(ticket: int, request: WorkOut, subjects: Subjects) -> WorkedOut:
    found = _passed(request, subjects)
    weights = _weights(found.loaded, request.layer)
    work = work_out(found.node, found.inputs, found.output, weights, request.place)
    return WorkedOut(ticket, request.subject, work)


def _taken_by_hand(ticket: int, request: TakeByHand, subjects: Subjects) -> TakenByHand:
    found = _passed(request, subjects)
    if not isinstance(found.node, Layer) or found.output.ndim != 3 or len(found.inputs) != 1:
        raise StudioError(
            tr("“{layer}” cannot be worked by hand.", layer=request.layer), tr("Choose a convolution or a pooling.")
        )
    given, weights = found.inputs[0], _weights(found.loaded, request.layer)
    is_small = max(given.shape[:2]) <= _MOST_WHOLE
    try:
        taken = from_layer(found.node.spec, weights, given, request.place, whole=is_small, title=request.title)
    except SpecError as error:
        raise StudioError(str(error)) from error
    value = float(found.output[request.place])
    return TakenByHand(ticket, request.subject, request.layer, request.place, _of_its_own(taken), value)


def _of_its_own(taken: Taken) -> Taken:
    """The same with copies of its arrays: TensorFlow's own memory is another picture's soon."""
    given = taken.exercise
    input, kernels, biases = (read_only(array) for array in (given.input, given.kernels, given.biases))
    return replace(taken, exercise=replace(given, input=input, kernels=kernels, biases=biases))


def _passed(request: WorkOut | TakeByHand, subjects: Subjects) -> _Passed:
    loaded = subjects.get(request.subject)
    picture = prepare(loaded, request.picture)
    node, path = loaded.probe.node(request.layer)
    names = ends_of(loaded.network, path)
    found = loaded.probe.outputs(picture, {request.layer, *filter(None, names)})
    inputs = tuple(found[name] if name else picture for name in names)
    return _Passed(loaded, node, inputs, found[request.layer])


def _weights(loaded: Loaded, layer: str) -> Mapping[str, npt.NDArray[Any]]:
    """The layer's arrays as they are now, where TensorFlow has them: no copy of 100 million numbers for one of them."""
    return {each.name: seen(each) for each in loaded.keras_model.get_layer(layer).weights}
