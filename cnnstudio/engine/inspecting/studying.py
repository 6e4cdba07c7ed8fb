"""Which function works on which study."""

from cnnstudio.core.messages import Explain, FindExciting, Maximise, MeasureWeights, Study, TakeVectors
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.inspecting.vectors import take
from cnnstudio.engine.inspecting.weighing import weighing
from cnnstudio.engine.likes.exciting import find_exciting
from cnnstudio.engine.likes.maximise import maximise
from cnnstudio.engine.subjects import Subjects
from cnnstudio.engine.why.study import explain


def steps(ticket: int, request: Study, subjects: Subjects) -> Steps:
    """What a study does, step by step; nothing of it is done yet. It raises StudioError in words."""
    match request:
        case Explain():
            return explain(ticket, request, subjects)
        case MeasureWeights():
            return weighing(ticket, request, subjects)
        case FindExciting():
            return find_exciting(ticket, request, subjects)
        case Maximise():
            return maximise(ticket, request, subjects)
        case TakeVectors():
            return take(ticket, request, subjects)
        case _:
            raise TypeError(f"The engine knows no study called {type(request).__name__}.")
