"""Convolution by hand against Keras on random settings; prints one JSON line, and leaves with 1 where any differs.

python tests/benchmarks/by_hand.py [--settings 10000] [--seed 9] [--onednn]

Each setting draws its own numbers, window, stride, dilation, padding, channels, filters, bias and activation, in one or
two dimensions. All its output is compared with the Keras layer's, and one number worked out term by term. Where Keras
has no layer for it, its own parts stand in: zeros put around before, or every n-th step of a convolution without
strides. The same layer also sees an input whose unused numbers are others: its output has to stay. Half of the
settings hold whole numbers without a curved activation: there every number has to be the same to the last bit.
Settings whose window does not fit are counted apart and not among those compared.

Keras computes with TensorFlow's own kernels here. Those of oneDNN, which are the default, are wrong in TensorFlow 2.21
for some convolutions of one channel whose output has one column and several rows, with steps of 1 down and wider ones
across: 9 × 3 numbers under a 5 × 5 kernel with padding "same" and strides 1 × 3 give other numbers for two pictures
than for one, and for four no numbers at all. ``--onednn`` counts these.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from cnnstudio.core.by_hand.checking import check
from cnnstudio.core.by_hand.computing import output, work
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.steps import dilation_of, leaves_out, output_shape, spec_of, stride_of, unused
from cnnstudio.core.layers.activations import ACTIVATIONS
from cnnstudio.core.working.activating import activations, looks_across

FLAT = ("linear", "relu")
"""Activations of whole numbers that give whole numbers."""

NEAR = 1e-5
"""How far a float32 result may be away, as a share of the largest sum of the products without their signs."""


def drawn(pick: np.random.Generator) -> Exercise:
    """Any exercise."""
    whole, is_one = bool(pick.integers(2)), pick.random() < 0.25
    channels, filters = int(pick.integers(1, 5)), int(pick.integers(1, 5))
    size = (1 if is_one else int(pick.integers(1, 14)), int(pick.integers(1, 14)))
    window = (1 if is_one else int(pick.integers(1, 6)), int(pick.integers(1, 6)))

    def numbers(*shape: int) -> Any:
        return (pick.integers(-4, 5, shape) if whole else pick.normal(0, 0.7, shape)).astype(np.float32)

    def pair(most: int) -> tuple[int, int]:
        return int(pick.integers(1, most)), int(pick.integers(1, most))

    exercise = Exercise(
        numbers(*size, channels),
        numbers(*window, channels, filters),
        numbers(filters) if pick.integers(2) else np.empty(0, np.float32),
        ("convolution", "convolution", "max", "average")[pick.integers(4)],
        1 if is_one else 2,
        pair(5),
        pair(4) if pick.integers(2) else (1, 1),
        ("valid", "same", int(pick.integers(0, 4)))[pick.integers(3)],
        str(pick.choice(FLAT if whole else ACTIVATIONS)),
    )
    check(exercise)
    return exercise


def by_keras(exercise: Exercise, inputs: Any) -> Any:
    """What Keras's layers give for inputs (n, rows, columns, channels)."""
    import keras

    flat = exercise.dimensions == 1
    pixels = 0 if isinstance(exercise.padding, str) else exercise.padding
    word = exercise.padding if isinstance(exercise.padding, str) else "valid"
    dimension, cut = ("1D", slice(1, 2)) if flat else ("2D", slice(0, 2))
    values = keras.ops.convert_to_tensor(inputs[:, 0] if flat else inputs)
    if pixels:
        values = getattr(keras.layers, f"ZeroPadding{dimension}")(pixels)(values)
    stride, dilation = stride_of(exercise)[cut], dilation_of(exercise)[cut]
    if exercise.operation != "convolution":
        kind = "MaxPooling" if exercise.operation == "max" else "AveragePooling"
        pool = getattr(keras.layers, f"{kind}{dimension}")(exercise.window[cut], stride, word)
        found = np.asarray(pool(values))
        return found[:, None] if flat else found
    both = max(stride) > 1 and max(dilation) > 1
    if both and word == "same":
        values, word = _widened(exercise, values, flat), "valid"
    layer = getattr(keras.layers, f"Conv{dimension}")(
        exercise.filters,
        exercise.window[cut],
        (1,) * len(stride) if both else stride,
        word,
        dilation_rate=dilation,
        activation=exercise.activation,
        use_bias=len(exercise.biases) > 0,
    )
    layer.build(values.shape)
    kernel = exercise.kernels[0] if flat else exercise.kernels
    layer.set_weights([kernel, exercise.biases] if len(exercise.biases) else [kernel])
    found = np.asarray(layer(values))
    if both:
        found = found[:, :: stride[0]] if flat else found[:, :: stride[0], :: stride[1]]
    return found[:, None] if flat else found


