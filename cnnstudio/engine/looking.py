"""Answers those who look in: what is told at once, whatever else the engine does."""

from cnnstudio.core.messages import (
    Augment,
    Augmented,
    Event,
    FeaturesShown,
    KernelsShown,
    Look,
    Predict,
    Predicted,
    ShowFeatures,
    ShowKernels,
    read_only,
)
from cnnstudio.engine import predict
from cnnstudio.engine.augment import variants
from cnnstudio.engine.subjects import Subjects


def look(ticket: int, request: Look, subjects: Subjects) -> Event:
    """What is told about a look that is done in one go; raises StudioError in words."""
    match request:
        case Augment():
            return Augmented(ticket, read_only(variants(request)))
        case ShowKernels():
            kernels = subjects.get(request.subject).probe.kernels(request.layer)
            return KernelsShown(ticket, request.subject, request.layer, read_only(kernels))
        case ShowFeatures():
            maps = predict.features(subjects.get(request.subject), request.layer, request.picture)
            return FeaturesShown(ticket, request.subject, request.layer, read_only(maps))
        case Predict():
            loaded = subjects.get(request.subject)
            found = read_only(predict.probabilities(loaded, request.picture))
            return Predicted(ticket, request.subject, loaded.labels, found)
        case _:
            raise TypeError(f"The engine knows no look called {type(request).__name__}.")
