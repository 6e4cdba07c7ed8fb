"""Weights alone, ``.weights.h5``, as ``load_weights`` of plain Keras reads them into the same network."""

import shutil
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.engine.build import build, get_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.exporting.beside import folder_beside
from cnnstudio.engine.exporting.front import Front, made
from cnnstudio.engine.subjects import Loaded


def write(loaded: Loaded, front: Front, temp: Path) -> str:
    """Fills the file, has Keras load it into a fresh network and compares every weight bit by bit; says so."""
    with folder_beside(temp) as folder:
        saved = folder / "network.weights.h5"
        made(front, loaded).save_weights(saved)
        with collector_off():
            fresh = build(front.network)
        fresh.load_weights(saved)
        ours, theirs = get_weights(loaded.keras_model, loaded.network), get_weights(fresh, front.network)
        if any(not np.array_equal(ours[name].view(np.uint32), theirs[name].view(np.uint32)) for name in ours):
            raise StudioError(
                tr("The file did not read back as it was written, so it was not kept."), tr("Try another disk.")
            )
        shutil.copyfile(saved, temp)
    count = sum(array.size for array in ours.values())
    return tr("Read back by Keras into a fresh network: all {count:,} weights are the same, bit for bit.", count=count)
