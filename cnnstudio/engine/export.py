"""Writes a network with its weights as a plain ``.keras`` file, which loads in Keras without this program."""

import json
import math
import shutil
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.preprocessing import MOST_PIXELS, Prepared
from cnnstudio.core.spec import KINDS, KerasLayer
from cnnstudio.engine.build import build, get_weights, set_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.front import scaling
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.saved_model import METADATA_KEY, METADATA_VERSION, SavedNetwork, read_saved

_METADATA = "metadata.json"

_TRIED = 4
"""Pictures with which a network with its scaling is compared to the one without."""


def export(loaded: Loaded, path: str, *, with_scaling: bool = False) -> None:
    """Writes the file, reads it back and compares every weight; only then it takes its place at ``path``.

    Labels and preprocessing stand under "cnnstudio" in the file's ``metadata.json``, which Keras does not look into.
    Raises StudioError in words; what was at ``path`` before stays then.

    Args:
        with_scaling: Whether the scaling goes into the file as its first layers, swapping dark and light too where
            that is done; it takes pictures 0 to 255 of the network's own size then.
    """
    target = Path(path)
    written = _scaled(loaded) if with_scaling else loaded
    size = sum(array.nbytes for array in get_weights(loaded.keras_model, loaded.network).values())
    write_atomically(target, lambda temp: _write(loaded, written, temp), size=size, suffix=".keras")


def _scaled(loaded: Loaded) -> Loaded:
    """The network behind its scaling, taking pictures as they are."""
    if loaded.prepared is None:
        raise StudioError(
            "It is not known how pictures are scaled for this network, so its scaling cannot go into the file.",
            "Export it without the scaling.",
        )
    network, shape = loaded.network, loaded.network.input_shape
    prepared, before, after = _swapped(loaded.prepared)
    if prepared.method == "standardise_pixel" and math.prod(shape) > MOST_PIXELS:
        raise StudioError(
            f"Standardising {math.prod(shape):,} numbers one by one makes too long a file.",
            "Export it without the scaling, or standardise channel by channel.",
        )
    front = scaling(prepared, shape)
    in_front = prepared.method == "standardise_pixel"  # and read back as preprocessing: no kind has so many settings
    for kind, arguments in reversed(after if in_front else (*before, *front)):
        layer = Layer(network.fresh_name("scaling"), KINDS[kind].from_keras(arguments))
        network = Network(shape, (layer, *network.nodes))
    with collector_off():
        keras_model = build(network, front if in_front else ())
    set_weights(keras_model, network, get_weights(loaded.keras_model, loaded.network))
    raw = Prepared(replace(prepared.preprocessing, method="raw"))
    scaled = replace(loaded, keras_model=keras_model, network=network, prepared=raw)
    _compare(loaded, scaled)
    return scaled


_Layers = tuple[KerasLayer, ...]


def _swapped(prepared: Prepared) -> tuple[Prepared, _Layers, _Layers]:
    """The preprocessing without swapping dark and light, and the layers that do it before or after the scaling.

    What is standardised pixel by pixel must be the file's first layer, so that is swapped behind it, as
    (255 − x − mean) ÷ spread = −(x − (255 − mean)) ÷ spread. All others are swapped before.
    """
    if not prepared.preprocessing.invert:
        return prepared, (), ()
    upright = replace(prepared, preprocessing=replace(prepared.preprocessing, invert=False))
    if prepared.method == "standardise_pixel":
        mean = tuple(255.0 - each for each in prepared.mean)
        return replace(upright, mean=mean), (), (("Rescaling", {"scale": -1.0, "offset": 0.0}),)
    return upright, (("Rescaling", {"scale": -1.0, "offset": 255.0}),), ()


def _compare(loaded: Loaded, scaled: Loaded) -> None:
    """Raises StudioError unless both say the same to pictures drawn at random."""
    assert loaded.prepared is not None
    shape = (_TRIED, *loaded.network.input_shape)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    given = 255 - pictures if loaded.prepared.preprocessing.invert else pictures
    ours = np.asarray(loaded.keras_model(loaded.prepared.apply(given), training=False))
    theirs = np.asarray(scaled.keras_model(pictures.astype(np.float32), training=False))
    if not np.allclose(ours, theirs, rtol=1e-3, atol=1e-3 * float(np.abs(ours).max())):
        raise StudioError(
            "The network behind its scaling does not give the same, so it was not written.",
            "Export it without the scaling.",
        )


def _write(loaded: Loaded, written: Loaded, temp: Path) -> None:
    keras_model = written.keras_model
    if written is loaded:
        # A fresh one: the model at hand may hold an optimiser, whose numbers do not belong into the file.
        with collector_off():
            keras_model = build(loaded.network)
        set_weights(keras_model, loaded.network, get_weights(loaded.keras_model, loaded.network))
    with tempfile.TemporaryDirectory(dir=temp.parent, prefix=".cs-export-") as folder:
        saved = Path(folder) / "network.keras"
        keras_model.save(saved)
        _copy_with_notes(saved, temp, written)
    _check(loaded, written, temp)


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


def _check(loaded: Loaded, written: Loaded, path: Path) -> None:
    """Raises StudioError unless the file gives back what was put in, bit for bit."""
    found = read_saved(path)
    ours = get_weights(loaded.keras_model, loaded.network)
    same = (
        (found.network, found.labels) == (written.network, written.labels)
        and _prepares_alike(found, loaded, written)
        and list(found.weights) == list(ours)
        and all(np.array_equal(found.weights[name].view(np.uint32), ours[name].view(np.uint32)) for name in ours)
    )
    if not same:
        raise StudioError("The file did not read back as it was written, so it was not kept.", "Try another disk.")


def _prepares_alike(found: SavedNetwork, loaded: Loaded, written: Loaded) -> bool:
    if loaded.prepared is None or loaded.prepared.method != "standardise_pixel" or written is loaded:
        return found.prepared == written.prepared
    (ours, _, _), theirs = _swapped(loaded.prepared), found.prepared
    return (
        theirs is not None
        and (theirs.method, theirs.preprocessing.invert) == (ours.method, False)
        and np.array_equal(theirs.centre, ours.centre)
        and np.allclose(theirs.divisor, ours.divisor, rtol=1e-6)
    )
