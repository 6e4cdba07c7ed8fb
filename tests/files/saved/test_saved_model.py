"""Networks that real Keras saved are read back exactly, and nothing else is opened."""

import errno
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.layers import Activation, Conv2D, Dense
from cnnstudio.core.network import MAX_LAYERS, Block, Layer
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.files.saved import keras_archive as archives
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_nodes import Told
from cnnstudio.files.saved.saved_model import METADATA_KEY, METADATA_VERSION, read_saved

keras = pytest.importorskip("keras")

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests" / "hostile"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A stack of every kind, a graph of blocks, and a compiled network, with their Keras models."""
    kinds, folder = keras.layers, tmp_path_factory.mktemp("keras")
    stack = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            kinds.ZeroPadding2D(2, name="conv2d_1_pad"),
            kinds.Conv2D(3, 3, activation="relu", name="conv2d_1"),
            kinds.Conv2D(2, 3, padding="same", use_bias=False, name="other"),
            kinds.BatchNormalization(name="norm"),
            kinds.ZeroPadding2D(((1, 2), (0, 3)), name="frame"),
            kinds.MaxPooling2D(2, name="max"),
            kinds.AveragePooling2D(2, strides=1, padding="same", name="mean"),
            kinds.Dropout(0.25, seed=3, name="drop"),
            kinds.Activation("leaky_relu", name="leak"),
            kinds.Flatten(name="flat"),
            kinds.Dense(4, activation="softmax", name="dense"),
        ]
    )
    start = keras.Input((8, 8, 1), name="input")
    first = kinds.Conv2D(2, 3, padding="same", name="c1")(start)
    inner = kinds.Conv2D(2, 3, padding="same", name="c2")(kinds.ZeroPadding2D(1, name="c3_pad")(first))
    inner = kinds.Conv2D(2, 5, name="c3")(inner)
    total = kinds.Add(name="sum")([inner, kinds.MaxPooling2D(3, strides=1, name="m")(first)])
    wide = kinds.Concatenate(name="both")([total, kinds.Add(name="inner")([total, total])])
    graph = keras.Model(start, kinds.Dense(3, name="end")(kinds.Flatten(name="flat")(wide)))
    compiled = keras.Sequential([keras.Input((4, 4, 1)), kinds.Flatten(), kinds.Dense(2)])
    compiled.compile("adam", "mse")
    found = {}
    for name, model in {"stack": stack, "graph": graph, "compiled": compiled}.items():
        model.save(folder / f"{name}.keras")
        found[name] = (model, folder / f"{name}.keras")
    return found


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, parts, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def add(path, name, data):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)


@pytest.fixture
def with_config(made, tmp_path):
    """The stack's file with its configuration changed by a function."""

    def changed(change, which="stack"):
        parts = members(made[which][1])
        config = json.loads(parts["config.json"])
        change(config)
        return packed(tmp_path / "x.keras", {**parts, "config.json": json.dumps(config)})

    return changed


@pytest.fixture
def with_weights(made, tmp_path):
    """The stack's file with an HDF5 file changed by a function in the place of its weights."""

    def changed(change):
        parts = members(made["stack"][1])
        memory = io.BytesIO(parts["model.weights.h5"])
        with h5py.File(memory, "a") as file:
            change(file)
        return packed(tmp_path / "x.keras", {**parts, "model.weights.h5": memory.getvalue()})

    return changed


@pytest.mark.parametrize("which", ["stack", "graph", "compiled"])
def test_that_every_weight_is_read_as_keras_has_it(which, made):
    model, path = made[which]
    for variable in model.weights:
        variable.assign(np.random.default_rng(1).standard_normal(variable.shape))
    model.save(path)
    found = read_saved(path)
    expected = {
        f"{layer.name}/{weight.name}": np.asarray(weight)
        for layer in model.layers
        for weight in layer.weights
        if "seed" not in weight.name
    }
    assert set(found.weights) == set(expected)
    for name, array in found.weights.items():
        assert array.dtype == np.float32
        assert array.tobytes() == expected[name].tobytes()
    assert found.prepared is None
    assert found.labels == tuple(map(str, range(model.output_shape[-1])))


