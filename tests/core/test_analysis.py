"""What follows from a network: shapes, counts, receptive fields, problems and their fixes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.edits import repeat, wrap
from cnnstudio.core.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.network import Block, Layer, Network, Node, walk
from cnnstudio.core.presets import stack
from cnnstudio.core.problem import Problem
from cnnstudio.core.spec import LayerSpec, Padding, Pair, Shape
from cnnstudio.core.training.plan import LOSSES
from tests.core.strategies import networks, specs


def _network(*specs: LayerSpec, size: int = 28) -> Network:
    return Network((size, size, 1), stack(*specs))


def _problem(network: Network, name: str, classes: int | None = None) -> Problem:
    """The one problem of the network, which must be on the row called ``name``."""
    (row,) = analyse(network, classes).problems
    assert row.name == name
    assert row.problem is not None
    return row.problem


@pytest.mark.parametrize(
    ("size", "strides", "padding", "after"),
    [
        ((3, 3), (1, 1), "valid", (26, 26)),
        ((3, 3), (1, 1), "same", (28, 28)),
        ((3, 3), (2, 2), "same", (14, 14)),
        ((5, 5), (1, 1), 2, (28, 28)),
        ((5, 3), (2, 1), 1, (13, 28)),
        ((2, 2), (3, 3), "valid", (9, 9)),
        ((28, 28), (1, 1), "valid", (1, 1)),
        ((1, 1), (5, 5), "same", (6, 6)),
    ],
)
def test_that_a_convolution_gives_the_size_of_its_arithmetic(
    size: Pair, strides: Pair, padding: Padding, after: Pair
) -> None:
    found = analyse(_network(Conv2D(7, size, strides, padding)))
    assert found.output_shape == (*after, 7)


def test_that_pooling_too_far_is_said_on_the_row_where_it_happens() -> None:
    network = _network(*[MaxPooling2D()] * 5, Flatten(), Dense(10))
    problem = _problem(network, "max_pooling2d_5")
    assert "2 × 2 window" in problem.text
    assert "1 × 1 input" in problem.text
    assert analyse(network).output_shape is None
    assert [row.output_shape is None for row in analyse(network).rows] == [False] * 4 + [True] * 3


@pytest.mark.parametrize("padding", ["valid", 1])
def test_that_a_kernel_too_large_is_mended_by_padding(padding: Padding) -> None:
    network = _network(Conv2D(4, (9, 9), padding=padding), Flatten(), size=5)
    fix = _problem(network, "conv2d_1").fix
    assert fix is not None
    assert fix.label == "Use padding “same”"
    assert analyse(fix.applied(network)).problems == ()


def test_that_a_picture_layer_after_flatten_is_mended_by_removing_it() -> None:
    network = _network(Flatten(), AveragePooling2D(), Dense(10))
    problem = _problem(network, "average_pooling2d_1")
    assert "a list of 784 numbers" in problem.text
    assert problem.fix is not None
    assert problem.fix.label == "Remove this layer"
    assert analyse(problem.fix.applied(network), 10).problems == ()


@pytest.mark.parametrize(
    ("specs", "label"),
    [
        ((Flatten(), Dense(7)), "Set units to 10"),
        ((Flatten(),), "Add Dense with 10 units"),
        ((Flatten(), Dense(20), BatchNormalization()), "Add Dense with 10 units"),
        ((Conv2D(), Dense(10)), "Insert Flatten here"),
    ],
)
def test_that_an_end_that_does_not_fit_the_classes_is_mended(specs: tuple[LayerSpec, ...], label: str) -> None:
    network = _network(*specs)
    last = network.nodes[-1].name
    problem = _problem(network, last, 10)
    assert problem.fix is not None
    assert problem.fix.label == label
    assert analyse(problem.fix.applied(network), 10).problems == ()
    assert analyse(network).problems == ()


def test_that_a_picture_at_the_end_is_mended_in_two_steps() -> None:
    network = _network(Conv2D(), MaxPooling2D())
    first = _problem(network, "max_pooling2d_1", 10).fix
    assert first is not None
    assert first.label == "Add Flatten"
    flat = first.applied(network)
    second = _problem(flat, "flatten_1", 10).fix
    assert second is not None
    assert analyse(second.applied(flat), 10).problems == ()


def test_that_an_output_no_memory_could_hold_is_refused() -> None:
    network = Network((65_536, 65_536, 1), stack(Conv2D(4)))
    assert "more numbers for one picture" in _problem(network, "conv2d_1").text
    dense = Network((65_536, 1_000, 1), stack(Flatten(), Dense(65_536)))
    assert "parameters in one layer" in _problem(dense, "dense_1").text


def test_that_a_dense_layer_on_a_picture_works_pixel_by_pixel() -> None:
    found = analyse(_network(Conv2D(8), Dense(4)))
    assert found.output_shape == (26, 26, 4)
    assert found.rows[1].params.total == (8 + 1) * 4
    assert found.rows[1].receptive_field == (3, 3)


def test_that_a_dense_layer_after_flatten_sees_the_whole_picture() -> None:
    assert analyse(_network(Conv2D(), Flatten(), Dense(10))).rows[-1].receptive_field == (28, 28)


def test_that_the_receptive_field_follows_strides_and_uneven_kernels() -> None:
    found = analyse(_network(Conv2D(4, (5, 1), (2, 1)), ZeroPadding2D(), Conv2D(4, (3, 3)), MaxPooling2D()))
    assert [row.receptive_field for row in found.rows] == [(5, 1), (5, 1), (9, 3), (11, 4)]


def test_that_totals_are_the_sums_of_their_parts() -> None:
    found = analyse(_network(Conv2D(8), BatchNormalization(), Flatten(), Dense(10)))
    totals = found.totals
    assert totals.parameters == totals.trainable + totals.frozen == totals.weights + totals.biases
    assert totals.frozen == 16
    assert totals.biases == 8 + 10
    assert totals.multiply_adds == 26 * 26 * 8 * 9 + 26 * 26 * 8 * 10


def _residual(*body: LayerSpec, merge: str = "add") -> Network:
    return Network((28, 28, 3), (Block("block", Parallel(merge), (stack(*body), ())),))


def test_that_a_residual_block_adds_what_it_was_given() -> None:
    found = analyse(_residual(Conv2D(3, padding="same"), Conv2D(3, padding="same")))
    assert found.output_shape == (28, 28, 3)
    assert [row.depth for row in found.rows] == [0, 1, 1]
    assert found.rows[0].receptive_field == (5, 5)
    assert analyse(_residual(Conv2D(5, padding="same"), merge="concatenate")).output_shape == (28, 28, 8)


def test_that_branches_that_do_not_fit_are_said_on_their_block() -> None:
    assert "28 × 28 × 8, 28 × 28 × 3" in _problem(_residual(Conv2D(8, padding="same")), "block").text
    assert "height and width" in _problem(_residual(Conv2D(8), merge="concatenate"), "block").text


def test_that_a_product_takes_one_number_a_channel_or_a_pixel_for_a_whole_picture() -> None:
    squeezed = (GlobalAveragePooling2D(keepdims=True), Conv2D(3, (1, 1), activation="sigmoid"))
    assert analyse(_residual(*squeezed, merge="multiply")).output_shape == (28, 28, 3)
    assert analyse(_residual(Conv2D(1, (1, 1)), merge="multiply")).output_shape == (28, 28, 3)
    assert analyse(_residual(Conv2D(3, padding="same"), merge="multiply")).output_shape == (28, 28, 3)
    text = _problem(_residual(Conv2D(3), merge="multiply"), "block").text
    assert text.startswith("Only branches of the same shape, or of size 1 where they differ, can be multiplied")
    assert "26 × 26 × 3, 28 × 28 × 3" in text
    assert "multiplied" in _problem(_residual(Flatten(), merge="multiply"), "block").text


def test_that_a_problem_in_a_branch_is_mended_there() -> None:
    network = Network((4, 4, 3), (Block("block", Parallel("add"), ((Layer("wide", Conv2D(3, (9, 9))),), ())),))
    fix = _problem(network, "wide").fix
    assert fix is not None
    assert analyse(fix.applied(network)).output_shape == (4, 4, 3)


def test_that_an_empty_network_gives_its_input_out() -> None:
    found = analyse(Network((28, 28, 1)), 10)
    assert found.rows == ()
    assert found.output_shape == (28, 28, 1)


@given(networks())
def test_that_any_stack_is_analysed(network: Network) -> None:
    for classes in (None, 10):
        found = analyse(network, classes)
        assert len(found.rows) == sum(1 for _ in network.layers()) + sum(
            isinstance(row.node, Block) for row in found.rows
        )
        assert (found.output_shape is None) == bool(found.problems)
        for row in found.rows:
            assert found.row(row.path) is row
            assert row.params.total == row.params.weights + row.params.biases


GOALS = ((None, None), (10, None), *((10, loss) for loss in LOSSES))
"""The number of classes and the loss that a network is analysed for."""


def _stage(network: Network, classes: int | None, name: str) -> int:
    """How far the node called ``name`` is, which has a problem: a later one shows only when all before are gone."""
    alone = analyse(network)
    if any(row.name == name for row in alone.problems):
        return 0  # it cannot work on what it is given
    shape = alone.output_shape
    assert shape is not None
    return 1 if len(shape) != 1 else 2 if shape != (classes,) else 3  # no list; of another length; of no probabilities


def _assert_every_fix_helps(network: Network, goal: tuple[int | None, str | None]) -> None:
    for row in analyse(network, *goal).problems:
        assert row.problem is not None
        before = _stage(network, goal[0], row.name)
        for fix in row.problem.fixes:
            changed = fix.applied(network)
            assert changed != network, fix.label
            if row.name in {other.name for other in analyse(changed, *goal).problems}:
                assert _stage(changed, goal[0], row.name) > before, (fix.label, row.problem.text)
            if before:
                assert analyse(changed).problems == (), (fix.label, row.problem.text)


@given(networks(), st.sampled_from(GOALS), st.sampled_from([None, (10_000, 10_000, 3)]))
def test_that_every_fix_takes_its_problem_away(
    network: Network, goal: tuple[int | None, str | None], large: Shape | None
) -> None:
    _assert_every_fix_helps(network if large is None else replace(network, input_shape=large), goal)


LARGE = {
    "parameters in one layer": stack(Flatten(), Dense(10)),
    "parameters behind a convolution": stack(Conv2D(8), Flatten(), Dense(10, "softmax")),
    "numbers for one picture": stack(Conv2D(2_048, padding="same"), Flatten(), Dense(10, "softmax")),
    "an end that is a picture": stack(Conv2D(4)),
    "an end that is a dense layer on a picture": stack(Conv2D(4), Dense(10)),
    "an end that is a long list": stack(Conv2D(4), Flatten()),
    "branches of different shapes": (
        Block("r", Residual(), (stack(Conv2D(1_024, (3, 3), (2, 2))), ())),
        *stack(GlobalAveragePooling2D()),
    ),
    "branches side by side": (Block("p", Parallel("add"), (stack(Conv2D(64, (5, 5))), ())), *stack(Flatten())),
}


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("nodes", LARGE.values(), ids=LARGE)
def test_that_every_fix_of_a_network_for_large_pictures_takes_its_problem_away(
    nodes: tuple[Node, ...], goal: tuple[int | None, str | None]
) -> None:
    _assert_every_fix_helps(Network((10_000, 10_000, 3), nodes), goal)


@pytest.mark.parametrize(
    ("specs", "loss", "label"),
    [
        ((Flatten(), Dense(10)), "categorical_crossentropy", "Set activation to softmax"),
        ((Flatten(), Dense(10, "tanh")), "binary_crossentropy", "Set activation to sigmoid"),
        ((Flatten(), Dense(10), Dropout()), "categorical_crossentropy", "Set activation to softmax"),
        ((Flatten(), Dense(10, "linear"), Activation()), "categorical_crossentropy", "Set activation to softmax"),
        ((Conv2D(10, (28, 28)), Flatten()), "categorical_crossentropy", "Add softmax at the end"),
        ((Flatten(), Dense(128)), "categorical_crossentropy", "Set units to 10 and softmax"),
        ((Flatten(), Dense(128)), "binary_crossentropy", "Set units to 10 and sigmoid"),
        ((Flatten(), Dense(128)), "mean_squared_error", "Set units to 10"),
        ((Flatten(), Dense(128, "linear")), "categorical_crossentropy", "Set units to 10"),
        ((Flatten(),), "binary_crossentropy", "Add Dense with 10 units"),
    ],
)
def test_that_an_end_that_does_not_fit_the_loss_is_mended(specs: tuple[LayerSpec, ...], loss: str, label: str) -> None:
    (row,) = analyse(_network(*specs), 10, loss).problems
    assert row.problem is not None
    assert row.problem.fix is not None
    assert row.problem.fix.label == label
    assert analyse(row.problem.fix.applied(_network(*specs)), 10, loss).problems == ()


def test_that_an_activation_that_does_not_fit_is_said_on_its_own_row() -> None:
    (row,) = analyse(_network(Flatten(), Dense(10), Dropout()), 10, "categorical_crossentropy").problems
    assert row.name == "dense_1"
    assert row.problem is not None
    assert row.problem.text == (
        "The network ends with relu, but categorical cross-entropy needs softmax, "
        "so that the outputs are probabilities."
    )


@pytest.mark.parametrize(
    ("loss", "activations"),
    [
        ("categorical_crossentropy", {"softmax", "linear", "sigmoid", "hard_sigmoid"}),
        ("binary_crossentropy", {"softmax", "linear", "sigmoid", "hard_sigmoid"}),
        ("mean_squared_error", set(ACTIVATIONS)),
    ],
)
def test_that_each_loss_takes_the_activations_it_can_be_computed_from(loss: str, activations: set[str]) -> None:
    taken = {each for each in ACTIVATIONS if not analyse(_network(Flatten(), Dense(10, each)), 10, loss).problems}
    assert taken == activations


@given(networks())
def test_that_the_fix_of_an_end_leaves_an_end_without_problem(network: Network) -> None:
    found = analyse(network)
    if found.problems or not network.nodes:
        return
    for _ in range(4):  # Flatten, then Dense, at most
        problems = analyse(network, 10, "categorical_crossentropy").problems
        if not problems:
            break
        assert problems[0].problem is not None
        assert problems[0].problem.fix is not None
        network = problems[0].problem.fix.applied(network)
    assert analyse(network, 10, "categorical_crossentropy").problems == ()


def test_that_a_layer_that_does_not_fit_can_also_go() -> None:
    network = _network(*[MaxPooling2D()] * 5)
    problem = _problem(network, "max_pooling2d_5")
    assert [fix.label for fix in problem.fixes] == ["Use padding “same”", "Remove this layer"]
    assert all(not analyse(fix.applied(network)).problems for fix in problem.fixes)


def test_that_the_layer_is_named_up_to_which_the_totals_count() -> None:
    broken = analyse(_network(*[MaxPooling2D()] * 5, Flatten(), Dense(10)))
    assert broken.counted_to == "max_pooling2d_5"
    assert analyse(_network(Flatten(), Dense(7)), 10).counted_to == ""


def test_that_large_numbers_of_a_count_are_parted_by_thousands() -> None:
    rows = analyse(_network(Conv2D(2048), Conv2D(1024, use_bias=False), Flatten(), Dense(10))).rows
    assert rows[0].arithmetic == "(3·3·1 + 1) · 2,048 = 20,480"
    assert rows[1].arithmetic == "3·3·2,048 · 1,024 = 18,874,368"
    assert rows[3].arithmetic == "(589,824 + 1) · 10 = 5,898,250"


@given(networks(), st.data())
def test_that_an_analysis_made_from_the_one_before_is_the_same_as_a_fresh_one(
    network: Network, data: st.DataObject
) -> None:
    before = analyse(network, 10)
    for _ in range(3):
        paths = [path for path, _ in walk(network.nodes)]
        match data.draw(st.sampled_from(["remove", "insert", "input", "repeat", "wrap"])):
            case "remove" if paths:
                network = network.remove(data.draw(st.sampled_from(paths)))
            case "insert" if paths:
                network = network.insert(data.draw(st.sampled_from(paths)), Layer("new_1", data.draw(specs())))
            case "repeat" if paths:
                network = repeat(network, (data.draw(st.sampled_from(paths)),), 2)
            case "wrap" if paths:
                kind = data.draw(st.sampled_from([Residual(), Parallel("add")]))
                if len(path := data.draw(st.sampled_from(paths))) < 5:
                    network = wrap(network, (path,), kind)
            case "input":
                network = replace(network, input_shape=data.draw(st.sampled_from([(9, 9, 1), (32, 32, 3)])))
        after = analyse(network, 10, before=before)
        assert after == analyse(network, 10)
        assert after.rows == analyse(network, 10).rows
        before = after
