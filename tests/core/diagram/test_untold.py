"""Diagrams and tables of networks with settings to fill in: nothing in them stands on what is blank."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.diagram import STYLES, Drawing, draw
from cnnstudio.core.layers import Conv2D, Dense, Reshape
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import preset
from cnnstudio.core.tables import as_csv, as_text, summary
from tests.core.diagram.networks import residual_network


def drawn(network: Network, style: str, *blanks: Blank) -> Drawing:
    return draw(analyse(network), style, blanks=blanks)


def with_setting(network: Network, name: str, **values: object) -> Network:
    path = network.path_of(name)
    assert path is not None
    return network.change(path, **values)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("name", "setting", "others"),
    [
        ("conv2d_1", "filters", (8, 64)),
        ("conv2d_1", "kernel_size", ((7, 7), (3, 5))),
        ("conv2d_2", "strides", ((2, 2), (1, 3))),
        ("conv2d_2", "padding", ("same", 3)),
        ("dense_1", "units", (10, 4000)),
        ("dense_1", "activation", ("tanh", "linear")),
        ("max_pooling2d_1", "pool_size", ((3, 3), (2, 3))),
    ],
)
def test_that_a_diagram_is_the_same_whatever_stands_in_the_place_of_a_blank(
    style: str, name: str, setting: str, others: tuple[object, ...]
) -> None:
    network, gap = preset("lenet").project.network, Blank(name, setting)
    found = drawn(network, style, gap)
    assert any("?" in text.words for text in found.texts)
    for other in others:
        assert drawn(with_setting(network, name, **{setting: other}), style, gap) == found
    assert drawn(network, style) != found


@pytest.mark.parametrize("style", STYLES)
def test_that_a_diagram_goes_on_where_a_stand_in_would_stop_it(style: str) -> None:
    network = preset("lenet").project.network
    too_large = with_setting(network, "conv2d_1", kernel_size=(40, 40))
    words = [text.words for text in drawn(too_large, style, Blank("conv2d_1", "kernel_size")).texts]
    assert any("Dense" in each for each in words)
    assert not any(each.startswith("Drawn up to") for each in words)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("shape", [(1,), (7, 7, 5)])
def test_that_a_reshape_that_does_not_take_a_stand_in_is_drawn_all_the_same(style: str, shape: tuple[int, ...]) -> None:
    nodes = (Layer("conv", Conv2D(8)), Layer("laid_out", Reshape(shape)), Layer("end", Dense(10)))
    words = [text.words for text in drawn(Network((28, 28, 1), nodes), style, Blank("conv", "filters")).texts]
    assert any("Reshape" in each or "laid_out" in each for each in words)


@pytest.mark.parametrize("style", STYLES)
def test_that_blanks_inside_of_blocks_are_untold_too(style: str) -> None:
    network = residual_network()
    name = next(row.name for row in analyse(network).rows if row.depth and row.kind == "Conv2D")
    gap = Blank(name, "filters")
    assert drawn(network, style, gap) == drawn(with_setting(network, name, filters=77), style, gap)


def test_that_a_table_tells_nothing_that_stands_on_a_blank() -> None:
    network, gap = preset("lenet").project.network, Blank("conv2d_1", "filters")
    other = with_setting(network, "conv2d_1", filters=77)
    table = summary(analyse(network), (gap,))
    assert table == summary(analyse(other), (gap,))
    assert table.rows[1].settings == "to fill in: filters"
    assert table.rows[1].cells(str)[3:] == ("?", "?", "?", "?", "")
    assert table.totals.cells(str)[4:7] == ("?", "?", "?")
    assert "431" not in as_text(table) + as_csv(table)
