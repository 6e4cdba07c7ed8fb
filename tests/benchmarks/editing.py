"""How long edits of large networks take until the stack is painted again; prints one JSON line a size.

Run it as ``python tests/benchmarks/editing.py [--layers 200 500 2000]``. Edits of one layer are measured: a step of
the first layer's Filters box, by key, which changes every row; a layer added above all others, which moves every row;
its removal; and undo. Then edits of many: every second node of the stack is selected, removed, brought back by undo,
and moved down by one place. Every fifth layer stands in a residual block. The clock stops when the event loop has
nothing left to do and the stack, the form and the totals have been painted. As in the window, garbage is
not collected in between.
"""

import argparse
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.gui import theme
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack import editing, moving
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.threads.background import Background

EDITS = 30


class Paints(QObject):
    """Counts the paint events of a widget."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def network(layers: int) -> Network:
    """A convolution, then groups of five layers, the last of each in a block, then a Dense."""
    nodes: list[Node] = [Layer("conv2d_1", Conv2D())]
    for number in range((layers - 3) // 5):
        flat = (BatchNormalization(), Dropout(), BatchNormalization(), Dropout())
        nodes += [Layer(f"layer_{number}_{index}", spec) for index, spec in enumerate(flat)]
        nodes.append(Block(f"residual_{number}", Residual(), ((Layer(f"inner_{number}", BatchNormalization()),), ())))
    return Network((28, 28, 1), (*nodes, Layer("flatten_1", Flatten()), Layer("dense_1", Dense(10, "softmax"))))


def target_ms(layers: int) -> float:
    """A frame up to 500 layers, three up to 2,000."""
    return 16.0 if layers <= 500 else 50.0


class Bench:
    """A Build page with a network on it, and the clock."""

    def __init__(self, application: QApplication, layers: int) -> None:
        self._application = application
        self._background = Background()
        self.document = Document(self._background)
        self.selection = Selection(self.document)
        self.page = BuildPage(self.document, self.selection)
        self.page.resize(1196, 700)
        self.page.show()
        self.document.change_network(network(layers), f"{layers} layers")
        self._paints = Paints()
        self.page.stack.viewport().installEventFilter(self._paints)
        self.selection.select("conv2d_1")
        application.processEvents()

    def time(self, edit: Callable[[], object]) -> float:
        """Milliseconds from the edit to the last paint."""
        self._application.processEvents()
        painted = self._paints.count
        gc.collect(0)
        start = time.perf_counter()
        edit()
        while self._paints.count == painted:
            self._application.processEvents()
        self._application.processEvents()
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        """Takes it all down."""
        self.page.close()
        self.page.deleteLater()
        self._background.close()


def measure(application: QApplication, layers: int) -> dict[str, list[float]]:
    """Milliseconds of each edit, by what was done."""
    bench = Bench(application, layers)
    box = bench.page.findChild(QSpinBox, "build.form.filters")
    box.setFocus()
    times: dict[str, list[float]] = {"step": [], "insert": [], "remove": [], "undo": [], "scroll": []}
    for number in range(EDITS + 5):
        key = Qt.Key.Key_Up if number % 20 < 12 else Qt.Key.Key_Down
        times["step"].append(bench.time(lambda key=key: QTest.keyClick(box, key)))
    document, selection = bench.document, bench.selection
    bar = bench.page.stack.verticalScrollBar()
    for number in range(EDITS + 5):
        times["insert"].append(bench.time(lambda: editing.add_kind(document, selection, "Dropout", (1,))))
        times["remove"].append(bench.time(lambda: editing.remove(document, selection)))
        times["undo"].append(bench.time(document.undo_stack.undo))
        bench.time(lambda: editing.remove(document, selection))
        end = bar.maximum()
        times["scroll"].append(bench.time(lambda number=number, end=end: bar.setValue(end // (number + 2))))
        bar.setValue(0)
        application.processEvents()
    times.update(measure_halves(bench))
    bench.close()
    return {name: sorted(found[5:]) for name, found in times.items()}


def measure_halves(bench: Bench) -> dict[str, list[float]]:
    """Milliseconds of edits of every second node of the stack, which are selected before."""
    times: dict[str, list[float]] = {"select_half": [], "delete_half": [], "undo_delete": [], "move_half": []}
    document, selection = bench.document, bench.selection
    half = [node.name for node in document.project.network.nodes[1:-1:2]]
    for _ in range(15):
        selection.select(document.project.network.nodes[0].name)
        times["select_half"].append(bench.time(lambda: selection.select(*half)))
        times["delete_half"].append(bench.time(lambda: editing.remove(document, selection)))
        times["undo_delete"].append(bench.time(document.undo_stack.undo))
        selection.select(*half)
        times["move_half"].append(bench.time(lambda: moving.move_down(document, selection)))
        document.undo_stack.undo()
    return times


def main() -> int:
    """Measures, prints, and says by the exit status whether the targets were met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, nargs="+", default=[200, 500, 2000])
    application = QApplication([])
    gc.disable()
    theme.apply(application, "light")
    good = True
    for layers in parser.parse_args().layers:
        result: dict[str, object] = {"benchmark": "editing", "layers": layers, "target_ms": target_ms(layers)}
        for name, times in measure(application, layers).items():
            median = statistics.median(times)
            result[name] = {"median_ms": round(median, 1), "p95_ms": round(times[int(len(times) * 0.95)], 1)}
            good = good and median <= target_ms(layers)
        print(json.dumps(result), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
