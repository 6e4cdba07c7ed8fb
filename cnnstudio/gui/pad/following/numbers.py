"""Where in a layer's output the number stands that a pixel of its maps shows."""

import numpy as np

from cnnstudio.core.messages import LayerMaps
from cnnstudio.gui.pad.following.mosaic import GAP, Plan

Place = tuple[int, int, int]
"""Row, column and channel."""


def strongest(layer: LayerMaps) -> Place:
    """The place of the greatest number that is shown of a layer; of neighbours that share a pixel the middle one.

    A pixel of a large map shows the mean of its neighbours, so that one number alone may be greater.
    """
    row, column, channel = np.unravel_index(int(np.argmax(layer.maps)), layer.maps.shape)
    return _scaled((int(row), int(column)), layer.maps.shape[:2], layer.shape, int(channel))


def place_at(layer: LayerMaps, plan: Plan, row: int, column: int) -> Place | None:
    """The number under a pixel of a layer's mosaic, counted in pixels of the screen; None between the maps."""
    (high, wide), count = plan.tile, layer.maps.shape[-1]
    if layer.maps.ndim != 3 or row < 0 or column < 0:
        return None
    (line, down), (across, right) = divmod(row, high + GAP), divmod(column, wide + GAP)
    channel = line * plan.across + across
    if down >= high or right >= wide or across >= plan.across or channel >= count:
        return None
    return _scaled((down, right), plan.tile, layer.shape, channel)


def _scaled(at: tuple[int, int], size: tuple[int, ...], shape: tuple[int, ...], channel: int) -> Place:
    rows, columns = (
        min((2 * place + 1) * whole // (2 * shown), whole - 1)
        for place, shown, whole in zip(at, size, shape[:2], strict=True)
    )
    return rows, columns, channel
