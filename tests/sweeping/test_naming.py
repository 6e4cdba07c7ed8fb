"""Runs of a sweep are called by what tells them apart, in few words."""

from dataclasses import replace

from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.sweeping.naming import MOST, run_name
from tests.core.runs_made import PROJECT
from tests.core.sweeps_made import FILTERS, OPTIMIZER, RATE, begun, swept

MORE_FILTERS = Place("network", "filters", "conv2d_2")
TIMES = Place("network", "times", "conv2d_1")
PADDING = Place("network", "padding", "conv2d_1")
PICTURES = Place("preprocessing", "method")


def named(*values: tuple[Place, object, int], seeds: int = 1) -> str:
    """What a run is called whose settings have these values, each of so many."""
    varied = [
        Varied(place, Listed((value, *(each for each in _OTHERS[place] if each != value))[:count]))  # type: ignore[arg-type]
        for place, value, count in values
    ]
    experiment: Experiment = begun(swept(*varied, seeds=seeds))
    return run_name(replace(experiment, number=2), Trial(7, 4, tuple(value for _, value, _ in values), 8))


_OTHERS: dict[Place, tuple[object, ...]] = {
    FILTERS: (8, 16, 32, 64),
    MORE_FILTERS: (8, 16, 32, 64),
    OPTIMIZER: ("Adam", "SGD", "RMSprop"),
    RATE: (0.1, 0.01, 0.001),
    TIMES: (1, 2, 3),
    PADDING: ("valid", "same"),
    PICTURES: ("scale", "standardise"),
}


def test_that_the_layer_stands_there_only_where_several_have_the_setting() -> None:
    assert named((FILTERS, 32, 3), (RATE, 0.01, 3)) == "Sweep 2.7 · filters 32 · lr 0.01"
    assert named((FILTERS, 32, 2), (MORE_FILTERS, 8, 2)) == "Sweep 2.7 · conv2d_1 filters 32 · conv2d_2 filters 8"


def test_that_what_is_always_the_same_is_left_out_and_what_differs_most_comes_first() -> None:
    assert named((PADDING, "same", 2), (OPTIMIZER, "SGD", 2), (FILTERS, 16, 4)) == (
        "Sweep 2.7 · filters 16 · padding same · SGD"
    )
    assert named((OPTIMIZER, "SGD", 1), seeds=2) == "Sweep 2.7 · seed 8"


def test_that_all_that_varied_is_said_in_few_words() -> None:
    found = named(
        (FILTERS, 32, 4), (MORE_FILTERS, 64, 4), (RATE, 0.001, 3), (TIMES, 1, 3), (PADDING, "valid", 2), seeds=2
    )
    assert found == ("Sweep 2.7 · conv2d_1 filters 32 · conv2d_2 filters 64 · lr 0.001 · ×1 · padding valid · seed 8")


def test_that_a_name_of_very_many_settings_ends_and_says_that_there_are_more() -> None:
    varied = tuple(Varied(Place("network", "times", node.name), Listed((1, 2))) for node in PROJECT.network.nodes)
    found = run_name(begun(swept(*varied, seeds=2)), Trial(1, 1, (2,) * len(varied), 7))
    assert found.startswith("Sweep 1.1 · conv2d_1 ×2 · ")
    assert found.endswith(" ×2 · … · seed 7")
    assert len(found) <= MOST


def test_that_a_number_drawn_from_a_range_is_short() -> None:
    project = swept(Varied(RATE, Span(1e-4, 0.1, log=True)), method="random")
    assert run_name(begun(project), Trial(1, 1, (0.000562341,), 7)) == "Sweep 1.1 · lr 0.000562"


def test_that_a_setting_that_a_combination_has_not_is_left_out() -> None:
    project = swept(Varied(FILTERS, Listed((8, 16))), Varied(Place("plan", "optimizer.momentum"), Listed((0.0, 0.9))))
    assert run_name(begun(project), Trial(1, 1, (8, None), 7)) == "Sweep 1.1 · filters 8"
