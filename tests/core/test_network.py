"""The tree of layers and its edits."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core import network as networks_module
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Activation, Conv2D, Dense, Flatten
from cnnstudio.core.network import MAX_DEPTH, MAX_LAYERS, Block, Layer, Network, from_plain, new_layer, to_plain, walk
from tests.core.strategies import JSON, networks, read_or_refused

SHAPE = (28, 28, 1)


def _layers(*names: str) -> tuple[Layer, ...]:
    return tuple(Layer(name, Activation()) for name in names)


def _names(network: Network) -> list[str]:
    return [node.name for _, node in walk(network.nodes)]


@pytest.fixture
def nested() -> Network:
    """a, a block of (b, c) beside nothing, d."""
    return Network(SHAPE, (*_layers("a"), Block("block", Parallel("add"), (_layers("b", "c"), ())), *_layers("d")))


def test_that_a_layer_is_put_before_what_stands_at_the_path() -> None:
    found = Network(SHAPE, _layers("a", "b")).insert((1,), *_layers("x", "y"))
    assert _names(found) == ["a", "x", "y", "b"]
    assert _names(found.insert((4,), *_layers("z"))) == ["a", "x", "y", "b", "z"]


def test_that_a_name_already_taken_is_made_fresh() -> None:
    start = Network(SHAPE, (Layer("dense_1", Dense()), Layer("dense_2", Dense())))
    assert _names(start.insert((2,), Layer("dense_2", Dense()))) == ["dense_1", "dense_2", "dense_3"]
    assert new_layer(start, "Dense") == Layer("dense_3", Dense())


def test_that_the_layers_of_an_inserted_block_get_fresh_names_too(nested: Network) -> None:
    copied = nested.insert((3,), nested.node((1,)))
    assert _names(copied)[-3:] == ["block_1", "b_1", "c_1"]


def test_that_edits_reach_into_blocks(nested: Network) -> None:
    assert _names(nested.insert((1, 1, 0), *_layers("x"))) == ["a", "block", "b", "c", "x", "d"]
    assert _names(nested.remove((1, 0, 0))) == ["a", "block", "c", "d"]
    assert _names(nested.move((1, 0, 0), (1, 0, 2))) == ["a", "block", "c", "b", "d"]
    assert _names(nested.rename((1, 0, 1), "z")) == ["a", "block", "b", "z", "d"]
    assert nested.change((1, 0, 0), activation="tanh").node((1, 0, 0)) == Layer("b", Activation("tanh"))
    assert nested.path_of("c") == (1, 0, 1)
    assert nested.path_of("nobody") is None


def test_that_a_block_is_removed_with_all_that_is_in_it(nested: Network) -> None:
    assert _names(nested.remove((1,), (1, 0, 0), (0,))) == ["d"]


def test_that_several_layers_are_removed_whatever_their_order() -> None:
    assert _names(Network(SHAPE, _layers("a", "b", "c", "d")).remove((0,), (2,), (3,))) == ["b"]


@pytest.mark.parametrize(
    ("source", "target", "names"), [(0, 2, "bacd"), (0, 4, "bcda"), (3, 0, "dabc"), (1, 1, "abcd"), (1, 2, "abcd")]
)
def test_that_a_layer_moves_before_what_is_at_the_target(source: int, target: int, names: str) -> None:
    assert "".join(_names(Network(SHAPE, _layers(*"abcd")).move((source,), (target,)))) == names


def test_that_a_layer_does_not_move_into_another_row(nested: Network) -> None:
    with pytest.raises(SpecError, match="own row"):
        nested.move((0,), (1, 0, 0))


@pytest.mark.parametrize("path", [(9,), (0, 0, 0), (1, 0, 9)])
def test_that_no_node_stands_where_there_is_none(nested: Network, path: tuple[int, ...]) -> None:
    with pytest.raises(IndexError):
        nested.node(path)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "-a", "é", "a" * 64, "a\n", 3, None])
def test_that_a_name_keras_cannot_use_is_refused(name: Any) -> None:
    with pytest.raises(SpecError, match="A name has"):
        Layer(name, Dense())


def test_that_a_name_stands_once() -> None:
    with pytest.raises(SpecError, match="Two layers are called 'a'"):
        Network(SHAPE, _layers("a", "b", "a"))
    with pytest.raises(SpecError, match="Two layers"):
        Network(SHAPE, _layers("a", "b")).rename((1,), "a")


@pytest.mark.parametrize("shape", [(28, 28), (0, 28, 1), (28, 28, -1), (28, 28, 65_537), (28.0, 28, 1), (True, 1, 1)])
def test_that_an_input_that_is_no_picture_is_refused(shape: Any) -> None:
    with pytest.raises(SpecError, match="height × width × channels"):
        Network(shape)


def test_that_a_network_has_a_greatest_size() -> None:
    Network(SHAPE, _layers(*(f"a{number}" for number in range(MAX_LAYERS))))
    with pytest.raises(SpecError, match="at most 4,000 layers"):
        Network(SHAPE, _layers(*(f"a{number}" for number in range(MAX_LAYERS + 1))))


def test_that_a_block_has_two_to_eight_branches() -> None:
    for count in (0, 1, 9):
        with pytest.raises(SpecError, match="2 to 8 branches"):
            Block("b", Parallel(), ((),) * count)
    with pytest.raises(SpecError, match="one of concatenate, add, average, multiply"):
        Parallel("subtract")


@given(networks(), st.data())
def test_that_inserting_and_removing_again_changes_nothing(network: Network, data: st.DataObject) -> None:
    paths = [path for path, _ in walk(network.nodes)] + [(len(network.nodes),)]
    path = data.draw(st.sampled_from(paths))
    assert network.insert(path, Layer("fresh", Conv2D())).remove(path) == network


@given(networks(), st.data())
def test_that_moving_there_and_back_changes_nothing(network: Network, data: st.DataObject) -> None:
    count = len(network.nodes)
    if count:
        source, target = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count))
        moved = network.move((source,), (target,))
        landed = target - 1 if target > source else target
        back = source + 1 if landed < source else source
        assert moved.move((landed,), (back,)) == network
        assert sorted(_names(moved)) == sorted(_names(network))


@given(networks())
def test_that_plain_values_give_the_same_network_back(network: Network) -> None:
    assert from_plain(to_plain(network)) == network


@given(JSON)
@settings(max_examples=300)
def test_that_any_json_is_a_network_or_refused_in_words(value: Any) -> None:
    for plain in (value, {"input_shape": value, "nodes": []}, {"input_shape": [28, 28, 1], "nodes": value}):
        read_or_refused(from_plain, plain, Network)


@given(JSON, st.sampled_from(["kind", "name", "settings", "merge", "branches"]))
@settings(max_examples=300)
def test_that_any_json_in_a_node_is_refused_in_words(value: Any, key: str) -> None:
    for node in (
        {"kind": "Conv2D", "name": "a", "settings": {"filters": value}},
        {"kind": "Conv2D", "name": "a", "settings": {"padding": value}},
        {"kind": "Conv2D", "name": "a", "settings": {"kernel_size": [3, value]}},
        {"kind": "Conv2D", "name": "a", "settings": {}, key: value},
        {"kind": "Block", "name": "a", "merge": "add", "branches": [[], []], key: value},
    ):
        read_or_refused(from_plain, {"input_shape": [28, 28, 1], "nodes": [node]}, Network)


def test_that_blocks_nested_too_deep_are_refused() -> None:
    plain: list[Any] = []
    for number in range(MAX_DEPTH + 2):
        plain = [{"kind": "Block", "name": f"b{number}", "merge": "add", "branches": [plain, []]}]
    with pytest.raises(SpecError, match="nested at most 16 deep"):
        from_plain({"input_shape": [28, 28, 1], "nodes": plain})


def test_that_a_kind_of_a_later_version_is_named() -> None:
    node = {"kind": "Quantum", "name": "a", "settings": {}}
    with pytest.raises(SpecError, match="'Quantum'"):
        networks_module.nodes_from_plain([node])


def test_that_the_longest_names_have_copies_too() -> None:
    names = ["a" * 63, "a" * 62 + "b", "c" * 62]
    found = Network(SHAPE, _layers(*names)).insert((3,), *_layers(*names))
    assert _names(found)[3:] == ["a" * 57 + "_1", "a" * 57 + "_2", "c" * 57 + "_1"]
    assert new_layer(found, "Dense").name == "dense_1"


def test_that_a_new_node_goes_into_a_block_as_another_goes_away(nested: Network) -> None:
    found = nested.exchange(((0,), (1, 0, 0)), (1, 0, 1), *_layers("a", "d"))
    assert _names(found) == ["block", "a", "d_1", "c", "d"]
    with pytest.raises(SpecError, match="into itself"):
        nested.exchange(((1,),), (1, 0, 0), nested.node((1,)))


def test_that_what_an_edit_does_not_touch_stays_the_very_same(nested: Network) -> None:
    found = nested.insert((0,), *_layers("x")).remove((3,))
    assert found.nodes[2] is nested.nodes[1]
    assert nested.move((1,), (0,)).nodes[0] is nested.nodes[1]
    inside = nested.remove((1, 0, 0))
    assert inside.nodes[0] is nested.nodes[0]
    assert inside.node((1, 0, 0)) is nested.node((1, 0, 1))


@given(networks(), st.data())
def test_that_removing_many_at_once_is_removing_one_after_the_other(network: Network, data: st.DataObject) -> None:
    every = [path for path, _ in walk(network.nodes)]
    paths = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    one_by_one = network
    for path in sorted(networks_module.outermost(paths), reverse=True):
        one_by_one = one_by_one.remove(path)
    assert network.remove(*paths) == one_by_one


def test_that_too_many_layers_are_refused_before_any_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks_module, "Layer", None)
    many = [{"kind": "Flatten", "name": "f", "settings": {}}] * 2_001
    block = {"kind": "Parallel", "name": "b", "settings": {}, "branches": [many, many]}
    for plain in ([*many, *many], [block]):
        with pytest.raises(SpecError, match="at most 4,000 layers"):
            networks_module.nodes_from_plain(plain)


def test_that_a_block_of_too_many_branches_is_refused_before_they_are_read() -> None:
    block = {"kind": "Parallel", "name": "b", "settings": {}, "branches": [None] * 9}
    with pytest.raises(SpecError, match="2 to 8 branches"):
        networks_module.nodes_from_plain([block])


def test_that_an_edit_leaves_the_old_network_as_it_was() -> None:
    old = Network(SHAPE, (Layer("flatten_1", Flatten()), Layer("dense_1", Dense())))
    before = to_plain(old)
    old.change((1,), units=3)
    old.remove((0,))
    assert to_plain(old) == before
