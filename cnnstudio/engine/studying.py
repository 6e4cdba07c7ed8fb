"""Which function works on which study."""

from cnnstudio.core.messages import Study
from cnnstudio.engine.studies import Steps
from cnnstudio.engine.subjects import Subjects


def steps(ticket: int, request: Study, subjects: Subjects) -> Steps:
    """What a study does, step by step; nothing of it is done yet. It raises StudioError in words."""
    match request:
        case _:
            raise TypeError(f"The engine knows no study called {type(request).__name__}.")
