"""The structural edits of a network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core import edits
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    KINDS,
    Activation,
    AveragePooling2D,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GaussianNoise,
    MaxPooling2D,
    RandomErasing,
)
from cnnstudio.core.network import Block, Layer, Network, Node, outermost, walk
from cnnstudio.core.presets import stack
from tests.core.strategies import networks

PLAIN = Network((8, 8, 1), stack(Conv2D(4), Conv2D(8), MaxPooling2D(), Flatten(), Dense(10, "softmax")))


def outline(nodes: tuple[Node, ...]) -> str:
    """A network's structure as text: names, and blocks as their branches in brackets."""
    return " ".join(
        node.name if isinstance(node, Layer) else f"{node.name}[{' | '.join(map(outline, node.branches))}]"
        for node in nodes
    )


def test_that_neighbours_become_the_body_of_a_residual_block() -> None:
    found = edits.wrap(PLAIN, ((1,), (0,)), Residual())
    assert outline(found.nodes) == "residual_1[conv2d_1 conv2d_2 | ] max_pooling2d_1 flatten_1 dense_1"


def test_that_only_neighbours_can_be_put_into_a_block() -> None:
    for paths in (((0,), (2,)), ()):
        with pytest.raises(SpecError):
            edits.wrap(PLAIN, paths, Residual())


def test_that_layers_of_a_selected_block_need_no_place_of_their_own() -> None:
    block = edits.wrap(PLAIN, ((0,), (1,)), Parallel())
    assert edits.are_neighbours(((0,), (0, 0, 0), (0, 0, 1), (1,)))
    assert outline(edits.wrap(block, ((0,), (0, 0, 1), (1,)), Residual()).nodes).startswith("residual_1[parallel_1[")


@given(networks(), st.data())
def test_that_unwrapping_takes_wrapping_back(network: Network, data: st.DataObject) -> None:
    rows = sorted({path[:-1] for path, _ in walk(network.nodes)})
    if not rows:
        return
    row = data.draw(st.sampled_from(rows))
    count = sum(1 for path, _ in walk(network.nodes) if path[:-1] == row)
    start = data.draw(st.integers(0, count - 1))
    end = data.draw(st.integers(start, count - 1))
    spec = data.draw(st.sampled_from([Residual(), Parallel()]))
    wrapped = edits.wrap(network, tuple((*row, index) for index in range(start, end + 1)), spec)
    assert edits.unwrap(wrapped, (*row, start)) == network


def test_that_unwrapping_a_parallel_block_loses_no_layer() -> None:
    branches = (stack(Conv2D(4)), (Layer("other", Conv2D(4)),))
    network = Network((8, 8, 1), (Block("both", Parallel("add"), branches),))
    assert outline(edits.unwrap(network, (0,)).nodes) == "conv2d_1 other"


def test_that_repeated_layers_stand_there_as_often_as_was_asked() -> None:
    found = edits.repeat(PLAIN, ((0,), (1,)), 3)
    assert outline(found.nodes).startswith("conv2d_1 conv2d_2 conv2d_3 conv2d_4 conv2d_5 conv2d_6 max_pooling2d_1")
    assert [node.spec for node in found.nodes[:6]] == [PLAIN.nodes[0].spec, PLAIN.nodes[1].spec] * 3


def test_that_a_repeated_block_has_fresh_names_inside() -> None:
    found = edits.repeat(edits.wrap(PLAIN, ((0,),), Residual()), ((0,),), 2)
    assert outline(found.nodes).startswith("residual_1[conv2d_1 | ] residual_2[conv2d_3 | ] conv2d_2")


@pytest.mark.parametrize("times", [-1, 0, 1, 101])
def test_that_layers_are_repeated_two_to_a_hundred_times(times: int) -> None:
    with pytest.raises(SpecError, match="2 to 100 times"):
        edits.repeat(PLAIN, ((0,),), times)


def test_that_more_layers_than_can_be_are_not_even_copied() -> None:
    block = edits.wrap(PLAIN, ((0,), (1,)), Residual())
    network = Network((8, 8, 1), edits.repeat(block, ((0,),), 100).nodes)
    assert sum(1 for _ in walk(network.nodes)) == 303
    with pytest.raises(SpecError, match="at most 4,000 layers"):
        edits.repeat(network, tuple((index,) for index in range(100)), 100)


