"""Pictures that come from outside."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.gui.files.arrivals import (
    as_drawn_input,
    as_input,
    ink_of,
    may_hold_something,
    pasted,
    picture_file_in,
    picture_of_file,
    picture_of_image,
    saved_network_in,
)


def dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def one(width: int = 60, height: int = 90) -> QImage:
    """A dark bar on white paper."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for y in range(height // 5, height * 4 // 5):
        for x in range(width * 2 // 5, width * 3 // 5):
            image.setPixelColor(x, y, QColor("black"))
    return image


def test_that_a_saved_network_is_told_from_a_picture(tmp_path: Path) -> None:
    mime = dropped(tmp_path / "notes.txt", tmp_path / "net.KERAS", tmp_path / "seven.png")
    assert saved_network_in(mime) == str(tmp_path / "net.KERAS")
    assert picture_file_in(mime) == str(tmp_path / "seven.png")


def test_that_what_hangs_over_a_page_is_told_by_its_name_and_no_file_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # to open it would be to wait for ever
    assert may_hold_something(dropped(tmp_path / "pipe"))
    assert may_hold_something(dropped(tmp_path / "net.h5"))
    assert not may_hold_something(dropped(tmp_path / "mine.cnnstudio"))
    assert saved_network_in(dropped(tmp_path / "pipe")) == ""


def test_that_a_picture_file_becomes_ink_where_it_is_dark(tmp_path: Path) -> None:
    one().save(str(tmp_path / "one.png"))
    ink = ink_of(picture_of_file(str(tmp_path / "one.png")))
    assert ink.shape[0] > 2 * ink.shape[1]
    assert ink.mean() > 0.9


def test_that_a_large_picture_is_made_smaller_first() -> None:
    ink = ink_of(picture_of_image(one().scaled(3000, 4500)))
    assert ink.shape[0] > 2 * ink.shape[1]


def test_that_a_file_that_is_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    with pytest.raises(StudioError, match=r"bad\.png cannot be read as a picture"):
        picture_of_file(str(tmp_path / "bad.png"))
    with pytest.raises(StudioError, match="cannot be read"):
        picture_of_file(str(tmp_path / "missing.png"))


def test_that_an_empty_picture_and_none_at_all_are_refused_in_words() -> None:
    white = QImage(40, 40, QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    with pytest.raises(StudioError, match="Nothing stands out"):
        ink_of(picture_of_image(white))
    with pytest.raises(StudioError, match="no picture"):
        picture_of_image(QImage())


def test_that_light_on_dark_is_found_as_well() -> None:
    image = one()
    image.invertPixels()
    np.testing.assert_allclose(ink_of(picture_of_image(image)), ink_of(picture_of_image(one())), atol=0.02)


def test_that_what_is_transparent_stands_on_white() -> None:
    image = QImage(2, 1, QImage.Format.Format_RGBA8888)
    image.fill(QColor(255, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(255, 0, 0, 255))
    np.testing.assert_array_equal(picture_of_image(image), [[[255, 255, 255], [255, 0, 0]]])


def test_that_a_picture_is_brought_into_the_networks_shape_as_its_data_are() -> None:
    picture = np.zeros((4, 8, 3), np.uint8)
    picture[:, 4:] = 200
    plain, inverted = as_input(picture, (2, 4, 1), Geometry()), as_input(picture, (2, 4, 3), Geometry(invert=True))
    assert (plain.shape, inverted.shape) == ((2, 4, 1), (2, 4, 3))
    assert (plain[0, 0, 0], plain[0, -1, 0]) == (0, 200)
    np.testing.assert_array_equal(inverted, 255 - np.repeat(plain, 3, axis=2))


def test_that_read_as_a_drawing_a_picture_is_light_on_dark_and_in_the_middle() -> None:
    found = as_drawn_input(picture_of_image(one()), (28, 28, 1))
    assert found.shape == (28, 28, 1)
    assert found[0, 0, 0] == 0
    assert found[14, 14, 0] > 200
    assert np.flatnonzero(found.any(axis=(1, 2))).tolist() == list(range(4, 24))


def test_that_a_huge_picture_file_comes_smaller(tmp_path: Path) -> None:
    one().scaled(4000, 3000).save(str(tmp_path / "large.png"))
    assert max(picture_of_file(str(tmp_path / "large.png")).shape) <= 2048


def test_that_channels_that_no_picture_has_are_refused_but_a_picture_that_has_them_is_taken() -> None:
    four = np.zeros((8, 8, 4), np.uint8)
    assert as_input(four, (8, 8, 4), Geometry()) is four
    with pytest.raises(StudioError, match="pictures of 9 × 8 × 4"):
        as_input(four, (9, 8, 4), Geometry())


def test_that_an_empty_clipboard_holds_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty:
        def mimeData(self) -> None:
            return None

    monkeypatch.setattr(QGuiApplication, "clipboard", staticmethod(Empty))
    assert saved_network_in(pasted()) == ""
    assert picture_file_in(pasted()) == ""
    assert not may_hold_something(pasted())
