"""Answers those who look in: what is told at once, whatever else the engine does."""

from cnnstudio.core.messages import (
    Augment,
    Augmented,
    Event,
    FeaturesShown,
    Follow,
    GetReady,
    GotReady,
    Look,
    Predict,
    Predicted,
    ShowFeatures,
    ShowKernels,
    TakeByHand,
    WorkOut,
    read_only,
)
from cnnstudio.engine.inspecting import kernels, predict, working
from cnnstudio.engine.inspecting.augment import variants
from cnnstudio.engine.inspecting.following import Following, following
from cnnstudio.engine.subjects import Subjects


def look(ticket: int, request: Look, subjects: Subjects) -> Event:
    """What is told about a look that is done in one go; raises StudioError in words."""
    match request:
        case Augment():
            return Augmented(ticket, read_only(variants(request)))
        case ShowKernels():
            return kernels.shown(ticket, request, subjects.get(request.subject))
        case ShowFeatures():
            maps = predict.features(subjects.get(request.subject), request.layer, request.picture)
            maps.setflags(write=False)
            return FeaturesShown(ticket, request.subject, request.layer, maps)
        case WorkOut() | TakeByHand():
            return working.answer(ticket, request, subjects)
        case Follow() | GetReady():
            return _followed(ticket, request, following(subjects.get(request.subject)))
        case Predict():
            loaded = subjects.get(request.subject)
            found = read_only(predict.probabilities(loaded, request.picture))
            return Predicted(ticket, request.subject, loaded.labels, found)
        case _:
            raise TypeError(f"The engine knows no look called {type(request).__name__}.")


def _followed(ticket: int, request: Follow | GetReady, found: Following) -> Event:
    if isinstance(request, Follow):
        return found.look(ticket, request.subject, request.picture)
    found.warm()
    return GotReady(ticket, request.subject)
