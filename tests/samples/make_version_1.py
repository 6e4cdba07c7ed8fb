"""Makes ``version_1.cnnstudio``: a file of format 1 that every later version must open. Run once, then kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile, Weights

NETWORK = Network(
    (8, 8, 1),
    (
        Layer("conv2d_1", Conv2D(2, (3, 3), padding=1)),
        Layer("flatten_1", Flatten()),
        Layer("dense_1", Dense(2, "softmax")),
    ),
)
VERSIONS = {"python": "3.11.2", "keras": "3.15.1", "tensorflow": "2.21.0", "cnnstudio": "0.1.0"}
LABELS = ("null", "eins é")


def weights(epoch: int) -> Weights:
    """Arrays whose every value tells where it belongs: epoch + place / 1024."""
    shapes = {
        "conv2d_1/kernel": (3, 3, 1, 2),
        "conv2d_1/bias": (2,),
        "dense_1/kernel": (128, 2),
        "dense_1/bias": (2,),
    }
    return {
        name: (epoch + np.arange(np.prod(shape), dtype=np.float32) / 1024).reshape(shape)
        for name, shape in shapes.items()
    }


def make(path: Path) -> None:
    """Two runs: one finished with 5 epochs, of which the first was best, and one interrupted after its only epoch."""
    project = Project(NETWORK)
    with ProjectFile.create(path, project) as file:
        first = file.begin_run(
            project,
            name="first try",
            labels=LABELS,
            prepared=Prepared("standardise", (33.25,), (78.5,)),
            started="2026-11-21T10:00:00+01:00",
            versions=VERSIONS,
        )
        for number in range(1, 6):
            file.add_epoch(first, Epoch(number, 1 / number, 0.5, 0.25 * number, 0.75, 1.5), weights(number))
        file.end_run(first, "finished", Scores(0.5, LABELS, ((3, 1), (0, 4))))
        changed = replace(project, plan=replace(project.plan, seed=11))
        second = file.begin_run(
            changed,
            name="",
            labels=LABELS,
            prepared=Prepared(),
            started="2026-11-21T11:00:00+01:00",
            versions=VERSIONS,
        )
        file.add_epoch(second, Epoch(1, 2.0, 0.25, float("nan"), 0.25, 2.5), weights(7))
        file.mark_interrupted()
        file.save_project(changed)


if __name__ == "__main__":
    make(Path(__file__).with_name("version_1.cnnstudio"))
