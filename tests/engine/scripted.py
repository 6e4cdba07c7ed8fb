"""Scripts that are run as anybody would run them, in a process of their own, and what they leave."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import beside
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.scripts import Pictures, bases_of, needs_pictures, write_script

_RUN = """
import json, runpy, sys
for script, target in zip(sys.argv[1::2], sys.argv[2::2]):
    found = runpy.run_path(script)
    with open(target, "w") as file:
        json.dump({"history": found["history"].history, "scores": found["scores"]}, file)
"""


def written(project: Project, path: Path, weights: Weights | None = None, file: str = "") -> Path:
    """The project's script at ``path``, beside it its pictures, and the weights of pretrained layers.

    Args:
        file: The project's own, for those that come from its runs.
    """
    pictures = None
    if needs_pictures(project):
        parts = beside.parts_of(project)
        other = project.data.validation != DataRecipe.TEST
        pictures = Pictures(lambda temp: beside.save_parts(parts, temp, with_validation=other), parts.is_streamed)
    write_script(path, project, pictures=pictures, weights=weights, bases=bases_of(file, project))
    return path


def left_by(scripts: Iterable[Path]) -> list[dict[str, dict[str, list[float]]]]:
    """What each script leaves, one after another in one process that knows nothing of this program."""
    pairs = [(str(each), str(each.with_suffix(".json"))) for each in scripts]
    flat = [name for pair in pairs for name in pair]
    command = [sys.executable, "-c", _RUN, *flat]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(flat[0]).parent)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(Path(target).read_text()) for _, target in pairs]
