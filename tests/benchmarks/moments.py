"""How long single pieces of work take that a person waits for, against what each may take; one JSON line.

Milliseconds of the process, the least of some tries. Ends with 1 where a piece takes longer than it may.

    python tests/benchmarks/moments.py [--tries 5]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("CNNSTUDIO_HOME", tempfile.mkdtemp(prefix="cnnstudio-benchmark-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from cnnstudio.core.analysis import analyse
from cnnstudio.core.diagram import STYLES, draw
from cnnstudio.core.pictures.tiles import tile
from cnnstudio.core.presets import preset
from cnnstudio.core.program.paths import resource
from cnnstudio.data import duplicates
from cnnstudio.data.arrays import npz
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.training.words import architecture
from cnnstudio.gui.viewer.embedding import drawing
from cnnstudio.gui.viewer.embedding.cloud import Window
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from tests.core.diagram.networks import long_network
from tests.gui.viewer.embedding.clouds_made import cloud

Piece = tuple[Callable[[], object], float]
"""Work, and how many milliseconds it may take."""
_RANDOM = np.random.default_rng(0)


def pieces() -> dict[str, Piece]:
    """Everything that is measured, by its name."""
    deep = preset("densenet-121")
    assert deep is not None
    long = analyse(long_network(2_000, different=True))
    many = _RANDOM.random((14, 14, 4096)).astype(np.float32)
    changed = replace(deep.project.network, input_shape=(96, 96, 3))
    figures: dict[str, Piece] = {f"diagram_{style}": (lambda style=style: draw(long, style), 3000) for style in STYLES}
    return figures | {
        "analyse_densenet_121": (lambda: analyse(deep.make().network), 50),
        "call_densenet_121": (lambda: architecture(changed), 20),
        "open_built_in_digits": (lambda: npz.read(resource("data", "mnist_10k_lzma.npz")), 300),
        "twins_among_60000": (_twins(), 1000),
        "tile_4096_maps": (lambda: tile(many), 1000),
        "show_64_maps": (_shown(), 3),
        "draw_10000_points": (_drawn(), 50),
    }


def _twins() -> Callable[[], object]:
    x = _RANDOM.integers(0, 256, (60_000, 28, 28, 1), np.uint8)
    y = np.arange(60_000) % 10
    data = DataSet("mnist", "MNIST", tuple("0123456789"), x, y, x[:1], y[:1])
    return lambda: duplicates.find(data)


def _shown() -> Callable[[], object]:
    grid = ImageGrid("maps", "Maps")
    grid.resize(640, 400)
    grid.show()
    values = _RANDOM.normal(size=(26, 26, 64)).astype(np.float32)
    return lambda: grid.set_maps(values, "own")


def _drawn() -> Callable[[], object]:
    made, size = cloud(10_000), QSize(1200, 800)
    sight = drawing.Sight(Window.around(made.places, 1200, 800), np.ones(10_000, np.bool_), names=True)
    return lambda: drawing.draw(made, sight, size, 1.0, LIGHT, QFont())


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=5)
    tries = parser.parse_args().tries
    _ = QApplication(sys.argv[:1])
    measured = pieces()
    found = {name: min(_milliseconds(work) for _ in range(tries)) for name, (work, _) in measured.items()}
    late = [name for name, value in found.items() if value > measured[name][1]]
    print(json.dumps({name: round(value, 2) for name, value in found.items()} | {"too_long": late}))
    sys.stdout.flush()
    return 1 if late else 0


if __name__ == "__main__":
    os._exit(main())
