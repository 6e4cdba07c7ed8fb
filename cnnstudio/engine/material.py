"""Everything a training needs before it begins: data read and divided, preprocessing fitted, memory asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.device import copies
from cnnstudio.engine.feed import Feed, feed, is_streamed
from cnnstudio.engine.reading import read
from cnnstudio.engine.report import Counts


@dataclass(frozen=True, eq=False)
class Material:
    """The pictures in their parts, what ``fit`` is given of them, and how they are prepared."""

    parts: Parts
    labels: tuple[str, ...]
    prepared: Prepared
    feed: Feed
    counts: Counts


def material(
    project: Project, between: Callable[[], None], watch: Watch, prepared: Prepared | None = None, file: str = ""
) -> Material:
    """Reads, divides and prepares the data; raises StudioError when the project cannot be trained on them.

    Nothing of the size of the data or the network is allocated before it is known to fit into memory.

    Args:
        between: Called between parts of the work; what it raises ends it.
        watch: Is told how far the loading is, and ends it.
        prepared: The preprocessing of a run that goes on; None fits it to the training pictures.
        file: The project's, for the drawings that are in it.
    """
    plan, preprocessing = project.plan, project.preprocessing
    shared_by = copies(plan.device)
    data, analysis = read(project, watch, file)
    between()
    parts = split(data, project.data)
    count, held = len(parts.x_train), len(parts.x_validation)
    how = memory.Feeding(is_streamed(parts), bool(preprocessing.augmentation))
    memory.require(memory.to_train(analysis, plan, count + held, how))
    prepared = prepared or preprocessing.fit(parts.x_train, between)
    fed = feed(parts, prepared, plan, data.classes, shared_by)
    return Material(parts, data.labels, prepared, fed, Counts(count, held, fed.batch_size))
