"""What kept features are worth: seconds an epoch with and without them, and what a head learns from few pictures.

python tests/benchmarks/transfer.py [epochs] [faces] [heads] [--flowers FILE] [--faces FILE] [--rounds 3] [--epochs 30]

"epochs": the preset of pretrained photographs, with features and without, in turn; how long they take to compute, and
how soon another head starts. "faces": the head of the course sheet on 4,096 features. "heads": the test accuracy of one
dense layer on the built-in network's features against a network of its own, on the built-in photographs and on the
pictures of ``--flowers``, a zip of folders. Prints JSON lines; needs no net.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import base_network, base_of
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from cnnstudio.core.messages import EpochEnded, Event, Failed, Finished, Started, Train
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import preset, stack
from cnnstudio.core.presets.pretrained import LITE, LITE_DIGEST
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.features import cut_of
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.transfer import Body
from cnnstudio.data.sources import FILE
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files.project_file import ProjectFile

SIDE = 128


@dataclass
class Trial:
    """One run: when it was asked for, began and ended its epochs, and how it ended."""

    asked: float = 0.0
    started: float = 0.0
    features: str = ""
    epochs: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    test: float = 0.0
    ended: float = 0.0

    def see(self, event: Event) -> None:
        now = time.perf_counter()
        match event:
            case Started():
                self.started, self.features = now, event.features
            case EpochEnded():
                self.epochs.append(event.epoch.seconds)
                self.accuracies.append(event.epoch.val_accuracy)
            case Finished():
                self.ended, self.test = now, event.test.accuracy if event.test else float("nan")
                if event.status != "finished":
                    raise SystemExit(event.text)
            case Failed():
                raise SystemExit(f"{event.text} {event.hint}")


def train(project: Project, file: Path) -> Trial:
    """Trains into a project file, which is made where there is none."""
    if not file.exists():
        ProjectFile.create(file, project).close()
    trial, mailbox = Trial(), Mailbox()
    mailbox.post(Train(file=str(file), project=project))
    mailbox.finish()
    trial.asked = time.perf_counter()
    Session(mailbox, trial.see).run()
    return trial


def with_cache(project: Project, cache: bool) -> Project:
    return replace(project, network=project.network.change((0,), cache=cache))


def epochs(folder: Path, rounds: int) -> Iterator[dict[str, Any]]:
    """The first epoch also traces: the middle one of the others is told."""
    found = preset("photographs-pretrained")
    assert found is not None
    project = replace(found.project, plan=replace(found.project.plan, epochs=4))
    train(replace(project, plan=replace(project.plan, epochs=1)), folder / "warm.cnnstudio")  # TensorFlow, the data
    for path in (folder / "home" / "cache" / "features").glob("*/*.rows"):
        path.unlink()
    first = train(project, folder / "epochs.cnnstudio")
    head = (*project.network.nodes[:-1], Layer("hidden", Dense(64, "relu")), project.network.nodes[-1])
    another = train(replace(project, network=replace(project.network, nodes=head)), folder / "epochs.cnnstudio")
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds):
        for cache in (True, False):
            trial = train(with_cache(project, cache), folder / "epochs.cnnstudio")
            seconds[cache].append(statistics.median(trial.epochs[1:]))
    kept, anew = (statistics.median(seconds[cache]) for cache in (True, False))
    yield {
        "what": "epochs",
        "features": first.features,
        "seconds_until_it_starts": round(first.started - first.asked, 2),
        "seconds_until_another_head_starts": round(another.started - another.asked, 2),
        "epoch_on_features": round(kept, 3),
        "epoch_anew": round(anew, 3),
        "times": round(anew / kept, 1),
    }


def dense(*units: int) -> list[Any]:
    return [
        each for n in units for each in (Dense(n, "linear"), BatchNormalization(), Activation("relu"), Dropout(0.5))
    ]


def faces(folder: Path, file: str) -> Iterator[dict[str, Any]]:
    """As the head sees 4,096 features and no picture, a body that needs no download stands for VGG16 here."""
    recipe = DataRecipe(FILE, file, validation_share=0.2)
    size = Preprocessing("raw", size=(64, 64), colour="grey")
    body = stack(Conv2D(4, strides=(4, 4)), Flatten(), Dense(4096, "relu"))
    whole = Network((64, 64, 1), (*body, Layer("end", Dense(8, "softmax"))))
    path = folder / "faces.cnnstudio"
    train(Project(whole, recipe, size, Plan(epochs=1)), path)
    with ProjectFile.open(path, read_only=True) as opened:
        weights = opened.weights(1)[1]
    digest = digest_of(array for name, array in weights.items() if not name.startswith("end/"))
    head = stack(*dense(400, 400), Dense(8, "softmax"))
    base = Block("vgg16", Pretrained("run:1", digest), (tuple(replace(each, name=f"b_{each.name}") for each in body),))
    network = Network((64, 64, 1), (base, *head))
    cut = cut_of(network)
    assert cut is not None
    parameters = sum(row.params.total for row in analyse(network).rows if row.path[0] > cut.index)
    trial = train(Project(network, recipe, size, Plan(epochs=30, batch_size=16)), path)
    yield {
        "what": "faces",
        "features": trial.features,
        "parameters_of_the_head": parameters,
        "epoch": round(statistics.median(trial.epochs[1:]), 3),
        "test": trial.test,
    }


def stage(filters: int) -> tuple[Any, ...]:
    return Conv2D(filters, padding="same"), BatchNormalization(), MaxPooling2D()


def plain(classes: int) -> tuple[Layer, ...]:
    """A network of its own for pictures of 128 × 128."""
    stages = [
        each for n in (16, 32, 64, 64) for each in (Conv2D(n, padding="same"), BatchNormalization(), MaxPooling2D())
    ]
    return stack(*stages, GlobalAveragePooling2D(), Dropout(0.3), Dense(classes, "softmax"))


def heads(folder: Path, flowers: str, count: int) -> Iterator[dict[str, Any]]:
    base = base_of(LITE)
    assert base is not None
    lite = Body(LITE, LITE_DIGEST, base_network(base, SIDE, "avg_pool"))
    sets = {"photographs": (DataRecipe("photos-7", validation_share=0.2), 7)}
    if flowers:
        sets["flowers"] = (DataRecipe(FILE, flowers, validation_share=0.2), 5)
    for name, (recipe, classes) in sets.items():
        plan = Plan(epochs=count, batch_size=32)
        own = Preprocessing("scale", size=(SIDE, SIDE), colour="colour")
        alone = Project(Network((SIDE, SIDE, 3), plain(classes)), recipe, own, plan)
        learned = transfer.with_base(alone, lite, "pool", classes)
        for how, project in (("head", learned), ("own", alone)):
            trial = train(project, folder / f"{name}.cnnstudio")
            yield {
                "what": "heads",
                "pictures": name,
                "network": how,
                "test": round(trial.test, 4),
                "best_validation": round(max(trial.accuracies), 4),
                "epochs": len(trial.epochs),
                "seconds": round(trial.ended - trial.asked, 1),
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["epochs", "heads"], choices=["epochs", "faces", "heads"])
    parser.add_argument("--flowers", default="")
    parser.add_argument("--faces", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CNNSTUDIO_HOME"] = str(folder / "home")
        for what in given.what:
            match what:
                case "epochs":
                    found = epochs(folder, given.rounds)
                case "faces":
                    found = faces(folder, given.faces)
                case _:
                    found = heads(folder, given.flowers, given.epochs)
            for line in found:
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
