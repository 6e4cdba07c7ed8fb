"""A folder or a zip of pictures becomes a data set of one shape, and what was done to them is told."""

import shutil
import threading
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import UNKNOWN, DataSet, counts_of
from cnnstudio.data.pictures import prepared, reading
from cnnstudio.data.pictures.archive import Archive
from cnnstudio.data.pictures.importing import open_pictures
from cnnstudio.data.pictures.listing import Entry
from cnnstudio.data.pictures.reading import Job
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import LoadingStopped, Progress, Watch
from tests.data.hostile.good import two_classes

SHARED = Path(__file__).parents[3] / "../shared/data/tests"


def opened(path: Path, watch: Watch | None = None, geometry: Geometry | None = None, **recipe: Any) -> DataSet:
    return open_pictures(path, DataRecipe("file", **recipe), geometry or Geometry(), watch or Watch())


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this computer")
    return path


def numbered(folder: Path, count: int = 20, mode: str = "L") -> Path:
    """Pictures of one value each, in two classes by turns."""
    for number in range(count):
        path = folder / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (6, 4), 10 * number).convert(mode).save(path)
    return folder


def said(data: DataSet) -> str:
    return " ".join(finding.text for finding in data.findings)


def packed(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(folder))
    return path


def test_that_a_folder_and_its_zip_give_the_same_pictures(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set")
    first, second = opened(folder), opened(packed(folder, tmp_path / "set.zip"))
    np.testing.assert_array_equal(first.x_train[:], second.x_train[:])
    np.testing.assert_array_equal(first.y_test, second.y_test)
    assert (first.name, first.title, second.title) == ("file", "set", "set.zip")


def test_that_pixels_labels_and_originals_belong_together(tmp_path: Path) -> None:
    data = opened(numbered(tmp_path))
    assert data.originals is not None
    assert not data.own_test
    for part, pictures, labels in (("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)):
        for number in range(len(pictures)):
            name = data.originals.name(part, number)  # type: ignore[arg-type]
            value = 10 * int(Path(name).stem)
            assert pictures[number].max() == pictures[number].min() == value
            assert data.originals.read(part, number).max() == value  # type: ignore[arg-type]
            assert data.labels[labels[number]] == Path(name).parent.name
    assert len(data.x_train) + len(data.x_test) == 20
    assert counts_of(data.y_test, data.classes) == (2, 2)


@pytest.mark.parametrize("new", ["a/00.png", "b/7_copy.png", "a/zzz.png"])
def test_that_one_file_more_draws_no_other_test_part(tmp_path: Path, new: str) -> None:
    def tested() -> set[str]:
        data = opened(tmp_path)
        assert data.originals is not None
        return {data.originals.name("test", number) for number in range(len(data.x_test))}

    numbered(tmp_path, 60)
    before = tested()
    Image.new("L", (6, 4), 77).save(tmp_path / new)
    assert len((tested() ^ before) - {new}) <= 1


def test_that_sizes_are_found_without_unpacking_a_zip_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbered(tmp_path / "set", 12)
    for number in range(4):  # noise: each is larger than its header
        pixels = np.random.default_rng(number).integers(0, 256, (400, 300 + number, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / "set" / "a" / f"large{number}.png")
        Image.fromarray(pixels).save(tmp_path / "set" / "b" / f"large{number}.webp", lossless=True)
    path = packed(tmp_path / "set", tmp_path / "set.zip")
    opened_whole: list[str] = []
    whole = Archive.open

    def counted(self: Archive, entry: Entry, most: int) -> BinaryIO:
        opened_whole.append(entry.name)
        return whole(self, entry, most)

    monkeypatch.setattr(Archive, "open", counted)
    container = Archive(path)
    listing = container.listing(Watch())
    sizes = reading._sizes(Job(container, listing.pictures, Geometry(), 10**6), Watch())
    assert sizes == {(4, 6): 12, **{(400, 300 + number): 2 for number in range(4)}}
    assert {Path(name).suffix for name in opened_whole} == {".webp"}


def test_that_another_seed_sets_other_pictures_aside(tmp_path: Path) -> None:
    numbered(tmp_path)
    drawn = [set(opened(tmp_path, seed=seed).x_test[:, 0, 0, 0].tolist()) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 1), ("RGBA", 1)])
def test_that_pictures_without_colours_become_grey_however_they_are_stored(
    tmp_path: Path, mode: str, channels: int
) -> None:
    assert opened(numbered(tmp_path, mode=mode)).input_shape == (4, 6, channels)


def test_that_one_coloured_picture_makes_all_of_them_coloured(tmp_path: Path) -> None:
    numbered(tmp_path)
    Image.new("RGB", (6, 4), (200, 0, 0)).save(tmp_path / "b" / "99.png")
    data = opened(tmp_path)
    assert data.input_shape == (4, 6, 3)
    assert opened(tmp_path, geometry=Geometry(colour="grey")).input_shape == (4, 6, 1)


def test_that_sizes_that_differ_are_brought_to_one_and_this_is_said(tmp_path: Path) -> None:
    numbered(tmp_path, 6)
    for side in (3, 50):
        Image.new("L", (side, side)).save(tmp_path / "a" / f"side{side}.png")
    data = opened(tmp_path)
    assert data.input_shape == (4, 6, 1)
    assert data.sizes == "3 × 3 to 50 × 50"
    assert "brought to 4 × 6, which 6 of 8 have" in said(data)
    chosen = opened(tmp_path, geometry=Geometry((10, 0)))
    assert chosen.input_shape == (10, 10, 1)
    assert "brought to" not in said(chosen)


def test_that_bad_pictures_are_named_with_the_reason_and_the_rest_loads(tmp_path: Path) -> None:
    two_classes(tmp_path)
    (tmp_path / "a" / "page.jpg").write_bytes(b"<html></html>")
    (tmp_path / "a" / "note.txt").write_bytes(b"")
    data = opened(tmp_path)
    finding = next(each for each in data.findings if each.details)
    assert finding.text == "1 of 7 pictures cannot be read and is left out."
    assert finding.details == ("a/page.jpg: it is a web page, not a picture",)
    assert "1 other file is passed over" in said(data)
    assert data.originals is not None
    assert "page" not in "".join(data.originals.name("train", number) for number in range(len(data.x_train)))


def test_that_dark_writing_on_paper_is_noticed_and_the_offer_takes_it_away(tmp_path: Path) -> None:
    for label in range(4):
        (tmp_path / str(label)).mkdir()
        for number in range(5):
            paper = np.full((28, 28), 250, np.uint8)
            paper[4:24, 10 + number : 13 + number] = 30
            Image.fromarray(paper).save(tmp_path / str(label) / f"{number}.png")
    offers = [finding.offer for finding in opened(tmp_path).findings if finding.offer]
    assert [(offer.part, offer.name, offer.value) for offer in offers] == [("preprocessing", "invert", True)]
    inverted = opened(tmp_path, geometry=Geometry(invert=True))
    assert not any(finding.offer for finding in inverted.findings)
    assert inverted.x_train[0, 0, 0, 0] == 5


@pytest.mark.parametrize(
    ("greatest", "is_said"), [((4_095, 900, 4_000, 0), True), ((4_095, 900, 4_096, 0), False), ((65_535,) * 4, False)]
)
def test_that_twelve_bits_in_sixteen_are_said_where_no_picture_has_more(
    tmp_path: Path, greatest: tuple[int, ...], is_said: bool
) -> None:
    for number, value in enumerate(greatest):
        (tmp_path / "ab"[number % 2]).mkdir(exist_ok=True)
        values = np.linspace(0, value, 64).astype(np.uint16).reshape(8, 8)
        Image.fromarray(values).save(tmp_path / "ab"[number % 2] / f"{number}.png")
    told = [each for each in opened(tmp_path).findings if "nearly black" in each.text]
    assert [(each.tone, each.text.partition(",")[0]) for each in told] == [
        ("caution", "4 pictures of 16 bits a pixel have no value above 4")
    ] * is_said


def test_that_loading_tells_how_far_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    told: list[Progress] = []
    opened(numbered(tmp_path), Watch(told.append))
    assert {each.what for each in told} == {"Listing files", "Reading pictures"}
    assert told[-1].done == told[-1].total == 20
    stop = threading.Event()
    watch = Watch(lambda progress: stop.set() if progress.what == "Reading pictures" else None, stop.is_set)
    with pytest.raises(LoadingStopped):
        opened(tmp_path, watch, Geometry((9, 9)))


def test_that_a_file_that_is_gone_since_is_told_when_its_original_is_asked_for(tmp_path: Path) -> None:
    data = opened(numbered(tmp_path / "set"))
    shutil.rmtree(tmp_path / "set")
    assert data.originals is not None
    with pytest.raises(StudioError, match="no longer there"):
        data.originals.read("train", 0)


def test_that_pictures_beyond_the_memory_are_read_from_a_file_and_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = opened(numbered(tmp_path / "set", mode="RGB"))
    monkeypatch.setattr(prepared, "MOST_IN_MEMORY", 100)
    data = opened(tmp_path / "set")
    assert isinstance(data.x_train, StoredPictures)
    np.testing.assert_array_equal(data.x_train[:], in_memory.x_train[:])
    told: list[Progress] = []
    again = opened(tmp_path / "set", Watch(told.append))
    np.testing.assert_array_equal(again.x_test[:], in_memory.x_test[:])
    assert again.findings == data.findings
    assert "Reading pictures" not in {each.what for each in told}
    for each in (data, again):
        assert isinstance(each.x_train, StoredPictures)
        each.x_train.close()


def test_that_a_changed_picture_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_WORTH_KEEPING", 0.0)
    opened(numbered(tmp_path))
    Image.new("L", (6, 4), 255).save(tmp_path / "a" / "0.png")
    data = opened(tmp_path)
    assert 255 in np.concatenate([data.x_train[:], data.x_test[:]])


def test_that_the_five_flowers_open_in_colour() -> None:
    data = opened(shared("flowers5_128.zip"))
    assert data.input_shape == (128, 128, 3)
    assert data.labels == ("daisy", "dandelion", "roses", "sunflowers", "tulips")
    assert len(data.x_train) + len(data.x_test) == 600
    assert not any(finding.offer for finding in data.findings)


def test_that_the_hand_signs_open_with_their_validation_as_test_and_the_large_one_named() -> None:
    data = opened(shared("sign_digits_100.zip"))
    assert (len(data.x_train), len(data.x_test), data.own_test) == (450, 150, True)
    assert data.labels == tuple("0123456789")
    assert ("oversize/7_3024x3024.jpg",) in [finding.details for finding in data.findings]


def test_that_the_eight_faces_open_in_grey() -> None:
    data = opened(shared("faces8_orl.zip"))
    assert data.input_shape == (112, 92, 1)
    assert data.labels == tuple(f"s{number}" for number in range(1, 9))
    assert counts_of(data.y_test, data.classes) == (2,) * 8
    assert not any(finding.offer for finding in data.findings)


def test_that_the_digits_drawn_by_hand_are_labelled_by_their_table_and_found_to_be_dark_on_light() -> None:
    data = opened(shared("handdrawn_digits.zip"))
    assert data.labels == tuple("0123456789")
    assert len(data.x_train) + len(data.x_test) == 47
    assert data.sizes
    assert [finding.offer.name for finding in data.findings if finding.offer] == ["invert"]


def test_that_mnist_as_pictures_is_not_offered_to_be_inverted(tmp_path: Path) -> None:
    from cnnstudio.data.library import load

    mnist = load(DataRecipe("mnist-10k"))
    for number in range(100):
        (tmp_path / str(mnist.y_test[number])).mkdir(exist_ok=True)
        Image.fromarray(mnist.x_test[number, ..., 0]).save(tmp_path / str(mnist.y_test[number]) / f"{number}.png")
    data = opened(tmp_path)
    assert data.input_shape == (28, 28, 1)
    assert not any(finding.offer for finding in data.findings)


def test_that_pictures_without_a_label_are_the_last_class_where_they_are_wanted(tmp_path: Path) -> None:
    for name in ("7_1.png", "7_2.png", "3_1.png"):
        Image.new("L", (6, 4), 9).save(tmp_path / name)
    (tmp_path / "labels.csv").write_text("filename,label\n7_1.png,7\n3_1.png,3\n", encoding="ascii")
    usual = opened(tmp_path)
    assert (usual.labels, len(usual.x_train) + len(usual.x_test)) == (("3", "7"), 2)
    data = open_pictures(tmp_path, DataRecipe("file"), Geometry(), unlabelled=True)
    assert data.labels == ("3", "7", UNKNOWN)
    assert data.originals is not None
    found = {data.originals.name("train", number): data.labels[label] for number, label in enumerate(data.y_train)}
    assert found == {"3_1.png": "3", "7_1.png": "7", "7_2.png": UNKNOWN}


def test_that_a_folder_that_tells_no_class_is_taken_where_labels_are_not_needed(tmp_path: Path) -> None:
    for name in ("one picture.png", "another.png"):
        Image.new("L", (6, 4), 9).save(tmp_path / name)
    with pytest.raises(StudioError, match="cannot be told which class"):
        opened(tmp_path)
    data = open_pictures(tmp_path, DataRecipe("file"), Geometry(), unlabelled=True)
    assert data.labels == (UNKNOWN,)
    assert len(data.x_train) + len(data.x_test) == 2
    assert data.findings[0].text == "It cannot be told which class each picture belongs to."
    with pytest.raises(StudioError, match="No CSV file names the pictures"):
        open_pictures(tmp_path, DataRecipe("file", labels="csv"), Geometry(), unlabelled=True)


def test_that_the_data_with_and_without_unlabelled_pictures_are_not_taken_for_each_other(tmp_path: Path) -> None:
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("L", (6, 4), 9).save(tmp_path / name)
    Image.new("L", (6, 4), 9).save(tmp_path / "beside.png")
    recipe = DataRecipe("file", str(tmp_path))
    for wanted in (True, False, True):
        data = library.load(recipe, unlabelled=wanted)
        assert len(data.x_train) + len(data.x_test) == (5 if wanted else 4)
