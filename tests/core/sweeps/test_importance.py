"""What each setting has to do with the score is what an analysis of variance says."""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import optuna
import pytest
from scipy import stats
from sklearn.feature_selection import f_classif

from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.importance import by_chance, by_weight, eta_squared, importances
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from tests.core.sweeps_made import BATCH, FILTERS, OPTIMIZER, RATE, begun, swept, trained, waiting


def shares(experiment: Experiment) -> dict[Place, float | None]:
    return {each.place: each.share for each in importances(experiment)}


def with_scores(experiment: Experiment, scores: list[float]) -> Experiment:
    pairs = zip(experiment.trials, scores, strict=True)
    return replace(experiment, trials=tuple(replace(trial, score=score) for trial, score in pairs))


@pytest.mark.parametrize("seed", range(5))
def test_that_the_share_follows_from_the_f_statistic_of_scipy_and_scikit_learn(seed: int) -> None:
    generator = np.random.default_rng(seed)
    groups = generator.integers(0, 4, 60)
    scores = generator.random(60) + 0.2 * groups
    share = eta_squared(scores, groups)
    found = stats.f_oneway(*(scores[groups == each] for each in range(4))).statistic
    also = f_classif(scores[:, None], groups)[0][0]
    for statistic in (found, also):
        assert share == pytest.approx(3 * statistic / (3 * statistic + 56))


def test_that_a_setting_that_decides_all_has_all_and_one_that_does_nothing_has_nothing() -> None:
    experiment = trained(swept(Varied(FILTERS, Listed((8, 16, 32))), Varied(OPTIMIZER, Listed(("Adam", "SGD")))))
    assert shares(experiment) == {FILTERS: pytest.approx(1.0), OPTIMIZER: pytest.approx(0.0)}


def test_that_ranges_are_told_apart_by_quarters() -> None:
    project = swept(Varied(RATE, Span(0.001, 1.0)), method="random", most=40)
    experiment = trained(project)
    scores = [float(trial.values[0] > 0.5) for trial in experiment.trials]
    found = importances(with_scores(experiment, scores))[0]
    assert (found.groups, found.count) == (4, 40)
    assert found.share is not None
    assert found.share > 0.7
    assert found.by_chance == by_chance(4, 40)


@pytest.mark.parametrize(("groups", "count"), [(2, 6), (3, 9), (4, 40), (5, 1_000)])
def test_that_what_chance_does_is_what_the_f_distribution_says(groups: int, count: int) -> None:
    limit = stats.f.ppf(0.95, groups - 1, count - groups) * (groups - 1)
    assert by_chance(groups, count) == pytest.approx(limit / (limit + count - groups), abs=0.005)


@pytest.mark.parametrize("settings", [{}, {"method": "random"}, {"method": "random", "seeds": 3}, {"seeds": 2}])
def test_that_a_setting_that_does_nothing_is_seldom_called_a_finding(settings: dict[str, Any]) -> None:
    """Beside one that decides most; by the noise of counted pictures."""
    sizes = Varied(BATCH, Listed((8, 16, 32)))
    experiment = waiting(swept(sizes, Varied(RATE, Listed((0.1, 0.2, 0.3, 0.4))), most=12, **settings))
    generator, alarms = np.random.default_rng(5), 0
    for _ in range(400):
        matters = dict(zip((0.1, 0.2, 0.3, 0.4), generator.random(4) / 4, strict=True))
        scores = [generator.binomial(200, 0.5 + matters[trial.values[1]]) / 200 for trial in experiment.trials]
        done = (replace(trial, status="done", score=0.0) for trial in experiment.trials)
        alarms += importances(with_scores(experiment.with_trials(done), scores))[0].is_shown
    assert alarms / 400 < 0.08


def test_that_half_of_all_differences_in_six_runs_is_no_finding() -> None:
    project = swept(Varied(BATCH, Listed((16, 32))), seeds=3)
    found = importances(with_scores(trained(project), [0.70, 0.72, 0.76, 0.75, 0.77, 0.80]))[0]
    assert found.share == pytest.approx(0.51, abs=0.01)
    assert not found.is_shown


def test_that_the_order_is_that_of_optuna_on_a_known_function() -> None:
    project = swept(
        Varied(RATE, Span(0.001, 1.0)),
        Varied(Place("plan", "optimizer.beta_1"), Span(0.1, 0.5)),
        Varied(BATCH, Span(1, 100, whole=True)),
        method="random",
        most=300,
    )
    experiment = trained(project)
    values = [trial.values for trial in experiment.trials]
    scores = [float(4 * rate + 2.5 * beta + 0.001 * batch) for rate, beta, batch in values]
    ours = [str(each.place) for each in by_weight(importances(with_scores(experiment, scores)))]
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize")
    spaces = {
        str(each.place): optuna.distributions.FloatDistribution(each.over.low, each.over.high)  # type: ignore[union-attr]
        for each in project.sweep.varied
    }
    for trial, score in zip(experiment.trials, scores, strict=True):
        params = {name: float(value) for name, value in zip(spaces, trial.values, strict=True)}
        study.add_trial(optuna.trial.create_trial(value=score, params=params, distributions=spaces))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.FanovaImportanceEvaluator(n_trees=16, seed=1)
        )
    assert ours == list(theirs)


def test_that_runs_in_which_a_setting_is_not_there_say_nothing_of_it() -> None:
    momentum = Place("plan", "optimizer.momentum")
    project = swept(
        Varied(OPTIMIZER, Listed(("Adam", "SGD"))),
        Varied(momentum, Listed((0.0, 0.5, 0.9))),
        Varied(BATCH, Listed((8, 16))),
    )
    counts = {each.place: each.count for each in importances(trained(project, 0.1))}
    assert counts == {OPTIMIZER: 8, momentum: 6, BATCH: 8}


def test_that_it_is_said_why_nothing_can_be_said() -> None:
    experiment = trained(swept(most=100))
    few = replace(experiment, trials=experiment.trials[:5])
    assert [each.why_not for each in importances(few)] == [
        "It takes 6 runs with a score; there are 5.",
        "It takes 6 runs with a score; there are 5.",
        "It takes 8 runs with a score; there are 5.",
    ]
    same = with_scores(experiment, [0.5] * len(experiment.trials))
    assert {each.why_not for each in importances(same)} == {"All runs have the same score."}
    one = replace(experiment, trials=tuple(each for each in experiment.trials if each.values[0] == 8))
    assert importances(one)[0].why_not == "All runs had the same value."
    assert all(each.share is None for each in importances(same))


def test_that_hopeless_runs_and_those_without_a_score_do_not_count() -> None:
    experiment = trained(swept())
    changed: list[Trial] = [replace(each, status="pruned") for each in experiment.trials[:3]]
    changed += [replace(each, status="failed", score=None) for each in experiment.trials[3:5]]
    counts = {each.count for each in importances(experiment.with_trials(changed))}
    assert counts == {len(experiment.trials) - 5}


def test_that_it_can_be_said_of_no_experiment_at_all() -> None:
    assert {each.share for each in importances(begun(swept()))} == {None}
