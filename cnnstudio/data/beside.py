"""The divided pictures of a project as an ``.npz`` that stands beside its script."""

import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cnnstudio.core import scripting
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import Pictures
from cnnstudio.data.drawn import DrawingsOf
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import NOBODY, Watch

_AT_ONCE = 16_000_000
"""So many bytes are written before it is asked whether to go on."""

_LEVEL = 1
"""Of compression: the higher ones take ten times as long for a tenth less."""


def parts_of(project: Project, watch: Watch = NOBODY, drawings: DrawingsOf | None = None) -> Parts:
    """The pictures as a training of the project divides them; raises what ``library.load`` and ``split`` raise."""
    return split(library.load(project.data, project.preprocessing.geometry, watch, drawings=drawings), project.data)


def pictures_of(project: Project, drawings: DrawingsOf, watch: Watch = NOBODY) -> scripting.Pictures:
    """What stands beside the project's script; raises what ``parts_of`` raises."""
    parts = parts_of(project, watch, drawings)
    is_other = project.data.validation != DataRecipe.TEST
    save = partial(save_parts, parts, with_validation=is_other, watch=watch)
    division = parts.division
    count = len(division.train) + len(division.validation) + len(parts.x_test)
    return scripting.Pictures(save, parts.is_streamed, count)


def save_parts(parts: Parts, path: Path, *, with_validation: bool, watch: Watch = NOBODY) -> None:
    """Writes ``x_train``, ``y_train``, ``x_val`` … ``y_test``: pictures uint8 (n, height, width, channels), 0 to 255.

    Args:
        with_validation: Whether the validation pictures are others than those of the test.
        watch: Ends it.
    """
    arrays: dict[str, Any] = {"x_train": parts.x_train, "y_train": parts.y_train}
    if with_validation:
        arrays |= {"x_val": parts.x_validation, "y_val": parts.y_validation}
    arrays |= {"x_test": parts.x_test, "y_test": parts.y_test}
    save_arrays(arrays, path, watch)


def save_arrays(arrays: dict[str, Any], path: Path, watch: Watch = NOBODY) -> None:
    """Writes arrays, in memory or not, as an ``.npz`` that ``np.load`` reads; part by part."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                header = {"descr": npy.dtype_to_descr(array.dtype), "fortran_order": False, "shape": tuple(array.shape)}
                npy.write_array_header_1_0(member, header)
                _write(array, member, watch)


def _write(array: Pictures | NDArray[Any], member: Any, watch: Watch) -> None:
    if not array.shape or not len(array):
        member.write(np.asarray(array).tobytes())
        return
    step = max(1, _AT_ONCE // max(1, array.nbytes // len(array)))
    for start in range(0, len(array), step):
        watch.check()
        member.write(np.ascontiguousarray(array[start : start + step]).tobytes())
