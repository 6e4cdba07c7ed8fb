"""Which class a picture belongs to is found in folders, names and tables, in the order a person would try them."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import StudioError
from cnnstudio.data.pictures.folder import Folder
from cnnstudio.data.pictures.labelling import Labelled, label
from cnnstudio.data.pictures.listing import Collector, Entry, natural
from cnnstudio.data.pictures.naming import labels_from
from cnnstudio.data.watch import NOBODY


def found(folder: Path, *names: str, how: str = "auto", table: str | bytes | None = None) -> Labelled:
    """What is found for empty files of these names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    if table is not None:
        (folder / "labels.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    container = Folder(folder)
    return label(container, container.listing(NOBODY), how)


def classes(result: Labelled) -> dict[str, str]:
    return {entry.name: result.names[number] for entry, number in zip(result.entries, result.labels, strict=True)}


def said(result: Labelled) -> str:
    return " ".join(finding.text for finding in result.findings)


def test_that_each_folder_is_a_class_and_2_comes_before_10(tmp_path: Path) -> None:
    result = found(tmp_path, "10/a.png", "2/b.png", "1/c.png", "2/d.JPG")
    assert result.names == ("1", "2", "10")
    assert classes(result) == {"1/c.png": "1", "2/b.png": "2", "2/d.JPG": "2", "10/a.png": "10"}
    assert said(result) == "The folders are the classes."


@pytest.mark.parametrize(
    "names",
    [
        ("train/cat/0.png", "train/dog/1.png", "test/cat/2.png", "test/dog/3.png"),
        ("mine/Training/cat/0.png", "mine/Training/dog/1.png", "mine/TESTING/cat/2.png", "mine/TESTING/dog/3.png"),
        ("cat/train/0.png", "dog/train/1.png", "cat/test/2.png", "dog/test/3.png"),
        ("train/images/cat/0.png", "train/images/dog/1.png", "test/images/cat/2.png", "test/images/dog/3.png"),
        (
            "x-main/data/train/cat/0.png",
            "x-main/data/train/dog/1.png",
            "x-main/data/test/cat/2.png",
            "x-main/data/test/dog/3.png",
        ),
        ("x/docs/pic.png", "x/d/train/cat/0.png", "x/d/train/dog/1.png", "x/d/test/cat/2.png", "x/d/test/dog/3.png"),
        ("a/b/c/cat/train/0.png", "a/b/c/dog/train/1.png", "a/b/c/cat/test/2.png", "a/b/c/dog/test/3.png"),
        (
            "seg_train/seg_train/cat/0.png",
            "seg_train/seg_train/dog/1.png",
            "seg_test/seg_test/cat/2.png",
            "seg_test/seg_test/dog/3.png",
        ),
        ("train-set/cat/0.png", "train-set/dog/1.png", "test-set/cat/2.png", "test-set/dog/3.png"),
        (
            "cat/train/0.png",
            "cat/train/00.png",
            "cat/train/10.png",
            "cat/test/2.png",
            "dog/train/1.png",
            "dog/test/3.png",
        ),
    ],
)
def test_that_folders_for_training_and_test_are_the_parts(tmp_path: Path, names: tuple[str, ...]) -> None:
    result = found(tmp_path, *names)
    assert result.names == ("cat", "dog")
    assert {entry.name[-5] for entry, test in zip(result.entries, result.is_test, strict=True) if test} == {"2", "3"}


def test_that_outer_folders_are_stepped_over_as_deep_as_they_go(tmp_path: Path) -> None:
    assert found(tmp_path, "outer/inner/more/cat/0.png", "outer/inner/more/dog/1.png").names == ("cat", "dog")


@pytest.mark.parametrize("outer", ["test", "val", "mine/Testing", "test/images", "test/test", "a/validation/b"])
def test_that_a_part_that_is_there_alone_is_stepped_over(tmp_path: Path, outer: str) -> None:
    assert found(tmp_path, f"{outer}/cat/0.png", f"{outer}/dog/1.png").names == ("cat", "dog")


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("test/0.png", "test/1.png"), ("test",)),
        (("test/cat/0.png", "bus/1.png"), ("bus", "test")),
        (("test/cat/0.png", "val/cat/1.png"), ("test", "val")),
    ],
)
def test_that_what_is_called_as_a_part_is_a_class_where_it_is_not_alone_or_tells_nothing_apart(
    tmp_path: Path, names: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert found(tmp_path, *names).names == wanted


def test_that_a_class_called_as_its_part_stays_one(tmp_path: Path) -> None:
    names = ("train/train/0.png", "train/bus/1.png", "test/train/2.png", "test/bus/3.png")
    assert found(tmp_path, *names).names == ("bus", "train")


def test_that_words_that_only_begin_as_parts_are_classes(tmp_path: Path) -> None:
    assert found(tmp_path, "train_station/0.png", "test_tube/1.png").names == ("test_tube", "train_station")


def test_that_classes_called_as_parts_are_asked_about(tmp_path: Path) -> None:
    result = found(tmp_path, "test/cat/0.png", "test/dog/1.png", "valid/cat/2.png", "valid/dog/3.png")
    assert result.names == ("test", "valid")
    assert "Is a folder “train” missing" in said(result)
    assert [finding.tone for finding in result.findings[1:]] == ["caution"] * 3


def test_that_folders_below_a_class_called_train_are_named(tmp_path: Path) -> None:
    result = found(tmp_path, "train/cat/0.png", "train/dog/1.png", "bus/2.png", "plane/3.png")
    assert result.names == ("bus", "plane", "train")
    assert "The folders below “train” (cat, dog) are no classes" in said(result)


def test_that_a_train_beside_a_bus_is_a_class(tmp_path: Path) -> None:
    assert found(tmp_path, "train/0.png", "bus/1.png", "plane/2.png").names == ("bus", "plane", "train")


@pytest.mark.parametrize("name", ["val", "valid", "validation"])
def test_that_validation_stands_in_for_the_test_and_this_is_said(tmp_path: Path, name: str) -> None:
    result = found(tmp_path, "train/a/0.png", "train/b/1.png", f"{name}/a/2.png")
    assert result.is_test.sum() == 1
    assert "none for the test" in said(result)


def test_that_validation_beside_a_test_is_learned_from_and_this_is_said(tmp_path: Path) -> None:
    result = found(tmp_path, "train/a/0.png", "train/b/1.png", "val/a/2.png", "val/b/3.png", "test/a/4.png")
    assert result.is_test.sum() == 1
    assert "The 2 pictures of the folder for validation are added" in said(result)


def test_that_pictures_outside_the_parts_are_left_out_and_named(tmp_path: Path) -> None:
    result = found(tmp_path, "train/a/0.png", "train/b/1.png", "test/a/2.png", "more/3.png")
    assert result.findings[-1].details == ("more/3.png",)


def test_that_an_empty_folder_is_a_class_without_pictures_and_one_with_notes_is_none(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    assert found(tmp_path, "a/0.png", "b/1.png", "notes/x.txt").names == ("a", "b", "c")


@pytest.mark.parametrize(
    ("stems", "labels"),
    [
        (("7_123", "7_4", "3_9", "3_1"), ["7", "7", "3", "3"]),
        (("cat.4", "cat.5", "dog.4", "dog.5"), ["cat", "cat", "dog", "dog"]),
        (("three-01", "three-02", "one-01", "one-9"), ["three", "three", "one", "one"]),
        (("american_bulldog_10", "american_bulldog_2", "pug_1", "pug_3"), ["american_bulldog"] * 2 + ["pug"] * 2),
        (("img_7", "img_3_a", "img_7_2"), ["7", "3", "7"]),
        (("digit3", "digit4"), ["3", "4"]),
        (("001_cat", "002_cat", "003_dog", "004_dog"), ["cat", "cat", "dog", "dog"]),
        (("img_0", "img_1", "img_2"), None),  # a counter, or digits: it cannot be told
        (("img_10", "img_11", "img_12"), None),
        (("1", "2", "3", "17"), None),
        (("sky", "sea", "sun"), None),
    ],
)
def test_that_names_tell_the_class_where_it_is_sure(stems: tuple[str, ...], labels: list[str] | None) -> None:
    assert labels_from(stems, asked_for=False) == labels


def test_that_single_digits_are_labels_when_the_person_says_so() -> None:
    assert labels_from(("img_0", "img_1", "img_2"), asked_for=True) == ["0", "1", "2"]
    assert labels_from(tuple("0123456789"), asked_for=True) == list("0123456789")


def test_that_a_table_goes_before_folders_and_is_named(tmp_path: Path) -> None:
    result = found(tmp_path, "s1/0.png", "s2/1.png", table="file,label,source\ns1/0.png,x,a.png\ns2/1.png,y,b.png\n")
    assert classes(result) == {"s1/0.png": "x", "s2/1.png": "y"}
    assert said(result) == "The classes stand in “labels.csv”."


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("header", ["filename,label\n", "label,image\n", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_that_tables_of_any_make_are_read(tmp_path: Path, delimiter: str, header: str, encoding: str) -> None:
    rows = [("a.png", "très"), ("b", "bien"), ("sub/c.png", "très")]  # with and without ending and folder
    swap = header.startswith("label")
    body = "".join(f"{second},{first}\n" if swap else f"{first},{second}\n" for first, second in rows)
    table = (header + body).replace(",", delimiter).encode(encoding)
    result = found(tmp_path, "a.png", "b.png", "sub/c.png", table=table)
    assert classes(result) == {"a.png": "très", "b.png": "bien", "sub/c.png": "très"}


def test_that_rows_without_pictures_and_with_two_classes_are_told(tmp_path: Path) -> None:
    result = found(tmp_path, "a.png", "b.png", table="file,label\na.png,1\na.png,2\nb.png,2\ngone.png,1\n")
    assert classes(result) == {"a.png": "1", "b.png": "2"}
    assert "1 picture that cannot be found" in said(result)
    assert "gives 1 picture two classes" in said(result)


def test_that_the_way_asked_for_is_taken_or_refused_in_words(tmp_path: Path) -> None:
    names = ("s1/7_1.png", "s1/7_2.png", "s2/3_1.png", "s2/3_2.png")
    assert found(tmp_path, *names, how="names").names == ("3", "7")
    assert found(tmp_path, *names, how="folders").names == ("s1", "s2")
    with pytest.raises(StudioError, match="No CSV file"):
        found(tmp_path, *names, how="csv")


def test_that_names_that_look_alike_or_cannot_be_shown_stay_different_classes(tmp_path: Path) -> None:
    result = found(tmp_path, "a\u202eb/0.png", "a\\u202eb/1.png", "Cat/2.png", "cat/3.png")
    assert len(set(result.names)) == 4
    assert all(name.isprintable() for name in result.names)


def test_that_accents_written_in_two_ways_are_one_class(tmp_path: Path) -> None:
    result = found(tmp_path, "train/\u00e9/0.png", "train/b/0.png", "test/e\u0301/1.png", "test/b/1.png")
    assert result.names == ("b", "\u00e9")


@given(st.lists(st.text(max_size=12), min_size=2, unique=True))
def test_that_natural_order_is_an_order_of_all_texts(texts: list[str]) -> None:
    assert len({natural(text) for text in texts}) == len(texts)
    backwards = texts[::-1]
    assert sorted(texts, key=natural) == sorted(backwards, key=natural)


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.text("abc_", max_size=3))
def test_that_numbers_in_names_are_ordered_as_numbers(first: int, second: int, word: str) -> None:
    assert (natural(f"{word}{first}.png") < natural(f"{word}{second}.png")) == (first < second)


def test_that_labels_count_the_classes_in_their_order(tmp_path: Path) -> None:
    result = found(tmp_path, "b/0.png", "a/0.png", "b/1.png")
    np.testing.assert_array_equal(result.labels, [0, 1, 1])


def test_that_many_files_stand_in_the_order_of_few() -> None:
    """They are sorted a thousand at a time, which must not show."""
    entries = [Entry(f"{number % 7}/{number}.png", 1, number, None) for number in range(2_500)]
    collector = Collector()
    for entry in random.Random(1).sample(entries, len(entries)):
        collector.file(entry)
    assert list(collector.listing().pictures) == sorted(entries, key=lambda entry: (entry.name[0], entry.stamp))
