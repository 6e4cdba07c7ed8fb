"""How long it takes from the start of the process until the window is painted, its pages are made, and Keras is ready.

Each time in a process of its own; one JSON line, seconds: [median, greatest]. Run with a display or offscreen:

    python tests/benchmarks/starting.py [--times 5]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOMENTS = ("painted", "pages", "ready")

DRIVER = """
import sys, time
import cnnstudio.gui.app as app
from cnnstudio.core.messages import EngineState

original = app.open_window

def opened(*arguments, **named):
    window = original(*arguments, **named)
    say = lambda moment: print(moment, time.time(), flush=True)

    def see(event):
        if isinstance(event, EngineState) and event.ready:
            say("ready")
            window.close()

    window.first_painted.connect(lambda: say("painted"))
    window.pages.all_made.connect(lambda: say("pages"))
    window.bridge.event.connect(see)
    return window

app.open_window = opened
app.main([])
"""


def start_once() -> dict[str, float]:
    """Seconds from the start of a process to each of the moments."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", "TF_CPP_MIN_LOG_LEVEL": "2"} | os.environ
        begun = time.time()
        done = subprocess.run(
            [sys.executable, "-c", DRIVER],
            cwd=ROOT,
            env=environment | {"CNNSTUDIO_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=True,
        )
    told = dict(line.split() for line in done.stdout.splitlines() if line.startswith(MOMENTS))
    return {moment: float(told[moment]) - begun for moment in MOMENTS}


def main() -> int:
    """Starts it so many times, after once for the disk's sake, and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    start_once()
    found = [start_once() for _ in range(given.times)]
    figures = {name: [each[name] for each in found] for name in MOMENTS}
    print(
        json.dumps({name: [round(statistics.median(each), 2), round(max(each), 2)] for name, each in figures.items()})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
