"""Reads the data of a training and says whether the project can learn from them; needs no TensorFlow."""

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.project import Page, Project, what_keeps
from cnnstudio.core.training.dividing import counts
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.watch import Watch
from cnnstudio.engine.drawn import load

_MEND_IT: dict[Page, str] = {
    "build": tr("Mend it in the stack, then train again."),
    "data": tr("Mend it on the Data page, then train again."),
    "train": tr("Mend it on the Train page, then train again."),
}


def read(project: Project, watch: Watch, file: str = "") -> tuple[DataSet, Analysis]:
    """The project's data in the network's shape, and the network judged for them.

    Raises StudioError when the project cannot be trained on them, before anything is read where that is known.

    Args:
        file: The project's, for the drawings that are in it.
    """
    recipe, preprocessing = project.data, project.preprocessing
    try:
        preprocessing.check_size(project.network.input_shape)
    except SpecError as error:
        raise StudioError(str(error), tr("Standardise channel by channel, or make the pictures smaller.")) from error
    data = load(recipe, preprocessing.geometry, watch, file=file)
    analysis = analyse(project.network, data.classes, project.plan.loss)
    refused, page = what_keeps(project, analysis, data.input_shape)
    if refused:
        raise StudioError(refused, _MEND_IT[page])
    try:
        preprocessing.check_augmentation(data.input_shape)
    except SpecError as error:
        raise StudioError(str(error), tr("Take that augmentation out on the Data page.")) from error
    counts(len(data.y_train), recipe)  # refuses a subset that is larger than the data
    return data, analysis
