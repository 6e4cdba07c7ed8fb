"""The report says what is odd about data before a network learns from them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import duplicates
from cnnstudio.data.dataset import DataSet, Originals
from cnnstudio.data.duplicates import Duplicates, Twin
from cnnstudio.data.report import Report, report
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import LoadingStopped, Progress, Watch

FULL = Path(__file__).parents[2] / "../shared/data/tests/mnist.npz"
RECIPE = DataRecipe("file", "a.npz")


def made(train: Any = 40, test: Any = 12, classes: int = 4, **more: Any) -> DataSet:
    """Pictures that all differ; ``train`` and ``test`` are labels, or how many there are of evenly spread ones."""
    y = [np.arange(each) % classes if isinstance(each, int) else np.asarray(each) for each in (train, test)]
    pixels = np.random.default_rng(1).integers(0, 256, (len(y[0]) + len(y[1]), 5, 5, 1), np.uint8)
    names = tuple("abcdefgh"[:classes])
    x_train, x_test = pixels[: len(y[0])].copy(), pixels[len(y[0]) :].copy()
    return DataSet("file", "a.npz", names, x_train, y[0].astype(np.int64), x_test, y[1].astype(np.int64), **more)


def with_pictures(data: DataSet, *changes: tuple[str, int, tuple[str, int]]) -> DataSet:
    """With pictures copied: (part, number, from where)."""
    parts = {"train": data.x_train[:].copy(), "test": data.x_test[:].copy()}
    for part, number, (other, source) in changes:
        parts[part][number] = parts[other][source]
    return replace(data, x_train=parts["train"], x_test=parts["test"])


def texts(found: Report) -> list[str]:
    return [f"{each.tone}: {each.text}" for each in found.findings]


def test_that_sound_data_need_no_words_and_are_counted_part_by_part() -> None:
    found = report(made(), RECIPE)
    assert found.findings == ()
    counts = found.counts
    assert counts.labels == ("a", "b", "c", "d")
    assert (counts.train, counts.validation) == ((9,) * 4, (1,) * 4)
    assert (counts.test, counts.unused) == ((3,) * 4, (0,) * 4)
    assert report(made(), replace(RECIPE, subset=20)).counts.unused == (5,) * 4


def test_that_what_was_found_while_reading_comes_first() -> None:
    read = Finding("12 files were left out.", "caution")
    found = report(made(own_test=False, findings=(read,)), RECIPE)
    assert found.findings[0] is read
    assert texts(found)[1] == (
        "note: The data have no test part of their own: 12 pictures, 23 % of each class, were set aside as one, "
        "drawn by the seed 7."
    )


def test_that_validation_on_the_test_set_is_said_in_words() -> None:
    found = report(made(), replace(RECIPE, validation="test"))
    assert texts(found)[0].startswith("caution: Validation is the test set")
    assert found.counts.validation == found.counts.test


def test_that_one_class_alone_is_a_problem() -> None:
    found = texts(report(made([2] * 20, [2] * 5), RECIPE))
    assert found == ["problem: All pictures are of one class, “c”: there is nothing to tell apart."]


def test_that_classes_without_pictures_are_named() -> None:
    labels = [0, 1] * 10 + [2]
    found = texts(report(made(labels, [0, 1, 1, 0], classes=5), RECIPE))
    assert "caution: The classes “d”, “e” have no picture at all." in found
    assert "caution: The class “c” has no test picture." in found
    found = texts(report(made([0, 1] * 10, [0, 1, 3], classes=4), RECIPE))
    assert any(each.startswith("problem: The class “d” has no training picture.") for each in found)


def test_that_unbalanced_classes_are_said_with_figures() -> None:
    (found,) = report(made([0] * 80 + [1] * 20, [0, 1]), replace(RECIPE, validation_share=0.1)).findings[1:]
    assert found.tone == "caution"
    assert "“a” has 72 training pictures, “b” 18" in found.text
    assert "always says “a” is right for 80 %" in found.text
    assert found.details == ("a: 72", "b: 18")


def test_that_a_recipe_that_cannot_be_followed_is_a_finding() -> None:
    found = report(made(), replace(RECIPE, subset=1000))
    assert texts(found)[0].startswith("problem: There are 40 training pictures; 1,000 were asked for.")
    assert sum(found.counts.train) == 40


def test_that_pictures_in_two_parts_are_found_and_named() -> None:
    data = with_pictures(made(), ("test", 3, ("train", 17)), ("test", 4, ("train", 17)), ("train", 30, ("test", 7)))
    found = report(data, replace(RECIPE, validation_share=0.5, draw="first"))
    across, validation = (each for each in found.findings if "pixel for pixel" in each.text)
    assert across.text.startswith("2 test pictures are among the training pictures too")
    assert across.tone == "problem"  # more than one in a hundred
    assert across.details == ("training no. 17 (b) = test no. 3 (d) = test no. 4 (a)",)
    assert validation.text.startswith("1 test picture is among the validation pictures too")


def test_that_the_same_picture_with_two_labels_is_found() -> None:
    found = report(with_pictures(made(), ("train", 2, ("train", 1))), replace(RECIPE, validation="test"))
    assert any(each.startswith("caution: 1 picture is there more than once, with different") for each in texts(found))
    assert any("1 could be left out" in each for each in texts(found))


def test_that_files_are_named_where_there_are_any() -> None:
    class Files(Originals):
        def read(self, part: Any, number: int) -> Any:
            raise NotImplementedError

        def name(self, part: Any, number: int) -> str:
            return f"{part}/{number}.png"

    data = replace(with_pictures(made(), ("test", 0, ("test", 4))), originals=Files())
    details = [line for each in report(data, RECIPE).findings for line in each.details]
    assert details == ["test test/0.png (a) = test test/4.png (a)"]


def test_that_many_duplicates_make_a_list_of_bounded_length() -> None:
    data = made(600, 12)
    data = with_pictures(data, *(("train", number + 300, ("train", number)) for number in range(300)))
    within = next(each for each in report(data, replace(RECIPE, validation="test")).findings if "left out" in each.text)
    assert "300 pictures are more than once" in within.text
    assert len(within.details) == 201
    assert within.details[-1] == "and 100 more"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=30), st.integers(1, 29))
def test_that_groups_are_just_those_of_equal_pictures(values: list[int], border: int) -> None:
    border = min(border, len(values) - 1)
    pixels = np.array(values, np.uint8)[:, None, None, None] + np.zeros((1, 3, 3, 1), np.uint8)
    labels = np.zeros(len(values), np.int64)
    data = DataSet("a", "a", ("a",), pixels[:border], labels[:border], pixels[border:], labels[border:])
    expected = []
    for value in dict.fromkeys(values):
        numbers = [number for number, each in enumerate(values) if each == value]
        if len(numbers) > 1:
            expected.append(tuple(Twin("train", n) if n < border else Twin("test", n - border) for n in numbers))
    assert duplicates.find(data) == Duplicates(tuple(expected))


def test_that_one_checksum_for_all_pictures_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_pictures(made(12, 4), ("test", 3, ("train", 7)), ("train", 5, ("train", 2)))
    expected = duplicates.find(data)
    assert len(expected.groups) == 2

    monkeypatch.setattr(duplicates, "_checksums", lambda pictures: np.zeros(len(pictures), np.uint64))
    assert duplicates.find(data) == expected


def test_that_pictures_in_a_file_are_compared_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_pictures(made(40, 12), ("test", 3, ("train", 7)))
    path = tmp_path / "rows"
    path.write_bytes(np.concatenate([data.x_train[:], data.x_test[:]]).tobytes())
    stored = StoredPictures(path, (5, 5, 1), 52)
    there = replace(data, x_train=stored.select(np.arange(40)), x_test=stored.select(np.arange(40, 52)))
    monkeypatch.setattr(duplicates, "_PART", 100)
    told: list[Progress] = []
    assert duplicates.find(there, Watch(told.append)) == duplicates.find(data)
    assert told[-1].done == told[-1].total == 52
    with pytest.raises(LoadingStopped):
        duplicates.find(there, Watch(stopped=lambda: True))
    stored.close()


@pytest.mark.skipif(not FULL.is_file(), reason="the full MNIST for tests is not at hand")
def test_that_of_sixty_thousand_pictures_those_that_are_the_same_are_found() -> None:
    with np.load(FULL) as file:
        x, y = file["x_train"][..., None], file["y_train"].astype(np.int64)
    data = DataSet("mnist", "MNIST", tuple("0123456789"), x, y, x[:1], y[:1])
    assert duplicates.find(data).groups == ((Twin("train", 0), Twin("test", 0)),)