@given(networks(), st.data())
def test_that_moving_many_at_once_loses_none_and_keeps_their_order(network: Network, data: st.DataObject) -> None:
    every = [path for path, _ in walk(network.nodes)]
    if not every:
        return
    paths = data.draw(st.lists(st.sampled_from(every), unique=True, min_size=1))
    at = data.draw(st.sampled_from([*every, (len(network.nodes),)]))
    row = sorted(outermost(paths))
    if any(at[: len(path)] == path and len(at) > len(path) for path in row):
        with pytest.raises(SpecError, match="into itself"):
            edits.move(network, paths, at)
        return
    moved = edits.move(network, paths, at)
    assert sorted(each.name for _, each in walk(moved.nodes)) == sorted(each.name for _, each in walk(network.nodes))
    first = moved.path_of(network.node(row[0]).name)
    assert first is not None
    landed = [(*first[:-1], first[-1] + number) for number in range(len(row))]
    assert [moved.node(path) for path in landed] == [network.node(path) for path in row]


def test_that_scattered_layers_go_one_place_on_each_in_its_row() -> None:
    inside = Block("both", Parallel("add"), (tuple(Layer(name, Activation()) for name in "abc"), ()))
    network = Network((8, 8, 1), (Layer("x", Activation()), inside, Layer("y", Activation())))
    down = edits.step_each(network, ((0,), (1, 0, 1), (1, 0, 2)), 1)
    assert outline(down.nodes) == "both[a b c | ] x y"
    up = edits.step_each(network, ((0,), (1, 0, 1), (1, 0, 2), (2,)), -1)
    assert outline(up.nodes) == "x y both[b c a | ]"
    assert edits.step_each(network, ((0,), (1, 0, 0)), -1) == network


def test_that_another_kind_keeps_the_settings_both_have() -> None:
    network = Network((8, 8, 1), stack(MaxPooling2D((3, 3), (1, 1), "same")))
    (node,) = edits.replace_kind(network, (0,), "AveragePooling2D").nodes
    assert node == Layer("average_pooling2d_1", AveragePooling2D((3, 3), (1, 1), "same"))


def test_that_a_value_the_other_kind_cannot_have_is_left_behind() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4, padding=2, strides=(2, 2))))
    (node,) = edits.replace_kind(network, (0,), "MaxPooling2D").nodes
    assert node.spec == MaxPooling2D((2, 2), (2, 2), "valid")


def test_that_settings_that_only_share_a_name_are_not_kept() -> None:
    for old, kind in (
        (RandomErasing(scale=0.5), "Rescaling"),
        (Conv2D(4, groups=1), "GroupNormalization"),
        (Conv2D(4, (5, 5)), "RandomGaussianBlur"),
        (GaussianNoise(0.9), "Dropout"),
    ):
        (node,) = edits.replace_kind(Network((8, 8, 1), stack(old)), (0,), kind).nodes
        assert node.spec == KINDS[kind]()


def test_that_padding_is_kept_where_the_other_kind_has_it_as_a_choice() -> None:
    network = Network((8, 8, 1), stack(Conv2D(4, padding="same")))
    assert edits.replace_kind(network, (0,), "MaxPooling2D").nodes[0].spec == MaxPooling2D((2, 2), (1, 1), "same")


def test_that_a_name_the_person_gave_stays() -> None:
    network = Network((8, 8, 1), (Layer("edges", Conv2D(4, activation="tanh")),))
    assert edits.replace_kind(network, (0,), "Activation").nodes == (Layer("edges", Activation("tanh")),)


def test_that_a_block_can_become_one_of_the_other_kind() -> None:
    network = edits.wrap(PLAIN, ((0,),), Residual())
    assert outline(edits.replace_kind(network, (0,), "Parallel").nodes).startswith("parallel_1[conv2d_1 | ]")
    with pytest.raises(SpecError, match="place of"):
        edits.replace_kind(network, (0,), "Conv2D")
    three = edits.add_branch(edits.replace_kind(network, (0,), "Parallel"), (0,))
    with pytest.raises(SpecError, match="3 branches"):
        edits.replace_kind(three, (0,), "Residual")


def test_that_branches_come_go_and_change_places() -> None:
    network = edits.add_branch(edits.wrap(PLAIN, ((0,),), Parallel()), (0,))
    moved = edits.move_branch(network, (0,), 0, 2)
    assert outline(moved.nodes).startswith("parallel_1[ |  | conv2d_1]")
    assert outline(edits.remove_branch(moved, (0,), 2).nodes).startswith("parallel_1[ | ]")
    with pytest.raises(SpecError, match="unwrap it"):
        edits.remove_branch(edits.wrap(PLAIN, ((0,),), Parallel()), (0,), 0)
    with pytest.raises(SpecError, match="body and its shortcut"):
        edits.remove_branch(edits.wrap(PLAIN, ((0,),), Residual()), (0,), 1)


