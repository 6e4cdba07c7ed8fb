"""Measures how the weights of every layer are distributed, some of them at a time."""

from collections.abc import Iterator

from cnnstudio.core.distribution import Measuring
from cnnstudio.core.messages import Event, MeasureWeights, Progressed, WeightsMeasured
from cnnstudio.engine.build import get_weights, see_weights
from cnnstudio.engine.subjects import Subjects
from cnnstudio.files.weights_blob import Weights

_TELLINGS = 50
"""So often at most it is told how far it is."""


def weighing(ticket: int, request: MeasureWeights, subjects: Subjects) -> Iterator[Event | None]:
    """Progressed as far as there is much to measure, then WeightsMeasured."""
    works = {name: Measuring(array) for name, array in _weights(request, subjects).items()}
    total = sum(each.work for each in works.values())
    yield None
    done = told = 0
    found = []
    for name, work in works.items():
        while work.found is None:
            done += work.step()
            is_news = (done - told) * _TELLINGS > total
            told = done if is_news else told
            yield Progressed(ticket, "Measuring weights", done, total) if is_news and done < total else None
        found.append((name, work.found))
    yield WeightsMeasured(ticket, request.subject, tuple(found))


def _weights(request: MeasureWeights, subjects: Subjects) -> Weights:
    """The arrays of the subject as they are now; copies where they are being trained, and no network is made for it."""
    loaded = subjects.get(request.subject)
    is_live = subjects.live is not None and loaded is subjects.live.loaded
    return (get_weights if is_live else see_weights)(loaded.keras_model, loaded.network)