def test_that_padding_in_pixels_is_folded_and_settings_are_kept(made):
    nodes = read_saved(made["stack"][1]).network.nodes
    assert nodes[0] == Layer("conv2d_1", Conv2D(3, (3, 3), padding=2))
    assert nodes[1] == Layer("other", Conv2D(2, (3, 3), padding="same", activation="linear", use_bias=False))
    assert nodes[3].spec.to_plain() == {"rows": [1, 2], "columns": [0, 3]}
    assert nodes[-1] == Layer("dense", Dense(4, "softmax"))


def framed(names):
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            *[keras.layers.ZeroPadding2D(1, name=name) for name in names],
            keras.layers.Conv2D(2, 3, name="c"),
            keras.layers.Conv2D(2, 3, name="d"),
        ]
    )


def with_note(path, note, model):
    model.save(path)
    parts = members(path)
    metadata = json.loads(parts["metadata.json"])
    return packed(path, {**parts, "metadata.json": json.dumps({**metadata, METADATA_KEY: note})}) if note else path


NOTE = {"labels": ["a", "b"], "prepared": None}


@pytest.mark.parametrize(
    ("note", "names", "expected"),
    [
        ({**NOTE, "version": 2}, ["c>pad"], ["c", "d"]),
        ({**NOTE, "version": 2}, ["c_pad"], ["c_pad", "c", "d"]),
        ({**NOTE, "version": 2}, ["c_pad", "c>pad"], ["c_pad", "c", "d"]),
        (NOTE, ["c_pad"], ["c", "d"]),
        (None, ["c_pad"], ["c", "d"]),
        (None, ["c>pad"], ["c", "d"]),
        (None, ["c_pad", "c>pad"], ["c_pad", "c", "d"]),
        (None, ["d_pad"], ["d_pad", "c", "d"]),
    ],
)
def test_that_a_mark_tells_helpers_from_layers_and_only_files_without_one_go_by_names(note, names, expected, tmp_path):
    found = read_saved(with_note(tmp_path / "x.keras", note, framed(names))).network
    assert [node.name for node in found.nodes] == expected
    is_folded = len(expected) == 1 + len(names)
    assert found.nodes[-2].spec.padding == (1 if is_folded else "valid")


def test_that_a_sum_before_an_activation_goes_by_names_only_where_there_is_no_mark(tmp_path):
    def summed(name):
        start = keras.Input((8, 8, 1))
        total = keras.layers.Add(name=name)([keras.layers.Conv2D(1, 1, name="c")(start), start])
        return keras.Model(start, keras.layers.Activation("relu", name="r")(total))

    body = (Layer("c", Conv2D(1, (1, 1), activation="linear")),)
    note = {**NOTE, "labels": ["a"]}
    whole = (Block("r", Residual("relu"), (body, ())),)
    apart = (Block("r_add", Parallel("add"), (body, ())), Layer("r", Activation("relu")))
    for notes, name, expected in [
        (None, "r_add", whole),
        (note, "r_add", whole),
        ({**note, "version": 2}, "r>add", whole),
        (None, "r>add", whole),
        ({**note, "version": 2}, "r_add", apart),
    ]:
        assert read_saved(with_note(tmp_path / "x.keras", notes, summed(name))).network.nodes == expected


def test_that_a_mark_without_its_layer_and_notes_of_the_future_are_refused(tmp_path, refused):
    path = tmp_path / "x.keras"
    assert "A name has 1 to 63" in refused(read_saved, with_note(path, None, framed(["d>pad"])))
    for version in (METADATA_VERSION + 1, 0, True, "2", None):
        note = {**NOTE, "version": version}
        assert "newer version" in refused(read_saved, with_note(path, note, framed(["c>pad"])))


