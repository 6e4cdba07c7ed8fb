"""The form of the parts: one undo step a change, and what comes of it in words."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import divide
from cnnstudio.gui.data.contents.parts import PartsForm, counts_in_words
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def data_of(train: int, test: int, *, own_test: bool = True) -> DataSet:
    pictures = np.zeros((train + test, 4, 4, 1), np.uint8)
    labels = np.arange(train + test) % 2
    parts = (pictures[:train], labels[:train], pictures[train:], labels[train:])
    return DataSet("small", "Small", ("cat", "dog"), *parts, own_test=own_test)


@pytest.fixture
def form(desk: Desk) -> PartsForm:
    made = PartsForm(desk.document)
    desk.qtbot.addWidget(made)
    made.show()
    return made


def editor(form: PartsForm, name: str) -> QWidget:
    found = form.findChild(QWidget, f"data.parts.{name}")
    assert found is not None
    return found


def words(form: PartsForm, name: str) -> str:
    label = form.findChild(QLabel, f"data.parts.{name}")
    assert label is not None
    return label.text() if label.isVisible() else ""


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (DataRecipe(), "360 learn · 40 validate · 200 test"),
        (DataRecipe(subset=100), "90 learn · 10 validate · 200 test · 300 not used"),
        (DataRecipe(validation="test"), "400 learn · 200 validate and test"),
    ],
)
def test_that_what_comes_of_a_recipe_is_said_in_numbers(recipe: DataRecipe, expected: str) -> None:
    data = data_of(400, 200)
    assert counts_in_words(data, divide(data.y_train, recipe), recipe) == expected


def test_that_a_change_is_one_undo_step(form: PartsForm, desk: Desk) -> None:
    editor(form, "draw").setCurrentIndex(1)  # type: ignore[attr-defined]
    assert desk.document.project.data.draw == "random"
    assert desk.document.undo_stack.undoText() == "Change “draw”"
    desk.document.undo_stack.undo()
    assert desk.document.project.data.draw == "stratified"


def test_that_validating_on_the_test_pictures_is_said_in_words(form: PartsForm) -> None:
    assert editor(form, "validation_share").isVisible()
    assert words(form, "on_test") == ""
    editor(form, "validation").setCurrentIndex(1)  # type: ignore[attr-defined]
    assert not editor(form, "validation_share").isVisible()
    assert "Validation is the test set" in words(form, "on_test")


def test_that_the_test_share_is_asked_for_only_where_the_data_have_no_test_part(form: PartsForm, desk: Desk) -> None:
    assert not editor(form, "test_share").isVisible()
    desk.document.set_data_set(data_of(8, 4, own_test=False))
    assert editor(form, "test_share").isVisible()


def test_that_a_recipe_that_cannot_be_followed_is_said_where_it_is_set(form: PartsForm) -> None:
    form.show_division(None, "There are 9 training pictures; 4,000 were asked for.")
    assert "4,000 were asked for" in words(form, "refusal")
    assert words(form, "counts") == ""


def test_that_all_pictures_are_called_all(form: PartsForm) -> None:
    assert editor(form, "subset").text() == "all"  # type: ignore[attr-defined]
