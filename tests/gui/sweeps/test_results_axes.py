"""Where values stand on the axes of pictures of a sweep, and what is written there."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.gui.sweeps.results.axes import ABSENT, score_axis, setting_axis
from cnnstudio.gui.sweeps.results.field import Field, field_of
from cnnstudio.gui.sweeps.results.settings import has_own_values, means_of, running_mean
from tests.gui.sweeps.results_made import changed, finished, swept


def test_that_listed_values_stand_evenly_in_their_order_and_a_missing_one_below_them() -> None:
    axis = setting_axis("filters", "Filters", Listed((64, 8, 16)), None)
    assert axis.places([64, 8, 16, None]).tolist() == [0, 0.5, 1, ABSENT]
    assert [words for _, words in axis.ticks(5)] == ["64", "8", "16"]
    assert math.isnan(axis.places([5])[0])


@pytest.mark.parametrize(
    ("values", "is_joined"),
    [((64, 8), True), ((0.1, 0.5), True), (((3, 3), (5, 5)), True), (("SGD", "Adam"), False), ((False, True), False)],
)
def test_that_a_line_joins_numbers_and_no_choices(values: tuple[object, ...], is_joined: bool) -> None:
    assert setting_axis("a", "A", Listed(values), None).is_of_numbers == is_joined
    assert setting_axis("a", "A", Span(1, 8), None).is_of_numbers


def test_that_a_range_in_factors_stands_by_factors_with_round_numbers_beside_it() -> None:
    axis = setting_axis("learning_rate", "Learning rate", Span(1e-4, 1e-1, 4, log=True), None)
    assert axis.places([1e-4, 1e-3, 1e-1]) == pytest.approx([0, 1 / 3, 1])
    assert [words for _, words in axis.ticks(4)] == ["0.0001", "0.001", "0.01", "0.1"]
    assert axis.range_words(0, 1 / 3) == "0.0001 to 0.001"


def test_that_an_axis_of_accuracies_holds_all_of_them_and_never_more_than_all_pictures() -> None:
    axis = score_axis("Validation accuracy", np.array([0.5, np.nan, 1.0]), is_share=True)
    assert 0 <= axis.places([0.5])[0] <= 1
    assert axis.places([1.0])[0] <= 1
    assert {"60 %", "80 %", "100 %"} <= {words for _, words in axis.ticks(6)}


def test_that_per_cents_at_an_axis_have_equally_many_digits() -> None:
    ticks = score_axis("Validation accuracy", np.array([0.725, 0.775]), is_share=True).ticks(11)
    assert [words for _, words in ticks][:3] == ["72.5 %", "73.0 %", "73.5 %"]


@pytest.mark.parametrize("scores", [[], [0.5], [0.5, 0.5], [0.0], [1.0], [1e-9, 1e9]])
def test_that_an_axis_of_few_or_extreme_scores_has_some_width(scores: list[float]) -> None:
    for is_share in (True, False):
        axis = score_axis("Score", np.array(scores, np.float64), is_share=is_share)
        assert np.isfinite(axis.places(scores)).all()
        assert axis.numbers.low < axis.numbers.high


def test_that_losses_far_apart_stand_by_factors() -> None:
    axis = score_axis("Validation loss", np.array([0.01, 1.0, 100.0]), is_share=False)
    assert axis.places([1.0]) == pytest.approx([0.5])


def test_that_a_setting_of_another_optimiser_has_its_name() -> None:
    field = field_of(finished())
    assert [axis.label for axis in field.axes] == ["Filters of conv2d_1", "Optimiser", "Momentum", "Learning rate"]


def test_that_the_best_is_the_lowest_loss_and_the_highest_accuracy() -> None:
    for score in ("val_accuracy", "val_loss"):
        field = field_of(finished(score))
        assert field.numbers[field.best_first[0]] == len(field)
        assert np.nanargmax(field.goodness) == len(field) - 1


def test_that_of_a_sweep_that_goes_on_only_new_places_are_worked_out() -> None:
    experiment = finished()
    field = field_of(experiment)
    later = field_of(changed(experiment, 3, score=0.99), field)
    assert later.axes is field.axes
    assert np.array_equal(later.places, field.places)
    assert later.scores[2] == 0.99


def drawn(*rates: float) -> Field:
    """Of a sweep at random over rates to 1; the score is a straight line."""
    over = Varied(Place("plan", "learning_rate"), Span(0.0001, 1.0))
    project = replace(swept(), sweep=replace(swept().sweep, method="random", varied=(over,)))
    trials = (Trial(at, at, (each,), 7, "done", at, 0.5 + 0.1 * each) for at, each in enumerate(rates, 1))
    return field_of(replace(finished(), project=project, trials=tuple(trials)))


def test_that_numbers_drawn_from_a_range_have_a_running_mean_that_does_not_zigzag() -> None:
    field = drawn(*np.random.default_rng(0).random(40).tolist())
    assert has_own_values(field, 0, field.is_scored)
    places, means = running_mean(field, 0, field.is_scored)
    assert (np.diff(means) > 0).all()
    inner = (places > 0.25) & (places < 0.75)
    assert np.abs(means - (0.5 + 0.1 * places))[inner].max() < 0.01


def test_that_few_numbers_have_no_running_mean_and_values_that_come_again_a_mean_each() -> None:
    few = drawn(0.1, 0.5, 0.9)
    assert len(running_mean(few, 0, few.is_scored)[0]) == 0
    again = drawn(*[0.25, 0.75] * 4)
    assert not has_own_values(again, 0, again.is_scored)
    grid = field_of(finished())
    assert not any(has_own_values(grid, at, grid.is_scored) for at in range(4))


def test_that_means_are_of_the_trials_with_each_value() -> None:
    field = field_of(finished())
    places, means = means_of(field, 0, field.is_scored)
    wanted = [np.mean([t.score for t in field.trials if t.values[0] == filters]) for filters in (4, 8)]
    assert places.tolist() == [0, 1]
    assert means == pytest.approx(wanted)
