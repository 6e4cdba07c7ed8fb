"""What stands on standard error while the engine works."""

import io
from dataclasses import replace

import pytest

from cnnstudio.cli.progress import Progress
from cnnstudio.core.messages import (
    BatchEnded,
    EngineState,
    EpochEnded,
    Event,
    FileAwaited,
    Finished,
    LoadingProgress,
    Paused,
    Scoring,
    Started,
    WentOn,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.schedules import Cosine

STARTED = Started(1, "a.cnnstudio", 3, "Run 3", PRESETS[0].project, ("0", "1"), "now", 2, 4, 1, 900, 100)
EVENTS: list[Event] = [
    EngineState(0, False, "Starting TensorFlow…", {}),
    EngineState(0, True, "CPU", {}),
    STARTED,
    BatchEnded(1, 1, 2, 4, 0.5, 0.75),
    EpochEnded(1, 3, Epoch(1, 0.5, 0.8, 0.4, 0.9, 1.25)),
    Finished(1, 3, "stopped", 1, 1, 1.25, None, Prepared()),
]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Closed(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.tries = 0

    def write(self, text: str) -> int:
        self.tries += 1
        raise BrokenPipeError


def _shown(stream: io.StringIO) -> str:
    progress = Progress(stream, clock=lambda: 0.0)
    for event in EVENTS:
        progress.show(event)
    return stream.getvalue()


def test_that_a_pipe_gets_a_line_an_epoch() -> None:
    assert _shown(io.StringIO()).splitlines() == [
        "Starting TensorFlow…",
        "Run 3: 900 pictures, 100 to validate, a.cnnstudio",
        "Pictures prepared: ÷ 255",
        "Epoch 1/2  1.2 s  loss 0.5000  accuracy 0.8000  validation loss 0.4000  accuracy 0.9000",
        "Run 3 stopped after 1 epoch, 1.2 s, best epoch 1",
    ]


def test_that_a_file_that_is_waited_for_is_told() -> None:
    assert _lines(FileAwaited(1, "It is in use."), FileAwaited(1, "")) == ["It is in use."]


def test_that_the_engine_is_said_to_start_once() -> None:
    assert _lines(*EVENTS[:2], *EVENTS[:3])[:2] == ["Starting TensorFlow…", _lines(STARTED)[0]]


def test_that_features_that_stand_for_the_pictures_are_named() -> None:
    started = replace(STARTED, features="1,280 numbers a picture from avg_pool, computed once")
    assert _lines(started)[2] == "Features: 1,280 numbers a picture from avg_pool, computed once"


def test_that_loading_has_a_line_that_goes_away() -> None:
    stream = _Terminal()
    progress = Progress(stream, clock=lambda: 0.0)
    progress.show(LoadingProgress(1, "Reading pictures", 5, 1000))
    progress.show(EVENTS[0])
    assert stream.getvalue() == "\rReading pictures: 5 of 1,000\r" + " " * 28 + "\rStarting TensorFlow…\n"


def test_that_a_terminal_gets_a_bar() -> None:
    assert "\rEpoch 1/2 [############............] 2/4  loss 0.5000  accuracy 0.7500" in _shown(_Terminal())


def test_that_the_bar_is_not_drawn_more_often_than_ten_times_a_second() -> None:
    now = [0.0]
    stream = _Terminal()
    progress = Progress(stream, clock=lambda: now[0])
    for batch in range(1, 100):
        now[0] += 0.01
        progress.show(BatchEnded(1, 1, batch, 1000, 0.5, 0.5))
    assert 9 <= stream.getvalue().count("\r") <= 10


def test_that_a_reader_who_leaves_does_not_end_the_training() -> None:
    stream = _Closed()
    _shown(stream)
    assert stream.tries == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_that_a_terminal_without_our_letters_gets_others(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    Progress(stream).show(EVENTS[0])
    assert raw.getvalue().startswith(b"Starting TensorFlow")


def _lines(*events: Event) -> list[str]:
    stream = io.StringIO()
    progress = Progress(stream, clock=lambda: 0.0)
    for event in events:
        progress.show(event)
    return stream.getvalue().splitlines()


def test_that_a_part_that_is_scored_is_one_line_in_a_pipe() -> None:
    scored = [Scoring(1, part, done, 2_000) for part in ("test", "train") for done in (0, 128, 2_000)]
    assert _lines(*scored) == ["Scoring the test part: 2,000 pictures", "Scoring the training part: 2,000 pictures"]


def test_that_a_part_that_is_scored_is_a_bar_on_a_terminal() -> None:
    stream = _Terminal()
    Progress(stream, clock=lambda: 0.0).show(Scoring(1, "validation", 1_000, 2_000))
    assert stream.getvalue() == "\rScoring the validation part [############............] 1,000/2,000"


def test_that_a_pause_is_said() -> None:
    assert _lines(Paused(1), WentOn(1)) == ["Paused", "Going on"]


def test_that_a_run_that_goes_on_says_after_which_epoch() -> None:
    started = replace(STARTED, before=(Epoch(1, 0.5, 0.8, 0.4, 0.9, 1.25),))
    assert _lines(started)[-1] == "It goes on after epoch 1"


def test_that_a_rate_that_changes_and_further_figures_stand_in_the_line() -> None:
    more = (("top_k", 0.75), ("val_top_k", 0.5), ("auc", 0.9))
    epoch = EpochEnded(1, 3, Epoch(1, 0.5, 0.8, 0.4, 0.9, 1.25, 0.0005, more))
    project = STARTED.project
    falling = replace(STARTED, project=replace(project, plan=replace(project.plan, schedule=Cosine())))
    assert _lines(falling, epoch)[-1] == (
        "Epoch 1/2  1.2 s  rate 0.0005  loss 0.5000  accuracy 0.8000  top_k 0.7500  auc 0.9000  "
        "validation loss 0.4000  accuracy 0.9000  top_k 0.5000"
    )
    assert "rate" not in _lines(STARTED, epoch)[-1]
