"""Which layers form pretrained blocks, noted and found again."""

import pytest

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.saved.pretrained_notes import noted, with_blocks

ONE, TWO = Layer("one", Conv2D(1)), Layer("two", Conv2D(1))
END = (Layer("flat", Flatten()), Layer("end", Dense(2)))
BASE = Block("base", Pretrained("run:3", "ab", 2), ((ONE, TWO),))


def test_that_a_block_is_found_again_in_the_row_and_inside_another_block() -> None:
    for wrap in (lambda *nodes: nodes, lambda *nodes: (Block("p", Parallel("add"), (nodes, nodes[:0])),)):
        held = Network((9, 9, 1), (*wrap(BASE), *END))
        bare = Network((9, 9, 1), (*wrap(ONE, TWO), *END))
        assert with_blocks(bare, noted(held)) == held


def test_that_a_network_without_any_notes_nothing() -> None:
    network = Network((9, 9, 1), (ONE, *END))
    assert noted(network) == []
    assert with_blocks(network, []) == network


NOTE = noted(Network((9, 9, 1), (BASE, *END)))[0]


@pytest.mark.parametrize(
    "notes",
    [
        None,
        {},
        [1],
        [{**NOTE, "more": 1}],
        [{**NOTE, "nodes": []}],
        [{**NOTE, "nodes": "one"}],
        [{**NOTE, "nodes": ["one", "three"]}],
        [{**NOTE, "nodes": ["gone"]}],
        [{**NOTE, "nodes": [["one"]]}],
        [{**NOTE, "name": "one"}],
        [{**NOTE, "name": 3}],
        [{**NOTE, "settings": {"source": 3}}],
        [{**NOTE, "settings": []}],
        [NOTE, NOTE],
    ],
)
def test_that_notes_of_other_layers_or_none_at_all_are_refused_in_words(notes: object) -> None:
    with pytest.raises(SpecError):
        with_blocks(Network((9, 9, 1), (ONE, TWO, *END)), notes)
