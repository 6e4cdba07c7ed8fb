"""A project as a value and as text."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.messages import Train
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import (
    MAX_JSON,
    Project,
    from_json,
    from_plain,
    to_json,
    to_plain,
    why_not_train,
)
from cnnstudio.core.runs.comparison import between
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training.plan import DataRecipe, Plan
from tests.core.strategies import JSON, networks, preprocessings, read_or_refused

PROJECT = PRESETS[0].project
PLAIN = to_plain(PROJECT)


@given(networks(), preprocessings(), st.integers(1, 99))
def test_that_a_project_survives_its_text(network: Network, preprocessing: Preprocessing, epochs: int) -> None:
    project = Project(network, DataRecipe(subset=epochs), preprocessing, Plan(epochs=epochs))
    text = to_json(project)
    assert from_json(text) == project
    assert to_json(from_json(text)) == text
    assert "\n" not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{",
        "[" * 100_000,
        '{"a":' * 50_000,
        "NaN",
        '{"network": Infinity}',
        "1" * 5_000,
        "x" * (MAX_JSON + 1),
        "\ud800",
        to_json(PROJECT)[:-1],
    ],
    ids=lambda text: f"{text[:12]}…{len(text)}",
)
def test_that_a_text_that_is_no_project_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        from_json(text)


@pytest.mark.parametrize("part", ["network", "data", "preprocessing", "plan"])
def test_that_a_part_too_few_or_too_many_is_refused(part: str) -> None:
    with pytest.raises(SpecError, match="A project has"):
        from_plain({name: value for name, value in PLAIN.items() if name != part})
    with pytest.raises(SpecError, match="A project has"):
        from_plain(PLAIN | {f"{part}2": {}})


def test_that_an_unknown_setting_deep_inside_is_named() -> None:
    plain = json.loads(to_json(PROJECT))
    plain["network"]["nodes"][0]["settings"]["colour"] = "blue"
    with pytest.raises(SpecError, match="Conv2D has no setting 'colour'"):
        from_plain(plain)


@given(JSON, st.sampled_from(["network", "data", "preprocessing", "plan"]))
@settings(max_examples=300)
def test_that_any_json_is_a_project_or_refused_in_words(value: Any, part: str) -> None:
    for plain in (value, PLAIN | {part: value}):
        read_or_refused(from_plain, plain, Project)
        read_or_refused(from_json, json.dumps(plain), Project)


@given(st.text(max_size=40))
def test_that_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(SpecError):
        from_json(text)


def test_that_the_reason_against_training_is_one_sentence() -> None:
    dense = preset("dense")
    assert dense is not None
    cases = (
        (PROJECT, (28, 28, 1), ""),
        (PROJECT, None, ""),
        (PROJECT, (32, 32, 3), "The network expects pictures of 28 × 28 × 1, but the data have 32 × 32 × 3."),
        (replace(PROJECT, network=Network((28, 28, 1))), None, "The network is empty: add a layer first."),
        (
            replace(PROJECT, network=PROJECT.network.change((6,), units=7)),
            None,
            "dense_2: The data have 10 classes, but the network ends with 7 numbers.",
        ),
    )
    for project, shape, reason in cases:
        assert why_not_train(project, analyse(project.network, 10), shape) == reason
    flat = replace(dense.project, network=Network((28, 28, 1), dense.project.network.nodes[:1]))
    assert "nothing to learn" in why_not_train(flat, analyse(flat.network), None)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ((1.0,) * 12, "The plan has 12 class weights, but the network tells 10 classes apart."),
        ((0.0,) * 10, "All class weights are 0, so that no picture counts: nothing would be learned."),
        ((0.0,) * 9, ""),
        ((2.0,) * 10, ""),
    ],
)
def test_that_class_weights_that_cannot_be_meant_are_refused(weights: tuple[float, ...], words: str) -> None:
    network = PROJECT.network
    plan = Plan(class_weight="given", class_weights=weights)
    assert why_not_train(Project(network, plan=plan), analyse(network), None) == words
    unused = replace(plan, class_weight="none")
    assert why_not_train(Project(network, plan=unused), analyse(network), None) == ""


def test_that_a_setting_that_is_left_blank_does_not_vary() -> None:
    batch, rate = (Varied(Place("plan", name), Listed(values)) for name, values in _VALUES)
    project = replace(PROJECT, sweep=Sweep(varied=(batch, rate)), blanks=(Blank("", "batch_size"),))
    assert project.sweep.varied == (rate,)


def test_that_one_run_is_trained_without_what_varies() -> None:
    project = replace(PROJECT, sweep=Sweep(varied=(Varied(Place("plan", "batch_size"), Listed((8, 16))),)))
    assert project != PROJECT
    assert project.without_sweep == PROJECT
    assert Train(file="", project=project).project == PROJECT
    assert between(project, PROJECT) == ()


_VALUES = (("batch_size", (8, 16)), ("learning_rate", (0.1, 0.01)))


def test_that_a_path_of_bytes_that_are_no_utf_8_can_be_written_and_comes_back() -> None:
    project = replace(PROJECT, data=DataRecipe("file", "/data/caf\udce9 é \\ 猫"))
    text = to_json(project)
    assert text.encode()
    assert "é" in text
    assert from_json(text) == project
