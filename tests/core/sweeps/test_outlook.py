"""What a sweep by TPE may come to is known before it begins: never more than there is to try."""

import pytest

from cnnstudio.core.sweeps.effort import Effort
from cnnstudio.core.sweeps.foretold import Judge
from cnnstudio.core.sweeps.outlook import MOST_LOOKED_AT, listed_instead, outlook
from cnnstudio.core.sweeps.pace import Pace
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from tests.core.sweeps.test_foretold import DIGITS, PLENTY
from tests.core.sweeps_made import FILTERS, RATE, swept

WINDOWS = Varied(Place("network", "kernel_size", "conv2d_2"), Listed(((3, 3), (5, 5), (13, 13))))
SIZES = Varied(FILTERS, Span(8, 11, 2, whole=True))
RATES = Varied(RATE, Span(1e-4, 0.1, log=True))


def test_that_no_more_is_promised_than_there_is_and_can_be_trained() -> None:
    found = outlook(swept(WINDOWS, SIZES, method="tpe", most=20, seeds=2), Judge(DIGITS, PLENTY), None)
    assert (found.there, found.impossible, found.most, found.runs) == (12, 4, 8, 16)
    assert found.seconds is None
    fewer = outlook(swept(WINDOWS, SIZES, method="tpe", most=5), Judge(DIGITS, PLENTY), None)
    assert (fewer.there, fewer.impossible, fewer.runs) == (12, 4, 5)


def test_that_the_time_is_the_mean_of_what_there_is_or_of_some_of_it() -> None:
    pace, judge = Pace(2.0, 1), Judge(DIGITS, PLENTY)
    one = pace.of(judge.project(swept(RATES)).effort)
    assert one > pace.of(Effort())
    found = outlook(swept(RATES, method="tpe", most=10, seeds=3), judge, pace)
    assert (found.there, found.impossible, found.runs) == (None, 0, 30)
    assert found.seconds == pytest.approx(30 * one)  # the rate makes no difference


def test_that_what_is_many_is_drawn_from() -> None:
    many = Varied(FILTERS, Span(1, MOST_LOOKED_AT + 1, whole=True))
    assert listed_instead(swept(many, method="tpe").sweep).method == "random"
    assert listed_instead(swept(SIZES, method="tpe").sweep).method == "grid"
