"""A small network with random weights, asked without a run and without a file."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Event, SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.subjects import Loaded, Subjects
from tests.engine.conftest import small_network

NET = SavedSubject("a.keras")
PICTURES = np.random.default_rng(7).integers(0, 256, (90, 8, 8, 1), np.uint8)


class One:
    """In the place of Subjects: whatever is meant, it is this one."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded

    def still(self, subject: Any) -> Loaded:
        return self._loaded


def load_random(network: Network, prepared: Prepared | None = None, seed: int = 5) -> Loaded:
    """The network with weights drawn by ``seed``; nothing is drawn by Keras."""
    from cnnstudio.engine.build import build, get_weights
    from cnnstudio.engine.subjects import load

    random, weights = np.random.default_rng(seed), get_weights(build(network), network)
    for name, array in weights.items():
        if name.endswith(("kernel", "bias")):
            weights[name] = random.normal(0, 0.4, array.shape).astype(np.float32)
    return load(network, weights, (), prepared or Preprocessing("scale").fit(PICTURES))


@pytest.fixture(scope="module")
def loaded(ready: Any) -> Loaded:
    return load_random(small_network())


def told(study: Callable[..., Steps], request: Any, loaded: Loaded) -> list[Event]:
    """Everything that a study tells."""
    return [event for event in study(1, request, cast(Subjects, One(loaded))) if event is not None]


def why_not(study: Callable[..., Steps], request: Any, loaded: Loaded) -> str:
    """The words of a study that cannot be made."""
    with pytest.raises(StudioError) as raised:
        told(study, request, loaded)
    return str(raised.value)
