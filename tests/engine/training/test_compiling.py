"""The optimisers of a plan: each with our settings in Keras's configuration, at its rate, clipped; and what Keras 3.15
really does where the words of ``core.optimizers`` lean on it."""

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.scripting import script_of
from cnnstudio.core.scripting.pieces import OPTIMIZER_BY_NAME
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import CLIPS, PRECISIONS, Plan
from cnnstudio.core.training.schedules import Cosine, Step
from cnnstudio.engine.start import Ready

NETWORK = Network((5, 5, 1), stack(Conv2D(3), Flatten(), Dense(8), Dense(4, "softmax")))
RANDOM = np.random.default_rng(2)
PICTURES, TRUTH = RANDOM.random((32, 5, 5, 1), np.float32), np.arange(32) % 4
EVERY = pytest.mark.parametrize("name", OPTIMIZERS)


def moved(optimizer: Any, gradients: list[Any], start: Any) -> Any:
    """A weight array after these updates."""
    import keras

    variable = keras.Variable(np.asarray(start, np.float32))
    for each in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(np.asarray(each, np.float32))], [variable])
    return variable.numpy()


def at_the_edges(name: str) -> list[Plan]:
    """A plan with each setting of the optimiser at the least and at the largest number it may have."""
    usual, found = OPTIMIZERS[name](), []
    for field, about in settings_of(OPTIMIZERS[name]).items():
        if about.form == "flag":
            values: list[Any] = [not getattr(usual, field)]
        else:
            least = about.low if not about.above else about.low + 1e-6
            values = [about.check(least), about.check(about.high)]
        found += [replace(usual, **{field: value}) for value in values]
    return [Plan(name, OPTIMIZERS[name].usual_rate, optimizer_settings=each) for each in found]


@EVERY
def test_that_keras_has_our_settings_and_each_it_begins_with_is_known(ready: Ready, name: str) -> None:
    import keras

    from cnnstudio.engine.training.compiling import optimizer

    plan = Plan(name, 0.125)
    found, own = optimizer(plan).get_config(), getattr(keras.optimizers, name)().get_config()
    given = plan.optimizer_settings.keras()
    assert {setting: found[setting] for setting in given} == given
    assert found["learning_rate"] == 0.125
    # Where ours differ from Keras's, it is on purpose and said beside it.
    differing = {setting for setting in found if found[setting] != own[setting]} - {"name", "learning_rate"}
    on_purpose = {"Adafactor": {"epsilon_1"}, "Ftrl": {"initial_accumulator_value"}}
    assert differing == on_purpose.get(name, set())
    offered = set(given) | {"name", "learning_rate"}
    not_offered = {
        *("loss_scale_factor", "gradient_accumulation_steps", "use_ema", "ema_momentum", "ema_overwrite_frequency"),
        *("clipnorm", "global_clipnorm", "clipvalue", "muon_a", "muon_b", "muon_c", "adam_lr_ratio", "ns_steps"),
        *("rms_rate", "exclude_layers", "exclude_embeddings", "l2_shrinkage_regularization_strength"),
        *({"Adafactor": {"relative_step"}, "ScheduleFreeAdamW": {"beta_1"}, "Ftrl": {"weight_decay"}}.get(name, ())),
    }
    assert set(own) - offered <= not_offered


@EVERY
def test_that_settings_at_the_edges_of_their_ranges_make_a_finite_step(ready: Ready, name: str) -> None:
    from cnnstudio.engine.training.compiling import optimizer

    start, gradients = RANDOM.normal(0, 0.1, (4, 3)), [RANDOM.normal(0, 0.01, (4, 3)) for _ in range(2)]
    for plan in at_the_edges(name):
        assert np.isfinite(moved(optimizer(plan), gradients, start)).all(), plan.optimizer_settings


@EVERY
def test_that_a_fit_moves_every_weight_and_lowers_the_loss(ready: Ready, name: str) -> None:
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_

    keras.utils.set_random_seed(3)
    keras_model, plan = build(NETWORK), Plan(name, OPTIMIZERS[name].usual_rate)
    compile_(keras_model, plan, NETWORK)
    before = [np.array(each) for each in keras_model.trainable_variables]
    losses = keras_model.fit(PICTURES, TRUTH, batch_size=8, epochs=4, verbose=0).history["loss"]
    after = [np.array(each) for each in keras_model.trainable_variables]
    assert all(np.abs(new - old).max() > 0 for new, old in zip(after, before, strict=True))
    # None throws away what the network began with.
    assert all(np.abs(new).mean() > 0.2 * np.abs(old).mean() for new, old in zip(after, before, strict=True))
    assert losses[-1] < losses[0]


