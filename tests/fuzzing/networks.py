"""The readers of saved networks and of weights, and what the process that opens HDF5 answers."""

import io
import json
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import h5py
import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import Base, base_network, base_of
from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D
from cnnstudio.core.network import Network
from cnnstudio.files.bases import base_weights
from cnnstudio.files.saved import h5_reading
from cnnstudio.files.saved.keras_dialects import Told, described
from cnnstudio.files.saved.keras_json import parsed
from cnnstudio.files.saved.keras_places import places
from cnnstudio.files.saved.saved_model import read_saved
from tests.arrived import write_alone, write_h5
from tests.files.models.mutations import spoiled
from tests.files.models.packing import archive, h5_config
from tests.fuzzing.reader import REFUSALS, Reader
from tests.fuzzing.spoiling import Spoil, any_of, plain, zipped


@cache
def _h5(folder: Path) -> tuple[bytes, bytes]:
    """A saved network as Keras 2.2.4 wrote it, and its weights alone."""
    whole, alone = write_h5(folder / "whole.h5"), write_alone(folder / "alone.h5", folder / "whole.h5")
    return whole.read_bytes(), alone.read_bytes()


def _configs(folder: Path) -> list[bytes]:
    return [json.dumps(h5_config(_h5(folder)[0])).encode(), *(json.dumps(each).encode() for each in _keras_configs())]


def _keras_configs() -> list[Any]:
    """Of Keras 3: a stack and a graph, as it writes them."""
    shape = {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None}
    entry = {
        **shape,
        "config": {"batch_shape": [None, 28, 28, 1], "dtype": "float32", "name": "input"},
        "name": "input",
    }
    specs = {"conv": Conv2D(4), "bn": BatchNormalization(), "relu": Activation(), "gap": GlobalAveragePooling2D()}
    made = []
    for name, spec in (specs | {"dense": Dense(10)}).items():
        kind, own = spec.keras()[-1]
        config = {"name": name, **own}
        made.append({"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None})
    stack = {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [entry, *made]}}
    nodes, before = [{**entry, "inbound_nodes": []}], ("input", [None, 28, 28, 1])
    for each in made:
        tensor = {
            "class_name": "__keras_tensor__",
            "config": {"shape": before[1], "dtype": "float32", "keras_history": [before[0], 0, 0]},
        }
        name = each["config"]["name"]
        nodes.append({**each, "name": name, "inbound_nodes": [{"args": [tensor], "kwargs": {}}]})
        before = (name, before[1])
    graph = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {"name": "g", "layers": nodes, "input_layers": [["input", 0, 0]], "output_layers": [["dense", 0, 0]]},
    }
    return [stack, graph]


def _read_config(data: bytes, _: Path) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for told in (Told("3.15.1", "", "keras"), Told("2.2.4", "tensorflow", "h5"), Told("1.2.2", "theano", "h5")):
        try:
            found = described(parsed(text), told)
        except REFUSALS:
            continue
        assert found.network
        return
    described(parsed(text), Told("3.15.1", "", "keras"))


def _keras(folder: Path) -> list[bytes]:
    metadata = json.dumps({"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}).encode()
    made = [{"config.json": json.dumps(each).encode(), "metadata.json": metadata} for each in _keras_configs()]
    return [archive({**each, "model.weights.h5": _keras_weights()}) for each in made]


def _keras_weights() -> bytes:
    shapes = {"conv": [(3, 3, 1, 4), (4,)], "bn": [(4,)] * 4, "dense": [(4, 10), (10,)]}
    kinds = {"conv": "conv2d", "bn": "batch_normalization", "dense": "dense"}
    made = io.BytesIO()
    with h5py.File(made, "w") as file:
        for name, sizes in shapes.items():
            group = file.create_group(f"layers/{kinds[name]}/vars")
            group.attrs["name"] = name
            for number, shape in enumerate(sizes):
                group[str(number)] = np.ones(shape, np.float32)
    return made.getvalue()


def _read_keras(data: bytes, folder: Path) -> None:
    path = folder / "a.keras"
    path.write_bytes(data)
    read_saved(path)


def _read_h5(data: bytes, folder: Path) -> None:
    path = folder / "a.h5"
    path.write_bytes(data)
    read_saved(path)


def _read_alone(data: bytes, folder: Path) -> None:
    path = folder / "a.weights.h5"
    path.write_bytes(data)
    read_saved(path, _network_alone(folder))


@cache
def _network_alone(folder: Path) -> Network:
    whole = write_h5(folder / "whole.h5")
    return read_saved(whole).network


# Trained networks as Keras publishes them


_UNTIL = {"MobileNetV2": "bn_Conv1", "VGG16": "block1_conv2"}
"""Up to which layer: what stands behind it in a file is not looked at, so that small files do."""


def _bases(folder: Path) -> list[bytes]:
    found = []
    for name, until in _UNTIL.items():
        base = _base(name)
        rows = analyse(base_network(base, base.side, until)).rows
        shapes = [each.shape for row in rows for each in row.params.arrays]
        path = folder / f"{name}.h5"
        with h5py.File(path, "w") as file:
            for number, shape in enumerate(shapes):
                group = file.create_group(f"layer_{number}")
                group.attrs["weight_names"] = [b"kernel:0"]
                group["kernel:0"] = np.ones(shape, np.float32)
            file.attrs["layer_names"] = [f"layer_{number}".encode() for number in range(len(shapes))]
            file.attrs["backend"], file.attrs["keras_version"] = "tensorflow", "2.1.6"
        found.append(path.read_bytes())
    return found


def _base(name: str) -> Base:
    found = base_of(name)
    assert found is not None
    return found


def _read_base(data: bytes, folder: Path) -> None:
    refused: Exception | None = None
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".h5") as file:  # what was read last is remembered by its path
        file.write(data)
        file.flush()
        for name, until in _UNTIL.items():
            try:
                base_weights(_base(name), until, Path(file.name))
                return
            except REFUSALS as error:
                refused = error
    if refused is not None:
        raise refused


def _inside_keras(name: str) -> Spoil:
    return plain if name.endswith(".json") else spoiled


# The other process


def _answers(folder: Path) -> list[bytes]:
    path = folder / "whole.h5"
    write_h5(path)
    with h5_reading.opened(path, path) as reading:
        found = reading.contents
    return [json.dumps({**vars(found), "arrays": [[*vars(each).values()] for each in found.arrays]}).encode()]


def _read_answer(data: bytes, folder: Path) -> None:
    """As if HDF5 had been made to say this; it is put together with the description that is in it."""
    said = SimpleNamespace(stdout=io.BytesIO(len(data).to_bytes(8, "little") + data))
    try:
        contents = h5_reading.H5Reading(said).contents  # type: ignore[arg-type]
    except h5_reading._Broken as error:
        raise StudioError("The file is damaged.") from error
    found = described(parsed(contents.config), Told(contents.version, contents.backend, "h5"))
    places(contents, found.nodes, analyse(found.network))


READERS = (
    Reader("config", _configs, plain, _read_config),
    Reader("keras", _keras, zipped(_inside_keras), _read_keras),
    Reader("h5", lambda folder: [_h5(folder)[0]], spoiled, _read_h5),
    Reader("weights", lambda folder: [_h5(folder)[1]], spoiled, _read_alone),
    Reader("base", _bases, spoiled, _read_base),
    Reader("answer", _answers, any_of((9, plain), (1, spoiled)), _read_answer),
)
