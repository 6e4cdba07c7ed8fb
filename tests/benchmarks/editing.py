"""How long a keystroke in the form takes until a stack of 200 layers is painted again; prints one JSON line.

Run it as ``python tests/benchmarks/editing.py``. Each edit is one step of the first layer's Filters box, by key, in a
network where that changes every row; the clock stops when the event loop has nothing left to do and the stack, the
form and the totals have been painted.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.gui import theme
from cnnstudio.gui.background import Background
from cnnstudio.gui.document import Document
from cnnstudio.gui.selection import Selection
from cnnstudio.gui.stack.page import BuildPage

LAYERS = 200
EDITS = 100
TARGET_MS = 16.0


class Paints(QObject):
    """Counts the paint events of a widget."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def network() -> Network:
    """A convolution, then layers that all hand its channels on, then a classifier: 200 in all."""
    middle = [kind() for _ in range(LAYERS // 3) for kind in (BatchNormalization, Activation, Dropout)]
    return Network((28, 28, 1), stack(Conv2D(), *middle[: LAYERS - 3], Flatten(), Dense(10, "softmax")))


def measure(application: QApplication) -> list[float]:
    """Milliseconds of each edit."""
    background = Background()
    document = Document(background)
    page = BuildPage(document, Selection(document))
    page.resize(1196, 700)
    page.show()
    document.change_network(network(), "200 layers")
    page.stack.begin()
    box = page.findChild(QSpinBox, "build.form.filters")
    box.setFocus()
    application.processEvents()
    paints = Paints()
    page.stack.viewport().installEventFilter(paints)
    times = []
    for number in range(EDITS + 10):
        painted = paints.count
        start = time.perf_counter()
        QTest.keyClick(box, Qt.Key.Key_Up if number % 40 < 30 else Qt.Key.Key_Down)
        while paints.count == painted:
            application.processEvents()
        application.processEvents()
        times.append((time.perf_counter() - start) * 1000)
    page.close()
    page.deleteLater()
    background.close()
    return times[10:]


def main() -> int:
    """Measures, prints, and says by the exit status whether the target was met."""
    application = QApplication([])
    theme.apply(application, "light")
    times = sorted(measure(application))
    result = {
        "benchmark": "editing",
        "layers": LAYERS,
        "edits": EDITS,
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "max_ms": round(times[-1], 2),
        "target_ms": TARGET_MS,
    }
    print(json.dumps(result))
    return 0 if result["median_ms"] <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
