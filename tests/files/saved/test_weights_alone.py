"""Weights that came alone are given to a network by names, order or shapes, whole or not at all."""

import h5py
import numpy as np
import pytest

from cnnstudio.core.blocks import Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Conv2D, Dense, Flatten, PReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.files.saved.saved_model import read_saved

SHAPES = {"one": [(3, 3, 1, 2), (2,)], "two": [(3, 3, 2, 4), (4,)], "end": [(64, 3), (3,)]}
NETWORK = Network(
    (8, 8, 1),
    (
        Layer("one", Conv2D(2, (3, 3))),
        Layer("two", Conv2D(4, (3, 3))),
        Layer("flat", Flatten()),
        Layer("end", Dense(3)),
    ),
)


def arrays(seed=0):
    chance = np.random.default_rng(seed)
    return {name: [chance.standard_normal(shape).astype("f4") for shape in shapes] for name, shapes in SHAPES.items()}


def legacy(path, found, names=None, **attributes):
    """As ``save_weights`` of Keras 1 and 2 writes it."""
    names = names or {name: name for name in found}
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [names[name].encode() for name in found]
        file.attrs.update(attributes)
        for name, parts in found.items():
            group = file.create_group(names[name])
            group.attrs["weight_names"] = [f"{names[name]}/{number}:0".encode() for number in range(len(parts))]
            for number, part in enumerate(parts):
                group[f"{names[name]}/{number}:0"] = part
    return path


def counted(path, found, groups, names=None):
    """As ``save_weights`` of Keras 3 writes it."""
    with h5py.File(path, "w") as file:
        for (name, parts), group in zip(found.items(), groups, strict=True):
            for number, part in enumerate(parts):
                file[f"layers/{group}/vars/{number}"] = part
            if names:
                file[f"layers/{group}/vars"].attrs["name"] = names[name]
    return path


def same(saved, found):
    assert list(saved.weights) == ["one/kernel", "one/bias", "two/kernel", "two/bias", "end/kernel", "end/bias"]
    expected = [part for name in SHAPES for part in found[name]]
    assert all(np.array_equal(got, part) for got, part in zip(saved.weights.values(), expected, strict=True))


def test_that_names_decide_whatever_the_order(tmp_path):
    found = arrays()
    mixed = {name: found[name] for name in ("end", "two", "one")}
    saved = read_saved(legacy(tmp_path / "w", mixed, keras_version=b"2.2.4"), NETWORK)
    same(saved, found)
    assert (saved.network, saved.origin, saved.notes) == (NETWORK, "Keras 2.2.4", ())
    names = {name: name for name in found}
    same(read_saved(counted(tmp_path / "w3", mixed, ["dense", "conv2d_1", "conv2d"], names), NETWORK), found)


def test_that_layers_of_other_names_are_taken_in_order_and_it_is_said(tmp_path):
    found, names = arrays(), {"one": "a", "two": "b/c", "end": "d"}
    saved = read_saved(legacy(tmp_path / "w", found, names), NETWORK)
    same(saved, found)
    assert "in their order" in saved.notes[0]
    groups = ["conv2d", "conv2d_1", "dense"]
    same(read_saved(counted(tmp_path / "w3", found, groups), NETWORK), found)


def test_that_kernels_of_theano_are_turned(tmp_path):
    found = arrays()
    theirs = {
        "one": [found["one"][0][::-1, ::-1].transpose(3, 2, 0, 1), found["one"][1]],
        "two": [found["two"][0][::-1, ::-1].transpose(3, 2, 0, 1), found["two"][1]],
        "end": [np.moveaxis(found["end"][0].reshape(4, 4, 4, 3), 2, 0).reshape(64, 3), found["end"][1]],
    }
    saved = read_saved(legacy(tmp_path / "w", theirs), NETWORK)
    same(saved, found)
    assert "channels first" in saved.notes[0]


@pytest.mark.parametrize(("version", "is_list_turned"), [(b"2.0.4", True), (b"2.2.4", False)])
def test_that_channels_stand_first_where_the_shapes_leave_no_doubt(tmp_path, version, is_list_turned):
    bent = Network((8, 8, 1), (NETWORK.nodes[0], Layer("bent", PReLU()), *NETWORK.nodes[1:]))
    found, alpha = arrays(), np.arange(72, dtype="f4").reshape(6, 6, 2)
    end = np.moveaxis(found["end"][0].reshape(4, 4, 4, 3), 2, 0).reshape(64, 3) if is_list_turned else found["end"][0]
    theirs = {
        "one": found["one"],
        "bent": [alpha.transpose(2, 0, 1)],
        "two": found["two"],
        "end": [end, found["end"][1]],
    }
    saved = read_saved(legacy(tmp_path / "w", theirs, keras_version=version), bent)
    assert np.array_equal(saved.weights["bent/alpha"], alpha)
    assert np.array_equal(saved.weights["one/kernel"], found["one"][0])
    assert np.array_equal(saved.weights["end/kernel"], found["end"][0])
    assert any("channels stood first" in note for note in saved.notes)


