"""Whether the project on the desk can be trained with the data that are loaded, and where it is mended if not."""

from collections.abc import Sequence

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.matching import are_on_their_way
from cnnstudio.core.project import Page, Project, what_keeps
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.dividing import why_not_divide
from cnnstudio.core.transferring.starting import why_not_start
from cnnstudio.data.dataset import DataSet

PREPARING = tr("The pictures are being prepared for the network…")
"""While those that are loaded have another size or colour than the project gives them."""


def what_keeps_it(
    project: Project, analysis: Analysis, data_set: DataSet | None, runs: Sequence[Run]
) -> tuple[str, Page]:
    """Why it cannot be trained, in words, and the page on which that is mended; empty and Train where it can.

    Args:
        data_set: None while the data that the project names are not loaded.
        runs: Those of the project's file, with whose weights training may begin.
    """
    if data_set is None:
        chosen = bool(project.data.source)
        words = tr("The data are not loaded yet.") if chosen else tr("Choose data on the Data page first.")
        return words, "data"
    if are_on_their_way(project, data_set.input_shape):
        return PREPARING, "data"
    refusal, page = what_keeps(project, analysis, data_set.input_shape)
    if refusal:
        return refusal, page
    refusal = why_not_start(project, runs)
    if refusal:
        return refusal, "train"
    refusal = why_not_divide(len(data_set.x_train), project.data)
    return refusal, "data" if refusal else "train"
