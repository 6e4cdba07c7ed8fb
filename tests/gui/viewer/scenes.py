"""Scenes for tests of tabs: a network, a layer and a picture, without a document."""

from typing import Any

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.messages import RunSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.gui.viewer.scene import Scene
from tests.gui.desk import LABELS, small_network

SUBJECT = RunSubject("lab.cnnstudio", 1)


def scene(layer: str | None = None, network: Network | None = None, name: str = "Run 1", **more: Any) -> Scene:
    """A scene of a finished run; with a picture of noise unless ``more`` says another."""
    network = network or small_network()
    run = Run(1, name, Project(network), LABELS, Prepared(), "finished", "2026-01-01T12:00:00+00:00", {})
    picture = np.random.default_rng(0).integers(0, 256, network.input_shape, np.uint8)
    given: dict[str, Any] = {"run": run, "picture": picture, "picture_title": "test picture 0", "truth": 0} | more
    return Scene(SUBJECT, name, name, network, analyse(network), LABELS, Prepared(), layer=layer, **given)
