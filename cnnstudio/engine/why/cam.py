"""Grad-CAM and Grad-CAM++: the maps of a layer, weighed by what they do for a class."""

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.field import Field
from cnnstudio.core.inspecting.attribution import gives_maps, last_maps
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.tiles import resize
from cnnstudio.core.spec import FloatArray, Pair
from cnnstudio.engine.inspecting.within import node_of


def layer_of(network: Network, wanted: str) -> tuple[str, Field | None]:
    """The layer or block whose maps are weighed, and what each of their places sees; raises StudioError in words.

    Args:
        wanted: Its name; empty for the last one that fits.
    """
    analysis = analyse(network)
    name = wanted or last_maps(analysis)
    if not name and any(len(row.output_shape or ()) == 3 for row in analysis.rows):
        words = tr("Every map of this network is a single number: there are no places that it could tell apart.")
        raise StudioError(words, tr("Use smaller kernels, or fewer steps and poolings, so that larger maps are left."))
    if not name:
        raise StudioError(tr("No layer of this network gives out maps."), tr("Add a convolution."))
    node_of(network, name)
    row = analysis.row_of(name)
    if row is None or not gives_maps(row):
        raise StudioError(
            tr("“{name}” gives out no maps.", name=name), tr("Choose a layer whose output has rows and columns.")
        )
    return name, row.field


def grad_cam(maps: FloatArray, gradients: FloatArray) -> FloatArray:
    """What speaks for the class at each place of the maps, (rows, columns), 0 or more.

    Equations 1 and 2 of R. R. Selvaraju et al. (2017), https://arxiv.org/abs/1610.02391.

    Args:
        maps: (rows, columns, channels) that a layer gives out.
        gradients: How the class's number changes with each of them.
    """
    values = np.asarray(maps, np.float64) @ gradients.mean((0, 1), dtype=np.float64)
    return np.asarray(np.maximum(values, 0), np.float32)


def grad_cam_plus_plus(maps: FloatArray, gradients: FloatArray) -> FloatArray:
    """As ``grad_cam``, each derivative weighed by how much its place alone does.

    Equations 10 and 19 of A. Chattopadhay et al. (2018), https://arxiv.org/abs/1710.11063, whose class number is e to
    the power of the one here: what remains of that is the same factor everywhere, left out because it overflows. As in
    the authors' program the weights of each map's places sum to 1.
    """
    values, first = np.asarray(maps, np.float64), np.asarray(gradients, np.float64)
    second, third = first**2, first**3
    below = 2 * second + third * values.sum((0, 1))
    alphas = np.divide(second, below, out=np.zeros_like(second), where=(second != 0) & (below != 0))
    sums = alphas.sum((0, 1))
    alphas /= np.where(sums == 0, 1, sums)
    weights = (alphas * np.maximum(first, 0)).sum((0, 1))
    return np.asarray(np.maximum(values @ weights, 0), np.float32)


def placed(values: FloatArray, field: Field | None, picture: Pair) -> FloatArray:
    """What was found at the places of a map, (rows, columns), on the picture: (height, width) float32.

    Each value stands at the middle of what its place sees, and between the middles they are interpolated linearly:
    stretched over the whole picture, the maps of a convolution without padding would come to lie too far outside.
    Where it is not known what a place sees, they are stretched.
    """
    if field is None or field.is_common or not field.exact:
        return resize(values, *picture)
    turned = values.T if field.swapped else values
    rows, columns = (_between(turned.shape[axis], picture[axis], field, axis) for axis in (0, 1))
    return np.asarray(rows @ turned @ columns.T, np.float32)


def _between(places: int, length: int, field: Field, axis: int) -> FloatArray:
    """The shares (length, places) of each place in each pixel along an axis; each row sums to 1."""
    middle, step = field.start[axis] + field.extent[axis] / 2, field.strides[axis]
    at = np.clip((np.arange(length) + 0.5 - middle) / step, 0, places - 1)
    return np.asarray(np.clip(1 - np.abs(at[:, None] - np.arange(places)[None]), 0, None), np.float32)