@EVERY
def test_that_an_optimiser_keeps_as_many_numbers_as_is_said(ready: Ready, name: str) -> None:
    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_

    plans = [Plan(name)]
    if name in ("Adam", "AdamW"):
        plans.append(replace(plans[0], optimizer_settings=OPTIMIZERS[name](amsgrad=True)))
    if name in ("SGD", "RMSprop"):
        plans.append(replace(plans[0], optimizer_settings=OPTIMIZERS[name](momentum=0.9)))
    network = Network((12, 12, 1), stack(Conv2D(30), Conv2D(30, (5, 5)), Flatten(), Dense(4, "softmax")))
    for plan in plans:
        keras_model = build(network)
        compile_(keras_model, plan, network)
        kept = sum(int(np.prod(each.shape)) for each in keras_model.optimizer.variables[2:])
        # Muon keeps one number less of a matrix, Adafactor a little more for its rows and columns.
        assert kept / keras_model.count_params() == pytest.approx(plan.optimizer_settings.slots, abs=0.25)


@pytest.mark.parametrize("clip", CLIPS)
def test_that_gradients_are_clipped_as_the_plan_says(ready: Ready, clip: str) -> None:
    from cnnstudio.engine.training.compiling import optimizer

    plan = Plan("SGD", 1.0, clip=clip, clip_at=0.5)
    gradient = np.array([3.0, 0.0, -4.0])
    step = -moved(optimizer(plan), [gradient], np.zeros(3))
    whole = gradient * (0.5 / 5)
    expected = {"none": gradient, "value": [0.5, 0, -0.5], "norm": whole, "global_norm": whole}[clip]
    np.testing.assert_allclose(step, expected, rtol=1e-6)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_that_the_rate_of_each_batch_is_the_plans(ready: Ready, precision: str) -> None:
    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import Rate, compile_

    plan = Plan("SGD", 0.1, epochs=4, warmup=1, schedule=Cosine(), precision=precision)
    keras_model = build(NETWORK, precision=precision)
    compile_(keras_model, plan, NETWORK)
    rate, found = Rate(keras_model, plan, 5), []
    for epoch in range(4):
        for batch in range(5):
            assert rate.set(epoch, batch) == plan.rate(epoch + batch / 5, steps=5)
            found.append(float(np.array(keras_model.optimizer.learning_rate)))
    assert found[:5] == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert found[5:] == pytest.approx([plan.rate(1 + step / 5) for step in range(15)])
    keras_model.fit(PICTURES, TRUTH, batch_size=16, verbose=0)
    assert float(np.array(keras_model.optimizer.learning_rate)) == pytest.approx(found[-1])


def test_that_a_rate_that_stays_is_set_once(ready: Ready) -> None:
    from cnnstudio.engine.training.compiling import Rate

    class Optimizer:
        def __init__(self) -> None:
            self.seen: list[float] = []

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "learning_rate":
                self.seen.append(value)
            else:
                super().__setattr__(name, value)

    class Fitted:
        optimizer = Optimizer()

    rate = Rate(Fitted, Plan("SGD", 0.5, schedule=Step(every=2, by=0.1)), 3)
    for epoch in range(4):
        for batch in range(3):
            rate.set(epoch, batch)
    assert Fitted.optimizer.seen == pytest.approx([0.5, 0.05])


# What Keras does, on which the words and settings of core.optimizers rest


def test_that_adam_with_a_decay_is_adamw(ready: Ready) -> None:
    import keras

    start, gradients = RANDOM.normal(0, 1, (4, 3)), [RANDOM.normal(0, 1, (4, 3)) for _ in range(3)]
    made = (keras.optimizers.Adam(0.1, weight_decay=0.02), keras.optimizers.AdamW(0.1, weight_decay=0.02))
    ours, theirs = (moved(each, gradients, start) for each in made)
    assert np.array_equal(ours, theirs)


def test_that_adafactors_relative_step_changes_nothing_and_dead_weights_stay_finite(ready: Ready) -> None:
    import keras

    from cnnstudio.engine.training.compiling import optimizer

    start, gradients = RANDOM.normal(0, 1, (4, 3)), [RANDOM.normal(0, 0.01, (4, 3)) for _ in range(6)]
    made = [keras.optimizers.Adafactor(0.7, relative_step=each) for each in (True, False)]
    one, other = (moved(each, gradients, start) for each in made)
    assert np.array_equal(one, other)
    for each in gradients:
        each[1], each[:, 2] = 0, 0
    assert np.isnan(moved(keras.optimizers.Adafactor(0.01), gradients, start)).any()
    assert np.isfinite(moved(optimizer(Plan("Adafactor", 0.01)), gradients, start)).all()


def test_that_ftrls_weights_shrink_with_its_rate(ready: Ready) -> None:
    import keras

    optimizer = keras.optimizers.Ftrl(0.1, initial_accumulator_value=1e-8)
    variable = keras.Variable(RANDOM.normal(0, 1, (4, 3)).astype(np.float32))
    optimizer.apply([keras.ops.ones((4, 3))], [variable])
    before = np.array(variable)
    optimizer.learning_rate = 0.05
    optimizer.apply([keras.ops.zeros((4, 3))], [variable])
    np.testing.assert_allclose(np.array(variable), before / 2, rtol=1e-5)


