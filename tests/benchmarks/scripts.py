"""Every preset as a script, run in a process of its own: are its figures those of our run, to the last digit?

    python tests/benchmarks/scripts.py [NAME …]     all presets that learn classes from pictures, or these

On a few pictures and two epochs of at least two steps, the presets with the least work first: each line is a figure, so
that a run that is ended early has told what it did. Where a preset's data are not on this machine, pictures drawn at
random with the same shape and classes take their place; and where the weights of its pretrained layers are not, those
that Keras draws for the same network.
"""

import os
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import base_of
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.pretrained import KERAS, Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.data.sources import source
from cnnstudio.engine.start import bring_up
from cnnstudio.files.bases.places import weights_folders

PICTURES = 60
FEWEST = 8
WORK = 12_000_000_000
"""Multiply-adds that a pass over the pictures should have at most."""

Figures = dict[str, list[float]]


def work_of(project: Project) -> int:
    """Multiply-adds of one picture."""
    return analyse(project.network).totals.multiply_adds


def count_of(project: Project) -> int:
    """How many pictures are trained on, validation among them: fewer where each is much work."""
    return max(FEWEST, min(PICTURES, WORK // max(work_of(project), 1)))


def made_up(project: Project, path: Path) -> DataRecipe:
    """Pictures at random in the shape of the network; the last class is among the labels, not all of them are."""
    random = np.random.default_rng(1)
    end = analyse(project.network).output_shape
    assert end is not None

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        pictures = random.integers(0, 256, (count, *project.network.input_shape), np.uint8)
        return pictures, np.linspace(0, end[-1] - 1, count).astype(int)

    (x_train, y_train), (x_test, y_test) = part(count_of(project)), part(min(20, count_of(project)))
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return DataRecipe("file", str(path), validation_share=0.2, draw="random")


def tiny(project: Project, path: Path) -> Project:
    """The same on a few pictures."""
    offered, count = source(project.data.source), count_of(project)
    size = min(project.plan.batch_size, 16, count // 2 - 1)
    plan = replace(project.plan, epochs=2, batch_size=size, early_stopping=0)
    if offered is not None and offered.resource and count == PICTURES:
        return replace(project, plan=plan, data=replace(project.data, subset=PICTURES, validation_share=0.2))
    return replace(project, plan=plan, data=made_up(project, path))


def draw_bases(project: Project) -> None:
    """Files of weights that Keras draws, where those of ``keras.applications`` are not on this machine."""
    import keras
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    for block in pretrained_blocks(project.network):
        base = base_of(block.spec.source) if isinstance(block.spec, Pretrained) else None
        if base is None or not block.spec.source.startswith(KERAS):
            continue
        whole = next(each for each in base.files if each.whole)
        path = weights_folders()[0] / whole.name
        if not path.exists():
            import h5py

            path.parent.mkdir(parents=True, exist_ok=True)
            keras.utils.set_random_seed(1)
            drawn: Any = getattr(keras.applications, base.name)(weights=None)
            with h5py.File(path, "w") as file:
                save_weights_to_hdf5_group(file, drawn)


def compared(preset: Preset, folder: Path) -> tuple[Figures, Figures]:
    """Our figures and those of the script."""
    from tests.engine.conftest import Bench
    from tests.engine.scripted import left_by, written
    from tests.engine.test_scripts import figures

    draw_bases(preset.project)
    project = tiny(preset.project, folder / "data.npz")
    file = str(_file(project, folder / preset.name))
    ours = figures(Bench(folder).train(project, file)[1])
    (theirs,) = left_by([written(project, folder / f"{preset.name}.py", file=file)])
    return ours, theirs["history"]


def _compared_or_not(preset: Preset) -> tuple[Figures, Figures]:
    """The figures of both; of a preset that cannot be trained or run the words, and the others go on."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return compared(preset, Path(folder))
        except AssertionError as error:
            print(f"{preset.name}: {str(error)[-1500:]}")
            return {}, {"not there": []}


def _learns_pictures(project: Project) -> bool:
    """Whether it ends with classes, and begins with pictures: not so the arithmetic and the features of two sheets."""
    end = analyse(project.network).output_shape
    return end is not None and len(end) == 1 and project.network.input_shape[-1] in (1, 3)


def main(names: list[str]) -> int:
    """Prints a line a preset; 1 where one does not agree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bring_up()
    import keras

    asked = [each for each in PRESETS if (each.name in names if names else _learns_pictures(each.project))]
    wanted = sorted(asked, key=lambda each: work_of(each.project))
    same = 0
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNNSTUDIO_HOME"] = home
        for each in wanted:
            began = time.perf_counter()
            ours, theirs = _compared_or_not(each)
            is_same = repr(ours) == repr({name: theirs.get(name) for name in ours}) and set(ours) == set(theirs)
            same += is_same
            words = "agrees" if is_same else f"DIFFERS\n  ours   {ours}\n  script {theirs}\n"
            figures = f"{len(ours)} columns, {count_of(each.project)} pictures, {time.perf_counter() - began:.0f} s"
            print(f"{each.name:28} {words} ({figures}; loss {ours.get('loss')})", flush=True)
            keras.backend.clear_session()
    print(f"{same} of {len(wanted)} scripts agree to the last digit.")
    return same < len(wanted)


def _file(project: Project, path: Path) -> Path:
    from cnnstudio.files.project_file import ProjectFile

    made = path.with_suffix(".cnnstudio")
    ProjectFile.create(made, project).close()
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
