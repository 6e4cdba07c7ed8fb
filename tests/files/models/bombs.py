"""Small files that would cost much: gigabytes of memory or minutes, if they were believed."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.files.models.gadgets import Config, with_layer
from tests.files.models.packing import CONFIG, METADATA, WEIGHTS, Parts, archive, changed, with_config


def bombs(config: Config, parts: Parts, h5: bytes) -> Iterator[tuple[str, bytes]]:
    """A name and what is in the file."""
    for name, text in _texts(config):
        yield f"{name}.keras", archive(parts, text)
        yield f"{name}.h5", with_config(h5, text) if len(text) < 60_000 else changed(h5, _long(text))
    for name, change in _weights():
        yield f"{name}.keras", archive({**parts, WEIGHTS: changed(parts[WEIGHTS], change)})
        yield f"{name}.h5", changed(h5, change)
    for name, metadata in _notes(json.loads(parts[METADATA])):
        yield f"{name}.keras", archive({**parts, METADATA: metadata})
    yield "stored-twice.keras", _overlapping(parts)


def _texts(config: Config) -> Iterator[tuple[str, bytes]]:
    yield "brackets", b"[" * 1_000_000
    yield "objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    yield "many-values", b"[" + b"0," * 3_000_000 + b"0]"
    yield "many-keys", b"{" + b",".join(b'"%d":0' % number for number in range(600_000)) + b"}"
    yield "long-number", b'{"a":' + b"9" * 5_000_000 + b"}"
    yield "long-text", b'{"class_name":"' + b"x" * 7_000_000 + b'"}'
    for name, units in {"wide": 2**31, "wider": 2**62, "widest": 10**4000 + 1}.items():
        found = json.loads(json.dumps(config))
        found["config"]["layers"][-1]["config"]["units"] = units
        yield name, json.dumps(found).encode() if units < 10**100 else _with_digits(found)
    found = config
    for number in range(9000):
        found = found if number else json.loads(json.dumps(config))
        found["config"]["layers"].insert(2, _layer(config, number))
    yield "thousands-of-layers", json.dumps(found).encode()
    yield "padded", json.dumps(with_layer(config, "keras.layers", "ZeroPadding2D", _frame(10**9))).encode()
    yield "enlarged", json.dumps(with_layer(config, "keras.layers", "UpSampling2D", _size(10**6))).encode()


def _notes(metadata: Config) -> Iterator[tuple[str, bytes]]:
    """Of our own notes, which may be as long as the numbers of a large picture."""
    preprocessing = {"method": "standardise_pixel"}
    ours = {"version": 3, "labels": ["a", "b", "c"]}
    for name, mean, spread in (("means", "A" * 7_800_000, ""), ("both", "A" * 3_900_000, "A" * 3_900_000)):
        prepared = {"preprocessing": preprocessing, "mean": mean, "spread": spread}
        yield f"notes-{name}", json.dumps({**metadata, "cnnstudio": {**ours, "prepared": prepared}}).encode()
    yield "notes-version", json.dumps({**metadata, "keras_version": "3.1.0" + "x" * 7_900_000}).encode()
    yield "notes-label", json.dumps({**metadata, "cnnstudio": {**ours, "labels": ["x" * 7_900_000, "b", "c"]}}).encode()
    yield "notes-values", json.dumps({**metadata, "cnnstudio": [0] * 2_600_000}).encode()
    yield "notes-keys", b"{" + b",".join(b'"%d":0' % number for number in range(700_000)) + b"}"


def _with_digits(found: Config) -> bytes:
    found["config"]["layers"][-1]["config"]["units"] = "DIGITS"
    return json.dumps(found).encode().replace(b'"DIGITS"', b"1" + b"0" * 4200)


def _layer(config: Config, number: int) -> Config:
    entry = with_layer(config, "keras.layers", "Dropout", {"rate": 0.5, "seed": None, "noise_shape": None})
    made = entry["config"]["layers"][2]
    made["config"]["name"] = f"d{number}"
    return made


def _frame(pixels: int) -> dict[str, Any]:
    return {"padding": [[pixels, pixels], [pixels, pixels]], "data_format": "channels_last"}


def _size(times: int) -> dict[str, Any]:
    return {"size": [times, times], "data_format": "channels_last", "interpolation": "nearest"}


def _long(text: bytes) -> Any:
    def change(file: Any) -> None:
        del file.attrs["model_config"]
        file.attrs.create("model_config", text)  # past 64 kB it lies apart, as Keras's own long ones do

    return change


def _weights() -> Iterator[tuple[str, Any]]:
    def deep(file: Any) -> None:
        group = file
        for _ in range(5000):
            group = group.create_group("g")

    def loop(file: Any) -> None:
        file["loop"] = file["/"]

    def wide(file: Any) -> None:
        first = next(iter(file))
        del file[first]
        file.create_group(first).attrs.create("layer_names", [b"x" * 30] * 1_000_000, dtype="S30")

    def extra(file: Any) -> None:
        file.create_dataset("extra", (2**20, 2**20), "f4", chunks=(2**10, 2**10), compression="gzip")

    yield "deep-groups", deep
    yield "group-in-itself", loop
    yield "a-million-names", wide
    yield "terabytes-beside", extra


def _overlapping(parts: Parts) -> bytes:
    """An archive whose directory names one member again and again."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
        first = made.getinfo(CONFIG)
        for number in range(5000):
            again = zipfile.ZipInfo(f"x{number}")
            again.header_offset, again.compress_type = first.header_offset, first.compress_type
            again.CRC, again.compress_size, again.file_size = first.CRC, first.compress_size, first.file_size
            made.filelist.append(again)
            made.NameToInfo[again.filename] = again
        made._didModify = True
    return memory.getvalue()
