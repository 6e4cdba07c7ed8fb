"""A project whose first layers are those of a run of its file, frozen, with a head behind them."""

from dataclasses import replace
from typing import Any

import pytest

from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, with_plan

BODY = (
    Layer("conv_1", Conv2D(4, padding=1)),
    Layer("norm", BatchNormalization()),
    Layer("pool", MaxPooling2D()),
    Layer("conv_2", Conv2D(6, (2, 2), activation="relu")),
)
HEAD = (Layer("flat", Flatten()), Layer("hidden", Dense(8, "relu")), Layer("last", Dense(10, "softmax")))
WHOLE = Network((8, 8, 1), (*BODY, Layer("end", Flatten()), Layer("old", Dense(10, "softmax"))))


class Taken:
    """A project file with a run 1, and a project that takes its first layers on."""

    def __init__(self, bench: Bench, project: Project) -> None:
        self.bench = bench
        first = bench.trained(with_plan(replace(project, network=WHOLE), epochs=1))
        self.file = first.file
        names = {node.name for node in BODY}
        arrays = [array for name, array in self.weights(1).items() if name.partition("/")[0] in names]
        base = Block("base", Pretrained("run:1", digest_of(arrays)), (BODY,))
        self.project = replace(project, network=Network((8, 8, 1), (base, *HEAD)))

    def weights(self, run: int) -> dict[str, Any]:
        with ProjectFile.open(self.file, read_only=True) as file:
            return file.weights(run)[1]


@pytest.fixture
def transfer(bench: Bench, project: Project) -> Taken:
    return Taken(bench, project)
