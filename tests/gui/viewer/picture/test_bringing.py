"""Pictures of the data for a network that takes others."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.data.dataset import DataSet, PartName, Picture
from cnnstudio.gui.viewer.picture.bringing import brought
from tests.gui.desk import small_data


@dataclass
class Larger:
    """Originals of 16 × 16 whose pixels all are 40; or none any more."""

    is_gone: bool = False

    def read(self, part: PartName, number: int) -> Picture:
        if self.is_gone:
            raise StudioError("It is gone.")
        return np.full((16, 16, 1), 40, np.uint8)

    def name(self, part: PartName, number: int) -> str:
        return ""


def with_originals(originals: Larger) -> DataSet:
    return replace(small_data(), originals=originals)


def test_that_the_picture_gets_the_networks_size_and_colour() -> None:
    found = brought(small_data(), "test", 3, (10, 12, 3), Geometry())
    assert (found.picture.shape, found.found) == ((10, 12, 3), (8, 8, 1))
    assert set(found.picture.ravel()) == {103}


def test_that_it_is_made_of_the_original_inverted_as_the_data_are() -> None:
    data = with_originals(Larger())
    assert int(brought(data, "train", 0, (12, 12, 1), Geometry()).picture.max()) == 40
    inverted = brought(data, "train", 0, (12, 12, 1), Geometry(invert=True))
    assert (int(inverted.picture.max()), inverted.found) == (215, (16, 16, 1))


def test_that_an_original_of_the_networks_size_is_not_brought_anywhere() -> None:
    assert brought(with_originals(Larger()), "test", 0, (16, 16, 1), Geometry()).found is None


def test_that_where_the_original_is_gone_the_picture_at_hand_is_taken_and_not_inverted_again() -> None:
    found = brought(with_originals(Larger(is_gone=True)), "test", 0, (12, 12, 1), Geometry(invert=True))
    assert (int(found.picture.max()), found.found) == (100, (8, 8, 1))


def test_that_other_proportions_are_kept_where_the_network_was_trained_so() -> None:
    found = brought(small_data(), "test", 0, (8, 16, 1), Geometry(mode="pad"))
    assert [int(found.picture[4, column, 0]) for column in (0, 8, 15)] == [0, 100, 0]


def test_that_channels_that_no_picture_has_are_refused() -> None:
    with pytest.raises(StudioError, match="takes pictures of 8 × 8 × 2"):
        brought(small_data(), "test", 0, (8, 8, 2), Geometry())
