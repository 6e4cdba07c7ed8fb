"""Makes ``version_2.cnnstudio``: a file of format 2 that every later version must open. Run once, then kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.training.schedules import Step
from cnnstudio.files.project_file import ProjectFile, Weights

NETWORK = Network(
    (8, 8, 1),
    (
        Layer("conv2d_1", Conv2D(2, (3, 3), padding=1)),
        Layer("flatten_1", Flatten()),
        Layer("dense_1", Dense(2, "softmax")),
    ),
)
VERSIONS = {"python": "3.11.7", "keras": "3.15.1", "tensorflow": "2.21.0", "cnnstudio": "0.5.0"}
LABELS = ("null", "eins é")


def weights(epoch: int) -> Weights:
    """Arrays whose every value tells where it belongs: epoch + place / 1024."""
    shapes = {"conv2d_1/kernel": (3, 3, 1, 2), "conv2d_1/bias": (2,), "dense_1/bias": (2,)}
    return {
        name: (epoch + np.arange(np.prod(shape), dtype=np.float32) / 1024).reshape(shape)
        for name, shape in shapes.items()
    }


def kept(epoch: int) -> dict[str, object]:
    """What is kept beside figures and weights, told apart by its epoch."""
    picture = np.arange(64, dtype=np.uint8).reshape(8, 8, 1)
    kernels = np.full((3, 3, 1, 2), epoch, np.float32)
    maps = np.full((8, 8, 2), epoch + 0.5, np.float16)
    return {
        "state": {"adam/iterations": np.int64(epoch * 10), "seeds/0": np.array([epoch, 2**32 - 1], np.uint32)},
        "batches": np.array([[2.5, 0.25, 0.001], [epoch, 0.5, 0.0005]], np.float32),
        "snapshot": Snapshot(epoch, "conv2d_1", kernels, "conv2d_1", maps, picture),
        "health": Health(epoch, 4, (LayerHealth("conv2d_1", 1, 2),), (4, 0), (1, 3)) if epoch < 3 else None,
    }


def make(path: Path) -> None:
    """Two runs: one finished, the second epoch of three was best; one interrupted after its only epoch."""
    project = Project(NETWORK, plan=Plan("SGD", 0.5, epochs=3, schedule=Step(2, 0.25)))
    prepared = Prepared(Preprocessing("standardise"), (33.25,), (78.5,))
    facts = {"labels": LABELS, "prepared": prepared, "versions": VERSIONS}
    with ProjectFile.create(path, project) as file:
        first = file.begin_run(project, name="first try", started="2026-11-21T10:00:00+01:00", **facts)
        for number, val_loss in enumerate((0.75, 0.25, 0.5), 1):
            more = (("auc", 0.5), ("val_auc", float("nan")))
            epoch = Epoch(number, 1 / number, 0.5, val_loss, 0.75, 1.5, 0.001, more)
            file.add_epoch(first, epoch, weights(number), **kept(number))
        said = np.array([0, 1, 1], np.int32)
        sure = np.array([0.75, 0.5, 1], np.float32)
        file.end_run(
            first,
            "stopped",
            Scores(0.5, LABELS, ((3, 1), (0, 4))),
            train=PartScore(0.125, 60, 2),
            validation=PartScore(float("inf"), 6, 1),
            reason="The validation loss has not fallen for 1 epoch.",
            outcomes={"validation": Outcomes(LABELS, said[::-1], said, sure, sure / 2, 0.25)},
        )
        changed = replace(project, plan=replace(project.plan, seed=11))
        second = file.begin_run(changed, name="", started="2026-11-21T11:00:00+01:00", **facts)
        file.add_epoch(second, Epoch(1, 2.0, 0.25, float("nan"), 0.25, 2.5), weights(7), state=kept(7)["state"])
        third = file.begin_run(changed, name="", started="2026-11-21T12:00:00+01:00", **facts)
        file.delete_run(third)
        file.mark_interrupted()
        file.save_project(changed)


if __name__ == "__main__":
    make(Path(__file__).with_name("version_2.cnnstudio"))
