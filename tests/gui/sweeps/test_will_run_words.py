"""What a sweep comes to is said in a sentence."""

from dataclasses import replace

import pytest

from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.sweeps.will_run_words import (
    Tally,
    how_chosen,
    in_words,
    memory_caution,
    seconds_of_each,
    why_no_time,
)

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


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where(), "about 2 h 10 min one after the other"),
        (Where(2), "about 1 h 5 min to 2 h 10 min with 2 at once"),
        (Where(address="tcp://lab:8786"), "about 2 h 10 min of training, shared among the workers of the cluster"),
    ],
)
def test_that_the_time_is_that_of_the_place(where: Where, words: str) -> None:
    assert in_words(SWEEP, Tally(40, 0, 7_800, complete=True), where) == f"40 combinations; {words}."


def test_that_the_time_of_each_run_follows_from_that_of_all() -> None:
    seeds = replace(SWEEP, seeds=2)
    assert seconds_of_each(seeds, Tally(30, 10, 120, complete=True)) == 2
    assert seconds_of_each(replace(seeds, method="tpe"), Tally(30, 10, 120, complete=True)) == 2
    assert seconds_of_each(seeds, Tally(30, 10, complete=True)) is None
    assert seconds_of_each(seeds, Tally(0, 4, 0.0, complete=True)) is None


def test_that_it_is_said_what_tpe_comes_to_at_most() -> None:
    sweep = replace(SWEEP, method="tpe", seeds=2)
    assert how_chosen(sweep) == "The first 10 are drawn at random; each next one depends on those before it."
    assert in_words(sweep, Tally()) == "Up to 40 combinations × 2 seeds = 80 runs."
    told = in_words(sweep, Tally(30, 10, 60, complete=True))
    assert told == (
        "Up to 30 combinations × 2 seeds = 60 runs; about 1 min one after the other. 10 of the 40 there are cannot run."
    )
    told = in_words(sweep, Tally(30, 10, complete=True, drawn=True))
    assert told == "Up to 40 combinations × 2 seeds = 80 runs. Of 40 that were drawn to see, 10 cannot run."
    assert how_chosen(replace(sweep, most=3)) == "All are drawn at random: TPE cannot learn from so few."


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
