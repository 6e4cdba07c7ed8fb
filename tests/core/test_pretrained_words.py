"""What is said and drawn of a pretrained block, and what a training with one needs."""

from dataclasses import replace

import numpy as np

from cnnstudio.core import memory
from cnnstudio.core.analysis import analyse
from cnnstudio.core.architecture import architecture
from cnnstudio.core.diagram.parts import Step, parts_of
from cnnstudio.core.digest import digest_of
from cnnstudio.core.explain import explained
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D, ReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.plan import Plan
from cnnstudio.core.pretrained import Pretrained, resting_on, rests_on
from cnnstudio.core.tables import summary
from cnnstudio.core.working import work_out

BODY = (
    Layer("conv_1", Conv2D(4, activation="linear")),
    Layer("relu", ReLU()),
    Layer("pool", MaxPooling2D()),
    Layer("conv_2", Conv2D(8)),
)
HEAD = (Layer("flat", Flatten()), Layer("out", Dense(10, "softmax")))


def network(**settings: object) -> Network:
    return Network((12, 12, 3), (Block("base", Pretrained(**settings), (BODY,)), *HEAD))  # type: ignore[arg-type]


def test_that_reports_name_the_source_and_not_its_fifty_layers() -> None:
    assert architecture(network(source="keras:VGG16")) == "PRETRAINED VGG16 up to conv_2; DENSE 10"
    assert architecture(network(source="run:3", fine_tune=2)).startswith(
        "PRETRAINED run 3 up to conv_2, last 2 trained"
    )
    assert architecture(network()).startswith("PRETRAINED [CONV D=4")


def test_that_a_diagram_shows_the_layers_in_a_row_and_says_what_they_are() -> None:
    free = parts_of(analyse(Network((12, 12, 3), (*BODY, *HEAD))))
    found = parts_of(analyse(network(source="keras:VGG16")))
    assert [type(part) for part in found] == [type(part) for part in free]
    noted = [part for part in found if isinstance(part, Step) and "base" in part.names]
    assert [part.notes for part in noted] == [("relu", "pretrained: VGG16 · frozen")]


def test_that_the_form_says_where_the_weights_come_from_and_what_is_trained() -> None:
    for fine_tune, words in ((0, "leaves them as they are"), (1, "last layer"), (3, "last 3 layers")):
        analysis = analyse(network(source="built-in:Small", fine_tune=fine_tune))
        lines = explained(analysis.rows[0], analysis, 32).sizes
        assert lines[0] == "12 × 12 × 3 → 3 × 3 × 8"
        assert "Small" in lines[1]
        assert words in lines[1]


def test_that_a_table_has_the_block_its_layers_and_their_sum() -> None:
    rows = {row.name: row for row in summary(analyse(network())).rows}
    assert rows["base"].counts == (3 * 3 * 3 * 4 + 3 * 3 * 4 * 8, 12, 3 * 3 * 3 * 4 + 4 + 3 * 3 * 4 * 8 + 8)
    assert rows["conv_2"].depth == 1


def test_that_a_number_of_the_block_is_the_one_of_its_last_layer() -> None:
    given = np.arange(72, dtype=np.float32).reshape(3, 3, 8)
    node = network().nodes[0]
    work = work_out(node, (given,), given, {}, (1, 2, 3))
    assert work.output == given[1, 2, 3]


def test_that_nothing_is_advised_of_layers_that_cannot_be_changed() -> None:
    doubled = (*BODY[:2], Layer("again", ReLU()))
    assert analyse(Network((12, 12, 3), doubled)).rows[2].caution is not None
    block = Block("base", Pretrained(), (doubled,))
    assert all(row.caution is None for row in analyse(Network((12, 12, 3), (block,))).rows)
    tiny = analyse(Network((3, 3, 3), network().nodes))
    assert [(row.name, row.problem.fixes) for row in tiny.rows if row.problem] == [("pool", ())]


def test_that_frozen_layers_need_less_memory_than_those_that_learn() -> None:
    large = tuple(replace(node, spec=replace(node.spec, filters=256)) if "conv" in node.name else node for node in BODY)
    needs = [
        memory.to_train(
            analyse(Network((12, 12, 3), (Block("base", Pretrained(fine_tune=count), (large,)), *HEAD))), Plan(), 640
        )
        for count in (0, 1, 2)
    ]
    free = memory.to_train(analyse(Network((12, 12, 3), (*large, *HEAD))), Plan(), 640)
    assert needs[0].weights < needs[1].weights < needs[2].weights == free.weights
    assert needs[0].outputs < needs[1].outputs < needs[2].outputs == free.outputs


def test_that_weights_are_known_by_their_numbers_and_shapes_alone() -> None:
    one = [np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(2, np.float32)]
    assert digest_of(one) == digest_of([np.asfortranarray(one[0]), one[1]])
    assert digest_of(one) != digest_of([one[0].reshape(3, 2), one[1]])
    assert digest_of(one) != digest_of(one[::-1])


def test_that_a_network_knows_on_which_runs_it_rests() -> None:
    assert rests_on(network(source="run:3")) == {3}
    assert rests_on(network(source="keras:VGG16")) == rests_on(network(source="run:x")) == frozenset()
    assert rests_on(resting_on(network(source="run:3"), 7)) == {7}
    assert resting_on(network(source="keras:VGG16"), 7) == network(source="keras:VGG16")
