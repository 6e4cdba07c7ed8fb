"""What a sweep comes to is said in a sentence."""

from dataclasses import replace

import pytest

from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui.sweeps.will_run_words import Tally, in_words, memory_caution, why_no_time

SWEEP = Sweep(
    most=40,
    varied=(
        Varied(Place("plan", "batch_size"), Listed(tuple(range(1, 9)))),
        Varied(Place("plan", "epochs"), Listed(tuple(range(1, 6)))),
    ),
)
"""A grid of forty."""


@pytest.mark.parametrize(
    ("sweep", "tally", "words"),
    [
        (SWEEP, Tally(12), "12 combinations; counting…"),
        (SWEEP, Tally(), "Counting…"),
        (SWEEP, Tally(40, complete=True), "40 combinations."),
        (
            replace(SWEEP, seeds=3),
            Tally(36, 4, 7_800, complete=True),
            "36 of 40 can run, 4 cannot; 36 × 3 seeds = 108 runs; about 2 h 10 min one after the other.",
        ),
        (
            replace(SWEEP, most=20),
            Tally(20, complete=True),
            "20 of 40 combinations, drawn at random.",
        ),
        (
            replace(SWEEP, most=20),
            Tally(18, 2, complete=True),
            "20 of 40 combinations, drawn at random; 18 can run, 2 cannot.",
        ),
        (
            replace(SWEEP, minutes=30),
            Tally(40, 0, 7_800, complete=True),
            "40 combinations; about 2 h 10 min one after the other, and none begins after 30 min.",
        ),
        (SWEEP, Tally(0, 1, complete=True), "The one combination cannot run."),
        (Sweep(), Tally(complete=True), "Nothing varies yet."),
    ],
)
def test_that_it_is_said_what_a_sweep_comes_to(sweep: Sweep, tally: Tally, words: str) -> None:
    assert in_words(sweep, tally) == words


def test_that_it_is_said_why_no_time_is_foretold() -> None:
    assert why_no_time(Tally(4, complete=True))
    assert not why_no_time(Tally(4, seconds=10, complete=True))
    assert not why_no_time(Tally(0, 4, complete=True))


def test_that_memory_that_is_free_at_the_moment_is_cautioned_and_refuses_nothing() -> None:
    tally = Tally(4, complete=True, largest=700_000_000)
    assert not memory_caution(tally, 2_000_000_000, 2)
    assert memory_caution(tally, 800_000_000, 1) == (
        "The largest of them takes about 700 MB of memory; 800 MB are free at the moment."
    )
    assert memory_caution(tally, 1_000_000_000, 2).startswith("2 of them at once take about 1.4 GB")
