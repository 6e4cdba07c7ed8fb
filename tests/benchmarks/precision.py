"""What bfloat16 is worth on this processor: pictures a second and validation loss beside float32; prints one JSON line.

python tests/benchmarks/precision.py [--rounds 3] [--epochs 3] [--pictures 4000] [--preset mnist-cnn]

Each round trains the preset's network in both precisions in turn, by the plain ``fit`` that the engine uses, on the
same pictures with the same seed, another one each round. The first epoch, with its tracing, is left out.
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.engine.start import bring_up

PRECISIONS = ("float32", "mixed_bfloat16")


def train(project: Project, parts: Any) -> tuple[float, float]:
    """Pictures a second after the first epoch, and the validation loss of the last."""
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.feed import feed

    ends: list[float] = []

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            ends.append(time.perf_counter())

    plan = project.plan
    keras.utils.set_random_seed(plan.seed)
    given = feed(parts, project.preprocessing.fit(parts.x_train), plan, 10)
    keras_model = build(project.network, precision=plan.precision)
    compile_(keras_model, plan, project.network)
    logs = keras_model.fit(**given.arguments, epochs=plan.epochs, verbose=0, callbacks=[Clock()]).history
    return len(parts.x_train) * (len(ends) - 1) / (ends[-1] - ends[0]), logs["val_loss"][-1]


def main() -> None:
    """Measures all rounds and prints the line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=4000)
    parser.add_argument("--preset", default="mnist-cnn")
    options = parser.parse_args()
    ready, found = bring_up(), preset(options.preset)
    if found is None:
        raise SystemExit(f"There is no preset called {options.preset!r}.")
    from cnnstudio.data import library
    from cnnstudio.data.split import split

    recipe = DataRecipe("mnist-10k", subset=options.pictures)
    parts = split(library.load(recipe), recipe)
    rates: dict[str, list[float]] = {name: [] for name in PRECISIONS}
    losses: dict[str, list[float]] = {name: [] for name in PRECISIONS}
    for number in range(options.rounds):
        for name in PRECISIONS if number % 2 == 0 else PRECISIONS[::-1]:
            plan = replace(found.project.plan, epochs=options.epochs, precision=name, seed=7 + number)
            rate, loss = train(replace(found.project, plan=plan, data=recipe), parts)
            rates[name].append(round(rate, 1))
            losses[name].append(round(loss, 4))
    ratios = [fast / slow for slow, fast in zip(*(rates[name] for name in PRECISIONS), strict=True)]
    figures = {"ratio": round(statistics.median(ratios), 3), "ratios": [round(each, 3) for each in ratios]}
    told = {"pictures_per_second": rates, "validation_loss": losses, "has_instructions": ready.fast_bfloat16}
    print(json.dumps(figures | told | {"preset": options.preset, "device": ready.text}))


if __name__ == "__main__":
    main()
