"""Files that ask for more than a network: every name that Keras exports in three positions, and every known attack."""

import base64
import copy
import inspect
import marshal
import types
import zipfile
from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np

from tests.files.models.packing import CONFIG, METADATA, WEIGHTS, Parts, archive, changed, with_config

POSITIONS = ("layer", "lambda", "activation")

Config = dict[str, Any]


def symbols(keras: Any) -> list[str]:
    """The path of every class and function that is reached over Keras's public modules."""
    found, seen, waiting = [], {"keras"}, [keras]
    while waiting:
        module = waiting.pop()
        for name in dir(module):
            value = getattr(module, name)
            if name.startswith("_"):
                continue
            if not inspect.ismodule(value):
                found += [f"{module.__name__}.{name}"] if callable(value) else []
            elif value.__name__.startswith("keras.") and "keras.src" not in value.__name__:
                waiting += [] if value.__name__ in seen else [value]
                seen.add(value.__name__)
    return sorted(found)


def gadget(config: Config, symbol: str, position: str) -> Config:
    """A configuration of Keras 3 that names the symbol in a position; ``config`` is a good stack's."""
    module, _, name = symbol.rpartition(".")
    named = {"module": module, "class_name": "function", "config": name, "registered_name": name}
    if position == "activation":
        return with_activation(config, named)
    if position == "lambda":
        return with_layer(config, "keras.layers", "Lambda", {"function": named, "arguments": {}})
    return with_layer(config, module, name, {})


def old_gadget(config: Config, symbol: str, position: str) -> Config:
    """The same in the words of ``.h5`` files before Keras 3."""
    _, _, name = symbol.rpartition(".")
    if position == "activation":
        return with_activation(config, name)
    if position == "lambda":
        own = {"function": name, "function_type": "function", "module": symbol, "arguments": {}}
        return with_layer(config, None, "Lambda", own)
    return with_layer(config, None, name, {})


def with_layer(config: Config, module: str | None, name: str, own: Config) -> Config:
    """One layer more behind the first that computes."""
    found = copy.deepcopy(config)
    entry = {"class_name": name, "config": {"name": "gadget", "trainable": True, **own}}
    if module is not None:
        entry |= {"module": module, "registered_name": name}
    found["config"]["layers"].insert(2, entry)
    return found


def with_activation(config: Config, activation: Any) -> Config:
    """The first layer with this activation."""
    found = copy.deepcopy(config)
    found["config"]["layers"][1]["config"]["activation"] = activation
    return found


def attacks(config: Config, parts: Parts, h5: bytes, mark: str) -> Iterator[tuple[str, bytes]]:
    """Every advisory about Keras's loaders as files: a name and what is in the file.

    Args:
        config: Of a good stack of Keras 3; ``parts`` and ``h5`` are its files.
        mark: A path at which an attack that comes through leaves a file.
    """
    for name, bad in _configs(config, mark):
        yield f"{name}.keras", archive(parts, bad)
        yield f"{name}.h5", with_config(h5, bad)
    yield from _containers(parts, h5, mark)


def _configs(config: Config, mark: str) -> Iterator[tuple[str, Config]]:
    def layer(name: str, **own: Any) -> Config:
        return with_layer(config, "keras.layers", name, own)

    def call(module: str, name: str, **arguments: Any) -> Config:
        named = {"module": module, "class_name": "function", "config": name, "registered_name": name}
        return layer("Lambda", function=named, arguments=arguments)

    code = base64.b64encode(marshal.dumps(_touching(mark))).decode()
    old = {"function": [code, None, None], "function_type": "lambda", "arguments": {}}
    new = {"class_name": "__lambda__", "config": {"code": code, "defaults": None, "closure": None}}
    wrapped = {"class_name": "Lambda", "config": {"name": "in", "function": new}}
    saved = {"class_name": "TFSMLayer", "config": {"name": "in", "filepath": "/tmp/saved", "call_endpoint": "serve"}}
    yield "CVE-2024-3660-lambda", layer("Lambda", **old)
    yield "CVE-2024-3660-new-lambda", layer("Lambda", function=new)
    yield "CVE-2025-1550-system", call("os", "system", x=f"touch {mark}")
    yield "CVE-2025-1550-class", with_layer(config, "subprocess", "Popen", {"args": ["touch", mark]})
    yield "CVE-2025-1550-builtins", with_activation(config, {"module": "builtins", "class_name": "exec", "config": {}})
    yield "CVE-2025-8747-get_file", call("keras.utils", "get_file", fname=mark, origin="http://127.0.0.1:9/x")
    yield "CVE-2025-9906-unsafe", call("keras.config", "enable_unsafe_deserialization")
    yield "CVE-2025-49655-torch", layer("TorchModuleWrapper", module="gASVAAAAAAAAAAA=", output_shape=[1])
    yield "CVE-2025-12058-file", layer("StringLookup", vocabulary="/etc/passwd")
    yield "CVE-2025-12058-url", layer("TextVectorization", vocabulary="http://127.0.0.1:9/words")
    yield "CVE-2025-12060-tar", call("keras.utils", "get_file", fname="x", origin="file:///tmp/x.tar", extract=True)
    yield "CVE-2026-1462-saved-model", layer("TFSMLayer", filepath="/tmp/saved", call_endpoint="serve")
    yield "CVE-2026-12481-wrapped", layer("TimeDistributed", layer=wrapped)
    yield "PR-23654-wrapped-saved-model", layer("TimeDistributed", layer=saved)
    yield "PR-23654-lambda-saved-model", call("keras.layers", "TFSMLayer", filepath="/tmp/saved")
    yield "max_epochs", call("keras.config", "set_max_epochs", max_epochs=1)
    yield "floatx", call("keras.config", "set_floatx", value="float16")
    yield "data_format", call("keras.config", "set_image_data_format", data_format="channels_first")
    yield "download", call("keras.datasets.mnist", "load_data", path="mnist.npz")
    yield "file_editor", call("keras.saving", "KerasFileEditor", filepath="/etc/passwd")
    nested = {"class_name": "Sequential", "module": "keras", "config": {"name": "n", "layers": [wrapped]}}
    found = copy.deepcopy(config)
    found["config"]["layers"].insert(2, nested)
    yield "nested-lambda", found


