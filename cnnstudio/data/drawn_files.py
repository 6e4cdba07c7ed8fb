"""Writes drawings into files that any program reads: a zip with a folder a label, or the arrays of an .npz."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.collected import Collected, steps_for
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import Picture, everything
from cnnstudio.data.drawn import data_set, file_name, picture_of, rendered
from cnnstudio.data.pictures.layout import parts_among
from cnnstudio.data.pictures.refusal import BadPicture
from cnnstudio.data.sources import DRAWN
from cnnstudio.data.watch import NOBODY, Progress, Watch

_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every member: equal drawings make equal files."""


def write_zip(
    path: Path, drawings: Sequence[Collected], shape: tuple[int, int, int] | None = None, watch: Watch = NOBODY
) -> None:
    """Writes PNG files, a folder a label, and a table of the labels; ink is light on dark.

    A folder's name cannot hold every label, so that the table has them as they are. What is damaged is left out.

    Args:
        shape: Of a network's input, as which the pictures are written; None writes them as they were drawn.

    Raises StudioError where no drawing is whole, OSError, and LoadingStopped; then there is no file.
    """
    labels, shown = {}, {each.label for each in drawings}
    names = _Names(shown)
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:  # PNG is packed already
            for number, each in enumerate(drawings):
                watch.check()
                watch.tell(Progress(tr("Writing the drawings"), number, len(drawings)))
                try:
                    picture = picture_of(each)
                except BadPicture:
                    continue
                name = names.of(each)
                content = each.png if shape is None else _png(rendered(picture, shape, steps=steps_for(shape, shown)))
                archive.writestr(zipfile.ZipInfo(name, _DATE), content)
                labels[name] = each.label
            if not labels:
                raise StudioError(tr("There are no drawings to write."), tr("Draw something first."))
            archive.writestr(zipfile.ZipInfo("labels.csv", _DATE), _table(labels))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_npz(path: Path, drawings: Sequence[Collected], shape: tuple[int, int, int], watch: Watch = NOBODY) -> None:
    """Writes the arrays ``x``, uint8 (n, height, width, channels), ``y``, the class numbers, and ``class_names``.

    The pictures are as a network of the input ``shape`` gets them. Raises what ``write_zip`` raises.
    """
    data = data_set(drawings, DataRecipe(DRAWN), Geometry().towards(shape), watch)
    x, y = everything(data)
    with path.open("wb") as file:  # by its path numpy would add an ending
        np.savez_compressed(file, x=np.asarray(x[:]), y=y, class_names=np.array(data.labels))


class _Names:
    """Names of files, so that no two labels share a folder.

    Where folders called after the labels would be taken for the parts of data, as "train" and "test" are, there is one
    folder for all.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self._is_one = bool(parts_among(labels))
        self._labels: dict[str, str] = {}
        """The label that has a folder, by its name in small letters: some disks take no other difference."""

    def of(self, drawing: Collected) -> str:
        folder, file = file_name(drawing).split("/")
        if self._is_one:
            return f"drawings/{file}"
        again, name = 1, folder
        while self._labels.setdefault(name.lower(), drawing.label) != drawing.label:
            again += 1
            name = f"{folder}_{again}"
        return f"{name}/{file}"


def _table(labels: Mapping[str, str]) -> bytes:
    """The label of every file as CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([("filename", "label"), *labels.items()])
    return stream.getvalue().encode()


def _png(picture: Picture) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture if picture.shape[2] == 3 else picture[..., 0]).save(stream, "PNG")
    return stream.getvalue()
