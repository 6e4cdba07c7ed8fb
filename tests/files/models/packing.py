"""Puts saved networks together from parts, so that one part can be another than any Keras would have written."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"

Parts = dict[str, bytes]
"""The members of a ``.keras`` archive."""


def parts_of(path: Path) -> Parts:
    """What is in a ``.keras`` file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(parts: Parts, config: Any = None, *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A ``.keras`` file of these parts, with another configuration if one is given."""
    if config is not None:
        parts = {**parts, CONFIG: config if isinstance(config, bytes) else json.dumps(config).encode()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return memory.getvalue()


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """An HDF5 file after ``change`` was called with it open."""
    memory = io.BytesIO(data)
    with h5py.File(memory, "a", libver="latest") as file:
        change(file)
    return memory.getvalue()


def with_config(data: bytes, config: Any) -> bytes:
    """An ``.h5`` file with another configuration."""

    def change(file: Any) -> None:
        file.attrs["model_config"] = config if isinstance(config, bytes) else json.dumps(config).encode()

    return changed(data, change)


def h5_config(data: bytes) -> Any:
    """The configuration in an ``.h5`` file."""
    with h5py.File(io.BytesIO(data), "r") as file:
        return json.loads(file.attrs["model_config"])
