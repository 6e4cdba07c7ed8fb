"""Training on more pictures than memory holds, against a plain script on a part of them in memory: prints JSON lines.

python tests/benchmarks/streaming.py FOLDER [--pictures 100000] [--side 224] [--steps 0] [--part 2000] [--rounds 3]

FOLDER needs room for pictures · side² · 3 bytes, 15 GB as it stands; the file in it is deleted at the end. "whole" is
one epoch (or so many steps) over all of them, fully shuffled, with the peak of the process's memory. Then, in turn,
fresh processes train a part of them: the engine from the file, and a script as anyone would write it, from arrays.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Failed, Finished, Train
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files.project_file import ProjectFile

ROOT = Path(__file__).parents[2]
BATCH = 32
BLOCK = 500
TEST = 500


def make(path: Path, pictures: int, side: int) -> None:
    """A file of noise; class k of ten is brighter by 8 · k."""
    random = np.random.default_rng(0)
    noise = random.integers(0, 180, (BLOCK, side, side, 3), np.uint8)
    noise += (8 * (np.arange(BLOCK) % 10)).astype(np.uint8)[:, None, None, None]
    with path.open("wb") as file:
        for start in range(0, pictures, BLOCK):
            file.write(noise[: pictures - start].tobytes())


def stored(path: Path, pictures: int, side: int) -> DataSet:
    """The pictures of the file, the last ones for the test."""
    found, y = StoredPictures(path, (side, side, 3), pictures), (np.arange(pictures) % 10).astype(np.int64)
    train, test = np.split(np.arange(pictures), [pictures - TEST])
    labels = tuple("0123456789")
    return DataSet("file", path.name, labels, found.select(train), y[train], found.select(test), y[test])


def project_of(side: int, epochs: int, method: str) -> Project:
    """A small network, so that reading counts."""
    parts = (Conv2D(8, (5, 5), strides=(2, 2)), MaxPooling2D(), Conv2D(16, (3, 3), strides=(2, 2)), MaxPooling2D())
    network = Network((side, side, 3), stack(*parts, Flatten(), Dense(10, "softmax")))
    recipe = DataRecipe("file", "pictures", validation_share=0.02)
    return Project(network, recipe, Preprocessing(method), Plan(batch_size=BATCH, epochs=epochs))


def studio(options: argparse.Namespace, pictures: int, epochs: int) -> dict[str, Any]:
    """The engine on the file: seconds until the first step, pictures a second after it, peak memory."""
    path = Path(options.folder) / "pictures.raw"
    library.load = lambda *_: stored(path, pictures, options.side)
    mailbox, times, ends = Mailbox(), [], []
    began = time.perf_counter()

    def see(event: Event) -> None:
        if isinstance(event, BatchEnded):
            times.append(time.perf_counter())
            if len(times) == options.steps:
                mailbox.stop()
        if isinstance(event, EpochEnded):
            ends.append(time.perf_counter())
        if isinstance(event, Failed) or (isinstance(event, Finished) and event.status == "failed"):
            raise SystemExit(event.text)

    file = Path(options.folder) / f"streaming-{pictures}.cnnstudio"
    file.unlink(missing_ok=True)
    project = project_of(options.side, epochs, options.method)
    ProjectFile.create(file, project).close()
    mailbox.post(Train(file=str(file), project=project))
    mailbox.finish()
    Session(mailbox, see).run()
    file.unlink()
    steps = {"steps": len(times), "seconds_before": round(times[0] - began, 1)}
    # Whole epochs, where there are several, as for the script: with validation.
    rate = (pictures - TEST) * 0.98 * (len(ends) - 1) / (ends[-1] - ends[0]) if len(ends) > 1 else _rate(times)
    return {**steps, "pictures_per_second": round(rate, 1), "peak_mb": _peak()}


def bare(options: argparse.Namespace, pictures: int, epochs: int) -> dict[str, Any]:
    """A script on arrays in memory: the same pictures, network and batches."""
    import keras

    data = stored(Path(options.folder) / "pictures.raw", pictures, options.side)
    x, y = data.x_train[:].astype("float32") / 255, data.y_train
    held = round(len(x) * 0.02)
    layers, ends = keras.layers, []
    network = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            layers.Conv2D(8, 5, strides=2, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, strides=2, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
    validation = (x[:held], y[:held])
    network.fit(
        x[held:], y[held:], batch_size=BATCH, epochs=epochs, validation_data=validation, verbose=0, callbacks=[clock]
    )
    rate = (len(x) - held) * (len(ends) - 1) / (ends[-1] - ends[0])
    return {"pictures_per_second": round(rate, 1), "peak_mb": _peak()}


def _rate(times: list[float]) -> float:
    """Pictures a second from the first step to the last."""
    return BATCH * (len(times) - 1) / (times[-1] - times[0])


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1000


SIDES: dict[str, Callable[..., dict[str, Any]]] = {"studio": studio, "bare": bare}


def measure(side: str, pictures: int, epochs: int, arguments: list[str]) -> dict[str, Any]:
    """What one side finds in a process of its own."""
    chosen = ["--run", side, "--count", str(pictures), "--epochs", str(epochs)]
    command = [sys.executable, str(Path(__file__).resolve()), *arguments, *chosen]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Makes the file, measures, and deletes it; or, in a child, measures one side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--steps", type=int, default=0, help="stop after so many; 0: a whole epoch")
    parser.add_argument("--part", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--method", default="scale")
    parser.add_argument("--run", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(SIDES[options.run](options, options.count, options.epochs)))
        return
    path = Path(options.folder) / "pictures.raw"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        make(path, options.pictures, options.side)
        print(json.dumps({"whole": measure("studio", options.pictures, 1, sys.argv[1:])}), flush=True)
        plain = [each for each in sys.argv[1:] if not each.startswith("--steps=")]
        pairs = []
        for _ in range(options.rounds):
            ours, theirs = (measure(side, options.part, 3, plain) for side in ("studio", "bare"))
            print(json.dumps({"studio": ours, "bare": theirs}), flush=True)
            pairs.append(ours["pictures_per_second"] / theirs["pictures_per_second"])
        if pairs:
            print(json.dumps({"ratio": round(statistics.median(pairs), 3)}))
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
