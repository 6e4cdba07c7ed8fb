"""Whether training can start from the weights of a run."""

from dataclasses import replace

import pytest

from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.core.runs.run import BEGUN, IMPORTED, Begun, Run
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.starting import begins_otherwise, why_not_fit, why_not_start

NETWORK = Network((8, 8, 1), (Layer("a", Conv2D(4)), Layer("flatten_1", Flatten()), Layer("b", Dense(3, "softmax"))))


def run(number: int = 1, **changes: object) -> Run:
    made = Run(number, "net.h5", Project(NETWORK), ("0", "1", "2"), Prepared(), "imported", "", {}, kept=(IMPORTED,))
    return replace(made, **changes)  # type: ignore[arg-type]


def started(number: int, network: Network = NETWORK) -> Project:
    return Project(network, plan=Plan(start=number))


def test_that_an_imported_run_has_weights_but_no_epoch() -> None:
    assert (run().used_epoch, run().best_epoch, run().seconds) == (IMPORTED, 0, 0)


def test_that_a_start_from_other_weights_of_the_same_run_is_told() -> None:
    begun = Begun(1, 5, "a" * 64)
    runs = [run(2, name="first", versions={BEGUN: begun.to_text()}), run(3, versions={BEGUN: "1 x y"}), run(4)]
    assert [each.begun for each in runs] == [begun, None, None]
    assert begins_otherwise(begun, runs) == ""
    assert begins_otherwise(Begun(2, 5, "b" * 64), runs) == ""
    told = "It began with other weights of run 1 than “first” did: "
    assert begins_otherwise(Begun(1, 7, "b" * 64), runs) == f"{told}those of epoch 7, not 5."
    assert begins_otherwise(Begun(1, 5, "b" * 64), runs) == f"{told}they have changed."


def test_that_names_and_layers_without_weights_do_not_matter() -> None:
    nodes = (Layer("x", Conv2D(4)), Layer("d", Dropout(0.5)), *NETWORK.nodes[1:])
    assert why_not_fit(Network((8, 8, 1), nodes), NETWORK) == ""


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        (
            (Layer("a", Conv2D(5)), *NETWORK.nodes[1:]),
            "a has a kernel of 3 × 3 × 1 × 5 here, but a",
        ),
        ((*NETWORK.nodes, Layer("c", Dense(3))), "c has weights here, but there is no such layer there."),
        (NETWORK.nodes[:2], "b has weights there, but there is no such layer here."),
        ((Layer("flatten_1", Flatten()),), "a has weights there"),
    ],
)
def test_that_the_first_layer_that_does_not_fit_is_named(nodes: tuple[Layer, ...], words: str) -> None:
    assert why_not_fit(Network((8, 8, 1), nodes), NETWORK).startswith(words)


def test_that_networks_without_weights_have_nothing_to_start_from() -> None:
    bare = Network((8, 8, 1), (Layer("flatten_1", Flatten()),))
    assert why_not_fit(bare, bare) == "There are no weights in it."


def test_that_a_plan_names_a_run_that_is_there_and_has_weights() -> None:
    assert why_not_start(started(0), []) == ""
    assert why_not_start(started(1), [run()]) == ""
    assert "run 2, which is not in the file" in why_not_start(started(2), [run()])
    assert "It has no weights." in why_not_start(started(1), [run(kept=(), status="stopped")])
    assert "It is being trained." in why_not_start(started(1), [run(status="training")])
    other = Network((8, 8, 1), (Layer("a", Conv2D(5)), *NETWORK.nodes[1:]))
    assert "“net.h5”. a has a kernel" in why_not_start(started(1, other), [run()])


def test_that_new_weights_are_written_as_plans_were_before() -> None:
    assert "start" not in Plan().to_plain()
    assert Plan.from_plain(Plan(start=3).to_plain()).start == 3
    assert from_json(to_json(started(2))) == started(2)
