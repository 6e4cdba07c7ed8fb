"""A picture of the data for a network that takes others: brought to its size and colour, as a picture file is."""

from dataclasses import dataclass, replace

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.spec import Shape
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.gui.files.arrivals import as_input


@dataclass(frozen=True, eq=False)
class Brought:
    """A picture of the network's shape.

    Attributes:
        found: The shape that it had before; None where that is the same.
    """

    picture: Picture
    found: Shape | None


def brought(data: DataSet, part: PartName, number: int, shape: tuple[int, int, int], geometry: Geometry) -> Brought:
    """The picture of that number in the shape of a network; any thread.

    Where there are originals it is made of them: enlarging what was made small before would blur it.

    Args:
        geometry: How pictures of other proportions get their size, and whether originals are to be inverted as the
            data have been.

    Raises StudioError where it cannot be read, or no picture can have the shape.
    """
    if data.originals is not None:
        try:
            original = data.originals.read(part, number)
        except StudioError:
            pass  # its file may be gone since the data were read
        else:
            return _brought(original, shape, geometry)
    picture = (data.x_train if part == "train" else data.x_test)[number]
    return _brought(picture, shape, replace(geometry, invert=False))


def _brought(picture: Picture, shape: tuple[int, int, int], geometry: Geometry) -> Brought:
    return Brought(as_input(picture, shape, geometry), None if picture.shape == shape else picture.shape)
