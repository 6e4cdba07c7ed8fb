"""What is said and drawn of a pretrained block, and what a training with one needs."""

from dataclasses import replace

import numpy as np

from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.inside import dead_relus
from cnnstudio.core.analysis import analyse
from cnnstudio.core.architecture import architecture
from cnnstudio.core.diagram.parts import Step, parts_of
from cnnstudio.core.diagram.untold import told
from cnnstudio.core.explain import explained
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D, ReLU
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.runs.comparison import between
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.tables import summary
from cnnstudio.core.training import memory
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import rests_on
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
    free = parts_of(told(analyse(Network((12, 12, 3), (*BODY, *HEAD)))))
    found = parts_of(told(analyse(network(source="keras:VGG16"))))
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
    assert work.value == given[1, 2, 3]


def test_that_nothing_is_advised_of_layers_that_cannot_be_changed() -> None:
    doubled = (BODY[0], Layer("again", Conv2D(8, activation="linear")))
    assert analyse(Network((12, 12, 3), doubled)).rows[1].caution is not None
    block = Block("base", Pretrained(), (doubled,))
    assert all(row.caution is None for row in analyse(Network((12, 12, 3), (block,))).rows)
    tiny = analyse(Network((3, 3, 3), network().nodes))
    assert [(row.name, row.problem.fixes) for row in tiny.rows if row.problem] == [("pool", ())]


def test_that_frozen_layers_need_less_memory_than_those_that_learn() -> None:
    large = tuple(replace(node, spec=replace(node.spec, filters=256)) if "conv" in node.name else node for node in BODY)
    blocks = [Block("base", Pretrained(fine_tune=count, cache=False), (large,)) for count in (0, 1, 2)]
    needs = [memory.to_train(analyse(Network((12, 12, 3), (block, *HEAD))), Plan(), 640) for block in blocks]
    free = memory.to_train(analyse(Network((12, 12, 3), (*large, *HEAD))), Plan(), 640)
    assert needs[0].weights < needs[1].weights < needs[2].weights == free.weights
    assert needs[0].outputs <= needs[1].outputs <= needs[2].outputs == free.outputs
    deep = tuple(Layer(f"conv_{number}", Conv2D(8, padding="same")) for number in range(9))
    few, many = (
        memory.to_train(analyse(Network((12, 12, 3), (*nodes, *HEAD))), Plan(), 640)
        for nodes in ((Block("base", Pretrained(cache=False), (deep,)),), deep)
    )
    assert few.outputs < many.outputs / 2


def test_that_two_bases_differ_in_what_they_are_and_not_layer_by_layer() -> None:
    first = Project(network(source="keras:VGG16"))
    other = Project(network(source="run:3", digest="0" * 64, fine_tune=2))
    found = {each.label: each.values for each in between(first, other)}
    assert found == {"base · Weights from": ("VGG16", "run 3"), "base · Fine-tune": ("none", "2")}
    shorter = Network((12, 12, 3), (Block("base", Pretrained("keras:VGG16"), (BODY[:1],)), *HEAD))
    assert [each.values for each in between(first, Project(shorter))] == [("conv_2", "conv_1")]
    without = between(first, Project(Network((12, 12, 3), (*BODY, *HEAD))))
    assert [each.label for each in without] == ["Layer base"]


def test_that_dead_units_of_frozen_layers_are_nobodys_fault() -> None:
    look = Health(2, 100, (LayerHealth("conv_2", 8, 8),), (50, 50), (50, 50))
    epochs = (Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0), Epoch(2, 1.0, 0.5, 1.0, 0.5, 1.0))
    for fine_tune, count in ((0, 0), (1, 1)):
        case = Case(Project(network(fine_tune=fine_tune)), epochs, health=(look,))
        assert len(list(dead_relus(case))) == count


def test_that_weights_are_known_by_their_numbers_and_shapes_alone() -> None:
    one = [np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(2, np.float32)]
    assert digest_of(one) == digest_of([np.asfortranarray(one[0]), one[1]])
    assert digest_of(one) != digest_of([one[0].reshape(3, 2), one[1]])
    assert digest_of(one) != digest_of(one[::-1])


def test_that_a_network_knows_on_which_runs_it_rests() -> None:
    assert rests_on(network(source="run:3")) == {3}
    assert rests_on(network(source="keras:VGG16")) == rests_on(network(source="run:x")) == frozenset()
