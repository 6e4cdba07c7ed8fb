"""The weights a new run begins with, where its plan takes those of another run."""

from dataclasses import dataclass

from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.starting import arrays_of, why_not_start
from cnnstudio.core.words import plain
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.weights_blob import Weights


@dataclass(frozen=True, eq=False)
class Start:
    """Weights under the names of the network that is trained, and in words where they come from."""

    weights: Weights
    words: str


def start_of(path: str, project: Project) -> Start | None:
    """What the plan says the run begins with; None for new weights.

    Raises StudioError in words where the run that is named has not the weights that the network needs, before anything
    has begun.
    """
    number = project.plan.start
    if not number:
        return None
    with ProjectFile.open(path, read_only=True) as file:
        run = file.run(number)
        why_not = why_not_start(project, [run])
        if why_not:
            raise StudioError(why_not)
        epoch, weights = file.weights(number)
    ours, theirs = arrays_of(project.network), arrays_of(run.project.network)
    named = {f"{one[0]}/{one[1]}": weights[f"{two[0]}/{two[1]}"] for one, two in zip(ours, theirs, strict=True)}
    of = "" if run.is_imported else f", epoch {epoch}"
    return Start(named, f"run {number}, {plain(run.name, 40)}{of}")
