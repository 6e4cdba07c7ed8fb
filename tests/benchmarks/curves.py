"""What a frame of the live curves costs by how many batches a run has had; one JSON line.

A frame is what the Train page does four times a second: another few batches, then both plots, drawn.

    python tests/benchmarks/curves.py [--batches 1000000] [--smoothing 90] [--frames 30]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("CNNSTUDIO_HOME", tempfile.mkdtemp(prefix="cnnstudio-benchmark-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6.QtWidgets import QApplication

from cnnstudio.core.messages import BatchEnded
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch
from cnnstudio.gui.training.live import LiveCurves

_STEPS = 500
_NEW = 25


def main() -> None:
    """Prints milliseconds: the first frame, the longest turn of the rest, then frames and one batch appended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=1_000_000)
    parser.add_argument("--smoothing", type=int, default=90, help="hundredths, 0 for none")
    parser.add_argument("--frames", type=int, default=30)
    wanted = parser.parse_args()
    application = QApplication(sys.argv[:1])
    history = _history(wanted.batches // _STEPS)
    curves = LiveCurves()
    curves.resize(1200, 560)
    curves.show()

    def draw() -> None:
        curves.show_history(history, None)
        application.processEvents()  # the second plot is drawn in a turn of its own
        curves.grab()

    figures = {"batches": len(history.batch_positions), "first_ms": _timed(draw)}
    figures["smoothing_ms"] = _timed(lambda: curves._smoothing.setValue(wanted.smoothing))
    figures["longest_turn_ms"] = max(_timed(application.processEvents) for _ in range(20))
    appended, frames, zoomed = [], [], []
    for frame in range(wanted.frames):
        appended.append(_timed(lambda: _append(history)) / _NEW)
        frames.append(_timed(draw))
        if frame == wanted.frames // 2:
            curves.loss.set_log(True)
    for _ in range(wanted.frames):
        curves.loss._canvas.zoom(0.8)
        zoomed.append(_timed(curves.grab))
    figures |= {"append_us": 1000 * sorted(appended)[len(appended) // 2], "longest_append_ms": _NEW * max(appended)}
    for name, times in (("frame", frames), ("zoomed_frame", zoomed)):
        figures |= {f"{name}_ms": sorted(times)[len(times) // 2], f"longest_{name}_ms": max(times)}
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))
    sys.stdout.flush()
    os._exit(0)


def _history(epochs: int) -> History:
    random = np.random.default_rng(1)
    figures = [Epoch(e, 2 / e, 1 - 0.5 / e, 2.2 / e, 1 - 0.6 / e, 1.0, 0.001) for e in range(1, epochs + 1)]
    stored = ((e.number, np.stack([e.loss * random.random(_STEPS), random.random(_STEPS), np.full(_STEPS, 0.001)], 1))
              for e in figures)  # fmt: skip
    return History(figures, stored)


def _append(history: History) -> None:
    done = len(history.batch_positions)
    for number in range(done, done + _NEW):
        epoch, batch = divmod(number, _STEPS)
        history.add_batch(BatchEnded(0, epoch + 1, batch + 1, _STEPS, 0.1, 0.9, 0.001))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
