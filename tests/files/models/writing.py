"""Writes the networks of strangers, each with what its Keras predicts; run as a program, one Keras a process.

python -m tests.files.models.writing keras3|tf_keras FOLDER < NAMES OF FILES, ONE A LINE

Into FOLDER: those of the files ``NAME.WRITER.ENDING`` that this library can write; and for each network
``NAME.LIBRARY.npz`` with x (pictures, channels last) and y (what comes out).
"""

import importlib
import os
import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.files.models.graphs import RECIPES
from tests.files.models.old_keras import MANNERS, can_write, save
from tests.files.models.recipes import Recipe

PICTURES = 3


def main(library: str, folder: Path, wanted: set[str]) -> None:
    """Writes those of the wanted files that this library can write."""
    os.environ["TF_USE_LEGACY_KERAS"] = "1" if library == "tf_keras" else "0"
    keras = importlib.import_module("tf_keras" if library == "tf_keras" else "keras")
    for recipe in RECIPES.values():
        ways = {name: way for name, way in _ways(recipe, library).items() if name in wanted}
        if not ways:
            continue
        keras.backend.clear_session()
        model = made(keras, recipe)
        _save_expected(model, recipe, folder / f"{recipe.name}.{library}.npz")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, way in ways.items():
                way(model, folder / name)


def made(keras: Any, recipe: Recipe) -> Any:
    """The model with weights that are drawn anew, so that no array is like another."""
    if recipe.graph is not None:
        model = recipe.graph(keras)
    else:
        steps = [getattr(keras.layers, kind)(**arguments) for kind, arguments in recipe.steps]
        model = keras.Sequential([keras.Input(recipe.shape), *steps])
    random = np.random.default_rng(len(recipe.name))
    for variable in model.weights:
        if variable.dtype in ("float32", np.float32) and "seed" not in variable.name:
            variable.assign(_drawn(random, variable))
    return model


def _drawn(random: np.random.Generator, variable: Any) -> Any:
    """Numbers that keep what comes out near one: kernels by how much they sum, variances positive."""
    name, shape = variable.name.split(":")[0].split("/")[-1], tuple(variable.shape)
    values = random.uniform(-1, 1, shape)
    if name in ("variance", "moving_variance", "gamma"):
        return np.abs(values) + 0.5
    if name in ("mean", "count"):
        return np.asarray(variable)
    if len(shape) < 2 or name == "alpha":
        return values * 0.3
    fan = shape[0] * shape[1] * (1 if "depthwise" in name else shape[2]) if len(shape) == 4 else shape[0]
    return values * np.sqrt(3 / fan)


def _save_expected(model: Any, recipe: Recipe, path: Path) -> None:
    random = np.random.default_rng(7)
    size = (PICTURES, *recipe.shape)
    pictures = random.integers(0, 256, size) if recipe.bytes else random.standard_normal(size)
    pictures = pictures.astype(np.float32)
    np.savez(path, x=pictures, y=np.asarray(model(pictures, training=False)))


def _ways(recipe: Recipe, library: str) -> dict[str, Callable[[Any, Path], None]]:
    """How each of the files of this network that the library can write comes to be, by its name."""
    found: dict[str, Callable[[Any, Path], None]] = {}
    if library in recipe.writers:
        start = f"{recipe.name}.{library}"
        found |= {f"{start}.{ending}": lambda model, path: model.save(path) for ending in ("keras", "h5")}
        found[f"{start}.weights.h5"] = lambda model, path: model.save_weights(path)
    if library == "tf_keras":
        found[f"{recipe.name}.{library}.plain_weights.h5"] = lambda model, path: model.save_weights(
            path, save_format="h5"
        )
        for manner in MANNERS.values():
            if can_write(manner, recipe):
                start = f"{recipe.name}.{manner.name}"
                found[f"{start}.h5"] = partial(save, manner=manner)
                found[f"{start}.plain_weights.h5"] = partial(save, manner=manner, alone=True)
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), set(sys.stdin.read().split()))
