"""Settings of one run that are given on the command line."""

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.cli.overrides import overridden
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import Project

PROJECT = PRESETS[0].project


def _given(*assignments: str, **options: int | str) -> Project:
    return overridden(PROJECT, _arguments(*assignments, **options))


def _arguments(*assignments: str, **options: int | str) -> argparse.Namespace:
    none = dict.fromkeys(("epochs", "batch_size", "seed", "subset", "data", "preprocessing"))
    named = {**none, **options}
    return argparse.Namespace(set=list(assignments), **named)


def test_that_nothing_given_changes_nothing() -> None:
    assert _given() == PROJECT


def test_that_named_options_win_over_set() -> None:
    found = _given("plan.epochs=3", "data.subset=50", epochs=2, batch_size=16, seed=9, subset=100)
    assert (found.plan.epochs, found.plan.batch_size, found.plan.seed, found.data.subset) == (2, 16, 9, 100)


def test_that_every_part_can_be_set() -> None:
    found = _given("plan.learning_rate=1e-2", "data.validation=test", "preprocessing.method=raw")
    assert (found.plan.learning_rate, found.data.validation, found.preprocessing.method) == (0.01, "test", "raw")


def test_that_an_optimiser_brings_its_usual_rate_unless_one_is_asked_for() -> None:
    assert _given("plan.optimizer=Adadelta").plan.learning_rate == 1.0
    assert _given("plan.learning_rate=0.001", "plan.optimizer=Adadelta").plan.learning_rate == 0.001


def test_that_a_file_is_kept_with_its_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found = _given("data.path=m.npz").data
    assert (found.source, found.path) == ("file", str(tmp_path / "m.npz"))


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("plan.epochs", "not PART.KEY=VALUE"),
        ("network.x=1", "parts are plan, data, preprocessing"),
        ("plan.speed=1", "no setting “plan.speed”"),
        ("plan.epochs=many", "no value for plan.epochs"),
        ("plan.epochs=0", "Epochs is from 1"),
        ("plan.optimizer=Magic", "Optimiser is one of"),
        ("plan.learning_rate=nan", "Learning rate is a number"),
        ("preprocessing.method=none", "Values is one of"),
    ],
)
def test_that_what_cannot_be_set_is_said(assignment: str, words: str) -> None:
    with pytest.raises((StudioError, SpecError)) as caught:
        _given(assignment)
    assert words in str(caught.value)


def test_that_a_file_is_read_as_what_the_project_learns_from() -> None:
    cifar, digits = preset("cifar-cnn"), preset("lenet")
    assert cifar is not None
    assert digits is not None
    named = _arguments("data.path=/a/b.npz")
    assert overridden(cifar.project, named).data.source == "cifar-10"
    assert overridden(digits.project, named).data.source == "file"


@pytest.mark.parametrize("text", ["32x48", "32 × 48", "32,48", " 32 x 48 "])
def test_that_a_pair_is_written_in_any_usual_way(text: str) -> None:
    assert _given(f"preprocessing.size={text}").preprocessing.size == (32, 48)


def test_that_one_number_is_a_square() -> None:
    assert _given("preprocessing.size=64").preprocessing.size == (64, 64)


@pytest.mark.parametrize("text", ["32x", "a", "1x2x3", "", "-1"])
def test_that_half_a_pair_is_refused(text: str) -> None:
    with pytest.raises((StudioError, SpecError)):
        _given(f"preprocessing.size={text}")


def test_that_the_ways_to_draw_can_be_set() -> None:
    found = _given("data.draw=first", "data.test_share=0.3", "data.megapixels=100").data
    assert (found.draw, found.test_share, found.megapixels) == ("first", 0.3, 100)


def test_that_a_named_data_set_and_method_win_over_set(tmp_path: Path) -> None:
    found = _given("data.source=mnist", "preprocessing.method=raw", data="fashion-10k", preprocessing="signed")
    assert (found.data.source, found.data.path, found.preprocessing.method) == ("fashion-10k", "", "signed")
    found = _given("data.subset=50", data=str(tmp_path))
    assert (found.data.source, found.data.path, found.data.subset) == ("file", str(tmp_path), 50)


def test_that_another_source_leaves_the_old_one_s_file_behind(tmp_path: Path) -> None:
    own = replace(PROJECT, data=DataRecipe("mnist", str(tmp_path / "m.npz")))
    assert overridden(own, _arguments("data.source=fashion-mnist")).data.path == ""
    assert overridden(own, _arguments("data.source=mnist", f"data.path={tmp_path}")).data.path == str(tmp_path)


def test_that_data_that_are_nowhere_are_said() -> None:
    with pytest.raises(StudioError, match="no data set, file or folder called “nowhere”"):
        _given(data="nowhere")
