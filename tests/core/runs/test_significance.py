"""Whether a difference is more than chance, against SciPy where it is there."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.runs.run import Continued
from cnnstudio.core.runs.significance import (
    McNemar,
    binomial,
    mcnemar,
    mean_and_deviation,
    repeats,
    same_test,
    student_t,
)
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.training.schedules import Cosine
from cnnstudio.data.sources import DRAWN
from tests.core.outcomes_made import given as made
from tests.core.runs_made import PROJECT, a_test, run, with_plan


def _said(truth: list[int], predicted: list[int]):
    outputs = np.full((len(truth), 3), 0.2, np.float32)
    outputs[np.arange(len(truth)), predicted] = 0.6
    return made(np.array(truth), outputs)


def test_that_the_pictures_on_which_one_alone_is_right_are_counted() -> None:
    found = mcnemar(_said([0, 1, 2, 0, 1, 2], [0, 1, 2, 0, 0, 0]), _said([0, 1, 2, 0, 1, 2], [0, 1, 0, 1, 1, 1]))
    assert (found.count, found.b, found.c) == (6, 2, 1)
    assert found.p == 1.0  # 2 · (C(3, 0) + C(3, 1)) / 2³
    assert not found.is_shown


def test_that_outcomes_of_other_pictures_are_not_compared() -> None:
    with pytest.raises(StudioError, match="not scored on the same pictures"):
        mcnemar(_said([0, 1], [0, 1]), _said([1, 0], [0, 1]))
    with pytest.raises(StudioError, match="not scored on the same pictures"):
        mcnemar(_said([0, 1], [0, 1]), _said([0, 1, 2], [0, 1, 2]))


@pytest.mark.parametrize(
    ("b", "c", "p"), [(0, 0, 1.0), (1, 0, 1.0), (6, 0, 2 / 64), (5, 1, 14 / 64), (3, 9, 2 * 299 / 4096)]
)
def test_that_p_is_what_counting_by_hand_gives(b: int, c: int, p: float) -> None:
    assert binomial(b, c) == binomial(c, b) == p


@pytest.mark.parametrize(("b", "c"), [(12, 30), (100, 140), (480, 520), (4000, 4300), (0, 900), (9_000, 9_300)])
def test_that_p_is_scipy_s(b: int, c: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert binomial(b, c) == pytest.approx(stats.binomtest(b, b + c).pvalue, rel=1e-12, abs=1e-300)


def test_that_p_of_very_many_pictures_is_scipy_s_to_eight_digits() -> None:
    stats = pytest.importorskip("scipy.stats")
    for b, c in ((15_000, 15_400), (200_000, 201_000)):
        assert binomial(b, c) == pytest.approx(stats.binomtest(b, b + c).pvalue, rel=1e-8)


def _words(b: int, c: int, both: int) -> str:
    truth = [0] * (b + c + both)
    return mcnemar(_said(truth, [0] * b + [1] * c + [0] * both), _said(truth, [1] * b + [0] * c + [0] * both)).words(
        "Run 1", "Run 2"
    )


def test_that_what_is_shown_is_said_with_the_counts() -> None:
    assert _words(20, 50, 930) == (
        "Of 1,000 pictures, 20 are right in Run 1 alone and 50 in Run 2 alone. Were both equally good, chance alone "
        "would do as much in 0.044 % of cases (p = 0.00044): Run 2 is better beyond chance."
    )
    assert "p < 0.0001): Run 1 is better" in _words(200, 50, 0)


def test_that_what_chance_does_is_not_called_better() -> None:
    assert _words(12, 8, 80).endswith("in 50 % of cases (p = 0.5): neither is shown to be better.")
    assert _words(8, 8, 80).endswith("in every case (p = 1): neither is shown to be better.")
    assert _words(0, 0, 9) == "Run 1 and Run 2 are right and wrong on the very same of the 9 pictures."


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.044, "4.4 % of cases (p = 0.044): large"),
        (0.0496, "4.96 % of cases (p = 0.0496): large"),
        (0.049996, "4.9996 % of cases (p = 0.049996): large"),
        (0.05, "5 % of cases (p = 0.05): neither"),
        (0.0504, "5.04 % of cases (p = 0.0504): neither"),
        (0.056, "5.6 % of cases (p = 0.056): neither"),
    ],
)
def test_that_a_p_beside_the_level_does_not_read_as_the_level(p: float, said: str) -> None:
    assert said in McNemar(100, 5, 15, p).words("small", "large")


def test_that_runs_are_tested_alike_whatever_they_learn_from() -> None:
    other = replace(PROJECT, data=replace(PROJECT.data, subset=600, seed=3, validation="test"))
    assert same_test(run(1), run(2, other))


@pytest.mark.parametrize("recipe", [DataRecipe("file", "/a"), DataRecipe(DRAWN)])
@pytest.mark.parametrize("changed", [{"seed": 8}, {"test_share": 0.5}, {"path": "/b"}, {"labels": "names"}])
def test_that_a_test_part_set_aside_otherwise_is_another(changed: dict, recipe: DataRecipe) -> None:
    pictures = replace(PROJECT, data=recipe)
    assert same_test(run(1, pictures), run(2, pictures))
    assert not same_test(run(1, pictures), run(2, replace(pictures, data=replace(pictures.data, **changed))))


def test_that_other_classes_sources_or_counts_are_another_test() -> None:
    assert not same_test(run(1), run(2, replace(PROJECT, data=DataRecipe("fashion-10k"))))
    assert not same_test(run(1), run(2, labels=tuple("abcdefghij")))
    assert not same_test(run(1), run(2, test=a_test(count=210)))
    assert same_test(run(1), run(2, test=None))


def test_that_runs_of_one_project_with_other_seeds_belong_together() -> None:
    seeds = [run(number, with_plan(seed=number)) for number in (1, 2, 3)]
    again = run(4, with_plan(seed=2))
    others = [run(5, with_plan(batch_size=32)), run(6, with_plan(seed=9), status="stopped")]
    (group,) = repeats([*seeds, again, *others])
    assert [each.number for each in group] == [1, 4, 3]


def test_that_a_run_without_another_seed_is_no_group() -> None:
    assert repeats([run(1), run(2), run(3, with_plan(epochs=9))]) == ()


def test_that_mean_and_deviation_are_those_of_the_book() -> None:
    values = [0.97, 0.98, 0.985, 0.96]
    found = mean_and_deviation(values)
    assert found.count == 4
    assert found.mean == pytest.approx(statistics.mean(values), abs=1e-12)
    assert found.deviation == pytest.approx(statistics.stdev(values), abs=1e-12)
    half = 3.182446305284263 * statistics.stdev(values) / 2  # t of 3 degrees of freedom, from a table
    assert (found.low, found.high) == pytest.approx((found.mean - half, found.mean + half), abs=1e-12)


def test_that_one_value_has_no_deviation_and_none_no_mean() -> None:
    found = mean_and_deviation([0.5])
    assert (found.mean, math.isnan(found.deviation), math.isnan(found.low)) == (0.5, True, True)
    with pytest.raises(ValueError, match="no mean"):
        mean_and_deviation([])


@pytest.mark.parametrize(
    ("freedom", "t"),
    [(1, 12.706204736174694), (2, 4.302652729749462), (9, 2.2621571627982049), (30, 2.0422724563012378)],
)
def test_that_student_s_t_is_the_one_of_the_tables(freedom: int, t: float) -> None:
    assert student_t(freedom) == pytest.approx(t, rel=1e-12)
    assert student_t(freedom) == pytest.approx(pytest.importorskip("scipy.stats").t.ppf(0.975, freedom), rel=1e-12)


@pytest.mark.parametrize(
    ("settings", "counts"), [({}, True), ({"schedule": Cosine()}, False), ({"early_stopping": 3}, False)]
)
def test_that_a_run_with_more_epochs_is_a_repeat_only_where_it_is_what_one_go_gives(
    settings: dict[str, object], counts: bool
) -> None:
    straight = run(1, with_plan(**settings))
    other = replace(run(2, with_plan(seed=8, **settings)), continued=(Continued(1, 1),))
    assert (repeats([straight, other]) != ()) == counts
