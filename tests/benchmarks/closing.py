"""How long the process lives on after its window was closed, at different moments; one JSON line, seconds.

python tests/benchmarks/closing.py [--times 3]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

MOMENTS = ("importing", "tracing", "training", "validation")

DRIVER = """
import sys, time
import cnnstudio.gui.app as app
from cnnstudio.core.messages import BatchEnded, EngineState, Started, ValidationBatchEnded

moment, path = sys.argv[1:3]
original = app.open_window

def opened(*arguments, **named):
    window = original(*arguments, **named)
    document = window.document
    document.data_changed.connect(lambda: window.train() if document.data_set is not None else None)

    def see(event):
        due = {
            "importing": isinstance(event, EngineState) and not event.ready,
            "tracing": isinstance(event, Started),
            "training": isinstance(event, BatchEnded) and event.epoch == 2,
            "validation": isinstance(event, ValidationBatchEnded),
        }
        if due[moment] and window.isVisible():
            print(time.time(), flush=True)
            window.close()

    window.bridge.event.connect(see)
    return window

app.open_window = opened
app.main([path])
"""


def main() -> None:
    """Opens, trains and closes, each time in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    found = {moment: [close_once(moment) for _ in range(times)] for moment in MOMENTS}
    print(json.dumps({moment: [round(each, 2) for each in taken] for moment, taken in found.items()}))


def close_once(moment: str) -> float:
    """Seconds from the closing of the window to the end of the process."""
    from cnnstudio.core.presets import preset
    from cnnstudio.files.project_file import ProjectFile

    lenet = preset("lenet")
    assert lenet is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "closing.cnnstudio"
        data = replace(lenet.project.data, subset=1000, validation_share=0.5)
        ProjectFile.create(path, replace(lenet.project, data=data)).close()
        environment = os.environ | {"CNNSTUDIO_HOME": folder, "PYTHONPATH": str(ROOT)}
        if not os.environ.get("DISPLAY"):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-c", DRIVER, moment, str(path)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120)
        return time.time() - float(done.stdout.split()[0])


if __name__ == "__main__":
    main()
