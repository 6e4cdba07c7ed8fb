"""What stands on standard error while the engine works."""

import io

import pytest

from cnnstudio.cli.progress import Progress
from cnnstudio.core.messages import BatchEnded, EngineState, EpochEnded, Event, Finished, LoadingProgress, Started
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.run import Epoch

EVENTS: list[Event] = [
    EngineState(0, False, "Starting TensorFlow…", {}),
    EngineState(0, True, "CPU", {}),
    Started(1, "a.cnnstudio", 3, "Run 3", PRESETS[0].project, ("0", "1"), "now", 2, 4, 1, 900, 100),
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
        "Run 3 stopped after 1 epochs, 1.2 s, best epoch 1",
    ]


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
