"""The memory that was foretold for a training beside what it took, each in a process of its own: prints JSON lines.

python tests/benchmarks/memory.py [NAME …] [--most 30] [--all]

What it took is the most that the process held while it trained two epochs, less what it held once TensorFlow was
there; "of_all" is the ratio with that. Linux, where a process can be asked for it. Ends with 1 where an estimate is off
by more than ``--most`` percent. --all: 50 trainings instead of the ten that take most of one kind.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    RandomFlip,
)
from cnnstudio.core.messages import EngineState, Event, Failed, Finished, Train
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import preset, stack
from cnnstudio.core.project import Project
from cnnstudio.core.training import memory
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data import library
from cnnstudio.data.dataset import DataSet
from cnnstudio.files.project_file import ProjectFile

TEST = 50


@dataclass(frozen=True)
class Trial:
    """A network with how it is trained, and on how many pictures of noise."""

    network: Network
    pictures: int
    plan: Plan = Plan(epochs=2)
    preprocessing: Preprocessing = Preprocessing()


def wide(units: int, side: int = 64) -> Network:
    return Network((side, side, 3), stack(Flatten(), Dense(units), Dense(10, "softmax")))


def deep(filters: int, side: int, count: int = 4) -> Network:
    layers = [each for _ in range(count) for each in (Conv2D(filters, padding="same"), BatchNormalization())]
    return Network((side, side, 3), stack(*layers, GlobalAveragePooling2D(), Dense(10, "softmax")))


def preset_network(name: str) -> Network:
    found = preset(name)
    assert found is not None
    return found.project.network


def trials() -> dict[str, Trial]:
    tiny = Network((64, 64, 3), stack(Conv2D(4, strides=(4, 4)), MaxPooling2D(), Flatten(), Dense(10, "softmax")))
    two = Plan(epochs=2)
    return {
        "weights, Adam": Trial(wide(1500), 300, two),
        "weights, SGD": Trial(wide(2500), 300, replace(two, optimizer="SGD", learning_rate=0.01)),
        "weights, RMSprop": Trial(wide(1500), 300, replace(two, optimizer="RMSprop")),
        "batch, convolutions": Trial(deep(32, 64), 300, replace(two, batch_size=64)),
        "batch, many small": Trial(deep(16, 32, 8), 1200, replace(two, batch_size=512)),
        "batch, classic": Trial(preset_network("mnist-cnn"), 2000, replace(two, batch_size=512)),
        "batch, residual": Trial(preset_network("resnet-20"), 600, replace(two, batch_size=256)),
        "pictures": Trial(tiny, 12_000, two),
        "pictures, augmented": Trial(tiny, 30_000, two, Preprocessing(augmentation=(RandomFlip(),))),
        "small": Trial(preset_network("lenet"), 6000, two),
    }


def further() -> dict[str, Trial]:
    """Forty more: presets, with batches that fit here, then every optimiser, batch size and depth by turns."""
    found = {name: Trial(preset_network(name), 2000) for name in SMALL}
    for name, batch in LARGE.items():
        found[name] = Trial(preset_network(name), 6 * batch, Plan(epochs=2, batch_size=batch))
    for name in ("Nadam", "Adamax", "Adagrad", "Adadelta", "AdamW", "Lion"):
        found[f"weights, {name}"] = Trial(wide(1000), 300, Plan(epochs=2, optimizer=name))
    for batch in (16, 64, 256):
        found[f"batch of {batch}"] = Trial(deep(32, 32), 4 * batch, Plan(epochs=2, batch_size=batch))
    for count in (2, 6, 12):
        found[f"{count} convolutions"] = Trial(deep(24, 32, count), 512, Plan(epochs=2, batch_size=128))
    return found


SMALL = (
    *("lenet", "one-layer", "one-conv", "clothes", "two-dense", "fill-the-gaps", "few-digits-deeper", "thousand-2x2"),
    *("thousand-5x5", "lenet-same", "lenet-6-16", "lenet-5", "cifar-cnn", "cifar-dense", "cifar-one-conv"),
    *("padding-in-pixels", "faces-dense", "faces-cnn"),
)
LARGE = {
    **dict.fromkeys(("photographs", "vgg-small", "inception-block", "mobilenetv2-block", "densenet-block"), 64),
    **dict.fromkeys(("alexnet", "googlenet"), 16),
    **dict.fromkeys(("mobilenet-v2", "resnet-50", "densenet-121"), 4),
}
"""Presets by name, with the size of a batch."""


def data_of(trial: Trial) -> DataSet:
    random = np.random.default_rng(0)
    x = random.integers(0, 256, (trial.pictures, *trial.network.input_shape), np.uint8)
    shape = analyse(trial.network).output_shape
    assert shape is not None
    y = (np.arange(trial.pictures) % shape[-1]).astype(np.int64)
    return DataSet("noise", "Noise", tuple(map(str, range(shape[-1]))), x, y, x[:TEST].copy(), y[:TEST].copy())


def measure(trial: Trial) -> dict[str, Any]:
    """Foretold and taken, in bytes."""
    from cnnstudio.engine.mailbox import Mailbox
    from cnnstudio.engine.session import Session

    data, process = data_of(trial), psutil.Process()
    library.load = lambda *_, **__: data  # type: ignore[assignment]
    project = Project(trial.network, DataRecipe("noise"), trial.preprocessing, trial.plan)
    held = {"before": 0, "most": 0}
    ended, over = threading.Event(), []

    def watch() -> None:
        while not ended.wait(0.003):
            held["most"] = max(held["most"], process.memory_info().rss)

    def see(event: Event) -> None:
        if isinstance(event, EngineState) and event.ready:
            held["before"] = process.memory_info().rss
            held["most"] = 0
        if isinstance(event, Finished | Failed):
            over.append(event)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "memory.cnnstudio"
        ProjectFile.create(file, project).close()
        mailbox = Mailbox()
        mailbox.post(Train(file=str(file), project=project))
        mailbox.finish()
        watcher = threading.Thread(target=watch)
        watcher.start()
        began = time.perf_counter()
        Session(mailbox, see).run()
        ended.set()
        watcher.join()
    if not isinstance(over[0], Finished) or over[0].status != "finished":
        raise SystemExit(f"It did not finish: {over[0].text}")
    feeding = memory.Feeding(augmented=bool(trial.preprocessing.augmentation))
    need = memory.to_train(analyse(trial.network), trial.plan, trial.pictures, feeding)
    took = held["most"] - held["before"]
    return {
        "foretold_mb": round(need.total / 1e6),
        "took_mb": round(took / 1e6),
        "ratio": round(need.total / took, 3),
        "of_all": round((held["before"] + need.total) / held["most"], 3),
        "parts_mb": [round(each / 1e6) for each in (need.weights, need.outputs, need.data)],
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--most", type=float, default=30)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--child")
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure({**trials(), **further()}[options.child])))
        return 0
    off = 0
    for name in options.names or {**trials(), **(further() if options.all else {})}:
        command = [sys.executable, __file__, "--child", name]
        out = subprocess.run(command, capture_output=True, text=True, check=False)
        if out.returncode:
            raise SystemExit(out.stderr[-3000:])
        found = json.loads(out.stdout.splitlines()[-1])
        off += abs(found["ratio"] - 1) > options.most / 100
        print(json.dumps({"name": name, **found}), flush=True)
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
