"""Measures how the weights of every layer are distributed, some of them at a time."""

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.distribution import Measuring
from cnnstudio.core.language import tr
from cnnstudio.core.messages import MeasureWeights, Progressed, WeightsMeasured
from cnnstudio.engine.build import get_weights, see_weights
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.subjects import Subjects
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.memory import Need
from cnnstudio.files.project.weights_blob import Weights

_TELLINGS = 50
"""So often at most it is told how far it is."""
_IN_A_STEP = 2_000_000
"""So many numbers, of one array or of many small ones, are gone through in a step: some 20 ms."""


def weighing(ticket: int, request: MeasureWeights, subjects: Subjects) -> Steps:
    """Progressed as far as there is much to measure, then WeightsMeasured."""
    works = {name: Measuring(array) for name, array in _weights(request, subjects).items()}
    total = sum(each.work for each in works.values())  # each number twice; what is told counts it once
    yield None
    done = told = waited = 0
    found = []
    for name, work in works.items():
        while work.found is None:
            done += work.step()
            if done - waited < _IN_A_STEP:
                continue
            waited, is_news = done, (done - told) * _TELLINGS > total
            told = done if is_news else told
            yield (
                Progressed(ticket, tr("Measuring weights"), done // 2, total // 2) if is_news and done < total else None
            )
        found.append((name, work.found))
    yield WeightsMeasured(ticket, request.subject, tuple(found))


def _weights(request: MeasureWeights, subjects: Subjects) -> Weights:
    """The arrays of the subject as they are now; copies where they are being trained, and no network is made for it."""
    loaded = subjects.get(request.subject)
    if subjects.live is None or loaded is not subjects.live.loaded:
        return see_weights(loaded.keras_model, loaded.network)
    memory.require(Need(4 * analyse(loaded.network).totals.parameters, 0, 0))
    return get_weights(loaded.keras_model, loaded.network)
