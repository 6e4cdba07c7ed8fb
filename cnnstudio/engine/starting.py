"""The weights a new run begins with, where its plan takes those of another run."""

import hashlib
from dataclasses import dataclass

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.run import BEGUN, Begun
from cnnstudio.core.starting import arrays_of, begins_otherwise, why_not_start
from cnnstudio.core.words import plain
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.weights_blob import Weights


@dataclass(frozen=True, eq=False)
class Start:
    """Weights under the names of the network that is trained.

    Attributes:
        words: Where they come from.
        begun: The same to be checked later.
        note: What is to be known of them; empty where there is nothing.
    """

    weights: Weights
    words: str
    begun: Begun
    note: str = ""

    @property
    def versions(self) -> dict[str, str]:
        """What is stored with the run."""
        return {"start": self.words, BEGUN: self.begun.to_text()}


def start_of(path: str, project: Project) -> Start | None:
    """What the plan says the run begins with; None for new weights.

    Raises StudioError in words where the run that is named has not the weights that the network needs, before anything
    has begun.
    """
    number = project.plan.start
    if not number:
        return None
    with ProjectFile.open(path, read_only=True) as file:
        runs = file.runs()
        why_not = why_not_start(project, runs)
        if why_not:
            raise StudioError(why_not)
        run = next(each for each in runs if each.number == number)
        epoch, weights = file.weights(number)
    ours, theirs = arrays_of(project.network), arrays_of(run.project.network)
    named = {f"{one[0]}/{one[1]}": weights[f"{two[0]}/{two[1]}"] for one, two in zip(ours, theirs, strict=True)}
    of = "" if run.is_imported else f", epoch {epoch}"
    begun = Begun(number, epoch, _digest(named))
    return Start(named, f"run {number}, {plain(run.name, 40)}{of}", begun, begins_otherwise(begun, runs))


def _digest(weights: Weights) -> str:
    """SHA-256 of all numbers in their order, float32, little-endian; what layers are called plays no part."""
    digest = hashlib.sha256()
    for array in weights.values():
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array, "<f4").data)
    return digest.hexdigest()