def test_that_layers_are_counted_without_their_helpers(tmp_path):
    framed(["c>pad"]).save(tmp_path / "x.keras")
    config = json.loads(members(tmp_path / "x.keras")["config.json"])
    start, frame, layer, _ = config["config"]["layers"]

    def many(count):
        named = [
            {**each, "config": {**each["config"], "name": f"c_{number}{mark}"}}
            for number in range(count)
            for each, mark in ((frame, ">pad"), (layer, ""))
        ]
        return {**config, "config": {**config["config"], "layers": [start, *named]}}

    found = described(many(MAX_LAYERS), Told())
    assert (len(found.network.nodes), len(found.nodes)) == (MAX_LAYERS, 2 * MAX_LAYERS)
    for count in (MAX_LAYERS + 1, 2 * MAX_LAYERS):
        with pytest.raises(SpecError, match="too many"):
            described(many(count), Told())


def test_that_branches_become_nested_blocks(made):
    nodes = read_saved(made["graph"][1]).network.nodes
    assert [node.name for node in nodes] == ["c1", "sum", "both", "flat", "end"]
    total, both = nodes[1], nodes[2]
    assert [[node.name for node in branch] for branch in total.branches] == [["c3_pad", "c2", "c3"], ["m"]]
    assert both == Block("both", Parallel(), ((), (Block("inner", Parallel("add"), ((), ())),)))


def test_that_labels_and_preprocessing_of_ours_are_read(made, tmp_path, refused):
    parts = members(made["stack"][1])
    metadata = json.loads(parts["metadata.json"])
    prepared = Prepared(Preprocessing("standardise"), (33.0,), (78.0,))

    def with_ours(labels, plain):
        ours = {METADATA_KEY: {"labels": labels, "prepared": plain}}
        return packed(tmp_path / "x.keras", {**parts, "metadata.json": json.dumps({**metadata, **ours})})

    found = read_saved(with_ours(list("abcd"), prepared.to_plain()))
    assert (found.labels, found.prepared) == (("a", "b", "c", "d"), prepared)
    assert "does not name the 4 classes" in refused(read_saved, with_ours(["a"], None))
    assert "preprocessing" in refused(read_saved, with_ours(list("abcd"), {"method": "magic"}))


def test_that_names_of_classes_may_be_shown_and_told_apart(made, tmp_path):
    parts = members(made["stack"][1])
    metadata = json.loads(parts["metadata.json"])
    ours = {METADATA_KEY: {"labels": ["\x1b[31mred", "", "red", "red"], "prepared": None}}
    found = read_saved(packed(tmp_path / "x.keras", {**parts, "metadata.json": json.dumps({**metadata, **ours})}))
    assert found.labels == ("\\x1b[31mred", "1", "red", "red (class 3)")
    assert "were changed" in found.notes[-1]


def test_that_a_full_folder_for_temporary_files_is_told_as_such(made, refused, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archives, "OwnFolder", full)
    assert "The folder for temporary files" in refused(read_saved, made["stack"][1])


def test_that_weights_that_a_killed_process_unpacked_are_removed_by_the_next(tmp_path, monkeypatch):
    code = "from cnnstudio.files.saved.keras_archive import temporary; import os\nwith temporary() as it: os._exit(9)"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False)
    assert len([each for each in tmp_path.iterdir() if each.is_dir()]) == 1
    monkeypatch.setattr(archives.OwnFolder.__init__.__globals__["tempfile"], "tempdir", str(tmp_path))
    with archives.temporary() as folder:
        assert [each for each in tmp_path.iterdir() if each.is_dir()] == [folder]
    assert list(tmp_path.iterdir()) == []


def layer_of(config, name):
    return next(each for each in config["config"]["layers"] if each["config"]["name"] == name)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("conv2d_1", "groups", 2),
        ("conv2d_1", "dilation_rate", [0, 2]),
        ("conv2d_1", "kernel_regularizer", {"class_name": "L2", "config": {"l2": "much"}}),
        ("conv2d_1", "kernel_regularizer", {"module": "os", "class_name": "L2", "config": {"l2": 0.1}}),
        ("conv2d_1", "kernel_constraint", {"class_name": "MaxNorm"}),
        ("conv2d_1", "data_format", "channels_first"),
        ("conv2d_1", "kernel_regularizer", {"class_name": "L2"}),
        ("conv2d_1", "kernel_initializer", {"module": "os", "class_name": "system", "config": {}}),
        ("conv2d_1", "activation", "os.system"),
        ("conv2d_1", "activation", {"class_name": "function", "config": "set_floatx"}),
        ("conv2d_1", "filters", True),
        ("conv2d_1", "padding", 3),
        ("conv2d_1", "surprise", 1),
        ("frame", "padding", [[1, 1]]),
        ("drop", "noise_shape", [1]),
        ("dense", "units", 2**31),
        ("conv2d_1", "dtype", "int8"),
        ("max", "pool_size", [200, 200]),
    ],
)
def test_that_a_parameter_out_of_the_list_is_refused_by_name(name, key, value, with_config, refused):
    text = refused(read_saved, with_config(lambda config: layer_of(config, name)["config"].update({key: value})))
    assert f"“{name}”" in text or (key == "units" and "parameters" in text) or f"{name}:" in text


