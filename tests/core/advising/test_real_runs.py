"""Advice on runs that were really trained: the right words where something was wrong, none where nothing was."""

import re
from functools import cache

import pytest

from cnnstudio.core.advising.advise import advise
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.remedies import after, in_words
from cnnstudio.core.analysis import analyse
from cnnstudio.core.project import why_not_train
from cnnstudio.core.runs.advice import Advice
from tests.core.advising.cases import measured_remedies, real_runs

RUNS = real_runs()

SAID = {
    "stuck_adadelta": {"stuck"},
    "stuck_sgd_low": {"stuck"},
    "stuck_adam_low": {"rate_low"},
    "stuck_adam_high": {"stuck", "dead_relus"},
    "stuck_sgd_high": {"stuck", "dead_relus"},
    "raw_adadelta": {"raw_values", "still_improving"},
    "raw_sgd": {"stuck", "raw_values", "dead_relus"},
    "overfit_fashion": {"overfitting"},
    "rate_low_slow": {"rate_low"},
    "dying_adam": {"dead_relus"},
    "rate_high_sgd": {"rate_high"},
    "rate_high_tanh": {"rate_high"},
    "thrown_off_sgd": {"rate_high", "dead_relus"},
    "diverged_mse": {"not_finite"},
    "batch_larger": {"batch_too_large"},
    "bce_softmax": {"binary_after_softmax", "never_predicted", "still_improving"},
    "rare_class": {"never_predicted", "still_improving"},
    "uneven": {"imbalance", "still_improving"},
    "uneven_longer": {"imbalance", "still_improving"},
    "lagging_normalisation": {"never_predicted", "still_improving"},
    "good_two_dense": {"test_validates"},
}
"""What is said of each; of those called good nothing, but where validation is the test set and that more may come."""


@cache
def advice(name: str) -> tuple[Advice, ...]:
    return advise(RUNS[name])


def kinds(name: str) -> set[str]:
    return {each.kind for each in advice(name)}


@pytest.mark.parametrize("name", SAID)
def test_that_what_was_wrong_with_a_run_is_said_and_nothing_else(name: str) -> None:
    assert kinds(name) == SAID[name]


@pytest.mark.parametrize("name", [name for name in RUNS if name not in SAID])
def test_that_a_good_run_gets_no_advice_but_that_it_still_improved(name: str) -> None:
    assert name.startswith("good")
    assert kinds(name) <= {"still_improving"}


def test_that_a_loss_which_no_longer_falls_is_not_said_to_improve() -> None:
    assert {name for name in RUNS if name.startswith("good") and not kinds(name)} >= {
        "good_dense",
        "good_photographs",
        "good_few_digits_dense",
    }


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("stuck_adadelta", "stuck", "2.310 in 5 epochs: 2.303 (ln 10)"),
        ("stuck_adadelta", "stuck", "Adadelta usually learns with a rate of 1; this run's was 0.001, 1,000 times sm"),
        ("stuck_adam_high", "dead_relus", "In “conv2d_2” 16 of 16 ReLU outputs were zero for all of the 200 pictures"),
        ("raw_adadelta", "raw_values", "the training loss of epoch 1 was 18.351, 8 times the 2.303"),
        (
            "overfit_fashion",
            "overfitting",
            "the validation loss rose from 0.750 to 1.116, while the training loss fell",
        ),
        ("overfit_fashion", "overfitting", "Since epoch 12"),
        ("rate_low_slow", "rate_low", "from 2.106 to 2.087 in epoch 25. SGD usually learns with a rate of 0.01; this"),
        ("rate_high_sgd", "rate_high", "The training loss jumped from 4.221 in epoch 5 to 6.723 in epoch 6"),
        ("rate_high_tanh", "rate_high", "The training loss is 75.056 after 6 epochs, more than the 2.303"),
        ("diverged_mse", "not_finite", "The loss became infinite or not a number in epoch 1, batch 10."),
        ("batch_larger", "batch_too_large", "The batch size 128 is more than the 90 training pictures"),
        ("bce_softmax", "binary_after_softmax", "After 4 epochs the training loss is 0.285 and the accuracy 55.3 %"),
        ("rare_class", "never_predicted", "“9” has only 11 of the 4,871 training pictures"),
        ("uneven", "imbalance", "27.8 % are found (278 of 1,000), of the others 94.5 %"),
        ("good_two_dense", "test_validates", "epoch 10 was chosen by its loss on the very pictures that test it"),
        ("good_lenet", "still_improving", "the validation loss fell from 0.0962 to 0.0832 in epoch 5, the last"),
    ],
)
def test_that_advice_quotes_the_numbers_of_its_run(name: str, kind: str, words: str) -> None:
    assert words in next(each.text for each in advice(name) if each.kind == kind)


@pytest.mark.parametrize("name", [name for name in RUNS if advice(name)])
def test_that_every_advice_has_evidence_and_numbers(name: str) -> None:
    for each in advice(name):
        assert each.evidence, each.kind
        assert re.search(r"\d", each.text), each.text
        assert each.text.endswith("."), each.text


def remedied() -> list[tuple[str, str, str]]:
    return [(name, each.kind, way.label) for name in RUNS for each in advice(name) for way in each.remedies]


@pytest.mark.parametrize(("name", "kind", "label"), remedied())
def test_that_every_remedy_gives_another_project_that_trains(name: str, kind: str, label: str) -> None:
    case: Case = RUNS[name]
    way = next(way for each in advice(name) if each.kind == kind for way in each.remedies if way.label == label)
    project = after(case.project, way)
    assert project != case.project
    analysis = analyse(project.network, len(case.labels), project.plan.loss)
    assert why_not_train(project, analysis, case.project.network.input_shape) == ""


def test_that_every_advice_on_a_run_gone_wrong_offers_a_way_out() -> None:
    for name in SAID:
        assert all(each.remedies for each in advice(name)), name


@pytest.mark.parametrize("found", measured_remedies(), ids=lambda each: f"{each['run']}: {each['label']}")
def test_that_the_remedies_that_are_offered_were_measured_to_help(found: dict) -> None:  # type: ignore[type-arg]
    offered = {way.label for each in advice(found["run"]) if each.kind == found["kind"] for way in each.remedies}
    assert found["label"] in offered
    before, after_it = found["before"], found["after"]
    assert after_it["status"] == "finished"
    match found["kind"]:
        case "overfitting" | "raw_values" | "rate_high":
            assert after_it["val_loss"] < before["val_loss"]
        case "binary_after_softmax" if "sigmoid" in found["label"]:
            assert after_it == before  # it was trained so before: now it also shows what it was trained for
        case "still_improving":
            assert after_it["best_val_loss"] <= before["best_val_loss"]
        case "dead_relus":
            assert after_it["dead"] <= 0.8 * before["dead"]
        case "never_predicted" | "imbalance":
            assert after_it["least_recall"] > before["least_recall"]
        case "not_finite":
            assert before["val_accuracy"] is None
            assert after_it["val_accuracy"] > 0.1
        case _:
            assert after_it["val_accuracy"] > before["val_accuracy"]


@pytest.mark.parametrize("name", [name for name in RUNS if advice(name)])
def test_that_what_each_remedy_did_can_be_told(name: str) -> None:
    project = RUNS[name].project
    for each in advice(name):
        for way in each.remedies:
            assert in_words(project, way).endswith(".")
