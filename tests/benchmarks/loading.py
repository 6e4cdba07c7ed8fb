"""How long the window is held up while data load: a folder of pictures for the first time, and MNIST's size of arrays.

    python tests/benchmarks/loading.py [--pictures 20000] [--rounds 3]

Makes the pictures itself. A beat every 5 ms on the GUI thread: the gap between two beats is how long nothing could be
painted. The rounds alternate between Python's own switch interval and a shorter one, in one process each.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

_INTERVALS = (0.005, 0.0002)


def main() -> None:
    """Prints p50, p99 and the longest gap for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child is not None:
        print(*_gaps(arguments.child, Path(arguments.folder)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pictures"
        _make(folder, arguments.pictures)
        for number in range(arguments.rounds):
            for interval in _INTERVALS:
                _round(number, interval, folder)


def _round(number: int, interval: float, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        words = [sys.executable, __file__, "--child", str(interval), "--folder", str(folder)]
        surroundings = {**os.environ, "CNNSTUDIO_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=True)
    gaps = sorted(map(float, done.stdout.splitlines()[-1].split()))
    seconds, rest = gaps[-1] - 1e6, gaps[:-1]
    print(
        f"round {number + 1}, switch interval {interval * 1000:g} ms: loaded in {seconds:.1f} s; gaps in ms: "
        f"p50 {statistics.median(rest):.1f}, p99 {rest[int(len(rest) * 0.99)]:.1f}, longest {rest[-1]:.1f}",
        flush=True,
    )


def _make(folder: Path, count: int) -> None:
    """Pictures of 28 × 28 noise in ten folders."""
    pictures = np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)
    for label in range(10):
        (folder / str(label)).mkdir(parents=True)
    for number, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / str(number % 10) / f"{number}.png")


def _gaps(interval: float, folder: Path) -> list[float]:
    """The gaps in ms while the folder is loaded, and last the seconds that took."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from cnnstudio.gui.app import open_window

    application = QApplication([])
    window = open_window(folder)
    sys.setswitchinterval(interval)
    window.resize(1280, 800)
    beats = [time.perf_counter()]
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    started: list[float] = []

    def beat() -> None:
        beats[:] = [time.perf_counter()]
        started.append(beats[0])
        timer.start()

    def begin() -> None:
        if window.document.is_open:
            window.pages.show("data")
            begun.stop()
            QTimer.singleShot(300, beat)  # making the page is not what is measured

    begun = QTimer(interval=20)
    begun.timeout.connect(begin)
    begun.start()

    def loaded() -> None:
        if window.document.data_set is not None:
            QTimer.singleShot(1500, application.quit)

    window.document.data_changed.connect(loaded)
    application.exec()
    gaps = (np.diff(beats) * 1000).tolist()
    os.write(1, (" ".join(f"{gap:.2f}" for gap in (*gaps, 1e6 + beats[-1] - started[0])) + "\n").encode())
    os._exit(0)


if __name__ == "__main__":
    main()
