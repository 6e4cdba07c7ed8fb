"""Which requests have had their last answer."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Explain,
    Explained,
    Failed,
    Finished,
    GetReady,
    GotReady,
    LoadingProgress,
    Maximise,
    Maximised,
    Predict,
    Predicted,
    Progressed,
    Relocated,
    Request,
    RunSubject,
    Started,
    TakeVectors,
    Train,
    VectorsTaken,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch
from cnnstudio.engine.open_requests import OpenRequests

RUN = RunSubject("a.cnnstudio", 1)
PICTURE, NUMBERS = np.zeros((2, 2, 1), np.uint8), np.zeros((2, 2), np.float32)
TRAIN = Train(file="a.cnnstudio", project=PRESETS[0].project)
EXPLAIN = Explain(subject=RUN, picture=PICTURE, methods=("gradient", "occlusion"))
STARTED = Started(1, "a.cnnstudio", 4, "Run 4", PRESETS[0].project, (), "", 9, 5, 1, 90, 10)


def maximised(step: int) -> Maximised:
    return Maximised(1, RUN, "a", 0, PICTURE, 0.5, step, 20)


def explained(method: str) -> Explained:
    return Explained(1, RUN, method, 0, 0.5, "", NUMBERS, 1.0, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("request_", "meanwhile", "last"),
    [
        (TRAIN, (STARTED, BatchEnded(1, 1, 1, 5, 0.1, 0.5)), Finished(1, 1, "finished", 1, 1, 1, None, Prepared())),
        (TRAIN, (LoadingProgress(1, "Reading", 1),), Failed(1, "No.")),
        (EXPLAIN, (explained("gradient"),), explained("occlusion")),
        (EXPLAIN, (explained("gradient"),), Failed(1, "The other cannot be had.")),
        (Maximise(subject=RUN, layer="a", channel=0), (maximised(10),), maximised(20)),
        (
            TakeVectors(subject=RUN, layer="a", pictures=[]),
            (Progressed(1, RUN, 1, 2),),
            VectorsTaken(1, RUN, "a", NUMBERS, PICTURE),
        ),
        (Predict(subject=RUN, picture=PICTURE), (), Predicted(1, RUN, (), NUMBERS)),
        (Predict(subject=RUN, picture=PICTURE), (), Cancelled(1)),
        (GetReady(subject=RUN), (), GotReady(1, RUN)),
    ],
)
def test_that_a_request_is_open_until_its_last_answer(
    request_: Request, meanwhile: tuple[Event, ...], last: Event
) -> None:
    found = OpenRequests()
    found.add(1, request_)
    found.add(2, replace(TRAIN, name="another"))
    for event in (*meanwhile, replace(last, ticket=3)):
        found.hear(event)
    assert 1 in found._open
    found.hear(last)
    assert list(found.take_all()) == [2]
    assert found.take_all() == {}


def test_that_a_look_that_a_newer_one_replaces_is_awaited_by_nobody() -> None:
    found, look = OpenRequests(), Predict("pad", subject=RUN, picture=PICTURE)
    for ticket, request in enumerate((look, replace(look, sender="probe"), TRAIN, look, TRAIN), 1):
        found.add(ticket, request)
    assert list(found.take_all()) == [2, 3, 4, 5]


def test_that_the_run_under_way_is_followed_into_the_file_it_is_written_to() -> None:
    found = OpenRequests()
    found.add(1, TRAIN)
    assert (found.file, found.epochs) == ("a.cnnstudio", 0)
    epoch = Epoch(3, 0.5, 0.5, 0.5, 0.5, 1.0)
    for event in (STARTED, EpochEnded(1, 4, epoch), Relocated(2, "b", "c"), Relocated(3, "a.cnnstudio", "d")):
        found.hear(event)
    assert (found.file, found.epochs) == ("d", 3)
