"""Picture files as what a network receives."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.cli import images
from cnnstudio.cli.images import read_image, steps_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.collected import steps_for
from cnnstudio.core.pictures.geometry import MODES, Geometry
from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, Steps
from cnnstudio.data.drawn import rendered
from cnnstudio.data.reshaping import reshape

GREY = (28, 28, 1)


def pixels_of(path: Path, shape: tuple[int, int, int]) -> images.Pixels:
    return read_image(path, shape, Geometry(), digits=shape[2] == 1)


def _saved(folder: Path, array: np.ndarray, name: str = "a.png") -> Path:
    Image.fromarray(array).save(folder / name)
    return folder / name


def test_that_a_picture_of_the_right_size_on_black_is_taken_as_it_is(tmp_path: Path) -> None:
    digit = np.zeros((28, 28), np.uint8)
    digit[3:9, 5:20] = 77
    assert np.array_equal(pixels_of(_saved(tmp_path, digit), GREY)[..., 0], digit)


def test_that_black_on_white_becomes_a_centred_digit(tmp_path: Path) -> None:
    paper = np.full((90, 120, 3), 255, np.uint8)
    paper[10:60, 20:32] = 0
    found = pixels_of(_saved(tmp_path, paper), GREY)[..., 0]
    rows, columns = np.nonzero(found)
    assert (rows.min(), rows.max()) == (4, 23)
    assert (columns.min() + columns.max()) // 2 in (13, 14)
    assert found.max() == 255


def test_that_the_size_of_a_thin_scan_does_not_matter_either(tmp_path: Path) -> None:
    paper = np.full((28, 28), 255, np.uint8)
    paper[5:20, 10] = 60
    found = pixels_of(_saved(tmp_path, paper), GREY)[..., 0]
    assert (found[4:24] > 128).sum(1).max() >= 2  # a line of one pixel alone would be read as hardly anything
    assert not found[:4].any()


def test_that_colours_are_kept_and_resized(tmp_path: Path) -> None:
    red = np.zeros((64, 50, 3), np.uint8)
    red[..., 0] = 200
    found = pixels_of(_saved(tmp_path, red), (32, 32, 3))
    assert found.shape == (32, 32, 3)
    assert (found == (200, 0, 0)).all()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("colour", ["grey", "colour"])
@pytest.mark.parametrize("invert", [False, True])
def test_that_a_picture_is_treated_as_those_of_the_run_were(
    mode: str, colour: str, invert: bool, tmp_path: Path
) -> None:
    """On light paper, wide, of 28 × 28 too: nothing is taken for a digit that must be made one."""
    random = np.random.default_rng(0)
    shape = (28, 28, 1 if colour == "grey" else 3)
    geometry = Geometry((28, 28), mode, colour, invert)
    for size in ((20, 60, 3), (28, 28, 3)):
        pixels = random.integers(90, 256, size, np.uint8)
        found = read_image(_saved(tmp_path, pixels), shape, geometry)
        assert np.array_equal(found, reshape(pixels, geometry, shape))


def test_that_a_digit_then_takes_the_run_s_own_way(tmp_path: Path) -> None:
    paper = np.full((90, 120, 3), 255, np.uint8)
    paper[10:60, 20:32] = 0
    path = _saved(tmp_path, paper)
    plain = read_image(path, GREY, Geometry(), digits=True)
    geometry = Geometry((32, 32), "pad", "colour", invert=True)
    found = read_image(path, (32, 32, 3), geometry, digits=True)
    assert np.array_equal(found, reshape(plain, geometry, (32, 32, 3)))


@pytest.mark.parametrize("shape", [GREY, (32, 32, 1), (32, 32, 3)])
@pytest.mark.parametrize("channels", [(), (3,)], ids=["grey", "colours"])
def test_that_a_picture_for_a_network_that_learned_drawings_is_made_as_these_were(
    tmp_path: Path, shape: tuple[int, int, int], channels: tuple[int, ...]
) -> None:
    ink = np.zeros((90, 120, 1), np.uint8)
    ink[10:60, 20:32] = 255
    scan = np.broadcast_to(255 - ink, (90, 120, *(channels or (1,))))
    path = _saved(tmp_path, np.ascontiguousarray(scan if channels else scan[..., 0]))
    steps = steps_for(shape, ("cat", "dog"))
    found = read_image(path, shape, Geometry(), drawn_by=steps)
    assert np.array_equal(found, rendered(ink, shape, Geometry(), steps))


def test_that_a_drawing_as_the_network_gets_it_stays_and_empty_paper_is_refused(tmp_path: Path) -> None:
    made = np.zeros((28, 28), np.uint8)
    made[3:9, 5:20] = 77
    found = read_image(_saved(tmp_path, made), GREY, Geometry(), drawn_by=MNISTS_WAY)
    assert np.array_equal(found[..., 0], made)
    with pytest.raises(StudioError, match=r"“a\.png” is empty"):
        read_image(_saved(tmp_path, np.full((40, 40), 255, np.uint8)), GREY, Geometry(), drawn_by=MNISTS_WAY)


def test_that_a_phone_s_rotation_is_undone(tmp_path: Path) -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[:16] = 255
    image = Image.fromarray(picture)
    exif = image.getexif()
    exif[0x0112] = 3  # upside down
    image.save(tmp_path / "a.png", exif=exif)
    assert pixels_of(tmp_path / "a.png", (32, 32, 3))[0, 0, 0] == 0


@pytest.mark.parametrize(
    ("content", "words"), [(b"no picture", "not a picture"), (b"\x89PNG\r\n\x1a\n", "a.png"), (b"", "it is empty")]
)
def test_that_a_file_that_is_no_picture_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(StudioError, match=r"a\.png") as caught:
        pixels_of(tmp_path / "a.png", GREY)
    assert words in str(caught.value)


def test_that_a_picture_cut_short_is_named(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (100, 100), np.uint8)
    path = _saved(tmp_path, noise)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(StudioError, match=r"cut short|damaged"):
        pixels_of(path, GREY)


def test_that_a_missing_file_an_empty_page_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no file"):
        pixels_of(tmp_path / "nowhere.png", GREY)
    with pytest.raises(StudioError, match="is empty"):
        pixels_of(_saved(tmp_path, np.full((50, 50), 250, np.uint8)), GREY)
    with pytest.raises(StudioError, match="is a folder"):
        pixels_of(tmp_path, GREY)


def test_that_a_huge_picture_is_refused_by_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MEGAPIXELS", 1)
    path = tmp_path / "big.png"
    Image.new("1", (2000, 2000)).save(path)
    with pytest.raises(StudioError, match="of up to 1 million pixels"):
        pixels_of(path, GREY)
    monkeypatch.undo()
    Image.new("1", (15_000, 15_000)).save(path)
    with pytest.raises(StudioError, match="of up to 64 million pixels"):
        pixels_of(path, GREY)


@pytest.mark.parametrize(
    ("names", "steps"),
    [
        (None, MNISTS_WAY),
        ("crop,scale,centre", MNISTS_WAY),
        ("none", AS_IT_STANDS),
        ("", AS_IT_STANDS),
        (" Centre , invert", Steps(crop=False, scale=False, invert=True)),
    ],
)
def test_that_the_steps_of_a_drawing_are_named(names: str | None, steps: Steps) -> None:
    assert steps_of(names) == steps


def test_that_a_step_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(StudioError, match=r"no step called “center”.*crop, scale, centre, invert, threshold"):
        steps_of("crop,center")
