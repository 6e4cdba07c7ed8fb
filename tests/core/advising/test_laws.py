"""Laws of advice: it never fails, its remedies always apply, and figures that only get better call for none."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.advising.advise import RULES, advise
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.remedies import after
from cnnstudio.core.analysis import analyse
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.project import why_not_train
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import CLASS_WEIGHTS, LOSSES, DataRecipe, Plan
from tests.core.advising.cases import LABELS, made, small_project

FIGURES = st.floats(min_value=0) | st.just(math.nan)
COUNTS = st.lists(st.integers(0, 500), min_size=10, max_size=10).map(tuple)
NORMS = st.builds(
    lambda *lengths: Norms(1, tuple(map(LayerNorms, ("conv2d_1", "dense_1"), lengths[:2], lengths[2:])), 32),
    *(FIGURES,) * 4,
)
STATUS = st.sampled_from(["training", "finished", "stopped", "failed", "interrupted"])
REASONS = st.sampled_from(["", "The loss became infinite or not a number in epoch 1, batch 2.", "No memory."])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Runs with any figures at all."""
    length = draw(st.integers(0, 8))
    epochs = tuple(
        Epoch(number, *(draw(FIGURES) for _ in range(4)), 1.0, draw(st.none() | st.floats(0, 10)))
        for number in range(1, length + 1)
    )
    plan = Plan(
        draw(st.sampled_from(list(OPTIMIZERS))),
        draw(st.floats(1e-12, 1e6)),
        draw(st.sampled_from(list(LOSSES))),
        draw(st.integers(1, 5000)),
        max(length, 1),
        label_smoothing=draw(st.floats(0, 0.9)),
        class_weight=draw(st.sampled_from(list(CLASS_WEIGHTS))),
    )
    project = replace(
        small_project(),
        plan=plan,
        preprocessing=Preprocessing(draw(st.sampled_from(list(METHODS)))),
        data=DataRecipe(validation=draw(st.sampled_from(["share", "test"])), subset=draw(st.integers(0, 9))),
    )
    layers = tuple(LayerHealth(name, draw(st.integers(0, 8)), 8) for name in ("conv2d_1", "dense_1"))
    health = Health(max(length, 1), draw(st.integers(0, 300)), layers, draw(COUNTS), draw(COUNTS))
    confusion = _confusion(draw(st.none() | st.integers(0, 99)))
    return Case(
        project,
        epochs,
        LABELS,
        draw(STATUS),
        draw(REASONS),
        (health,) if draw(st.booleans()) else (),
        Scores(0.5, LABELS, confusion) if confusion else None,
        draw(COUNTS | st.just(())),
        tuple(draw(st.lists(FIGURES, max_size=5))),
        norms=draw(st.lists(NORMS, max_size=3).map(tuple)),
    )


def _confusion(seed: int | None) -> tuple[tuple[int, ...], ...] | None:
    if seed is None:
        return None
    return tuple(map(tuple, np.random.default_rng(seed).poisson(0.1 * seed, (10, 10)).tolist()))


@settings(max_examples=120, deadline=None)
@given(cases())
def test_that_advice_comes_on_any_figures_and_its_remedies_give_projects_that_train(case: Case) -> None:
    for each in advise(case):
        assert each.text
        assert each.evidence
        for way in each.remedies:
            project = after(case.project, way)
            assert why_not_train(project, analyse(project.network, 10, project.plan.loss), (28, 28, 1)) == ""


@settings(max_examples=150, deadline=None)
@given(
    st.floats(0.5, 2.3),
    st.lists(st.floats(0.5, 0.95), min_size=2, max_size=30),
    st.floats(0.9, 1.3),
    st.sampled_from(list(OPTIMIZERS)),
)
def test_that_losses_that_fall_in_step_call_for_no_more_than_more_epochs(
    first: float, shares: list[float], gap: float, optimizer: str
) -> None:
    losses = first * np.cumprod([1.0, *shares])
    plan = {"optimizer": optimizer, "learning_rate": OPTIMIZERS[optimizer].usual_rate}
    case = made(*((loss, gap * loss) for loss in losses), plan=plan)
    assert {each.kind for each in advise(case)} <= {"still_improving"}


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12), st.integers(3, 20), st.floats(0.02, 0.2))
def test_that_over_fitting_is_found_since_the_epoch_in_which_it_began(best: int, more: int, rise: float) -> None:
    down = [(2.0 * 0.8**number, 0.5 + 1.6 * 0.5**number) for number in range(best)]
    loss, val_loss = down[-1]
    up = [(loss * 0.9**number, val_loss + 0.25 + rise * number) for number in range(1, more + 1)]
    found = [each for each in advise(made(*down, *up)) if each.kind == "overfitting"]
    assert len(found) == 1
    assert f"Since epoch {best} " in found[0].text
    # Without training getting better it is no learning by heart.
    flat = [(loss, each) for _, each in up]
    assert all(each.kind != "overfitting" for each in advise(made(*down, *flat)))


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_that_the_loss_of_a_blind_network_is_that_of_the_best_constant_answer(classes: int) -> None:
    def blind(loss: str, **plan: object) -> float:
        project = replace(small_project(), plan=Plan(loss=loss, **plan))  # type: ignore[arg-type]
        return Case(project, (), tuple(map(str, range(classes)))).blind

    share = 1 / classes
    entropy = -share * math.log(share) - (1 - share) * math.log(1 - share)
    assert blind("categorical_crossentropy") == pytest.approx(math.log(classes))
    assert blind("sparse_categorical_crossentropy") == pytest.approx(math.log(classes))
    assert blind("binary_crossentropy") == pytest.approx(entropy)
    assert blind("binary_crossentropy_sum") == pytest.approx(classes * entropy)
    assert blind("mean_squared_error") == pytest.approx(share * (1 - share))
    assert blind("mean_squared_error", label_smoothing=0.5) == pytest.approx(0.25 * share * (1 - share))
    focal = 0.25 * (1 - share) ** 2 * math.log(classes)
    assert blind("categorical_focal_crossentropy", focal_gamma=2.0) == pytest.approx(focal)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=2, max_size=6), st.floats(0, 0.9))
def test_that_no_constant_answer_does_better_than_the_blind_loss(counts: list[int], smoothing: float) -> None:
    plan = Plan(label_smoothing=smoothing)
    case = Case(replace(small_project(), plan=plan), labels=tuple(map(str, counts)), counts=tuple(counts))
    if case.is_even:
        return
    shares = np.array(counts) / sum(counts)
    targets = shares * (1 - smoothing) + smoothing / len(counts)
    answers = np.random.default_rng(0).dirichlet(np.ones(len(counts)), 200)
    losses = -(targets * np.log(np.maximum(answers, 1e-300))).sum(1)
    assert case.blind <= losses.min() + 1e-9
    assert case.blind == pytest.approx(-(targets * np.log(targets)).sum())


def test_that_rules_have_names_of_their_own() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