@pytest.mark.parametrize("kind", ["Lambda", "TFSMLayer", "MyLayer", "Sequential", "set_max_epochs", "Conv3D", ["x"]])
@pytest.mark.parametrize("place", ["layer", "network"])
def test_that_a_kind_out_of_the_list_is_refused_by_name(kind, place, with_config, refused):
    if kind == "Sequential":
        pytest.skip("that is a stack, or one in another")

    def change(config):
        target = layer_of(config, "drop") if place == "layer" else config
        target["class_name"] = kind

    assert "not known here" in refused(read_saved, with_config(change))


def test_that_custom_objects_and_shared_layers_are_refused(with_config, refused):
    def custom(config):
        layer_of(config, "dense").update(module="mine", registered_name="mine>Dense")

    def shared(config):
        layer_of(config, "c2")["inbound_nodes"] *= 2

    def crossing(config):
        layer_of(config, "inner")["inbound_nodes"][0]["args"][0][1]["config"]["keras_history"] = ["m", 0, 0]

    assert "“dense” is not one of Keras's own" in refused(read_saved, with_config(custom))
    assert "used more than once" in refused(read_saved, with_config(shared, "graph"))
    assert "only nested blocks" in refused(read_saved, with_config(crossing, "graph"))


@pytest.mark.parametrize("text", ["", "[" * 10**5, "NaN", '{"a":1,"a":2}', "{}", "[]", "3", '"\\ud800"', "\ufeff{}"])
@pytest.mark.parametrize("name", ["config.json", "metadata.json"])
def test_that_other_json_is_refused(text, name, made, tmp_path, refused):
    refused(read_saved, packed(tmp_path / "x.keras", {**members(made["stack"][1]), name: text}))


def test_that_older_keras_is_named(made, tmp_path, refused):
    parts = {**members(made["stack"][1]), "metadata.json": '{"keras_version": "1.15.0"}'}
    assert "not written by Keras 2 or 3 but by 1.15.0" in refused(read_saved, packed(tmp_path / "x.keras", parts))


def test_that_strange_archives_are_refused(made, tmp_path, refused):
    path, parts = tmp_path / "x.keras", members(made["stack"][1])
    data = made["stack"][1].read_bytes()
    packed(path, parts)
    with pytest.warns(UserWarning, match="Duplicate"):
        add(path, "config.json", b"{}")
    assert "a part twice" in refused(read_saved, path)
    assert "“../../evil”" in refused(read_saved, packed(path, {**parts, "../../evil": b""}))
    assert "lacks “config.json”" in refused(read_saved, packed(path, {"metadata.json": b"{}"}))
    assert "has 65 parts" in refused(read_saved, packed(path, {str(number): b"" for number in range(65)}))
    bomb = {**parts, "config.json": b" " * 7_000_000}
    assert "unpacks to far more" in refused(read_saved, packed(path, bomb, zipfile.ZIP_DEFLATED))
    large = {**parts, "model.weights.h5": os.urandom(1) * 1 + bytes(20_000_000)}
    assert "more than its network has" in refused(read_saved, packed(path, large))
    path.write_bytes(data + b"more")
    assert "added at its end" in refused(read_saved, path)
    place = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: place + 8] + b"\x01" + data[place + 9 :])
    assert "encrypted" in refused(read_saved, path)


