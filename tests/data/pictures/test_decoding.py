"""Every kind of picture becomes the pixels it shows, upright; a bad one is refused with a reason."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnstudio.data.pictures.decoding import (
    MEGAPIXEL,
    MOST_PIXELS,
    BadPicture,
    Decoded,
    decode,
    size_of,
    without_pillows_warnings,
)
from tests.data.hostile.good import encoded, png_that_claims, samples


def from_bytes(content: bytes, pixels: int = MOST_PIXELS, side: tuple[int, int] | None = None) -> Decoded:
    return decode(io.BytesIO(content), pixels, side)


def saved(image: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def decoded(image: Image.Image, format: str = "PNG", **options: Any) -> Decoded:
    return from_bytes(saved(image, format, **options))


GREY = np.arange(0, 240, 2, dtype=np.uint8).reshape(10, 12)
COLOUR = np.random.default_rng(1).integers(0, 256, (10, 12, 3), np.uint8)


@pytest.mark.parametrize("format", ["PNG", "BMP", "GIF", "TIFF", "PPM"])
def test_that_grey_pictures_keep_every_value_and_one_channel(format: str) -> None:
    np.testing.assert_array_equal(decoded(Image.fromarray(GREY), format).picture[..., 0], GREY)


@pytest.mark.parametrize(("format", "options"), [("PNG", {}), ("BMP", {}), ("PPM", {}), ("WEBP", {"lossless": True})])
def test_that_colours_keep_every_value(format: str, options: dict[str, Any]) -> None:
    np.testing.assert_array_equal(decoded(Image.fromarray(COLOUR), format, **options).picture, COLOUR)


def test_that_sixteen_bits_are_scaled_and_not_clipped() -> None:
    values = np.array([[0, 128, 257, 1000, 32_768, 65_535]], np.uint16)
    result = decoded(Image.fromarray(values))
    np.testing.assert_array_equal(result.picture[0, :, 0], [0, 0, 1, 4, 128, 255])
    assert result.notes == ("deep",)


@given(st.integers(0, 255))
def test_that_a_grey_value_written_with_sixteen_bits_comes_back(value: int) -> None:
    result = decoded(Image.fromarray(np.full((2, 2), 257 * value, np.uint16)))
    assert result.picture.max() == result.picture.min() == value


def test_that_real_numbers_from_0_to_1_become_0_to_255() -> None:
    result = decoded(Image.fromarray(np.array([[0.1, 0.5, 0.8]], np.float32)), "TIFF")
    np.testing.assert_array_equal(result.picture[0, :, 0], [26, 128, 204])
    assert result.notes == ("scaled",)


def test_that_numbers_of_any_range_are_brought_to_0_to_255() -> None:
    result = decoded(Image.fromarray(np.array([[-1000, 0, 1000]], np.int32)), "TIFF")
    np.testing.assert_array_equal(result.picture[0, :, 0], [0, 128, 255])


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_that_what_is_transparent_stands_on_white(mode: str) -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 255))
    image.putpixel((1, 0), (0, 0, 0, 0))
    result = decoded(image.convert(mode))
    assert result.picture[0, 0].max() == 0
    assert result.picture[0, 1].min() == 255
    assert result.picture.shape[2] == (1 if mode == "LA" else 3)
    assert result.notes == ("white",)


def test_that_an_opaque_picture_with_an_alpha_channel_is_not_noted() -> None:
    result = decoded(Image.fromarray(COLOUR).convert("RGBA"))
    np.testing.assert_array_equal(result.picture, COLOUR)
    assert result.notes == ()


def test_that_a_transparent_colour_of_a_palette_becomes_white() -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putpixel((1, 0), 1)
    np.testing.assert_array_equal(decoded(image).picture[0], [[10, 20, 30], [200, 100, 50]])
    np.testing.assert_array_equal(decoded(image, transparency=0).picture[0], [[255] * 3, [200, 100, 50]])


def test_that_black_and_white_become_0_and_255() -> None:
    image = Image.new("1", (2, 1))
    image.putpixel((1, 0), 1)
    np.testing.assert_array_equal(decoded(image).picture[0, :, 0], [0, 255])


def test_that_cmyk_becomes_red_green_and_blue() -> None:
    result = decoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF")
    np.testing.assert_array_equal(result.picture[0, 0], [255, 0, 0])


def test_that_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("L", (4, 4), value) for value in (10, 200)]
    result = decoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert result.picture.max() == 10
    assert result.notes == ("frames",)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_that_a_picture_stands_as_the_camera_was_held(format: str, orientation: int) -> None:
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :16] = 255  # light at the top left
    turns: dict[int, Callable[[Any], Any]] = {  # from upright to what is stored
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: np.rot90,
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: np.rot90(a, 3),
    }
    note = Image.Exif()
    note[0x0112] = orientation
    content = saved(Image.fromarray(np.ascontiguousarray(turns[orientation](upright))), format, exif=note)
    result = from_bytes(content)
    assert result.size == (16, 32)
    light = result.picture[..., 0] > 128
    assert light[:7, :15].all()
    assert not light[9:].any()
    if format in {"JPEG", "WEBP"}:
        assert size_of(io.BytesIO(content), MEGAPIXEL) == (16, 32)


def test_that_a_large_jpeg_for_a_small_result_is_decoded_small_and_looks_the_same() -> None:
    smooth = np.add.outer(np.arange(640), np.arange(800)).astype(np.float64)
    image = Image.fromarray((smooth / smooth.max() * 255).astype(np.uint8))
    content = saved(image, "JPEG", quality=95)
    small = from_bytes(content, side=(32, 40))
    assert small.size == (640, 800)
    assert 64 <= small.picture.shape[0] < 200
    by_both = [
        np.asarray(Image.fromarray(each.picture[..., 0]).resize((40, 32), Image.Resampling.BILINEAR)).astype(int)
        for each in (small, from_bytes(content))
    ]
    assert np.abs(by_both[0] - by_both[1]).max() <= 3


@pytest.mark.parametrize("name", [name for name in samples() if name != "digits.ppm"])
def test_that_a_picture_cut_in_the_middle_is_refused(name: str) -> None:
    content = samples()[name]
    with without_pillows_warnings(), pytest.raises(BadPicture, match=r"cut short|damaged"):
        from_bytes(content[: len(content) // 2])


def test_that_a_header_is_believed_only_up_to_the_limit() -> None:
    with pytest.raises(BadPicture, match="it has 3,600 megapixels, more than 64"):
        from_bytes(png_that_claims(60_000, 60_000))
    with pytest.raises(BadPicture, match="more than 1"):
        from_bytes(encoded(size=(1001, 1000)), MEGAPIXEL)
    assert from_bytes(encoded(size=(1000, 1000)), MEGAPIXEL).size == (1000, 1000)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"P5\n3 ", b"II*\0"]))
def test_that_any_bytes_give_a_picture_or_a_reason(content: bytes, start: bytes) -> None:
    try:
        with without_pillows_warnings():
            result = from_bytes(start + content, MEGAPIXEL)
    except BadPicture as error:
        reason = str(error)
        assert reason.startswith(("it ", "there "))
        return
    assert result.picture.dtype == np.uint8
    assert result.picture.shape[2] in (1, 3)
