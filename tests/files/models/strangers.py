"""Which files strangers' networks lie in, how they come to be, and how far what we predict is from what they did."""

import os
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.network import Network
from cnnstudio.files.saved.saved_model import SavedNetwork, read_saved
from tests.files.models.graphs import GRAPHS
from tests.files.models.old_keras import MANNERS, can_write
from tests.files.models.recipes import STACKS, Recipe

CLOSE = 1e-5
"""How far what is predicted may lie from what is expected, which is near one."""

LIBRARIES = ("keras3", "tf_keras")


@dataclass(frozen=True)
class Stranger:
    """A file with a network: whose, who wrote it, and its ending."""

    recipe: Recipe
    writer: str
    ending: str

    @property
    def name(self) -> str:
        return f"{self.recipe.name}.{self.writer}.{self.ending}"

    @property
    def library(self) -> str:
        """Whose predictions are the ones to come to."""
        return "keras3" if self.writer == "keras3" else "tf_keras"

    @property
    def is_alone(self) -> bool:
        """Whether it holds weights without the architecture."""
        return self.ending.endswith("weights.h5")

    @property
    def tells(self) -> bool:
        """Whether the file says where the channels are: weights alone did not before Flatten knew it, in Keras 2.2."""
        return not self.is_alone or not self.writer.startswith(("2.0.4-first", "1.2.2-first"))

    @property
    def whole(self) -> "Stranger":
        """The file of the same writer that has the architecture."""
        return replace(self, ending="h5") if self.is_alone else self


def strangers(recipes: tuple[Recipe, ...] = (*STACKS, *GRAPHS)) -> list[Stranger]:
    """All files there are of these networks, found without any Keras."""
    found = []
    for recipe in recipes:
        for library in LIBRARIES:
            if library in recipe.writers:
                found += [Stranger(recipe, library, ending) for ending in ("keras", "h5", "weights.h5")]
        found += [Stranger(recipe, "tf_keras", "plain_weights.h5")]
        for name, manner in MANNERS.items():
            if can_write(manner, recipe):
                found += [Stranger(recipe, name, ending) for ending in ("h5", "plain_weights.h5")]
    return found


def shown_in_suite() -> list[Stranger]:
    """What the tests compare; the benchmark of the same name compares all."""
    return some(strangers(), 0.15, alone=0.01)


def some(files: list[Stranger], share: float, alone: float | None = None) -> list[Stranger]:
    """A share of them, always the same: every network, every writer and every ending is among them.

    Args:
        alone: The share of the weights alone, where it is another.
    """
    least: dict[tuple[str, Any], Stranger] = {}
    for part in ("recipe", "writer", "ending"):
        for each in files:
            value = getattr(each, part)
            best = least.get((part, value))
            if best is None or _place(each) < _place(best):
                least[part, value] = each
    taken = set(least.values())
    shares = {False: share, True: share if alone is None else alone}
    return [each for each in files if each in taken or _place(each) < shares[each.is_alone] * 2**32]


def _place(each: Stranger) -> int:
    return zlib.crc32(each.name.encode())


def write(folder: Path, files: list[Stranger]) -> None:
    """Has both libraries write these, each in a process of its own, as they disturb one another."""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    wanted = "\n".join({each.name for each in files} | {each.whole.name for each in files})
    for library in LIBRARIES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.files.models.writing", library, folder],
            cwd=root,
            env=environment,
            input=wanted,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]


def opened(folder: Path, stranger: Stranger) -> SavedNetwork:
    """The file as our reader has it; weights alone with the network that their own library saved."""
    path = folder / stranger.name
    if not stranger.is_alone:
        return read_saved(path)
    return read_saved(path, read_saved(folder / stranger.whole.name).network)


def is_told(saved: SavedNetwork, stranger: Stranger) -> bool:
    """Whether a file that does not say where its channels are is said to be taken one way."""
    return not stranger.tells and any("channels last" in note for note in saved.notes)


def difference(saved: SavedNetwork, folder: Path, stranger: Stranger) -> float:
    """How far the farthest of our numbers is from theirs, for the same pictures."""
    with np.load(folder / f"{stranger.recipe.name}.{stranger.library}.npz") as arrays:
        pictures, expected = arrays["x"], arrays["y"]
    found = predicted(saved, pictures.reshape(-1, *saved.network.input_shape))
    assert found.shape == expected.shape, (found.shape, expected.shape)
    return float(np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected))))


@lru_cache(maxsize=16)
def _built(network: Network) -> Any:
    """The engine's own Keras model: the same for what others wrote in other manners."""
    from cnnstudio.engine.build import build

    return build(network)


def predicted(saved: SavedNetwork, pictures: Any) -> Any:
    """What the engine's own Keras model makes of the pictures."""
    from cnnstudio.engine.build import set_weights

    keras_model = _built(saved.network)
    set_weights(keras_model, saved.network, saved.weights)
    if saved.prepared is not None:
        pictures = saved.prepared.apply(pictures)
    return np.asarray(keras_model(pictures, training=False))
