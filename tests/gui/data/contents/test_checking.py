"""The division and the report follow data and recipe, beside the window, and only while somebody looks."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.pictures.finding import Finding
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.duplicates import Duplicates, find
from cnnstudio.data.watch import Watch
from cnnstudio.gui.data.contents.checking import DataChecks
from tests.gui.desk import Desk, desk

__all__ = ["desk"]


def pets(count: int = 40) -> DataSet:
    """Pictures each of which is there once, but for two of the test that are also learned from."""
    pictures = np.random.default_rng(3).integers(0, 255, (count, 6, 6, 1), np.uint8)
    labels = np.arange(count) % 2
    return DataSet("file", "pets", ("cat", "dog"), pictures, labels, pictures[:2], labels[:2])


@pytest.fixture
def checks(desk: Desk) -> Iterator[DataChecks]:
    made = DataChecks(desk.document)
    desk.document.set_data_set(pets())
    yield made
    made.close()


def settle(checks: DataChecks, desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: not checks.is_checking)


def set_recipe(desk: Desk, **settings: object) -> None:
    project = desk.document.project
    desk.document.change(replace(project, data=replace(project.data, **settings)), "Change")


def test_that_nothing_is_done_while_nobody_looks(checks: DataChecks) -> None:
    assert not checks.is_checking
    assert checks.division is None


def test_that_the_division_and_what_is_odd_are_found(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    settle(checks, desk)
    assert checks.division is not None
    assert len(checks.division.validation) == 4
    assert any("test" in each.text for each in checks.findings)


def test_that_a_change_of_the_recipe_divides_anew(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    settle(checks, desk)
    set_recipe(desk, validation_share=0.5)
    settle(checks, desk)
    assert checks.division is not None
    assert len(checks.division.validation) == 20


def test_that_a_recipe_that_cannot_be_followed_is_said(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    set_recipe(desk, subset=4_000)
    settle(checks, desk)
    assert checks.division is None
    assert "4,000 were asked for" in checks.refusal
    set_recipe(desk, subset=20)
    settle(checks, desk)
    assert checks.refusal == ""


def test_that_the_last_division_stays_while_the_recipe_asks_for_what_cannot_be(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    set_recipe(desk, subset=20)
    settle(checks, desk)
    before = checks.division
    set_recipe(desk, subset=4_000)
    settle(checks, desk)
    assert checks.division is before is not None
    assert checks.refusal
    desk.document.set_data_set(pets(60))
    settle(checks, desk)
    assert checks.division is None


def test_that_an_answer_about_data_of_before_is_dropped(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    desk.document.set_data_set(pets(100))
    settle(checks, desk)
    assert checks.division is not None
    assert len(checks.division.train) == 90


def test_that_validating_on_the_test_pictures_is_among_the_findings(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    set_recipe(desk, validation="test")
    settle(checks, desk)
    assert any("validat" in each.text.lower() for each in checks.findings)


def test_that_the_most_serious_comes_first(checks: DataChecks, desk: Desk) -> None:
    found = (Finding("good to know"), Finding("look at it", "caution"), Finding("misleading", "problem"))
    desk.document.set_data_set(replace(pets(), findings=found))
    assert [each.tone for each in checks.findings] == ["problem", "caution", "note"]


def test_that_no_data_are_no_division(checks: DataChecks, desk: Desk) -> None:
    checks.set_active(True)
    settle(checks, desk)
    desk.document.set_data_set(None)
    assert checks.division is None
    assert checks.findings == ()


def test_that_what_is_quick_is_said_while_duplicates_are_still_looked_for(
    checks: DataChecks, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, searches = threading.Event(), []

    def slow(data: DataSet, watch: Watch) -> Duplicates:
        searches.append(data)
        assert go.wait(10)
        return find(data, watch)

    monkeypatch.setattr("cnnstudio.data.duplicates.find", slow)
    checks.set_active(True)
    set_recipe(desk, validation="test")
    desk.qtbot.waitUntil(lambda: any("test set" in each.text for each in checks.findings))
    assert checks.is_checking
    go.set()
    settle(checks, desk)
    assert any("pixel for pixel" in each.text for each in checks.findings)
    set_recipe(desk, validation_share=0.5, validation="share")
    settle(checks, desk)
    assert len(searches) == 1
