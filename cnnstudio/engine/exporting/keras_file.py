"""A plain ``.keras`` file, which loads in Keras without this program, with our notes in its metadata."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.engine.build import get_weights
from cnnstudio.engine.exporting.beside import folder_beside
from cnnstudio.engine.exporting.front import Front, compared, made, said_alike, swapped, too_long, trials
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.saved.keras_archive import CONFIG, MAX_TEXT, METADATA
from cnnstudio.files.saved.keras_json import is_too_much
from cnnstudio.files.saved.pretrained_notes import noted
from cnnstudio.files.saved.saved_model import MAX_LABEL, METADATA_KEY, METADATA_VERSION, SavedNetwork, read_saved, shown


def write(loaded: Loaded, front: Front, temp: Path) -> str:
    """Fills the file, reads it back and compares every weight bit by bit; says so.

    Labels and preprocessing stand under "cnnstudio" in the file's ``metadata.json``, which Keras does not look into.
    Raises StudioError unless the file gives back what was put in.
    """
    keras_model = made(front, loaded)
    difference = None
    if front.is_scaled:
        values, said = trials(loaded, front)
        difference = compared(said, np.asarray(keras_model(values, training=False)))
    with folder_beside(temp) as folder:
        saved = folder / "network.keras"
        keras_model.save(saved)
        if front.first:
            _check_length(saved, front)
        _copy_with_notes(saved, temp, loaded, front)
    count = _check(loaded, front, temp)
    words = tr("Read back: its layers and all {count:,} weights are the same, bit for bit.", count=count)
    return words if difference is None else f"{words} {said_alike('Keras', difference)}"


def _check_length(saved: Path, front: Front) -> None:
    """Raises StudioError where the scaling has more numbers than the reader takes, which guards it against bombs."""
    with zipfile.ZipFile(saved) as archive:
        is_long = archive.getinfo(CONFIG).file_size > MAX_TEXT
        if is_long or is_too_much(archive.read(CONFIG).decode()):
            raise too_long(front.network.input_shape)


def _copy_with_notes(source: Path, target: Path, loaded: Loaded, front: Front) -> None:
    """Copies the archive member by member, with our notes added to its metadata."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.filename == METADATA:
                notes = json.loads(old.read(member)) | {METADATA_KEY: _notes(loaded, front)}
                new.writestr(member.filename, json.dumps(notes))  # as ASCII: a label may be of bytes that are no UTF-8
            else:
                copy = zipfile.ZipInfo(member.filename, member.date_time)
                copy.file_size = member.file_size  # decides on the format of large files
                with old.open(member) as reader, new.open(copy, "w") as writer:
                    shutil.copyfileobj(reader, writer, 1 << 20)


def _notes(loaded: Loaded, front: Front) -> dict[str, Any]:
    prepared = front.prepared.to_plain() if front.prepared is not None else None
    notes = {"version": METADATA_VERSION, "labels": _labels(loaded), "prepared": prepared}
    return notes | {"pretrained": noted(front.network)} if pretrained_blocks(front.network) else notes


def _labels(loaded: Loaded) -> list[str]:
    """The names of the classes, none longer than is read: a folder's may be."""
    return [label[:MAX_LABEL] for label in loaded.labels]


def _check(loaded: Loaded, front: Front, path: Path) -> int:
    """How many numbers were compared; StudioError unless the file gives back what was put in, bit for bit."""
    found = read_saved(path)
    ours = get_weights(loaded.keras_model, loaded.network)
    same = (
        (found.network, found.labels) == (front.network, shown(tuple(_labels(loaded))))
        and _prepares_alike(found, loaded, front)
        and list(found.weights) == list(ours)
        and all(np.array_equal(found.weights[name].view(np.uint32), ours[name].view(np.uint32)) for name in ours)
    )
    if not same:
        raise StudioError(
            tr("The file did not read back as it was written, so it was not kept."), tr("Try another disk.")
        )
    return sum(array.size for array in ours.values())


def _prepares_alike(found: SavedNetwork, loaded: Loaded, front: Front) -> bool:
    if loaded.prepared is None or loaded.prepared.method != "standardise_pixel" or not front.is_scaled:
        return found.prepared == front.prepared
    (ours, _, _), theirs = swapped(loaded.prepared), found.prepared
    return (
        theirs is not None
        and (theirs.method, theirs.preprocessing.invert) == (ours.method, False)
        and np.array_equal(theirs.centre, ours.centre)
        and np.allclose(theirs.divisor, ours.divisor, rtol=1e-6)
    )
