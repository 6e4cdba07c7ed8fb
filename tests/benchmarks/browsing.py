"""How smoothly 60,000 pictures are browsed: milliseconds a frame by wheel and by the scroll bar; one JSON line.

A frame is one step of the person and everything the window does until it has drawn what follows; beside it stands what
the window's own thread computed in it, which other programs do not lengthen. Small pictures lie in memory, large ones
in a file. Run with a display or offscreen:

    python tests/benchmarks/browsing.py [--frames 200] [--width 900] [--height 1000]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Division, divide
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui import theme
from cnnstudio.gui.data.pictures.browser import Browser
from cnnstudio.gui.data.pictures.picture_model import Thumbnails
from cnnstudio.gui.widgets.gallery.picture_grid import SIDES

_COUNT, _TEST = 60_000, 10_000
_DIFFERENT = 800
"""Pictures in the file of large ones; each stands for many, so that the file stays small."""


def main() -> int:
    """Browses small and large pictures, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--width", type=int, default=900)
    parser.add_argument("--height", type=int, default=1000)
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    theme.apply(application, "light")
    with tempfile.TemporaryDirectory() as folder:
        figures = {"size": [given.width, given.height]}
        sets = {
            "28x28x1 in memory": _small((28, 28, 1)),
            "64x64x3 in memory": _small((64, 64, 3)),
            "224x224x3 in a file": _large(Path(folder)),
        }
        for name, data in sets.items():
            figures[name] = _browse(application, data, given)
    print(json.dumps(figures))
    return 0


def _small(shape: tuple[int, int, int]) -> DataSet:
    pictures = np.random.default_rng(0).integers(0, 256, (_COUNT + _TEST, *shape), np.uint8)
    return _data(pictures[:_COUNT], pictures[_COUNT:])


def _large(folder: Path) -> DataSet:
    path, shape = folder / "pictures", (224, 224, 3)
    np.random.default_rng(0).integers(0, 256, (_DIFFERENT, *shape), np.uint8).tofile(path)
    numbers = np.arange(_COUNT) % _DIFFERENT
    stored = StoredPictures(path, shape, _DIFFERENT)
    return _data(stored.select(numbers), stored.select(numbers[:_TEST]))


def _data(train: np.ndarray | StoredPictures, test: np.ndarray | StoredPictures) -> DataSet:
    labels = tuple(f"class {number}" for number in range(10))
    return DataSet("benchmark", "Benchmark", labels, train, np.arange(_COUNT) % 10, test, np.arange(_TEST) % 10)


def _browse(application: QApplication, data: DataSet, given: argparse.Namespace) -> dict[str, object]:
    browser = Browser()
    browser.resize(given.width, given.height)
    division = divide(data.y_train, DataRecipe(validation_share=0.1))
    figures: dict[str, object] = {"first show ms": _milliseconds(lambda: _show(application, browser, data, division))}
    grid = browser.findChild(Thumbnails, "data.thumbnails")
    assert grid is not None
    bar = grid.verticalScrollBar()
    figures["pictures in view"] = len(grid.rows_in_view())
    figures["until all are there ms"] = _milliseconds(lambda: _wait(application, grid))
    figures["wheel"] = _frames(application, given.frames, lambda step: _wheel(application, grid))
    figures["wheel, all there"] = _frames(application, given.frames, lambda step: _wheel(application, grid, 120))
    bar.setSliderDown(True)
    stride = bar.maximum() // given.frames
    figures["bar"] = _frames(application, given.frames, lambda step: bar.setSliderPosition(step * stride))
    bar.setSliderDown(False)
    figures["filter by class ms"] = _milliseconds(lambda: (browser.show_class(3), application.processEvents()))
    figures["all classes again ms"] = _milliseconds(lambda: (browser.show_class(None), application.processEvents()))
    grid.set_side(SIDES[0])
    application.processEvents()
    figures["pictures in view, smallest"] = len(grid.rows_in_view())
    figures["page down, smallest, until drawn"] = _frames(application, 30, lambda step: _page_down(grid), after=False)
    figures["images kept MB"] = round(_kept(grid, len(data.x_train) + len(data.x_test)) / 1e6, 1)
    browser.end()
    browser.close()
    application.processEvents()
    return figures


def _kept(grid: Thumbnails, count: int) -> int:
    """Bytes of all images that are kept."""
    images = (grid.pictures.kept(place) for place in range(count))
    return sum(image.sizeInBytes() for image in images if image is not None)


def _show(application: QApplication, browser: Browser, data: DataSet, division: Division) -> None:
    browser.show()
    browser.show_data(data, division, False)
    application.processEvents()


def _wait(application: QApplication, grid: Thumbnails) -> None:
    """Until every picture in view is there."""
    while any(grid.pictures.image(row) is None for row in grid.rows_in_view()):
        application.processEvents()


def _wheel(application: QApplication, grid: Thumbnails, by: int = -120) -> None:
    """One notch of the wheel."""
    place = QPointF(100, 100)
    turn = QWheelEvent(
        place,
        QPointF(grid.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    application.sendEvent(grid.viewport(), turn)


def _page_down(grid: Thumbnails) -> None:
    bar = grid.verticalScrollBar()
    bar.setValue(bar.value() + bar.pageStep())
    grid.viewport().repaint()


def _frames(
    application: QApplication, count: int, step: Callable[[int], None], *, after: bool = True
) -> dict[str, float]:
    """``after``: whether what the window does after the step counts too."""
    taken, own = [], []
    for number in range(count):
        begun, begun_own = time.perf_counter(), time.thread_time()
        step(number)
        if after:
            application.processEvents()
        taken.append((time.perf_counter() - begun) * 1000)
        own.append((time.thread_time() - begun_own) * 1000)
        application.processEvents()
    return {**_figures("", taken), **_figures("own ", own)}


def _figures(what: str, taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    values = {"median": statistics.median(ordered), "p95": ordered[int(len(ordered) * 0.95)], "max": ordered[-1]}
    return {f"{what}{name} ms": round(value, 1) for name, value in values.items()}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return round((time.perf_counter() - begun) * 1000, 1)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
