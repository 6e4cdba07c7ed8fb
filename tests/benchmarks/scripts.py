"""Every preset as a script, run in a process of its own: are its figures those of our run, to the last digit?

    python tests/benchmarks/scripts.py [NAME …]     all presets whose pictures have at most 64 × 64 pixels, or these

On a few pictures and one or two epochs. Where a preset's data are not on this machine, pictures drawn at random with
the same shape and classes take their place.
"""

import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from cnnstudio.core.analysis import analyse
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.pretrained import BUILT_IN, Pretrained
from cnnstudio.core.pretrained_blocks import pretrained_blocks
from cnnstudio.core.project import Project
from cnnstudio.data.sources import source
from cnnstudio.engine.start import bring_up

SMALL = 64
PICTURES = 60


def made_up(project: Project, path: Path) -> DataRecipe:
    """Pictures at random in the shape of the network."""
    random = np.random.default_rng(1)
    shape, end = project.network.input_shape, analyse(project.network).output_shape
    assert end is not None
    classes = end[-1]

    def part(count: int) -> tuple[np.ndarray, np.ndarray]:
        return random.integers(0, 256, (count, *shape), np.uint8), np.arange(count) % classes

    (x_train, y_train), (x_test, y_test) = part(max(PICTURES, classes)), part(max(20, classes))
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return DataRecipe("file", str(path), validation_share=0.2, draw="random")


def tiny(project: Project, path: Path) -> Project:
    """The same on a few pictures."""
    offered = source(project.data.source)
    plan = replace(project.plan, epochs=2, batch_size=min(project.plan.batch_size, 16), early_stopping=0)
    if offered is not None and offered.resource:
        return replace(project, plan=plan, data=replace(project.data, subset=PICTURES, validation_share=0.2))
    return replace(project, plan=plan, data=made_up(project, path))


def main(names: list[str]) -> None:
    """Prints a line a preset."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bring_up()
    from tests.engine.conftest import Bench
    from tests.engine.scripted import left_by, written
    from tests.engine.test_scripts import figures

    wanted = [
        each
        for each in PRESETS
        if (each.name in names if names else max(each.project.network.input_shape[:2]) <= SMALL)
        and _has_weights(each.project)
        and len(analyse(each.project.network).output_shape or (0, 0)) == 1
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ours, scripts = {}, []
        for each in wanted:
            began, project = time.perf_counter(), tiny(each.project, folder / f"{each.name}-data.npz")
            ours[each.name] = figures(Bench(folder).train(project, str(_file(project, folder / each.name)))[1])
            scripts.append(written(project, folder / f"{each.name}.py"))
            print(f"{each.name:28} trained in {time.perf_counter() - began:5.1f} s", flush=True)
        theirs = [found["history"] for found in left_by(scripts)]
    same = 0
    for each, found in zip(wanted, theirs, strict=True):
        same += ours[each.name] == found
        if ours[each.name] != found:
            print(f"{each.name}: ours {ours[each.name]}\n  script {found}")
    print(f"{same} of {len(wanted)} scripts agree to the last digit.")


def _has_weights(project: Project) -> bool:
    """Whether the weights of its pretrained layers come with the program; of others they may not be here."""
    sources = [block.spec.source for block in pretrained_blocks(project.network) if isinstance(block.spec, Pretrained)]
    return all(each.startswith(BUILT_IN) for each in sources)


def _file(project: Project, path: Path) -> Path:
    from cnnstudio.files.project_file import ProjectFile

    made = path.with_suffix(".cnnstudio")
    ProjectFile.create(made, project).close()
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
