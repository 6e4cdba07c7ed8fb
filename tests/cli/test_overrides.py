"""Settings of one run that are given on the command line."""

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.cli.overrides import overridden
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import Project
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS, SGD, Adam, Optimizer
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import Cosine, Step

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


def test_that_an_option_fills_in_what_is_blank() -> None:
    blanks = Blank("", "epochs"), Blank("", "batch_size"), Blank("dense_1", "units")
    project = replace(PROJECT, blanks=blanks)
    assert set(overridden(project, _arguments()).blanks) == set(blanks)
    assert overridden(project, _arguments("plan.batch_size=9", epochs=2)).blanks == blanks[2:]


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
        ("plan.nesterov=on", "no setting “plan.nesterov”. Those of plan are: optimizer, learning_rate"),
        ("plan.beta_1=2", "Beta 1 is from 0"),
        ("plan.schedule=Sine", "no schedule “Sine”. The schedules are: Constant, Step"),
        ("plan.schedule.end=0.1", "no setting “plan.schedule.end”"),
        ("plan.class_weights=a,b", "no value for plan.class_weights"),
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


def test_that_an_optimiser_s_own_settings_can_be_set() -> None:
    plan = _given("plan.momentum=0.9", "plan.optimizer=SGD", "plan.optimizer.nesterov=on").plan
    assert (plan.optimizer, plan.learning_rate, plan.optimizer_settings) == ("SGD", 0.01, SGD(0.9, True))
    assert _given("plan.beta_1=0.8").plan.optimizer_settings == Adam(beta_1=0.8)


def test_that_a_schedule_and_its_settings_can_be_set() -> None:
    assert _given("plan.schedule.end=0.1", "plan.schedule=cosine").plan.schedule == Cosine(0.1)
    own = replace(PROJECT, plan=replace(PROJECT.plan, schedule=Step(5, 0.1)))
    assert overridden(own, _arguments("plan.schedule.every=3")).plan.schedule == Step(3, 0.1)
    assert overridden(own, _arguments("plan.schedule=Step")).plan.schedule == Step()


def test_that_a_row_of_numbers_and_a_switch_can_be_set() -> None:
    plan = _given("plan.class_weights=1, 2.5,3", "plan.class_weight=given", "plan.keep_best=no").plan
    assert (plan.class_weights, plan.class_weight, plan.keep_best) == ((1, 2.5, 3), "given", False)


def test_that_what_the_schedule_takes_is_said() -> None:
    with pytest.raises(StudioError, match=r"of Adam: beta_1, .*; of the schedule: schedule\.end\."):
        _given("plan.schedule=Cosine", "plan.schedule.every=3")


@pytest.mark.parametrize("kind", OPTIMIZERS.values())
def test_that_no_optimiser_has_a_setting_with_a_name_of_the_plan_s(kind: type[Optimizer]) -> None:
    assert not set(settings_of(kind)) & {*settings_of(Plan), "schedule", "optimizer_settings"}
