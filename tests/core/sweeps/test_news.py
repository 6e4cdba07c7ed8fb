"""News of a running sweep, as lines."""

import math

import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.sweeps import news
from cnnstudio.core.sweeps.experiment import Trial

EPOCH = Epoch(2, 0.5, 0.8, 0.6, 0.7, 3.2, 0.001, (("top_k", 0.9),))
TRIAL = Trial(3, 2, ("Adam", (3, 3), True, None, 0.1), 9, "done", 12, 0.93, 4.5, "It stopped early.")

ALL = [
    news.SweepBegan(1, 40, 3, 2, "here"),
    news.WorkersChanged(2, "“lab” – ok"),
    news.TrialBegan(4, "worker-1", True),
    news.TrialEpoch(4, EPOCH),
    news.TrialChanged(TRIAL),
    news.Paused(True),
    news.SweepEnded(False, "Stopped.", True),
]


@pytest.mark.parametrize("told", ALL, ids=lambda told: type(told).__name__)
def test_that_news_are_read_as_they_were_told(told):
    line = news.to_line(told)
    assert "\n" not in line
    assert line.isascii()
    assert news.from_line(line) == told


def test_that_a_figure_that_is_no_number_stays_none():
    found = news.from_line(news.to_line(news.TrialEpoch(1, Epoch(1, math.nan, 0.1, math.inf, 0.1, 1.0))))
    assert isinstance(found, news.TrialEpoch)
    assert math.isnan(found.epoch.loss)
    assert math.isnan(found.epoch.val_loss)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "TensorFlow says hello",
        "{}",
        "[1]",
        "null",
        '{"news":"Popen","args":["x"]}',
        '{"news":"TrialEpoch","trial":1,"epoch":7}',
        '{"news":"TrialEpoch","trial":1,"epoch":{"number":"x"}}',
        '{"news":"TrialEpoch","trial":1,"epoch":{"number":Infinity,"rate":null,"more":[]}}',
        '{"news":"Paused"}',
        '{"news":"TrialChanged","trial":{"values":3}}',
        '{"news":"Paused","on":true' + " " * news.MOST_LINE + "}",
        "[" * 100_000,
    ],
)
def test_that_any_other_line_is_refused(line):
    with pytest.raises(SpecError):
        news.from_line(line)
