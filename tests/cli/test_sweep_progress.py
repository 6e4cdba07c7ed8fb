"""What a sweep says on standard error while it runs."""

import io

from cnnstudio.cli.sweep_progress import SweepProgress
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import (
    News,
    Paused,
    SweepBegan,
    SweepEnded,
    TrialBegan,
    TrialChanged,
    TrialEpoch,
    WorkersChanged,
)
from cnnstudio.core.sweeps.sweep import Sweep
from tests.core.sweeps_made import begun
from tests.sweeping.stand_in import swept

_NEWS: tuple[News, ...] = (
    SweepBegan(3, 6, 1, 1, "2 workers on this machine"),
    WorkersChanged(2),
    TrialBegan(2, "tcp://127.0.0.1:1"),
    TrialBegan(3, "tcp://127.0.0.1:2"),
    TrialEpoch(2, Epoch(1, 0.5, 0.8, 0.6, 0.75, 2.0)),
    TrialChanged(Trial(2, 1, (0.001,), 8, "done", 2, 0.75, 30.0)),
    TrialBegan(3, "tcp://127.0.0.1:1", again=True),
    WorkersChanged(0, "The cluster cannot be reached. It is tried again."),
    TrialChanged(Trial(3, 2, (0.002,), 7, "failed", seconds=1.0, reason="It was lost three times.")),
    Paused(True),
    TrialChanged(Trial(4, 2, (0.002,), 8)),
    SweepEnded(False, "It was stopped. 3 runs are left."),
)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _said(stream: io.StringIO) -> str:
    progress = SweepProgress(stream, begun(swept(Sweep(seeds=2))))
    for news in _NEWS:
        progress.show(news)
    return stream.getvalue()


def test_that_in_a_pipe_there_is_a_line_for_each_trial_that_is_over() -> None:
    assert _said(io.StringIO()).splitlines() == [
        "Sweep 3: 6 runs, 1 of them over, 2 workers on this machine; 1 combination cannot be trained",
        "2/6  Trial 2 · learning_rate 0.001 · seed 8: done, 75.00 %, 30.0 s, about 1 min left",
        "Trial 3 begins again at tcp://127.0.0.1:1: who trained it was lost",
        "The cluster cannot be reached. It is tried again.",
        "3/6  Trial 3 · learning_rate 0.002 · seed 7: failed, 1.0 s: It was lost three times.",
        "Paused",
        "It was stopped. 3 runs are left.",
    ]


def test_that_on_a_terminal_the_last_line_tells_what_is_under_way() -> None:
    lines = [line.rstrip() for line in _said(_Terminal()).replace("\n", "\r").split("\r")]
    assert "Trial 2 epoch 1/4 accuracy 0.7500, 3" in lines
    assert "Trial 3" in lines


def test_that_the_time_left_is_foretold_before_the_first_run_is_over() -> None:
    stream = io.StringIO()
    progress = SweepProgress(stream, begun(swept(Sweep(seeds=2))), 60.0)
    for news in _NEWS[:2]:
        progress.show(news)
    assert stream.getvalue().splitlines()[1:] == ["About 2 min 30 s left"]  # 5 of them, 2 at once


def test_that_a_reader_who_has_gone_does_not_end_the_sweep() -> None:
    class _Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    assert _said(_Gone()) == ""
