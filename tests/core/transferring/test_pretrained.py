"""Pretrained blocks: what is frozen in them, what is trained on, and that they stay as they are."""

from dataclasses import replace

import pytest

from cnnstudio.core import edits
from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network, from_plain, to_plain
from cnnstudio.core.pictures.matching import applied
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks


def layer(name: str, kind: str, **settings: object) -> Layer:
    return Layer(name, KINDS[kind](**settings))


INSIDE = (
    layer("conv_1", "Conv2D", filters=4),
    layer("norm", "BatchNormalization"),
    layer("relu", "ReLU"),
    layer("conv_2", "Conv2D", filters=8),
)
HEAD = (layer("flat", "Flatten"), layer("out", "Dense", units=10))


def network(fine_tune: int = 0) -> Network:
    return Network((12, 12, 3), (Block("base", Pretrained("run:1", fine_tune=fine_tune), (INSIDE,)), *HEAD))


def trained(fine_tune: int) -> list[str]:
    return [row.name for row in analyse(network(fine_tune)).rows if row.params.trainable]


def test_that_frozen_layers_are_counted_as_frozen_and_keep_their_shapes() -> None:
    ordinary = analyse(Network((12, 12, 3), (*INSIDE, *HEAD)))
    frozen = analyse(network())
    assert frozen.totals.parameters == ordinary.totals.parameters
    assert frozen.totals.trainable == 8 * 8 * 8 * 10 + 10
    assert [row.output_shape for row in frozen.rows[1:]] == [row.output_shape for row in ordinary.rows]
    assert frozen.rows[0].output_shape == (8, 8, 8)


@pytest.mark.parametrize(
    ("fine_tune", "names"), [(0, ["out"]), (1, ["conv_2", "out"]), (2, ["conv_1", "conv_2", "out"])]
)
def test_that_the_last_layers_are_trained_on_but_never_a_normalisation(fine_tune: int, names: list[str]) -> None:
    assert trained(fine_tune) == names
    assert trained(99) == trained(2)


def test_that_a_run_stores_what_is_not_held() -> None:
    rows = analyse(network(1)).rows
    assert [row.name for row in rows if row.params.stored] == ["conv_2", "out"]
    assert [row.name for row in rows if row.params.arrays] == ["conv_1", "norm", "conv_2", "out"]


def test_that_an_analysis_taken_over_from_before_knows_what_is_fine_tuned() -> None:
    before = analyse(network())
    for fine_tune in (1, 0, 2):
        now = network().change((0,), fine_tune=fine_tune)
        before = analyse(now, before=before)
        assert before.rows == analyse(now).rows


def test_that_the_layers_of_a_pretrained_block_cannot_be_changed_until_it_is_unwrapped() -> None:
    for change in (
        lambda: network().change((0, 0, 0), filters=8),
        lambda: network().remove((0, 0, 1)),
        lambda: network().rename((0, 0, 0), "other"),
        lambda: network().insert((0, 0, 0), layer("new", "ReLU")),
    ):
        with pytest.raises(SpecError, match="Unwrap"):
            change()
    assert edits.change_all(network(), ["conv_1"], filters=9).node((0,)) == network().node((0,))
    free = edits.unwrap(network(), (0,))
    assert free.nodes == (*INSIDE, *HEAD)
    assert free.change((0,), filters=8).node((0,)).spec == replace(INSIDE[0].spec, filters=8)


def test_that_a_pretrained_block_is_written_and_read() -> None:
    assert from_plain(to_plain(network(1))) == network(1)
    assert [block.name for block in pretrained_blocks(network())] == ["base"]


def test_that_a_pretrained_block_has_one_row_of_layers() -> None:
    with pytest.raises(SpecError):
        Block("base", Pretrained(), (INSIDE, ()))


def test_that_weights_of_a_base_do_not_fit_grey_pictures_and_colour_is_the_way_out() -> None:
    block = Block("base", Pretrained("keras:VGG16"), ((layer("conv", "Conv2D"),),))
    grey = Network((32, 32, 1), (block,))
    row = analyse(grey).rows[0]
    assert row.problem is not None
    assert row.problem.text == "The weights of VGG16 are for pictures in colour, with 3 channels; these have 1 channel."
    mended = applied(row.problem.fixes[0], Project(grey))
    assert not analyse(mended.network).problems
    assert mended.preprocessing.colour == "colour"
    assert not analyse(Network((32, 32, 1), (replace(block, spec=Pretrained("run:1")),))).problems
