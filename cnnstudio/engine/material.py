"""Everything a training needs before it begins: data read and divided, preprocessing fitted, memory asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project, why_not_train
from cnnstudio.data import library
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.feed import Feed, feed, is_streamed
from cnnstudio.engine.report import Counts


@dataclass(frozen=True, eq=False)
class Material:
    """The pictures in their parts, what ``fit`` is given of them, and how they are prepared."""

    parts: Parts
    labels: tuple[str, ...]
    prepared: Prepared
    feed: Feed
    counts: Counts


def material(project: Project, between: Callable[[], None], watch: Watch) -> Material:
    """Reads, divides and prepares the data; raises StudioError when the project cannot be trained on them.

    Nothing of the size of the data or the network is allocated before it is known to fit into memory.

    Args:
        between: Called between parts of the work; what it raises ends it.
        watch: Ends the loading when it is told to.
    """
    recipe, plan, preprocessing = project.data, project.plan, project.preprocessing
    data = library.load(recipe, preprocessing.geometry, watch)
    between()
    analysis = analyse(project.network, data.classes, plan.loss)
    refused = why_not_train(project, analysis, data.input_shape)
    if refused:
        raise StudioError(refused, "Mend it in the stack, then train again.")
    try:
        preprocessing.check_augmentation(data.input_shape)
    except SpecError as error:
        raise StudioError(str(error), "Take that augmentation out on the Data page.") from error
    parts = split(data, recipe)
    count, held = len(parts.x_train), len(parts.x_validation)
    how = memory.Feeding(is_streamed(parts), bool(preprocessing.augmentation))
    memory.require(memory.to_train(analysis, plan, count + held, how))
    prepared = preprocessing.fit(parts.x_train, between)
    fed = feed(parts, prepared, plan, data.classes)
    return Material(parts, data.labels, prepared, fed, Counts(count, held, plan.batch_size))
