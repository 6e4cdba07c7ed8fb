"""PNGs of which the header says more than their bytes can hold."""

import io

import pytest
from PIL import Image, PngImagePlugin

from cnnstudio.data.pictures.decoding import BadPicture, decode
from cnnstudio.data.pictures.deflated import is_too_short
from tests.data.hostile.good import png_that_claims


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_that_the_densest_png_is_long_enough(mode: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (3000, 2000)).save(target, "PNG", compress_level=9)
    assert not is_too_short(target)


def test_that_no_room_is_made_for_pixels_that_cannot_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: object) -> None:
        raise AssertionError("it is decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", load)
    with pytest.raises(BadPicture, match="cut short"):
        decode(io.BytesIO(png_that_claims(2_097_164, 16)))
