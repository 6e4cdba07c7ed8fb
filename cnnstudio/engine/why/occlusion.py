"""Occlusion: what the class loses when a patch of the picture is covered."""

import numpy as np
import numpy.typing as npt

from cnnstudio.core.inspecting.attribution import METHODS, patch_places, patch_size
from cnnstudio.core.messages import Pictures, Progressed
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.spec import FloatArray, Pair
from cnnstudio.engine.why.case import Case, Finding, Found


def occlusion(case: Case) -> Finding:
    """What the class loses by a patch over each pixel, the mean over the patches that cover it.

    After section 4.2 of M. D. Zeiler, R. Fergus (2014), https://arxiv.org/abs/1311.2901; a patch is filled with the
    mean of the picture, channel by channel.
    """
    places, patch = patch_places(case.picture.shape), patch_size(case.picture.shape)
    whole = float(case.scorer.numbers(case.x[None], case.target, often=True)[0])
    yield None
    losses, prepared = np.zeros(len(places)), case.loaded.prepared or Prepared()

    def cover(part: slice) -> None:
        pictures = prepared.apply(covered(case.picture, places[part], patch))
        losses[part] = whole - case.scorer.numbers(pictures, case.target, often=True)

    for done in case.pace.in_parts(len(places), cover):
        if done < len(places):
            yield Progressed(case.ticket, METHODS["occlusion"].title, done, len(places))
    height, width = case.picture.shape[:2]
    return Found(_spread(losses, places, patch, (height, width)))


def covered(picture: Pictures, places: tuple[Pair, ...], patch: Pair) -> Pictures:
    """The picture once for each place at which a patch covers it, (n, height, width, channels)."""
    mean = np.rint(picture.mean((0, 1))).astype(np.uint8)
    pictures = np.repeat(picture[None], len(places), axis=0)
    for each, (row, column) in zip(pictures, places, strict=True):
        each[row : row + patch[0], column : column + patch[1]] = mean
    return pictures


def _spread(losses: npt.NDArray[np.float64], places: tuple[Pair, ...], patch: Pair, picture: Pair) -> FloatArray:
    total, count = np.zeros(picture), np.zeros(picture)
    for loss, (row, column) in zip(losses, places, strict=True):
        under = np.s_[row : row + patch[0], column : column + patch[1]]
        total[under] += loss
        count[under] += 1
    return np.asarray(total / count, np.float32)
