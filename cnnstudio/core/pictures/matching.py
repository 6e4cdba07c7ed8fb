"""Pictures and a network that do not fit each other, and both ways out."""

from dataclasses import replace

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import MAX_SIDE
from cnnstudio.core.problem import BringPictures, Fix, KeepValues, Problem, SetInput
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Shape


def input_problem(network: Network, pictures: Shape | None) -> Problem | None:
    """Why pictures of this shape do not go into the network; None where they do, or there are none."""
    wanted = network.input_shape
    if pictures is None or pictures == wanted:
        return None
    fixes = [Fix(tr("Set the network's input to {shape}", shape=_short(pictures)), SetInput(pictures))]
    if wanted[2] in {1, 3} and max(wanted[:2]) <= MAX_SIDE:
        size = _short(wanted[:2])
        label = (
            tr("Bring the pictures to {size}, grey", size=size)
            if wanted[2] == 1
            else tr("Bring the pictures to {size}, colour", size=size)
        )
        fixes.append(Fix(label, BringPictures(wanted)))
    ours, theirs = shape_in_words(wanted), shape_in_words(pictures)
    return Problem(
        tr("The network expects pictures of {ours}, but the data have {theirs}.", ours=ours, theirs=theirs),
        tuple(fixes),
    )


def are_on_their_way(project: Project, pictures: Shape | None) -> bool:
    """Whether loaded pictures of this shape do not fit yet, but will once they are prepared as the project says."""
    wanted = project.network.input_shape
    return pictures is not None and pictures != wanted and project.preprocessing.geometry.shape(pictures) == wanted


def applied(fix: Fix, project: Project) -> Project:
    """The project after it; raises SpecError where it cannot be done any more."""
    preprocessing = project.preprocessing
    for change in (fix.change, fix.then):
        if isinstance(change, BringPictures):
            geometry = preprocessing.geometry.towards(change.shape)
            preprocessing = replace(preprocessing, size=geometry.size, colour=geometry.colour)
        elif isinstance(change, KeepValues):
            preprocessing = replace(preprocessing, method="raw")
    return replace(project, network=fix.applied(project.network), preprocessing=preprocessing)


def _short(shape: Shape) -> str:
    return "×".join(map(str, shape))
