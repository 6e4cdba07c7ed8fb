"""How a layer comes to a number, worked by hand, held against what Keras gives: every kind, and random networks."""

import random
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.by_hand.against import against
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.inspecting.origins import ends_of
from cnnstudio.core.layers import KINDS
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.messages import (
    BatchEnded,
    Failed,
    FeaturesShown,
    RunSubject,
    ShowFeatures,
    TakeByHand,
    TakenByHand,
    Train,
    WorkedOut,
    WorkOut,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.spec import LayerSpec
from cnnstudio.core.working import Work, work_out
from cnnstudio.core.working.activating import looks_across
from tests.engine.conftest import Bench as EngineBench
from tests.engine.conftest import of_type, only, with_plan
from tests.engine.test_kinds import accepted
from tests.networks import Zoo

pytestmark = pytest.mark.usefixtures("ready")

EXACT = 1e-5
"""Of the largest number that plays a part."""


def random_weight(name: str, array: Any, rng: np.random.Generator) -> Any:
    drawn = rng.normal(0, 0.3, array.shape).astype(np.float32)
    return np.abs(drawn) + np.float32(0.1) if name.endswith("moving_variance") else drawn


class Worked:
    """A network with random weights, and what all its nodes give for a random picture."""

    def __init__(self, network: Network, seed: int) -> None:
        from cnnstudio.engine.build import build, get_weights, set_weights

        rng = np.random.default_rng(seed)
        self.network, self.analysis = network, analyse(network)
        self.keras_model = build(network)
        weights = get_weights(self.keras_model, network)
        self.weights = {name: random_weight(name, array, rng) for name, array in weights.items()}
        set_weights(self.keras_model, network, self.weights)
        self.picture = rng.random(network.input_shape, np.float32)
        self.outputs = self._outputs()

    def _outputs(self) -> dict[str, Any]:
        """Layer by layer, without a traced function."""
        import keras

        names = [row.name for row in self.analysis.rows]
        inside = keras.Model(
            self.keras_model.inputs[0], {name: self.keras_model.get_layer(name).output for name in names}
        )
        found = inside(self.picture[None], training=False)
        return {name: np.asarray(value)[0] for name, value in found.items()}

    def work(self, name: str, place: tuple[int, ...]) -> Work:
        row = self.analysis.row_of(name)
        assert row is not None
        inputs = tuple(self.outputs[end] if end else self.picture for end in ends_of(self.network, row.path))
        mine = {weight.name: self.weights[f"{name}/{weight.name}"] for weight in row.params.arrays}
        return work_out(row.node, inputs, self.outputs[name], mine, place)


def cut(network: Network, pick: random.Random) -> Network:
    """Its beginning: whole networks take long to build, and each layer is looked at by itself."""
    return Network(network.input_shape, network.nodes[: pick.randint(1, len(network.nodes))])


def misfit(work: Work, output: Any) -> float:
    """How far the worked number is from the network's, as a share of the greatest number of the map or of the sum."""
    if not np.isfinite(work.given) or not np.isfinite(work.value):
        return 0.0 if np.array_equal(work.given, work.value, equal_nan=True) else np.inf
    finite = np.abs(output[np.isfinite(output)])
    parts = [float(finite.max(initial=0)), 1e-6]
    if work.products is not None:
        parts.append(float(np.abs(work.shares).max(initial=0)))
    if work.how in ("mean", "formula"):  # what cancels out leaves only what float32 rounds
        parts.append(float(np.abs(work.read).max()))
    return abs(work.value - work.given) / max(parts)


def places(shape: tuple[int, ...], pick: random.Random, count: int) -> list[tuple[int, ...]]:
    """Corners and random places."""
    corners = [tuple(0 for _ in shape), tuple(size - 1 for size in shape)]
    return corners + [tuple(pick.randrange(size) for size in shape) for _ in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_is_worked_as_keras_computes_it(kind: str) -> None:
    pick = random.Random(f"working of {kind}")
    for number, network in enumerate(accepted(kind, pick, count=1)):
        bench = Worked(network, number)
        name = network.nodes[-1].name
        for place in places(bench.outputs[name].shape, pick, 4):
            work = bench.work(name, place)
            assert misfit(work, bench.outputs[name]) < EXACT, (network.nodes[-1], place, work)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_every_activation_is_worked_as_keras_computes_it(activation: str) -> None:
    network = Network((3, 3, 6), (Layer("one", KINDS["Activation"](activation)),))
    bench = Worked(network, 1)
    bench.picture = np.linspace(-4, 4, 54, dtype=np.float32).reshape(3, 3, 6)
    bench.outputs = bench._outputs()
    for place in np.ndindex(3, 3, 6):
        work = bench.work("one", place)
        assert misfit(work, bench.outputs["one"]) < EXACT, work
        assert (work.formula == "") == (activation == "linear")


def with_odd_numbers(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """Random numbers, and every fifth is none, every seventh infinite."""
    numbers = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    flat = numbers.reshape(-1)
    flat[::5], flat[1::7], flat[4::11] = np.nan, np.inf, -np.inf
    return numbers


ODD = {
    **{f"Activation {name}": KINDS["Activation"](name) for name in ACTIVATIONS if not looks_across(name)},
    "ReLU": KINDS["ReLU"](),
    "ReLU to 6": KINDS["ReLU"](max_value=6.0),
    "ReLU with a slope": KINDS["ReLU"](negative_slope=0.1),
    "ReLU from a threshold on": KINDS["ReLU"](threshold=0.5),
    **{kind: KINDS[kind]() for kind in ("LeakyReLU", "PReLU", "ELU", "MaxPooling2D", "AveragePooling2D")},
    **{kind: KINDS[kind]() for kind in ("GlobalMaxPooling2D", "GlobalAveragePooling2D", "BatchNormalization")},
}


@pytest.mark.parametrize("spec", ODD.values(), ids=ODD)
def test_that_what_is_infinite_or_no_number_is_worked_as_keras_computes_it(spec: LayerSpec) -> None:
    bench = Worked(Network((4, 4, 8), (Layer("one", spec),)), 1)
    bench.picture = with_odd_numbers((4, 4, 8))
    bench.outputs = bench._outputs()
    output = bench.outputs["one"]
    assert not np.isfinite(output).all() or spec.activation_name() in ("sigmoid", "tanh", "sparse_sigmoid")
    for place in np.ndindex(*output.shape):
        work = bench.work("one", place)
        assert misfit(work, output) < EXACT, work


@pytest.mark.parametrize("level", [1000.0, -1000.0, 200.0])
def test_that_a_softmax_of_numbers_of_any_size_is_worked_as_keras_computes_it(level: float) -> None:
    bench = Worked(Network((2, 2, 4), (Layer("one", KINDS["Softmax"]()),)), 1)
    bench.picture = np.linspace(level, level + 3, 16, dtype=np.float32).reshape(2, 2, 4)
    bench.picture[0, 0, 1] = -np.inf
    bench.outputs = bench._outputs()
    for place in np.ndindex(2, 2, 4):
        work = bench.work("one", place)
        assert misfit(work, bench.outputs["one"]) < EXACT, work


@pytest.mark.parametrize("merge", [*MERGES, "residual"])
def test_that_what_branches_give_is_put_together_as_keras_does(merge: str) -> None:
    spec = Residual("elu") if merge == "residual" else Parallel(merge)
    body = (Layer("body", KINDS["Conv2D"](2, padding="same")),)
    network = Network((5, 4, 2), (Block("all", spec, (body, ())),))
    bench = Worked(network, 2)
    for place in np.ndindex(*bench.outputs["all"].shape):
        assert misfit(bench.work("all", place), bench.outputs["all"]) < EXACT


def test_that_the_numbers_of_200_random_networks_are_worked_as_keras_computes_them() -> None:
    zoo, pick = Zoo(61), random.Random(6)
    for number in range(200):
        bench = Worked(cut(zoo.valid(), pick), number)
        for row in bench.analysis.rows:
            output = bench.outputs[row.name]
            for place in places(output.shape, pick, 1):
                work = bench.work(row.name, place)
                assert misfit(work, output) < EXACT, (number, row.node, place, work)


def test_that_the_maps_of_every_layer_of_random_networks_are_keras_own() -> None:
    from cnnstudio.engine.inspecting.probe import Probe

    zoo = Zoo(62)
    for number in range(6):
        bench = Worked(zoo.valid(), number)
        probe = Probe(bench.keras_model, bench.network)
        for name, theirs in bench.outputs.items():
            ours = probe.features(bench.picture, name)
            reach = float(np.abs(theirs[np.isfinite(theirs)]).max(initial=1e-6))
            np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=EXACT * reach, err_msg=name)


PICTURE = np.random.default_rng(5).integers(0, 256, (8, 8, 1), np.uint8)


def test_that_a_stored_runs_number_is_worked_and_the_network_runs_once_for_all_of_them(
    bench: EngineBench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.inspecting.probe import Probe

    subject = bench.trained(with_plan(project, epochs=1))
    maps = only(bench.work(ShowFeatures(subject=subject, layer="conv2d_2", picture=PICTURE)), FeaturesShown).maps
    probe = bench._desk._subjects.get(subject).probe
    assert isinstance(probe, Probe)
    monkeypatch.setattr(probe, "_function", None)  # it is not to be called again
    for place in ((0, 0, 0), (2, 1, 5)):
        request = WorkOut(subject=subject, layer="conv2d_2", picture=PICTURE, place=place)
        work = only(bench.work(request), WorkedOut).work
        assert work.given == maps[place]
        assert work.value == pytest.approx(maps[place], abs=1e-5)
        assert work.weights is not None
        assert work.weights.shape == (2, 2, 4)


def test_that_a_run_in_training_is_worked_with_the_weights_of_the_moment(bench: EngineBench, project: Project) -> None:
    request = Train(file=bench.file(project), project=with_plan(project, epochs=2))
    found: list[Work] = []

    def look() -> None:
        subject = RunSubject(request.file, 1)
        bench.mailbox.post(
            WorkOut(f"{len(found)}", subject=subject, layer="conv2d_1", picture=PICTURE, place=(3, 3, 1))
        )

    for epoch, batch in ((1, 2), (2, 5)):
        at = (epoch, batch)
        bench.when(lambda event, at=at: isinstance(event, BatchEnded) and (event.epoch, event.batch) == at, look)
    works = [each.work for each in of_type(bench.work(request), WorkedOut)]
    assert len(works) == 2
    first, second = works
    assert first.weights is not None
    assert second.weights is not None
    assert not np.array_equal(first.weights, second.weights)
    for work in works:
        assert work.value == pytest.approx(work.given, abs=1e-5)


def test_that_a_place_that_the_layer_does_not_have_is_said(bench: EngineBench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    for place in ((99, 0, 0), (0,), (0, 0, -1)):
        request = WorkOut(subject=subject, layer="conv2d_1", picture=PICTURE, place=place)
        assert "there is no number at that place" in only(bench.work(request), Failed).text


def test_that_a_layers_numbers_around_a_place_come_to_what_the_network_has_there(
    bench: EngineBench, project: Project
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    for layer, place in (("conv2d_1", (0, 0, 1)), ("conv2d_2", (2, 1, 5))):
        maps = only(bench.work(ShowFeatures(subject=subject, layer=layer, picture=PICTURE)), FeaturesShown).maps
        request = TakeByHand(subject=subject, layer=layer, picture=PICTURE, place=place, title="mine")
        event = only(bench.work(request), TakenByHand)
        exercise = event.taken.exercise
        assert (event.layer, event.place, event.given, exercise.title) == (layer, place, maps[place], "mine")
        assert output(exercise).values[event.taken.place] == pytest.approx(maps[place], abs=1e-5)
        assert not exercise.input.flags.writeable
        assert exercise.input.base is None
        assert "the same as here" in against(event.taken, event.given)


def test_that_a_layer_that_cannot_be_worked_by_hand_says_so(bench: EngineBench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    for layer, place, words in (
        ("dense_1", (0, 0, 0), "cannot be worked by hand"),
        ("conv2d_1", (99, 0, 0), "no number at that place"),
    ):
        request = TakeByHand(subject=subject, layer=layer, picture=PICTURE, place=place)
        assert words in only(bench.work(request), Failed).text