def test_that_a_block_has_at_most_eight_branches() -> None:
    network = edits.wrap(PLAIN, ((0,),), Parallel())
    for _ in range(6):
        network = edits.add_branch(network, (0,))
    with pytest.raises(SpecError, match="2 to 8 branches"):
        edits.add_branch(network, (0,))


def test_that_a_residual_block_around_a_convolution_offers_a_projection() -> None:
    network = edits.wrap(PLAIN, ((0,), (1,), (2,)), Residual())
    problem = analyse(network).rows[0].problem
    assert problem is not None
    assert problem.text.startswith("The body gives 2 × 2 × 8 and the shortcut 8 × 8 × 1")
    assert problem.fixes[0].label == "Add a 1×1 projection to the shortcut"
    assert analyse(problem.fixes[0].applied(network)).problems == ()


@given(networks(), st.sampled_from(["relu", "tanh"]))
def test_that_changing_many_layers_is_changing_each_of_them(network: Network, activation: str) -> None:
    found = [(path, node) for path, node in walk(network.nodes) if "activation" in node.spec.to_plain()]
    one_by_one = network
    for path, _ in found:
        one_by_one = one_by_one.change(path, activation=activation)
    assert edits.change_all(network, [node.name for _, node in found], activation=activation) == one_by_one


def test_that_a_value_that_cannot_be_changes_no_layer() -> None:
    with pytest.raises(SpecError, match="Filters is from 1"):
        edits.change_all(PLAIN, ["conv2d_1", "conv2d_2"], filters=0)


def test_that_a_projection_wider_than_a_convolution_can_be_is_not_offered() -> None:
    wide = (Layer("wide", DepthwiseConv2D((1, 1), depth_multiplier=8)),)
    network = Network((4, 4, 1024), (Block("block", Residual(), (wide, ())),))
    problem = analyse(network).rows[0].problem
    assert problem is not None
    assert problem.fixes == ()


def _labels(network: Network) -> list[str]:
    """The words of every way out of the first node's problem, after checking that each of them helps."""
    problem = analyse(network).rows[0].problem
    assert problem is not None
    for fix in problem.fixes:
        assert analyse(fix.applied(network)).rows[0].problem is None, fix.label
    return [fix.label for fix in problem.fixes]


def test_that_a_residual_block_around_a_default_convolution_is_mended_in_one_click() -> None:
    network = edits.wrap(Network((28, 28, 1), stack(Conv2D())), ((0,),), Residual())
    assert _labels(network) == ["Use padding “same” and add a 1×1 projection"]
    strided = edits.wrap(Network((28, 28, 3), stack(Conv2D(strides=(2, 2)))), ((0,),), Residual())
    assert _labels(strided) == ["Use padding “same” and add a 1×1 projection"]


def test_that_a_projection_that_does_not_fit_is_set_to_fit() -> None:
    body = stack(Conv2D(16, strides=(2, 2), padding="same"))
    shortcut = (Layer("projection", Conv2D(8, (1, 1))),)
    labels = _labels(Network((28, 28, 1), (Block("block", Residual(), (body, shortcut)),)))
    assert labels == ["Make projection fit: 16 filters 1×1 · strides 2×2 · same · relu"]


def test_that_a_fix_stays_good_while_other_layers_come() -> None:
    network = edits.wrap(Network((28, 28, 1), stack(Conv2D(16, padding="same"))), ((0,),), Residual())
    before = analyse(network)
    more = network.insert((1,), Layer("conv2d_2", Conv2D()))
    problem = analyse(more, before=before).rows[0].problem
    assert problem is not None
    assert problem.fix is not None
    mended = problem.fix.applied(more)
    assert outline(mended.nodes) == "residual_1[conv2d_1 | conv2d_3] conv2d_2"


def test_that_a_pooling_that_halves_one_branch_is_mended() -> None:
    pooled = (*stack(MaxPooling2D()), Layer("one", Conv2D(8, (1, 1))))
    block = Block("block", Parallel(), (pooled, (Layer("other", Conv2D(8)),)))
    assert _labels(Network((28, 28, 1), (block,))) == ["Set strides to 1 and padding to “same” in every branch"]
