"""How well networks trained on the built-in MNIST read digits that other people drew, in each way; one JSON line.

python tests/benchmarks/others_digits.py ZIP [--seeds 3] [--epochs 5] [--presets lenet mnist-cnn]
"""

import argparse
import contextlib
import io
import json
import sys
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from cnnstudio.cli.serve import serve
from cnnstudio.core.messages import Evaluate, Evaluated, PicturesAre, RunSubject, Train
from cnnstudio.core.pictures.ink import AS_IT_STANDS, Steps
from cnnstudio.core.presets import preset
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.files.project_file import ProjectFile

WAYS: dict[str, tuple[PicturesAre, Steps]] = {
    "MNIST's way": ("drawn", Steps()),
    "not centred": ("drawn", Steps(centre=False)),
    "not scaled": ("drawn", Steps(scale=False)),
    "as it stands": ("drawn", AS_IT_STANDS),
    "plain": ("plain", Steps()),
}


def main() -> None:
    """Trains each preset with each seed, and tests it in every way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("zip", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--presets", nargs="+", default=["lenet", "mnist-cnn"])
    given = parser.parse_args()
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for name in given.presets:
            for seed in range(1, given.seeds + 1):
                path = Path(folder) / f"{name}-{seed}.cnnstudio"
                for way, accuracy in tried(name, seed, given.epochs, path, given.zip.absolute()).items():
                    found[way].append(accuracy)
    figures = {way: [round(min(each), 3), round(sum(each) / len(each), 3)] for way, each in found.items()}
    print(json.dumps({"networks": given.seeds * len(given.presets), "least and mean": figures}))


def tried(name: str, seed: int, epochs: int, path: Path, pictures: Path) -> dict[str, float]:
    """The accuracy of one network in each way."""
    ready = preset(name)
    assert ready is not None
    project = replace(ready.project, plan=replace(ready.project.plan, epochs=epochs, seed=seed))
    ProjectFile.create(path, project).close()
    subject, data = RunSubject(str(path), 1), DataRecipe("file", str(pictures))
    tests = [
        Evaluate(sender=way, subject=subject, data=data, pictures=are, steps=steps, whole=True)
        for way, (are, steps) in WAYS.items()
    ]
    with contextlib.redirect_stderr(io.StringIO()):
        answers = serve([Train(file=str(path), project=project), *tests], lambda event: None).answers
    results = [event for event in answers if isinstance(event, Evaluated)]
    return {way: each.scores.accuracy for way, each in zip(WAYS, results, strict=True)}


if __name__ == "__main__":
    main()
