"""The weights a new run begins with, where its plan takes those of another run."""

from dataclasses import dataclass

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import BEGUN, Begun, Run
from cnnstudio.core.transferring.starting import arrays_of, begins_otherwise, why_not_start
from cnnstudio.core.words import plain
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.sources import brought, completed

_NAMED = 3
"""So many layers are named where something is to be said of them."""


@dataclass(frozen=True, eq=False)
class Start:
    """Weights under the names of the network that is trained, but for those that its pretrained blocks hold.

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
    weights = completed(run.project.network, weights, path)
    ours, theirs = arrays_of(project.network), arrays_of(run.project.network)
    named = {f"{one[0]}/{one[1]}": weights[f"{two[0]}/{two[1]}"] for one, two in zip(ours, theirs, strict=True)}
    of = {"number": number, "name": plain(run.name, 40)}
    name = tr("run {number}, {name}", **of) if run.is_imported else ""
    name = name or tr("run {number}, {name}, epoch {epoch}", **of, epoch=epoch)
    begun = Begun(number, epoch, digest_of(named.values()))
    # What is held comes from its source, always: so it does when the run is opened.
    own = {f"{row.name}/{each.name}" for row in analyse(project.network).rows for each in row.params.stored}
    kept = {name: array for name, array in named.items() if name in own}
    notes = _left_behind(project.network, run, named, path), begins_otherwise(begun, runs)
    return Start(kept, name, begun, " ".join(filter(None, notes)))


def _left_behind(network: Network, run: Run, named: Weights, path: str) -> str:
    """That frozen layers are not as the run has them, which trained them on, in a sentence; empty where all are.

    Args:
        named: The weights of the run under the names of the network.
    """
    ours, theirs = (
        [each for row in analyse(of).rows for each in row.params.arrays] for of in (network, run.project.network)
    )
    if not any(one.held and not two.held for one, two in zip(ours, theirs, strict=True)):
        return ""
    held = brought(network, path, held=True)
    changed = [name.partition("/")[0] for name, array in held.items() if not np.array_equal(array, named[name])]
    names = list(dict.fromkeys(changed))
    if not names:
        return ""
    shown = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        shown = tr("{names} and {count:,} more", names=shown, count=len(names) - _NAMED)
    return tr(
        "Not as in run {number}, which trained on them, but as in their source: {names}.",
        number=run.number,
        names=shown,
    )
