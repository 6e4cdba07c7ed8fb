"""Settings of one run that are given on the command line."""

import argparse
from pathlib import Path

import pytest

from cnnstudio.cli.overrides import overridden
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import Project

PROJECT = PRESETS[0].project


def _given(*assignments: str, **options: int) -> Project:
    return overridden(PROJECT, _arguments(*assignments, **options))


def _arguments(*assignments: str, **options: int) -> argparse.Namespace:
    named = {"epochs": None, "batch_size": None, "seed": None, "subset": None, **options}
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
    assert (found.source, found.path) == ("mnist", str(tmp_path / "m.npz"))


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
        ("preprocessing.method=none", "Preprocessing is one of"),
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
    assert overridden(digits.project, named).data.source == "mnist"
