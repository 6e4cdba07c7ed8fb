"""Makes a data set of a project's drawings, and of a picture what is kept of it."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.collected import MOST_PNG, MOST_SIDE, Collected, classes_of, steps_for, title
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps, ink_to_input, picture_to_ink
from cnnstudio.core.pictures.sheet import Sheet, inked, sheet_to_input
from cnnstudio.core.pictures.tiles import resize
from cnnstudio.core.spec import Pair
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import MOST_CLASSES, DataSet, PartName, Picture
from cnnstudio.data.pictures.decoding import decode, without_pillows_warnings
from cnnstudio.data.pictures.refusal import BadPicture
from cnnstudio.data.reshaping import reshape
from cnnstudio.data.sources import DRAWN
from cnnstudio.data.split import set_aside
from cnnstudio.data.watch import NOBODY, Progress, Watch

DrawingsOf = Callable[[str], Sequence[Collected]]
"""Gives the drawings of the project file at a path; of the project that is worked on where the path is empty."""

SIDE = 28
"""Rows and columns of the pictures where no size is chosen: MNIST's."""

AS_DRAWN = Geometry()

_BETWEEN_TELLING = 100
_COLOUR_TYPE = 25
"""Where the colour type stands in a PNG."""

_NONE = tr("Draw something on the Draw page, say what it is, and add it there.")