def _touching(mark: str) -> types.CodeType:
    return compile(f"lambda x: (open({mark!r}, 'w'), x)[1]", "<lambda>", "eval").co_consts[0]


def _containers(parts: Parts, h5: bytes, mark: str) -> Iterator[tuple[str, bytes]]:
    """Attacks by the archive or the HDF5 file itself."""
    for name, change in _datasets():
        weights = changed(parts[WEIGHTS], lambda file, change=change: _first_array(file, change))
        yield f"{name}.keras", archive({**parts, WEIGHTS: weights})
        yield f"{name}.h5", changed(h5, lambda file, change=change: _first_array(file, change))
    yield "GHSA-hqp4-traversal.keras", archive({**parts, f"../../../../../../..{mark}": b"x"})
    yield "GHSA-hqp4-absolute.keras", archive({**parts, mark: b"x"})
    spaces = {**parts, CONFIG: b" " * 200_000_000 + parts[CONFIG]}
    yield "PR-23212-zip-bomb.keras", archive(spaces, compression=zipfile.ZIP_DEFLATED)
    noughts = {**parts, WEIGHTS: parts[WEIGHTS] + bytes(200_000_000)}
    yield "PR-23212-weights-bomb.keras", archive(noughts, compression=zipfile.ZIP_DEFLATED)
    yield "bomb-in-metadata.keras", archive({**parts, METADATA: b" " * 9_000_000}, compression=zipfile.ZIP_DEFLATED)
    yield "config-of-20-MB.h5", changed(h5, _long_config)
    yield "thousands-of-groups.h5", changed(h5, _many_groups)


def _datasets() -> Iterator[tuple[str, Any]]:
    """What stands in the place of an array, each made in its group under its name."""
    huge = (32000, 32000)
    virtual = h5py.VirtualLayout((4,), "f4")
    virtual[:] = h5py.VirtualSource("/etc/passwd", "x", (4,), "f4")
    yield "CVE-2026-0897-plain", lambda group, name, array: group.create_dataset(name, huge, "f4")
    yield (
        "CVE-2026-0897-chunked",
        lambda group, name, array: group.create_dataset(name, huge, "f4", chunks=(32000, 1), compression="gzip"),
    )
    yield (
        "CVE-2026-0897-one-chunk",
        lambda group, name, array: group.create_dataset(
            name, data=array, chunks=array.shape, maxshape=(None,) * array.ndim, compression="gzip"
        ).resize((2**40, *array.shape[1:])),
    )
    yield (
        "CVE-2026-1669-external",
        lambda group, name, array: group.create_dataset(
            name, array.shape, "f4", external=[("/etc/passwd", 0, array.nbytes)]
        ),
    )
    yield "CVE-2026-1669-virtual", lambda group, name, array: group.create_virtual_dataset(name, virtual)
    yield (
        "CVE-2026-1669-link",
        lambda group, name, array: group.__setitem__(name, h5py.ExternalLink("/etc/passwd", "/x")),
    )
    yield "soft-link", lambda group, name, array: group.__setitem__(name, h5py.SoftLink("/x"))
    yield (
        "compound",
        lambda group, name, array: group.create_dataset(name, array.shape, np.dtype([("a", "f4"), ("b", "f4")])),
    )
    yield "text", lambda group, name, array: group.create_dataset(name, array.shape, h5py.string_dtype())
    yield "not-numbers", lambda group, name, array: group.create_dataset(name, data=np.full_like(array, np.nan))
    yield "group", lambda group, name, array: group.create_group(name)


def _first_array(file: Any, change: Any) -> None:
    paths: list[str] = []
    file.visititems(lambda path, item: paths.append(path) if isinstance(item, h5py.Dataset) and item.ndim > 1 else None)
    group, _, name = sorted(paths)[0].rpartition("/")
    array = file[group][name][()]
    del file[group][name]
    change(file[group], name, array)


def _long_config(file: Any) -> None:
    text = file.attrs["model_config"]
    text = text if isinstance(text, bytes) else text.encode()
    del file.attrs["model_config"]
    file.attrs.create("model_config", text + b" " * 20_000_000)


def _many_groups(file: Any) -> None:
    weights = file["model_weights"]
    for number in range(25_000):
        weights.create_group(f"x{number}")