def test_that_keras_own_ftrl_throws_the_first_weights_away(ready: Ready) -> None:
    import keras

    from cnnstudio.engine.training.compiling import optimizer

    start, gradient = RANDOM.normal(0, 1, (40, 30)), RANDOM.normal(0, 0.01, (40, 30))
    left = [
        np.abs(moved(each, [gradient], start)).mean() / np.abs(start).mean()
        for each in (keras.optimizers.Ftrl(), optimizer(Plan("Ftrl", 0.02)))
    ]
    assert left[0] < 0.01
    assert left[1] > 0.9


def test_that_muon_leads_matrices_and_adam_the_rest(ready: Ready) -> None:
    import keras

    def muon() -> Any:
        return keras.optimizers.Muon(0.01, weight_decay=None, adam_weight_decay=None)

    kernel, gradient = RANDOM.normal(0, 1, (3, 3, 2, 4)), RANDOM.normal(0, 1, (3, 3, 2, 4))
    adam = keras.optimizers.Adam(0.01)
    assert np.array_equal(moved(muon(), [gradient], kernel), moved(adam, [gradient], kernel))
    matrix, gradient = RANDOM.normal(0, 1, (20, 30)), RANDOM.normal(0, 1, (20, 30))
    step = (moved(muon(), [gradient], matrix) - matrix) / 0.01
    sizes = np.linalg.svd(step)[1]
    assert sizes.max() / sizes.min() < 2.5 < np.linalg.svd(gradient)[1].max() / np.linalg.svd(gradient)[1].min()
    assert np.sqrt(np.mean(np.square(step))) == pytest.approx(0.2, rel=0.3)


def test_that_schedule_free_weights_are_the_mean_of_its_steps_whatever_beta_1(ready: Ready) -> None:
    import keras

    start, gradients = RANDOM.normal(0, 1, (4, 3)), [RANDOM.normal(0, 1, (4, 3)) for _ in range(5)]
    made = [keras.optimizers.ScheduleFreeAdamW(0.1, beta_1=each) for each in (0.5, 0.9)]
    one, other = (moved(each, gradients, start) for each in made)
    np.testing.assert_allclose(one, other, atol=1e-6)
    optimizer, points = keras.optimizers.ScheduleFreeAdamW(0.1), []
    variable = keras.Variable(start.astype(np.float32))
    for each in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(each.astype(np.float32))], [variable])
        points.append(np.array(optimizer._momentums[0]))
    np.testing.assert_allclose(np.array(variable), np.mean(points, axis=0), atol=1e-6)


def test_that_an_optimiser_filled_in_by_name_has_the_settings_that_are_read(ready: Ready) -> None:
    import keras

    text = script_of(Project(NETWORK, blanks=(Blank("", "optimizer"),)))
    (function,) = (each for each in ast.parse(text).body if getattr(each, "name", "") == "optimizer_called")
    names: dict[str, Any] = {"keras": keras, "LEARNING_RATE": 0.5, "PLAN_OPTIMIZER_SETTINGS": {}}
    exec(compile(ast.Module([function], []), "script", "exec"), names)
    called = names["optimizer_called"]
    for name in OPTIMIZERS:
        found = read_code(text.replace("PLAN_OPTIMIZER = ...", f'PLAN_OPTIMIZER = "{name}"')).project
        assert found is not None
        for said in (name, name.lower()):
            made = called(said, clipnorm=0.5)
            expected = {**found.plan.optimizer_settings.keras(), "clipnorm": 0.5, "learning_rate": 0.5}
            assert type(made).__name__ == found.plan.optimizer == name
            assert expected.items() <= made.get_config().items()
    names["PLAN_OPTIMIZER_SETTINGS"] = {"epsilon_1": 1e-9}
    assert called("Adafactor").epsilon_1 == 1e-9


def test_that_an_optimiser_written_out_is_clipped_as_is_filled_in(ready: Ready) -> None:
    import keras

    names: dict[str, Any] = {"keras": keras}
    exec(OPTIMIZER_BY_NAME.format(usual={}), names)
    clipped, own = (
        names["optimizer_called"](keras.optimizers.SGD(0.1, clipvalue=2.0), **clip) for clip in ({"clipnorm": 0.5}, {})
    )
    assert (clipped.clipnorm, clipped.clipvalue) == (0.5, None)
    assert (own.clipnorm, own.clipvalue) == (None, 2.0)
    gradient = keras.ops.convert_to_tensor(np.asarray([3.0, 4.0], np.float32))
    np.testing.assert_allclose(clipped._clip_gradients([gradient])[0], [0.3, 0.4], rtol=1e-6)
