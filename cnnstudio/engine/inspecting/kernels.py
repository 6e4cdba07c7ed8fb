"""The weights of one layer as kernels, or the part of them that is looked at."""

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import kernels
from cnnstudio.core.language import tr
from cnnstudio.core.messages import KernelsShown, ShowKernels, read_only
from cnnstudio.engine.build import seen
from cnnstudio.engine.inspecting.within import node_of
from cnnstudio.engine.subjects import Loaded


def shown(ticket: int, request: ShowKernels, loaded: Loaded) -> KernelsShown:
    """The answer to the request; only what it holds is copied. Raises StudioError in words."""
    view = _view(loaded, request)
    # Not asked of Keras by its name there: that would make a copy, and fc1 of VGG16 alone has 400 MB.
    variables = {variable.name: variable for variable in loaded.keras_model.get_layer(request.layer).weights}
    part = view.part(request.channel)
    every = kernels.lay_out(view, seen(variables[view.weight]))
    found = read_only(np.asarray(every[:, :, part, : view.outputs_at_once], np.float32))
    inputs = view.shape[2]
    channel = None if view.inputs_at_once == inputs else part.start
    return KernelsShown(ticket, request.subject, request.layer, found, view.weight, channel, inputs)


def _view(loaded: Loaded, request: ShowKernels) -> kernels.View:
    layer = request.layer
    node_of(loaded.network, layer)
    found = kernels.views(analyse(loaded.network), layer)
    if not found:
        raise StudioError(tr("“{layer}” has no weights to show.", layer=layer), tr("Choose a layer that learns."))
    view = kernels.view_of(found, request.weight)
    if view is None:
        raise StudioError(
            tr("“{layer}” has no weight called “{weight}”.", layer=layer, weight=request.weight),
            tr("It has “{weight}”.", weight=found[0].weight),
        )
    return view
