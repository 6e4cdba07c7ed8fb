"""Training throughput of the engine against a bare ``keras.Model.fit``, paired in one run: prints one JSON line.

python tests/benchmarks/throughput.py [--rounds 5] [--epochs 3] [--pictures 4000] [--preset NAME] [--data PATH]
    [--window]

Each round is two fresh processes, the script and the studio, in turn first; both train the same network, the classic
MNIST CNN where none is named, in batches of 128 on the same pictures. The first epoch, with its tracing, is left out
of both; validation, and for the studio the writing of every epoch to the project file, are within.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.messages import EpochEnded, Event, Failed, Finished, Train
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan

ROOT = Path(__file__).parents[2]


def project_of(options: argparse.Namespace) -> Project:
    """The network, as every side of the comparison trains it."""
    found = preset(options.preset)
    if found is None:
        raise SystemExit(f"There is no preset called {options.preset}.")
    source = "file" if options.data else found.project.data.source
    recipe = DataRecipe(source, options.data, subset=options.pictures)
    return replace(found.project, data=recipe, plan=Plan(batch_size=128, epochs=options.epochs))


def train_bare(options: argparse.Namespace) -> float:
    """Pictures a second of a script as anyone would write it, around the same layers."""
    import keras

    from cnnstudio.data import library
    from cnnstudio.data.split import split
    from cnnstudio.engine.build import build

    project = project_of(options)
    parts = split(library.load(project.data), project.data)
    x, x_held = (array.astype("float32") / 255 for array in (parts.x_train, parts.x_validation))
    keras.utils.set_random_seed(project.plan.seed)
    network = build(project.network)
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    ends: list[float] = []

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            ends.append(time.perf_counter())

    held = (x_held, parts.y_validation)
    network.fit(
        x, parts.y_train, batch_size=128, epochs=options.epochs, validation_data=held, verbose=0, callbacks=[Clock()]
    )
    return rate(ends, len(x))


def train_in_session(options: argparse.Namespace) -> float:
    """Pictures a second of a Session on a thread whose events nobody draws."""
    from cnnstudio.engine.mailbox import Mailbox
    from cnnstudio.engine.session import Session
    from cnnstudio.files.project_file import ProjectFile

    project, watch = project_of(options), Watch()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "throughput.cnnstudio"
        ProjectFile.create(path, project).close()
        mailbox = Mailbox()
        mailbox.post(Train(file=str(path), project=project))
        mailbox.finish()
        thread = threading.Thread(target=Session(mailbox, watch.see).run)
        thread.start()
        thread.join()
    return watch.rate(pictures_of(options))


def train_in_window(options: argparse.Namespace) -> float:
    """Pictures a second in the real window, its curves drawn."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from cnnstudio.files.project_file import ProjectFile
    from cnnstudio.gui.app import open_window

    application = QApplication.instance() or QApplication(sys.argv)
    project, watch = project_of(options), Watch()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "throughput.cnnstudio"
        ProjectFile.create(path, project).close()
        window = open_window(path)
        window.bridge.event.connect(watch.see, Qt.ConnectionType.DirectConnection)
        window.bridge.event.connect(lambda event: application.quit() if ends_a_run(event) else None)
        window.document.data_changed.connect(lambda: window.train() if window.document.data_set is not None else None)
        application.exec()
        window.close()
    return watch.rate(pictures_of(options))


class Watch:
    """When each epoch ended."""

    def __init__(self) -> None:
        self._ends: list[float] = []
        self._failed: Event | None = None

    def see(self, event: Event) -> None:
        """Takes one event of the engine."""
        if isinstance(event, EpochEnded):
            self._ends.append(time.perf_counter())
        if isinstance(event, Failed) or (isinstance(event, Finished) and event.status != "finished"):
            self._failed = event

    def rate(self, pictures: int) -> float:
        """Pictures a second after the first epoch."""
        if self._failed is not None:
            raise SystemExit(str(self._failed))
        return rate(self._ends, pictures)


def ends_a_run(event: Event) -> bool:
    """Whether nothing of a training comes after this event."""
    return isinstance(event, Finished | Failed)


def pictures_of(options: argparse.Namespace) -> int:
    """How many pictures one epoch trains on."""
    share = project_of(options).data.validation_share
    return options.pictures - round(options.pictures * share)


def rate(ends: list[float], pictures: int) -> float:
    """Pictures a second from the end of the first epoch to that of the last."""
    return pictures * (len(ends) - 1) / (ends[-1] - ends[0])


SIDES = {"bare": train_bare, "session": train_in_session, "window": train_in_window}


def measure(side: str, arguments: list[str]) -> float:
    """Runs one side in a process of its own and gives its pictures a second."""
    command = [sys.executable, str(Path(__file__).resolve()), *arguments, "--side", side]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """Measures all rounds and prints the line, or, in a child, one number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=4000)
    parser.add_argument("--preset", default="mnist-cnn")
    parser.add_argument("--data", default="", help="an .npz or folder in the place of the preset's own data")
    parser.add_argument("--window", action="store_true", help="the real window instead of a bare session")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(SIDES[options.side](options))
        return
    studio = "window" if options.window else "session"
    rates: dict[str, list[float]] = {"bare": [], studio: []}
    for number in range(options.rounds):
        for side in ("bare", studio) if number % 2 == 0 else (studio, "bare"):
            rates[side].append(measure(side, sys.argv[1:]))
    ratios = [ours / bare for ours, bare in zip(rates[studio], rates["bare"], strict=True)]
    shown = {f"{side}_pictures_per_second": [round(each, 1) for each in found] for side, found in rates.items()}
    figures = {"ratio": round(statistics.median(ratios), 3), "ratios": [round(each, 3) for each in ratios]}
    print(json.dumps(figures | shown | {"cores": os.cpu_count(), "pictures": options.pictures}))


if __name__ == "__main__":
    main()