def encoded(picture: NDArray[np.uint8]) -> bytes:
    """A picture as it is kept, PNG: (rows, columns) of ink 0 to 255, or (rows, columns, 3) as it looks.

    One that is larger than ``MOST_SIDE`` is brought to it. Raises StudioError where there is nothing on it.
    """
    flat = picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    if flat.size == 0 or flat.min() == flat.max():
        raise StudioError(tr("There is nothing on the paper yet."), tr("Draw something first."))
    longest = max(flat.shape[:2])
    if longest > MOST_SIDE:
        rows, columns = (max(1, round(side * MOST_SIDE / longest)) for side in flat.shape[:2])
        flat = np.rint(resize(flat, rows, columns)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(flat).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def picture_of(drawing: Collected) -> Picture:
    """The picture, (rows, columns, 1 or 3); raises BadPicture where it is none that the program keeps."""
    if not drawing.png or len(drawing.png) > MOST_PNG:
        raise BadPicture(tr("it is damaged"))
    with without_pillows_warnings():
        return decode(io.BytesIO(drawing.png), MOST_SIDE**2).picture


def has_colours(drawing: Collected) -> bool:
    """Whether it is kept in colours, as the PNG's header says (w3.org/TR/png, 11.2.1)."""
    return len(drawing.png) > _COLOUR_TYPE and drawing.png[_COLOUR_TYPE] not in (0, 4)


def rendered(
    picture: Picture, shape: tuple[int, int, int], geometry: Geometry = AS_DRAWN, steps: Steps = MNISTS_WAY
) -> Picture:
    """The picture as a network of that input shape gets it, ink by these steps, as MNIST's pictures were made.

    One that has the shape already is left as it is.

    A network for colours gets ink as it looks on its paper, black on white where it has no colour, and any other
    picture as the geometry says. One without gets it light on dark, and in any other picture it is looked for.
    """
    if picture.shape == shape and not geometry.changes(shape):
        return picture
    steps = replace(steps, invert=geometry.invert)
    if (sheet := _sheet(picture, for_colours=shape[2] == 3)) is not None:
        made = sheet_to_input(sheet, shape, steps)
        found = None if made is None else made.array
    elif shape[2] == 3:
        found = reshape(picture, geometry, shape)
    else:
        found = ink_to_input(picture_to_ink(picture), shape, steps)
    return np.full(shape, 255 * geometry.invert, np.uint8) if found is None else found


def key(drawings: Sequence[Collected]) -> Hashable:
    """Equal for drawings of which the same data set is made."""
    digest = hashlib.sha256()
    for each in drawings:
        digest.update(repr((each.number, each.label, len(each.png))).encode())
        digest.update(each.png)
    return digest.digest()


def data_set(
    drawings: Sequence[Collected], recipe: DataRecipe, geometry: Geometry = AS_DRAWN, watch: Watch = NOBODY
) -> DataSet:
    """The drawings as a data set, a test part set aside as of any pictures without one of their own.

    Pictures are 28 × 28 and grey, or where there are drawings in colours have three channels, unless the geometry says
    otherwise. Raises StudioError in words where there are none, and LoadingStopped.
    """
    whole, pictures, bad = _decoded(drawings, watch)
    if not whole:
        if bad:
            raise StudioError(tr("All drawings of this project are damaged: {count:,} of them.", count=len(bad)), _NONE)
        raise StudioError(tr("There are no drawings in this project yet."), _NONE)
    labels = classes_of({each.label for each in whole})
    if len(labels) > MOST_CLASSES:
        raise StudioError(
            tr(
                "The drawings have {count:,} different labels; the most is {most_classes:,}.",
                count=len(labels),
                most_classes=MOST_CLASSES,
            )
        )
    height, width, channels = geometry.shape((SIDE, SIDE, max(picture.shape[2] for picture in pictures)))
    shape = height, width, channels
    x, steps = np.empty((len(whole), *shape), np.uint8), steps_for(shape, labels)
    for number, picture in enumerate(pictures):
        _tell(watch, tr("Making pictures of the drawings"), number, len(pictures))
        x[number] = rendered(picture, shape, geometry, steps)
    places = {label: place for place, label in enumerate(labels)}
    y = np.array([places[each.label] for each in whole], np.int64)
    kept, held = set_aside(y, (each.png for each in whole), recipe.test_share, recipe.seed)
    originals = _Originals(tuple(pictures), tuple(whole), kept, held)
    parts = (x[kept], y[kept], x[held], y[held])
    return DataSet(DRAWN, title(labels), labels, *parts, False, _findings(bad), originals, _sizes(pictures))


def file_name(drawing: Collected) -> str:
    """What a drawing is called in a folder or zip: "7/12.png"."""
    folder = "".join(sign if sign.isalnum() or sign in " -_" else "_" for sign in drawing.label).strip(" ._") or "_"
    return f"{folder}/{drawing.number}.png"


def number_of(name: str) -> int | None:
    """The number of the drawing that ``file_name`` calls so."""
    stem = name.rpartition("/")[2].removesuffix(".png")
    return int(stem) if stem.isascii() and stem.isdigit() else None


@dataclass(frozen=True, eq=False)
class _Originals:
    """The drawings as they were drawn, by the parts they went to."""

    pictures: tuple[Picture, ...]
    drawings: tuple[Collected, ...]
    kept: NDArray[np.intp]
    held: NDArray[np.intp]

    def read(self, part: PartName, number: int) -> Picture:
        """The picture as it was drawn."""
        return self.pictures[self._place(part, number)]

    def name(self, part: PartName, number: int) -> str:
        """As ``file_name`` has it."""
        return file_name(self.drawings[self._place(part, number)])

    def _place(self, part: PartName, number: int) -> int:
        return int((self.kept if part == "train" else self.held)[number])


def _sheet(picture: Picture, *, for_colours: bool) -> Sheet | None:
    """The sheet that a picture is of: grey is ink; colours are, on paper that is all white or all black, else None.

    Args:
        for_colours: Ink covers all that is not paper, so that colours stay what they are. Otherwise it is as little as
            makes these colours, so that strokes have soft edges.
    """
    if picture.shape[2] == 1:
        return inked(picture[..., 0] / np.float32(255))
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    paper = int(border[0, 0])
    if paper not in (0, 255) or (border != paper).any():
        return None
    cover = 255 - picture.min(2, keepdims=True) if paper else picture.max(2, keepdims=True)
    if for_colours:
        cover = np.where(cover, np.uint8(255), np.uint8(0))
    colours = picture - (255 - cover) if paper else picture
    return Sheet(np.concatenate([cover, colours], axis=2), is_dark=not paper)


def _decoded(
    drawings: Sequence[Collected], watch: Watch
) -> tuple[list[Collected], list[Picture], list[tuple[Collected, str]]]:
    """The drawings that can be read, their pictures, and the others with why."""
    whole: list[Collected] = []
    pictures: list[Picture] = []
    bad: list[tuple[Collected, str]] = []
    for number, each in enumerate(drawings):
        _tell(watch, tr("Reading the drawings"), number, len(drawings))
        try:
            pictures.append(picture_of(each))
        except BadPicture as error:
            bad.append((each, str(error)))
        else:
            whole.append(each)
    return whole, pictures, bad


def _findings(bad: Sequence[tuple[Collected, str]]) -> tuple[Finding, ...]:
    if not bad:
        return ()
    words = tr_count(
        "{count:,} drawing is damaged and left out.", "{count:,} drawings are damaged and left out.", len(bad)
    )
    lines = tuple(f"{file_name(each)}: {why}" for each, why in bad[:1000])
    return (Finding(words, "caution", lines),)


def _sizes(pictures: Sequence[Picture]) -> str:
    """In words where they differ, as ``DataSet.sizes`` has it."""
    found: Counter[Pair] = Counter((picture.shape[0], picture.shape[1]) for picture in pictures)
    if len(found) < 2:
        return ""
    small, large = min(found, key=_area), max(found, key=_area)
    return tr("{smallest} to {largest}", smallest=f"{small[0]} × {small[1]}", largest=f"{large[0]} × {large[1]}")


def _area(side: Pair) -> int:
    return side[0] * side[1]


def _tell(watch: Watch, what: str, done: int, total: int) -> None:
    if done % _BETWEEN_TELLING == 0:
        watch.check()
        watch.tell(Progress(what, done, total))
