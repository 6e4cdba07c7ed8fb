"""Writes a network with its weights as a plain ``.keras`` file, which loads in Keras without this program."""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.engine.build import build, get_weights, set_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.saved_model import METADATA_KEY, METADATA_VERSION, read_saved

_METADATA = "metadata.json"


def export(loaded: Loaded, path: str) -> None:
    """Writes the file, reads it back and compares every weight; only then it takes its place at ``path``.

    Labels and preprocessing stand under "cnnstudio" in the file's ``metadata.json``, which Keras does not look into.
    Raises StudioError in words; what was at ``path`` before stays then.
    """
    target = Path(path)
    size = sum(array.nbytes for array in get_weights(loaded.keras_model, loaded.network).values())
    write_atomically(target, lambda temp: _write(loaded, temp), size=size, suffix=".keras")


def _write(loaded: Loaded, temp: Path) -> None:
    # A fresh one: the model at hand may hold an optimiser, whose numbers do not belong into the file.
    with collector_off():
        keras_model = build(loaded.network)
    set_weights(keras_model, loaded.network, get_weights(loaded.keras_model, loaded.network))
    with tempfile.TemporaryDirectory(dir=temp.parent, prefix=".cs-export-") as folder:
        saved = Path(folder) / "network.keras"
        keras_model.save(saved)
        _copy_with_notes(saved, temp, loaded)
    _check(loaded, temp)


def _copy_with_notes(source: Path, target: Path, loaded: Loaded) -> None:
    """Copies the archive member by member, with our notes added to its metadata."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.filename == _METADATA:
                notes = json.loads(old.read(member)) | {METADATA_KEY: _notes(loaded)}
                new.writestr(member.filename, json.dumps(notes, ensure_ascii=False))
            else:
                copy = zipfile.ZipInfo(member.filename, member.date_time)
                copy.file_size = member.file_size  # decides on the format of large files
                with old.open(member) as reader, new.open(copy, "w") as writer:
                    shutil.copyfileobj(reader, writer, 1 << 20)


def _notes(loaded: Loaded) -> dict[str, Any]:
    prepared = loaded.prepared.to_plain() if loaded.prepared is not None else None
    return {"version": METADATA_VERSION, "labels": list(loaded.labels), "prepared": prepared}


def _check(loaded: Loaded, path: Path) -> None:
    """Raises StudioError unless the file gives back what was put in, bit for bit."""
    found = read_saved(path)
    ours = get_weights(loaded.keras_model, loaded.network)
    same = (
        (found.network, found.labels, found.prepared) == (loaded.network, loaded.labels, loaded.prepared)
        and list(found.weights) == list(ours)
        and all(np.array_equal(found.weights[name].view(np.uint32), ours[name].view(np.uint32)) for name in ours)
    )
    if not same:
        raise StudioError("The file did not read back as it was written, so it was not kept.", "Try another disk.")