def test_that_files_of_other_sorts_are_named(tmp_path, refused):
    path = tmp_path / "x.keras"
    for content, words in {
        b"": "is empty",
        b"\x89HDF\r\n\x1a\n" + bytes(99): "is damaged",
        b"\x80\x04": "pickle",
        b"SQLite format 3\x00": "database",
        b"PK\x03\x04": "cut short",
        b"hello": "something else",
    }.items():
        path.write_bytes(content)
        assert words in refused(read_saved, path)
    assert "is a folder" in refused(read_saved, tmp_path)
    assert "does not exist" in refused(read_saved, tmp_path / "none.keras")
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in refused(read_saved, tmp_path / "pipe")


def test_that_a_file_cut_anywhere_is_refused(made, tmp_path, refused):
    data, path = made["stack"][1].read_bytes(), tmp_path / "x.keras"
    for length in range(0, len(data), 211):
        path.write_bytes(data[:length])
        refused(read_saved, path)


def test_that_flipped_bits_are_refused_or_change_nothing(made, tmp_path):
    data, path, chance = made["compiled"][1].read_bytes(), tmp_path / "x.keras", random.Random(11)
    good = read_saved(made["compiled"][1])
    for _ in range(40):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        try:
            found = read_saved(path)
        except StudioError:
            continue
        assert found.network == good.network
        assert all(np.array_equal(found.weights[name], array) for name, array in good.weights.items())


def replaced(group, name, make):
    def change(file):
        parent = file[group]
        del parent[name]
        make(parent, name)

    return change


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda parent, name: None, "not those that its network has"),
        (lambda parent, name: parent.create_dataset(name, (32000, 32000), "f4"), "are not all there"),
        (lambda parent, name: parent.create_dataset(name, data=np.zeros((2, 2), "f4")), "not those that its network"),
        (lambda parent, name: parent.create_dataset(name, (4,), "f4"), "are not all there"),
        (lambda parent, name: parent.create_dataset(name, (4,), "i4"), "not floating-point"),
        (lambda parent, name: parent.create_dataset(name, data=np.full(4, np.nan, "f4")), "NaN"),
        (lambda parent, name: parent.create_dataset(name, (4,), "f4", chunks=(2,)), "are not all there"),
        (lambda parent, name: parent.create_dataset(name, (4,), "f4", external=[("/etc/passwd", 0, 16)]), "plainly"),
        (lambda parent, name: parent.__setitem__(name, h5py.SoftLink("/layers/dense/vars/0")), "not those that"),
        (lambda parent, name: parent.__setitem__(name, h5py.ExternalLink("/etc/passwd", "/")), "not those that"),
        (lambda parent, name: parent.create_group(name), "not those that"),
    ],
)
def test_that_arrays_that_are_not_plain_are_refused(make, words, with_weights, refused):
    assert words in refused(read_saved, with_weights(replaced("layers/dense/vars", "1", make)))


def test_that_arrays_of_other_precision_are_taken_and_other_layers_refused(with_weights, refused):
    path = with_weights(
        replaced("layers/dense/vars", "1", lambda parent, name: parent.create_dataset(name, data=np.ones(4, "f8")))
    )
    assert read_saved(path).weights["dense/bias"].tolist() == [1, 1, 1, 1]
    assert "dense_1" in refused(
        read_saved, with_weights(lambda file: file.create_dataset("layers/dense_1/vars/0", data=[1.0]))
    )


@pytest.mark.parametrize("path", sorted(HOSTILE.glob("*.h5")) or [None], ids=lambda path: path and path.name)
def test_that_hdf5_files_that_crash_or_freeze_are_refused_in_time(path, made, tmp_path, refused):
    if path is None:
        pytest.skip("the collection of hostile files is not here")
    parts = {**members(made["stack"][1]), "model.weights.h5": path.read_bytes()}
    assert "weights" in refused(read_saved, packed(tmp_path / "x.keras", parts))


def test_that_reading_imports_no_keras_and_no_h5py_here(made):
    import subprocess

    script = f"""
import sys
from cnnstudio.files.saved.saved_model import read_saved
read_saved({str(made["stack"][1])!r})
print([name for name in ("keras", "tensorflow", "h5py") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
