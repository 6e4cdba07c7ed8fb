"""Which pictures an evaluation scores."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import stack
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.data.watch import NOBODY
from cnnstudio.engine.evaluation.scored import scored

SIDE = 4


@dataclass(frozen=True)
class Run:
    """A run as far as an evaluation looks at it."""

    data: DataRecipe | None
    tested: int | None = None
    is_data_guessed: bool = False
    labels: tuple[str, ...] = ("cat", "dog")
    prepared: Prepared | None = None
    network: Network = Network((SIDE, SIDE, 3), stack(Flatten(), Dense(2, "softmax")))


def add(folder: Path, label: str, numbers: range) -> None:
    (folder / label).mkdir(parents=True, exist_ok=True)
    for number in numbers:
        pixels = np.random.default_rng(number + len(label) * 1000).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
        pixels[0, 0] = number, ord(label[0]), 0
        Image.fromarray(pixels).save(folder / label / f"{number}.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label in ("cat", "dog"):
        add(tmp_path / "pets", label, range(20))
    return tmp_path / "pets"


def recipe(path: Path | str, **changes: Any) -> DataRecipe:
    return DataRecipe("file", str(path), **changes)


def contents(pictures: Any) -> set[bytes]:
    return {each.tobytes() for each in pictures[:]}


CHANGED = {
    "labels": "folders",
    "test_share": 0.4,
    "seed": 99,
    "megapixels": 1,
    "subset": 10,
    "validation": "test",
    "validation_share": 0.5,
    "draw": "random",
}


def test_that_the_fields_tried_are_all_that_a_recipe_has() -> None:
    assert {"source", "path", *CHANGED} == set(settings_of(DataRecipe()))


@pytest.mark.parametrize("name", CHANGED)
def test_that_own_data_are_divided_as_for_the_run_whatever_is_asked(name: str, folder: Path) -> None:
    trained = recipe(folder, **{name: CHANGED[name]})
    data = library.load(trained)
    for run, asked in ((trained, recipe(folder)), (recipe(folder), trained)):
        found = scored(asked, Run(run), NOBODY)
        assert (found.part, found.note) == ("test", "")
        assert contents(found.x) == contents(library.load(run).x_test)
    learned = contents(data.x_train[divide(data.y_train, trained).train])
    assert not learned & contents(scored(recipe(folder), Run(trained), NOBODY).x)


def test_that_too_large_pictures_are_left_out_as_they_were_for_the_run(folder: Path) -> None:
    Image.new("RGB", (1500, 1000)).save(folder / "cat" / "large.png")
    trained = recipe(folder, megapixels=1)
    learned = contents(library.load(trained, Prepared().preprocessing.geometry.towards((SIDE, SIDE, 3))).x_train)
    assert not learned & contents(scored(recipe(folder), Run(trained), NOBODY).x)


def spellings(folder: Path) -> dict[str, Path]:
    link = folder.parent / "link"
    link.symlink_to(folder, target_is_directory=True)
    return {"a link": link, "a detour": folder / "cat" / ".." / ".." / "pets", "through a link": link / "dog" / ".."}


@pytest.mark.parametrize("way", ["a link", "a detour", "through a link"])
def test_that_own_data_are_known_however_their_path_is_written(way: str, folder: Path) -> None:
    other = spellings(folder)[way]
    for run, asked in ((folder, other), (other, folder)):
        found = scored(recipe(asked), Run(recipe(run)), NOBODY)
        assert (found.part, len(found.x)) == ("test", 8)


def test_that_own_data_are_known_under_another_source(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    path = tmp_path / "a.npz"
    np.savez(path, x=random.integers(0, 256, (40, SIDE, SIDE, 3), np.uint8), y=np.arange(40) % 10)
    trained = DataRecipe("mnist", str(path))
    labels = library.load(trained).labels
    found = scored(recipe(path), Run(trained, labels=labels), NOBODY)
    assert (found.part, len(found.x)) == ("test", len(library.load(trained).x_test))


def test_that_a_file_that_came_since_moves_hardly_a_picture_and_is_told(folder: Path) -> None:
    run = Run(recipe(folder), tested=8)
    learned = contents(library.load(run.data or DataRecipe()).x_train)
    assert scored(recipe(folder), run, NOBODY).note == ""
    add(folder, "cat", range(20, 23))
    found = scored(recipe(folder), run, NOBODY)
    assert len(learned & contents(found.x)) <= 1
    assert found.note.startswith("The run was tested with 8 pictures, and now there are 9:")


@pytest.mark.parametrize(
    ("run", "is_said"),
    [
        (Run(None), True),
        (Run(DataRecipe()), False),
        (Run(DataRecipe(), is_data_guessed=True), True),
        (Run(DataRecipe("file", "/nowhere")), False),
    ],
)
def test_that_other_data_without_a_test_part_are_scored_whole(run: Run, is_said: bool, folder: Path) -> None:
    """It is said where the network may have learned from them."""
    found = scored(recipe(folder), run, NOBODY)
    assert (found.part, len(found.x), found.to_measure is found.x) == ("all", 40, True)
    assert ("not known what the network learned from" in found.note) is is_said


@pytest.mark.parametrize("unlabelled", [False, True])
def test_that_the_same_pictures_are_scored_whether_or_not_some_may_lack_a_label(
    unlabelled: bool, tmp_path: Path, folder: Path
) -> None:
    for part, numbers in (("train", range(9)), ("test", range(10, 13))):
        for label in ("cat", "dog"):
            add(tmp_path / "more" / part, label, numbers)
    foreign = scored(recipe(tmp_path / "more"), Run(None), NOBODY, unlabelled=unlabelled)
    own = scored(recipe(folder), Run(recipe(folder)), NOBODY, unlabelled=unlabelled)
    whole = scored(recipe(folder), Run(None), NOBODY, unlabelled=unlabelled)
    assert [(each.part, len(each.x)) for each in (foreign, own, whole)] == [("test", 6), ("test", 8), ("all", 40)]


def test_that_classes_that_have_numbers_only_are_named_as_the_folders_and_it_is_said(folder: Path) -> None:
    found = scored(recipe(folder), Run(None, labels=("0", "1")), NOBODY, unlabelled=True)
    assert found.labels == ("cat", "dog")
    assert found.has_labels
    assert "0 is cat, 1 is dog." in found.note


def test_that_classes_of_others_are_told_by_their_names(folder: Path) -> None:
    found = scored(recipe(folder), Run(None, labels=("a", "b")), NOBODY, unlabelled=True)
    assert not found.has_labels
    assert [Path(file).parent.name for file in found.files] == list(found.truths)
    assert found.note.startswith("Nothing is scored, the answers alone are shown.")


def test_that_files_that_were_left_out_are_told(folder: Path) -> None:
    (folder / "cat" / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (finding,) = scored(recipe(folder), Run(None), NOBODY, unlabelled=True).findings
    assert "left out" in finding.text
    assert finding.details[0].startswith("cat/torn.png")


def test_that_one_picture_alone_can_be_scored(tmp_path: Path) -> None:
    add(tmp_path / "one", "dog", range(1))
    found = scored(recipe(tmp_path / "one"), Run(None), NOBODY)
    assert (found.part, found.y.tolist()) == ("all", [1])
    assert found.x.shape == (1, SIDE, SIDE, 3)


def test_that_other_data_are_scored_on_their_test_part(tmp_path: Path, folder: Path) -> None:
    for part, numbers in (("train", range(9)), ("test", range(10, 13))):
        for label in ("cat", "dog"):
            add(tmp_path / "more" / part, label, numbers)
    found = scored(recipe(tmp_path / "more"), Run(recipe(folder)), NOBODY)
    assert (found.part, len(found.x), len(found.to_measure), found.note) == ("test", 6, 18, "")


def test_that_what_is_measured_anew_for_a_run_is_measured_on_what_it_learned_from(folder: Path) -> None:
    trained = recipe(folder, subset=20)
    data = library.load(trained)
    found = scored(trained, Run(trained), NOBODY)
    assert contents(found.to_measure) == contents(data.x_train[divide(data.y_train, trained).train])
    assert len(found.to_measure) == 18


def test_that_own_data_of_another_size_by_now_are_brought_to_the_network_s(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in folder.rglob("*.png"):
        Image.open(path).resize((6, 6)).save(path)
    sizes = []
    load = library.load

    def noted(*arguments: Any, **more: Any) -> DataSet:
        sizes.append(load(*arguments, **more).input_shape)
        return load(*arguments, **more)

    monkeypatch.setattr(library, "load", noted)
    run = Run(replace(recipe(folder), seed=8))
    assert scored(recipe(folder), run, NOBODY).x.shape == (8, SIDE, SIDE, 3)
    assert sizes == [(6, 6, 3), (SIDE, SIDE, 3)]


@pytest.mark.parametrize(
    ("data", "network", "note"),
    [
        (
            ("0", "1"),
            ("cat", "dog"),
            "The classes of the data have numbers only, and are taken in the order of the network’s: 0 is cat, 1 is",
        ),
        (
            ("cat", "dog"),
            ("0", "1"),
            "The network’s classes have numbers only, and are taken in the order of these names: 0 is cat, 1 is dog.",
        ),
        (("1", "0"), ("1", "0"), ""),
    ],
)
def test_that_classes_taken_in_their_order_are_said_whichever_side_has_numbers_only(
    tmp_path: Path, data: tuple[str, ...], network: tuple[str, ...], note: str
) -> None:
    for label in data:
        add(tmp_path / "pets", label, range(20))
    found = scored(recipe(tmp_path / "pets"), Run(None, labels=network), NOBODY)
    assert found.note.startswith(note) if note else "in the order" not in found.note
    assert found.labels == (("cat", "dog") if note else network)
