"""How soon the real window answers a bad file, and how long it stands still meanwhile; one JSON line.

Bombs, and saved networks and projects spoiled as the fuzzers do it, are opened one after the other: "answered" is the
time until the file is refused in words, or opened where nothing that counts was spoiled; "turn" is the longest that the
window's thread did not come round, and "own" what of it that thread computed itself. Milliseconds. Run with a display
or offscreen:

    python tests/benchmarks/refusing.py [--count 100]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import leave, take_home

take_home()

from PySide6.QtWidgets import QApplication

from cnnstudio.gui.main_window import MainWindow
from tests.benchmarks.inspecting import wait
from tests.benchmarks.opening import begun
from tests.benchmarks.responsiveness import Ticker
from tests.files.models.bombs import bombs
from tests.files.models.packing import parts_of
from tests.fuzzing.readers import READERS
from tests.fuzzing.running import spoiled_input

_ENDINGS = {"keras": "keras", "h5": "h5", "database": "cnnstudio"}
_LIMIT_S, _SETTLED_S = 30, 0.1


def main() -> int:
    """Opens all of them, and prints the figures; 1 where a file was not answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="spoiled files of each kind")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="cnnstudio-refusing-") as name:
        window, ticker = begun(application), Ticker()
        found: dict[str, list[dict[str, Any]]] = {}
        for kind, path in _files(Path(name), given.count):
            found.setdefault(kind, []).append(_opened(application, window, ticker, path) | {"file": path.name})
        window.close()
    print(json.dumps({kind: _figures(each) for kind, each in found.items()}))
    return int(any(one["answered"] is None for each in found.values() for one in each))


def _files(folder: Path, count: int) -> Iterator[tuple[str, Path]]:
    """Each with its kind, written when it is its turn."""
    seeds = {}
    for reader in READERS:
        if reader.name in _ENDINGS:
            own = folder / f"of-{reader.name}"
            own.mkdir()
            seeds[reader] = reader.seeds(own)
    good = {reader.name: each[0] for reader, each in seeds.items()}
    whole = folder / "good.keras"
    whole.write_bytes(good["keras"])
    parts = parts_of(whole)
    for name, data in bombs(json.loads(parts["config.json"]), parts, good["h5"]):
        yield "bombs", _written(folder / name, data)
    for reader, each in seeds.items():
        for number in range(count):
            path = folder / f"{reader.name}-{number}.{_ENDINGS[reader.name]}"
            yield reader.name, _written(path, spoiled_input(reader, each, 1, number))


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _opened(application: QApplication, window: MainWindow, ticker: Ticker, path: Path) -> dict[str, Any]:
    """What opening one file took; "answered" is None where there was no answer."""
    answers: list[float] = []
    document, bar = window.document, window.message_bar
    document.opened.connect(lambda: answers.append(time.perf_counter()))
    bar.hide()
    wait(application, lambda: False, _SETTLED_S)
    ticker.phase = path.name
    start = time.perf_counter()
    window.open_path(path)
    is_answered = wait(application, lambda: bool(answers) or _says(bar.text), _LIMIT_S)
    answered = time.perf_counter()
    wait(application, lambda: False, _SETTLED_S)
    wait(application, lambda: path.name in ticker.gaps, _LIMIT_S)
    ticker.phase = "between"
    document.opened.disconnect()
    return {
        "answered": 1000 * (answered - start) if is_answered else None,
        "refused": is_answered and not answers,
        "turn": max(ticker.gaps[path.name]),
        "own": max(ticker.own[path.name]),
    }


def _says(words: str) -> bool:
    """Whether the message bar says what came of it, and not that it is being opened."""
    return bool(words) and not words.startswith("Opening ")


def _figures(each: list[dict[str, Any]]) -> dict[str, Any]:
    """How many, and the longest with the file it was."""
    figures: dict[str, Any] = {"files": len(each), "refused": sum(one["refused"] for one in each)}
    figures["without_answer"] = [one["file"] for one in each if one["answered"] is None]
    for name in ("answered", "turn", "own"):
        worst = max(each, key=lambda one: one[name] or 0)
        figures[name] = [round(worst[name] or 0, 1), worst["file"]]
    return figures


if __name__ == "__main__":
    leave(main())
