"""Works out how a layer comes to one number, from what the network really read there."""

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from cnnstudio.core.messages import WorkedOut, WorkOut
from cnnstudio.core.origins import ends_of
from cnnstudio.core.working import work_out
from cnnstudio.engine.build import seen
from cnnstudio.engine.predict import prepare
from cnnstudio.engine.subjects import Loaded, Subjects


def worked_out(ticket: int, request: WorkOut, subjects: Subjects) -> WorkedOut:
    """The answer to ``request``; raises StudioError in words."""
    loaded = subjects.get(request.subject)
    picture = prepare(loaded, request.picture)
    node, path = loaded.probe.node(request.layer)
    names = ends_of(loaded.network, path)
    found = loaded.probe.outputs(picture, {request.layer, *filter(None, names)})
    inputs = tuple(found[name] if name else picture for name in names)
    work = work_out(node, inputs, found[request.layer], _weights(loaded, request.layer), request.place)
    return WorkedOut(ticket, request.subject, work)


def _weights(loaded: Loaded, layer: str) -> Mapping[str, npt.NDArray[Any]]:
    """The layer's arrays as they are now, where TensorFlow has them: no copy of 100 million numbers for one of them."""
    return {each.name: seen(each) for each in loaded.keras_model.get_layer(layer).weights}