def test_that_what_does_not_fit_is_told_layer_by_layer(tmp_path):
    found = arrays()
    found["two"][0] = np.zeros((5, 5, 2, 4), "f4")
    with pytest.raises(StudioError) as caught:
        read_saved(legacy(tmp_path / "w", found), NETWORK)
    assert "2. expected two (3×3×2×4, 4); the file has two (5×5×2×4, 4)" in caught.value.details
    del found["two"]
    with pytest.raises(StudioError, match="of 2 layers"):
        read_saved(legacy(tmp_path / "w", found), NETWORK)


def test_that_branches_whose_layers_nobody_names_are_never_guessed(tmp_path):
    inner = (Layer("one", Conv2D(1, (3, 3), padding="same")), Layer("two", Conv2D(1, (3, 3), padding="same")))
    network = Network(
        (8, 8, 1), (Block("sum", Residual(), (inner, ())), Layer("flat", Flatten()), Layer("end", Dense(3)))
    )
    found = {"one": [np.ones((3, 3, 1, 1), "f4"), np.zeros(1, "f4")], "two": [np.zeros((3, 3, 1, 1), "f4")] * 1}
    found["two"].append(np.zeros(1, "f4"))
    found["end"] = [np.zeros((64, 3), "f4"), np.zeros(3, "f4")]
    groups = ["conv2d_1", "conv2d", "dense"]
    with pytest.raises(StudioError, match="which layer each is of"):
        read_saved(counted(tmp_path / "w", found, groups), network)
    saved = read_saved(counted(tmp_path / "w", found, groups, {name: name for name in found}), network)
    assert saved.weights["one/kernel"].min() == 1


def test_that_it_is_said_where_a_file_does_not_tell_the_order_behind_flatten(tmp_path):
    for version, is_said in ((b"2.0.4", True), (b"2.2.4", False)):
        saved = read_saved(legacy(tmp_path / "w", arrays(), keras_version=version), NETWORK)
        same(saved, arrays())
        assert any("channels last" in note for note in saved.notes) == is_said


def test_that_branches_are_matched_where_names_and_the_graph_give_one_order(tmp_path):
    def conv(name):
        return Layer(name, Conv2D(1, (3, 3), padding="same"))

    def network(first, second):
        block = Block("sum", Residual(), ((conv(first), conv(second)), ()))
        return Network((8, 8, 1), (block, Layer("flat", Flatten()), Layer("dense", Dense(3))))

    found = {name: [np.full((3, 3, 1, 1), number, "f4"), np.zeros(1, "f4")] for number, name in enumerate("ab")}
    found["end"] = [np.zeros((64, 3), "f4"), np.zeros(3, "f4")]
    path = counted(tmp_path / "w", found, ["conv2d", "conv2d_1", "dense"])
    saved = read_saved(path, network("conv2d_4", "conv2d_5"))
    assert (saved.weights["conv2d_4/kernel"].max(), saved.weights["conv2d_5/kernel"].max()) == (0, 1)
    with pytest.raises(StudioError, match="which layer each is of"):
        read_saved(path, network("conv2d_5", "conv2d_4"))


def test_that_networks_inside_are_known_by_the_names_around_them(tmp_path):
    path = tmp_path / "w"
    found = arrays()
    with h5py.File(path, "w") as file:
        for group, name, of in (
            ("functional/layers/conv2d", "one", "one"),
            ("functional/layers/conv2d_1", "two", "two"),
            ("dense", "end", "end"),
        ):
            for number, part in enumerate(found[of]):
                file[f"layers/{group}/vars/{number}"] = part
            file[f"layers/{group}/vars"].attrs["name"] = name
        file.create_group("layers/functional/vars").attrs["name"] = "inner"
    nodes = NETWORK.nodes
    inner = Network(
        (8, 8, 1), (Layer("inner_one", nodes[0].spec), Layer("inner_two", nodes[1].spec), nodes[2], nodes[3])
    )
    saved = read_saved(path, inner)
    assert saved.notes == ()
    assert np.array_equal(saved.weights["inner_two/kernel"], found["two"][0])
