"""How a project begins to learn from its own drawings: what is set for that, and how it is said."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.collected import Collected
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.starting import why_not_take
from cnnstudio.core.words import plain
from cnnstudio.data.drawn import SIDE, has_colours
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.document import Document
from cnnstudio.gui.runs.training_run import TrainingRun

_ENOUGH = 10
"""So many drawings say something of how well the network does on new ones."""
_MOST_HELD = 0.3
"""But no more than this share of them is kept from the training for it."""


def learning_from(project: Project, drawings: Sequence[Collected], answering: Answering | None = None) -> Project:
    """The project with the drawings as its data, in the shape of its network where that has layers.

    Args:
        answering: The network that answers; of a run whose weights fit, training begins with these, and pictures are
            prepared for it as they were.
    """
    preprocessing, plan = project.preprocessing, project.plan
    run = None if answering is None else answering.run
    if answering is not None and run is not None and not why_not_take(project.network, run):
        plan = replace(plan, start=run.number)
        preprocessing = replace(preprocessing, method=answering.preprocessing.method)
    size, colour = (0, 0), "keep"
    if project.network.nodes:
        rows, columns, channels = project.network.input_shape
        size = (0, 0) if (rows, columns) == (SIDE, SIDE) else (rows, columns)
        natural = 3 if any(map(has_colours, drawings)) else 1
        colour = "keep" if channels == natural else "grey" if channels == 1 else "colour"
    data = replace(project.data, source=DRAWN, path="", subset=0)
    data = replace(data, validation_share=_held_back(data, len(drawings)))
    preprocessing = replace(preprocessing, size=size, colour=colour, invert=False)
    return replace(project, data=data, preprocessing=preprocessing, plan=plan)


def learning_words(document: Document, count: int) -> str:
    """What the project learns from now, what training begins with, and what is to be done, for ``count`` drawings."""
    project = document.project
    run = next((each for each in document.runs if each.number == project.plan.start), None)
    data = tr_count("The data are your one drawing", "The data are your {count:,} drawings", count)
    if run is None:
        return tr("{data}; training starts from new weights. Press Train.", data=data)
    name = plain(run.name, 40)
    return tr("{data}; training starts from {name}’s weights. Press Train.", data=data, name=name)


def still_holds(document: Document, training_run: TrainingRun) -> Callable[[], bool]:
    """Whether what was set stands as it does now, and no training has begun since."""

    def now() -> tuple[object, ...]:
        project = document.project
        return document.serial, project.data.source, project.data.path, project.plan.start

    then = now()
    return lambda: now() == then and not training_run.is_active


def _held_back(recipe: DataRecipe, count: int) -> float:
    """The validation share; of few drawings a larger one, so that it is more than one or two pictures."""
    learned = max(count * (1 - recipe.test_share), 1)
    wanted = math.ceil(100 * _ENOUGH / learned) / 100
    return max(recipe.validation_share, min(wanted, _MOST_HELD))
