"""The report of a lab: answers, tries, what was reached, the network and its runs, with nothing in it that is run."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.labs import report_curves, report_kernels
from cnnstudio.core.labs.lab import Check, Lab, Question, Step
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.core.labs.report import Desk, make, page
from cnnstudio.core.labs.report_kernels import Kernels
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore, Run, Status

NUMBER = Question("1.ask.1", "How many **numbers**?", "number", 320.0, why="It is 320.")
OPEN = Question("1.ask.2", "Why?", "open")
CHECK = Check("1.check.1", "It has 695,970 parameters", ())
LAB = Lab("first", "First <lab>", "", (Step("Look", "", questions=(NUMBER, OPEN), checks=(CHECK,)),), digest="aa")
LAYERS = (Layer("conv2d_1", Conv2D(4)), Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax")))
NETWORK = Network((8, 8, 1), LAYERS)


def run(number: int = 1, name: str = "Run 1") -> Run:
    epochs = tuple(Epoch(each, 1 / each, 0.9, 1 / each, 0.5, 1.0) for each in (1, 2, 3))
    began = "2026-01-01T12:00:00+00:00"
    return Run(number, name, Project(NETWORK), ("a", "b", "c"), Prepared(), "finished", began, {}, epochs)


def report(progress: Progress, *runs: Run, kernels: Kernels | None = None) -> str:
    desk = Desk("My project", analyse(NETWORK), (), runs, kernels)
    return page(make(LAB, progress, desk, "2026-01-02 10:00"))


def test_that_answers_tries_and_what_was_reached_stand_in_it() -> None:
    answers = {"1.ask.1": Answer("320", True, 3, 1), "1.ask.2": Answer("Because\nit is so")}
    reached = {"1.check.1": Reached("2026-01-01T13:05:00+00:00", "Parameters: 695,970")}
    html = report(Progress("first", "aa", "Ada Löve", answers=answers, reached=reached))
    for words in (
        "Ada Löve",
        "1 of 1 question right, 1 of 1 answered in own words, 1 of 1 check reached",
        "✓ Right (3 tries, 1 hint).",
        "Because<br/>it is so",
        "Parameters: 695,970 · 2026-01-01 13:05",
        "First &lt;lab&gt;",
    ):
        assert words in html


def test_that_the_right_answer_does_not_stand_in_it_where_it_was_not_given() -> None:
    html = report(Progress("first", "aa", answers={"1.ask.1": Answer("319", False, 2)}))
    assert "✗ Not right (2 tries)." in html
    assert "It is 320" not in html
    assert "Not answered." in html
    assert "Not reached" in html


def test_that_what_a_student_typed_is_only_text() -> None:
    text = '<script>alert(1)</script><img src="network.svg"> \u202e'
    html = report(Progress("first", "aa", text, answers={"1.ask.2": Answer(text)}))
    body = html.partition("<body>")[2]
    assert "<script" not in body
    assert body.count("<img") == 1
    assert "\u202e" not in body
    assert not re.search(r"(src|href)=\"(?!data:image/svg\+xml;base64,)", body)


def test_that_a_lab_changed_since_is_told() -> None:
    assert "has been changed since" in report(Progress("first", "bb"))
    assert "has been changed since" not in report(Progress("first", "aa"))


def test_that_network_runs_and_curves_stand_in_it() -> None:
    values = np.random.default_rng(1).normal(size=(3, 3, 1, 4)).astype(np.float32)
    html = report(Progress("first"), run(), run(2, "Run <2>"), kernels=Kernels("conv2d_1 of Run 1", values))
    assert "conv2d_1" in html
    assert "Run &lt;2&gt;" in html
    assert html.count("data:image/svg+xml;base64,") == 3


def test_that_each_network_that_was_trained_is_drawn_once() -> None:
    other = replace(NETWORK, nodes=(*NETWORK.nodes[:-1], Layer("dense_1", Dense(5, "softmax"))))
    trained = replace(run(2, "Two"), project=Project(other))
    html = report(Progress("first"), run(), trained, replace(trained, number=3, name="Three"))
    titles = re.findall("<h3>(The network.*?)</h3>", html)
    assert titles == ["The network as it is now, and in Run 1", "The network of Two, Three"]
    assert html.count("data:image/svg+xml;base64,") == 2 + 1


def test_that_of_many_networks_the_latest_are_drawn_and_the_others_told() -> None:
    many = [
        replace(run(units, f"Run {units}"), project=Project(replace(NETWORK, nodes=(Layer("d", Dense(units)),))))
        for units in range(1, 10)
    ]
    html = report(Progress("first"), *many)
    assert html.count("<h3>The network of") == 6
    assert "<b>Run 3:</b> " in html
    assert "<h3>The network of Run 3<" not in html


def test_that_an_answer_and_its_mark_are_one_paragraph() -> None:
    html = report(Progress("first", "aa", answers={"1.ask.1": Answer("320", True, 1)}))
    assert "<p class='answer'>320<br/><span class='right'>✓ Right (1 try).</span></p>" in html


def test_that_the_curves_are_a_picture_with_two_lines_a_run_and_plot() -> None:
    drawn = ElementTree.fromstring(report_curves.curves([run(), run(2, "A & B")]))
    lines = [each for each in drawn.iter() if each.tag.endswith("polyline")]
    assert len(lines) == 2 * 2 * 2
    assert any(each.text == "A & B" for each in drawn.iter())
    assert report_curves.curves([]) == ""


def test_that_the_axes_of_curves_are_marked_with_round_numbers() -> None:
    words = {each.text for each in ElementTree.fromstring(report_curves.curves([run()])).iter()}
    assert {"50 %", "60 %", "90 %", "0.4", "1.0", "1", "2", "3", "epoch"} <= words


@pytest.mark.parametrize("values", [(0.5,) * 3, (0.0,) * 3, (1e-9, 2e-9, 3e-9), (float("nan"),) * 3, (1e30, -1e30, 0)])
def test_that_curves_of_any_numbers_lie_within_their_axes(values: tuple[float, ...]) -> None:
    epochs = tuple(Epoch(at, each, 0.5, each, 0.5, 1.0) for at, each in enumerate(values, 1))
    drawn = ElementTree.fromstring(report_curves.curves([replace(run(), epochs=epochs)]))
    dots = [float(each.get("cy", "nan")) for each in drawn.iter() if each.tag.endswith("circle")]
    assert all(29 < y < 201 for y in dots)


def test_that_kernels_are_blue_below_zero_and_red_above_on_one_scale() -> None:
    values = np.array([[-0.5, 0.0], [0.25, 0.5]], np.float32).reshape(2, 2, 1, 1)
    drawn = list(ElementTree.fromstring(report_kernels.picture(Kernels("k", values))).iter())
    fills = [each.get("fill") for each in drawn if each.tag.endswith("rect")][1:]
    assert (fills[0], fills[1], fills[3]) == ("#2166ac", "#f7f7f7", "#b2182b")
    assert {"0", "−.50", ".25", "−0.50", "0.00", "0.50"} <= {each.text for each in drawn}


def test_that_kernels_with_numbers_that_are_none_are_drawn() -> None:
    values = np.full((3, 3, 3, 2), np.nan, np.float32)
    values[..., 1] = np.inf
    drawn = ElementTree.fromstring(report_kernels.picture(Kernels("k", values)))
    assert sum(each.tag.endswith("rect") for each in drawn.iter()) == 1 + 2 * 9


def test_that_the_kernels_shown_are_those_of_the_best_run_with_weights() -> None:
    def scored(number: int, wrong: int, kept: tuple[int, ...] = (1,), status: Status = "finished") -> Run:
        score = PartScore(0.1, 100, wrong)
        return replace(run(number), kept=kept, status=status, validation=score)

    best = scored(2, 5)
    assert (
        report_kernels.run_of((scored(1, 9), best, scored(3, 5), scored(4, 1, ()), scored(5, 0, (1,), "training")))
        == best
    )
    assert report_kernels.run_of((scored(1, 9, ()),)) is None


def test_that_it_says_which_runs_are_listed_and_which_have_curves() -> None:
    assert "All runs of the project" in report(Progress("first"), run())
    html = report(Progress("first"), *(run(number, f"Run {number}") for number in range(1, 12)))
    assert "<h3>Curves of the latest 8 of 11 runs</h3>" in html
    assert "<h3>Curves</h3>" in report(Progress("first"), run())
