"""What each scaling of values does to one network on few digits: prints a table, medians over seeds with their range.

python tests/benchmarks/preprocessing.py [--data PATH] [--seeds 3] [--epochs 6] [--pictures 5000] [--floors 0.001 1 10]

One convolution (the preset few-digits-cnn) learns from four fifths of the pictures and is validated on the rest.
"Loss 1" is the training loss of the first epoch, the others are of the last one; "largest" is the largest number that
a validation picture sends into the network.
"""

import argparse
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.messages import EpochEnded, Event, Failed, Finished, Train
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.data.split import split
from cnnstudio.engine.mailbox import Mailbox
from cnnstudio.engine.session import Session
from cnnstudio.files.project_file import ProjectFile

_FLOORS = (1e-3, 0.0255, 1.0, 10.0, 25.5)
_COLUMNS = ("loss 1", "accuracy", "val_accuracy", "val_loss", "largest")


def ways(floors: list[float]) -> list[tuple[str, Preprocessing]]:
    """Every method by what it is called in the table; pixel by pixel once a floor."""
    found = [(method, Preprocessing(method)) for method in METHODS if method != "standardise_pixel"]
    return [
        *found,
        *((f"standardise_pixel, floor {each:g}", Preprocessing("standardise_pixel", each)) for each in floors),
    ]


def project_of(options: argparse.Namespace, preprocessing: Preprocessing, seed: int) -> Project:
    """The preset on these pictures, split and trained with this seed."""
    found = preset("few-digits-cnn")
    assert found is not None
    source = "mnist" if options.data else "mnist-10k"
    recipe = DataRecipe(source, options.data, subset=options.pictures, validation_share=0.2, seed=seed)
    plan = replace(found.project.plan, epochs=options.epochs, seed=seed)
    return replace(found.project, data=recipe, preprocessing=preprocessing, plan=plan)


def trained(project: Project) -> tuple[float, ...]:
    """The figures of _COLUMNS but the last."""
    events: list[Event] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "preprocessing.cnnstudio"
        ProjectFile.create(path, project).close()
        mailbox = Mailbox()
        mailbox.post(Train(file=str(path), project=project))
        mailbox.finish()
        Session(mailbox, events.append).run()
    epochs = [event.epoch for event in events if isinstance(event, EpochEnded)]
    ended = next(event for event in events if isinstance(event, Failed | Finished))
    if isinstance(ended, Failed) or ended.status != "finished":
        raise SystemExit(ended.text)
    last = epochs[-1]
    return epochs[0].loss, last.accuracy, last.val_accuracy, last.val_loss


def largest(project: Project) -> float:
    """The largest number, without its sign, that goes into the network in validation."""
    parts = split(library.load(project.data), project.data)
    prepared = project.preprocessing.fit(parts.x_train)
    return float(np.abs(prepared.apply(parts.x_validation[:])).max())


def row(name: str, figures: list[tuple[float, ...]]) -> str:
    """A line of the table: for each column the median, and from the least to the most."""
    cells = [f"{statistics.median(each):9.4g} ({min(each):.4g}–{max(each):.4g})" for each in zip(*figures, strict=True)]
    return f"{name:32}" + "".join(f"{cell:28}" for cell in cells)


def main() -> None:
    """Trains every way with every seed and prints a line as each is done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="", help="an .npz with all of MNIST; the built-in 10k without it")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--pictures", type=int, default=5000)
    parser.add_argument("--floors", type=float, nargs="+", default=list(_FLOORS))
    options = parser.parse_args()
    print(f"{'':32}" + "".join(f"{column:28}" for column in _COLUMNS))
    for name, preprocessing in ways(options.floors):
        projects = [project_of(options, preprocessing, seed) for seed in range(1, options.seeds + 1)]
        print(row(name, [(*trained(each), largest(each)) for each in projects]), flush=True)


if __name__ == "__main__":
    main()