def _widened(exercise: Exercise, values: Any, flat: bool) -> Any:
    """With the zeros of "same" for these strides, which differ from those of a convolution without strides.

    ⌈n / s⌉ steps need (⌈n / s⌉ − 1)·s + k′ − n zeros, the odd one behind (TensorFlow's notes on padding).
    """
    import keras

    sides = []
    for axis in (0, 1):
        length, stride = exercise.input.shape[axis], stride_of(exercise)[axis]
        spread = (exercise.window[axis] - 1) * dilation_of(exercise)[axis] + 1
        zeros = max((-(-length // stride) - 1) * stride + spread - length, 0)
        sides.append((zeros // 2, zeros - zeros // 2))
    return keras.ops.pad(values, [(0, 0), *(sides[1:] if flat else sides), (0, 0)])


@dataclass
class Found:
    """What all settings came to."""

    compared: int = 0
    fit_not: int = 0
    numbers: int = 0
    exact: int = 0
    with_unused: int = 0
    without_layer: int = 0
    worst: float = 0.0
    worst_work: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def look(exercise: Exercise, pick: np.random.Generator, found: Found) -> None:
    """Compares one setting."""
    if 0 in output_shape(exercise):
        found.fit_not += 1
        return
    hidden = unused(exercise)
    other = np.where(hidden.cells[..., None], np.float32(1000), exercise.input)
    both = by_keras(exercise, np.stack([exercise.input, other]))
    mine = output(exercise)
    place = tuple(int(pick.integers(size)) for size in mine.values.shape)
    worked = work(exercise, place)
    whole = bool(np.array_equal(exercise.input, np.round(exercise.input)))
    reach = _reach(exercise, mine)
    tolerance = 0.0 if whole and exercise.operation != "average" else NEAR * reach
    off = (
        float(np.abs(both[0].astype(np.float64) - mine.values).max()) if both[0].shape == mine.values.shape else np.inf
    )
    off_work = abs(worked.value - float(both[0][place])) if np.isfinite(off) else np.inf
    moved = float(np.abs(both[0].astype(np.float64) - both[1]).max())
    if max(off, off_work, moved) > tolerance:
        plain = (exercise.operation, exercise.dimensions, exercise.window, exercise.stride, exercise.dilation)
        found.wrong.append(
            f"{plain} {exercise.padding} {exercise.activation} {exercise.input.shape}: {off} {off_work} {moved}"
        )
    found.compared += 1
    found.numbers += mine.values.size
    found.exact += off == 0
    found.with_unused += hidden.count > 0
    found.without_layer += spec_of(exercise) is None
    found.worst, found.worst_work = max(found.worst, off / reach), max(found.worst_work, off_work / reach)
    kind = f"{exercise.operation} {exercise.dimensions}-D{', left out' if leaves_out(exercise) else ''}"
    found.kinds[kind] = found.kinds.get(kind, 0) + 1


def _reach(exercise: Exercise, mine: Any) -> float:
    """The largest sum of products without signs, and how steep the activation makes a difference of it."""
    if exercise.operation != "convolution":
        return float(np.abs(exercise.input).max()) or 1.0
    bare = replace(
        exercise,
        input=np.abs(exercise.input),
        kernels=np.abs(exercise.kernels),
        biases=np.abs(exercise.biases),
        activation="linear",
    )
    most = max(float(output(bare).values.max()), 1.0)
    if exercise.activation == "linear" or looks_across(exercise.activation):
        return most
    sums = mine.before.astype(np.float64)
    steps = activations(exercise.activation, sums + 1e-6) - activations(exercise.activation, sums - 1e-6)
    return most * max(float(np.abs(steps).max()) / 2e-6, 1.0)


def main() -> None:
    """Draws and compares them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--onednn", action="store_true")
    options = parser.parse_args()
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1" if options.onednn else "0"
    from cnnstudio.engine.start import bring_up

    bring_up()
    pick, found, begun = np.random.default_rng(options.seed), Found(), time.perf_counter()
    while found.compared < options.settings:
        look(drawn(pick), pick, found)
    figures = {name: value for name, value in vars(found).items() if name != "wrong"}
    told = {"wrong": len(found.wrong), "first_wrong": found.wrong[:5]}
    print(
        json.dumps(
            figures
            | told
            | {"seconds": round(time.perf_counter() - begun, 1), "seed": options.seed, "onednn": options.onednn}
        )
    )
    sys.exit(1 if found.wrong else 0)


if __name__ == "__main__":
    main()
