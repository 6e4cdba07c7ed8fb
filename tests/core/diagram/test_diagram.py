"""Drawings of networks: legible, whole, folded where equal parts repeat, and honest about problems."""

from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.diagram import STYLES, THEMES, Drawing, draw, to_svg
from cnnstudio.core.diagram.drawing import Polyline, Rectangle, bounds, cut, text_width, wrapped
from cnnstudio.core.diagram.folding import folded
from cnnstudio.core.diagram.parts import Fork, Repeat, Step, parts_of
from cnnstudio.core.diagram.untold import told
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import PRESETS, preset
from tests.core.diagram.networks import inception_network, long_network, networks, residual_network, vgg_network

KNOWN = {"residual": residual_network, "inception": inception_network, "vgg": vgg_network}


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share more than half a unit in both directions."""
    return all(
        one[axis] + 0.5 < other[axis] + other[axis + 2] and other[axis] + 0.5 < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def _illegible(drawing: Drawing) -> list[str]:
    """Texts over each other or over a connecting line, and whatever leaves the drawing."""
    texts = sorted(drawing.texts, key=lambda text: text.box[1])
    found = []
    for index, text in enumerate(texts):
        for other in texts[index + 1 :]:
            if other.box[1] > text.box[1] + text.box[3]:
                break
            if _overlap(text.box, other.box):
                found.append(f"{text.words!r} over {other.words!r}")
    lines = [item for item in drawing.items if isinstance(item, Polyline) and item.width > 1.1 and _is_link(item)]
    for line in lines:
        for start, end in zip(line.points, line.points[1:], strict=False):
            area = bounds(Polyline((start, end), line.stroke, 1))
            found += [f"a line through {text.words!r}" for text in texts if _overlap(text.box, area)]
    for item in drawing.items:
        left, top, across, down = bounds(item)
        if left < 0 or top < 0 or left + across > drawing.width or top + down > drawing.height:
            found.append(f"outside: {item}")
    return found


def _is_link(line: Polyline) -> bool:
    """Whether it joins figures; the arms of a plus in its circle are shorter."""
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in zip(line.points, line.points[1:], strict=False)) > 11


def _words(drawing: Drawing) -> str:
    return "\n".join(text.words for text in drawing.texts)


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(network=networks(), fold=st.sampled_from((None, True, False)))
def test_that_any_network_is_drawn_with_no_words_over_others_and_nothing_outside(
    style: str, network: Network, fold: bool | None
) -> None:
    assert _illegible(draw(analyse(network), style, "light", fold)) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [*KNOWN, *(each.name for each in PRESETS)])
def test_that_every_preset_is_drawn_legibly(name: str, style: str) -> None:
    found = preset(name)
    network = KNOWN[name]() if found is None else found.project.network
    assert _illegible(draw(analyse(network), style)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", STYLES)
def test_that_every_style_and_theme_is_sound_xml_with_every_text_in_it(style: str, theme: str) -> None:
    drawing = draw(analyse(inception_network()), style, theme)
    root = ElementTree.fromstring(to_svg(drawing).encode())
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [text.words for text in drawing.texts]
    assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"


def test_that_paper_tells_the_families_apart_without_colour() -> None:
    drawing = draw(analyse(vgg_network()), "volumes", "print")
    colours = {colour for item in drawing.items for colour in (getattr(item, "fill", ""), getattr(item, "stroke", ""))}
    assert all(not colour or len({colour[1:3], colour[3:5], colour[5:7]}) == 1 for colour in colours)
    assert sum(isinstance(item, Polyline) and item.width < 1 for item in drawing.items) > 50


def test_that_twice_as_many_layers_take_twice_as_many_figures() -> None:
    half, whole = (analyse(long_network(count, different=True)) for count in (1_000, 2_000))
    for style in STYLES:
        drawing = draw(whole, style)
        assert len(drawing.spots) == 2_000
        assert len(drawing.items) <= 2.1 * len(draw(half, style).items)


def test_that_a_long_row_of_equal_layers_is_one_box_with_its_number() -> None:
    for style in STYLES:
        drawing = draw(analyse(long_network(2_000, different=False)), style)
        assert "× 2,000" in _words(drawing)
        assert drawing.height < 500
        assert len(drawing.spots[0].names) == 2_000


def test_that_repeats_are_drawn_one_by_one_where_folding_is_off() -> None:
    drawing = draw(analyse(long_network(40, different=False)), "blocks", fold=False)
    assert "× 40" not in _words(drawing)
    assert len(drawing.spots) == 40


def test_that_every_layer_stands_at_one_spot() -> None:
    network = residual_network()
    names = {name for _, layer in network.layers() for name in (layer.name,)}
    for style in STYLES:
        for fold in (True, False):
            spots = draw(analyse(network), style, "light", fold).spots
            shown = [name for spot in spots for name in spot.names]
            assert names <= set(shown)


def test_that_equal_residual_blocks_are_folded_and_the_others_are_not() -> None:
    chain = folded(parts_of(told(analyse(residual_network()))))
    assert [part.times for part in chain if isinstance(part, Repeat)] == [3, 2, 2]
    assert sum(isinstance(part, Fork) for part in chain) == 2


def test_that_normalisation_and_activation_are_named_at_the_convolution_before_them() -> None:
    first, second = parts_of(told(analyse(residual_network())))[:2]
    assert isinstance(first, Step)
    assert isinstance(second, Step)
    assert (second.kind, second.size, second.count, second.notes) == ("Conv2D", "3×3", "16", ("BatchNorm", "relu"))


def test_that_a_shortcut_is_led_past_the_body() -> None:
    fork = next(part for part in parts_of(told(analyse(residual_network()))) if isinstance(part, Fork))
    assert fork.lanes[0] == ()
    assert fork.main == 1
    assert fork.notes == ("relu",)


def test_that_the_words_of_a_block_diagram_are_settings_and_shapes() -> None:
    words = _words(draw(analyse(residual_network()), "blocks")).splitlines()
    for expected in ("Conv2D 3×3, 16", "same · BatchNorm · relu", "32×32×16", "× 3", "Dense 10", "softmax"):
        assert expected in words
    assert any("274,826 parameters" in line for line in words)


def test_that_sides_of_pictures_are_to_scale() -> None:
    network = Network((64, 32, 3), (Layer("p", MaxPooling2D()), Layer("q", MaxPooling2D())))
    spots = draw(analyse(network)).spots
    words_above = 15
    heights = [spot.area[3] - words_above for spot in spots]
    # Height and the lead of the width are both linear, so the whole box is.
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.5)


def test_that_pictures_of_one_pixel_are_small_and_all_numbers_are_written_alike() -> None:
    network = Network((1, 1, 4096), (Layer("f", Flatten()), Layer("d", Dense(400)), Layer("e", Dense(8))))
    figures = {spot.names: spot.area[3] - 15 for spot in draw(analyse(network)).spots}  # without the words above
    assert figures[("f",)] > figures[("d",)] > figures[("e",)]
    pictures = draw(analyse(Network((1, 1, 4096), (Layer("p", MaxPooling2D((1, 1))),)))).spots
    assert all(spot.area[3] - 15 < 12 for spot in pictures)
    for style in STYLES:
        words = _words(draw(analyse(network), style)).splitlines()
        assert {"1×1×4,096", "4,096"} <= set(words)
        assert "1×1×4096" not in words


def test_that_a_network_with_a_problem_is_drawn_up_to_it_and_says_why() -> None:
    network = Network(
        (28, 28, 1),
        (Layer("a", Conv2D(8)), Layer("b", MaxPooling2D((30, 30))), Layer("c", Flatten()), Layer("d", Dense(10))),
    )
    for style in STYLES:
        words = _words(draw(analyse(network), style))
        assert "Drawn up to b: The 30 × 30 window" in words.replace("\n", " ")
        assert "Conv2D" in words
        assert "Flatten" not in words


def test_that_branches_that_cannot_be_joined_are_drawn_and_the_rest_is_not() -> None:
    block = Block("j", Parallel(), ((Layer("a", Conv2D(4)),), (Layer("b", Conv2D(4, padding="same")),)))
    analysis = analyse(Network((8, 8, 1), (block, Layer("c", Flatten()))))
    fork = parts_of(told(analysis))[-1]
    assert isinstance(fork, Fork)
    assert fork.stopped
    for style in STYLES:
        assert "Drawn up to j" in _words(draw(analysis, style))


def test_that_a_branch_with_a_problem_of_its_own_ends_the_drawing() -> None:
    block = Block("r", Residual(), ((Layer("a", MaxPooling2D((9, 9))),), ()))
    analysis = analyse(Network((8, 8, 1), (block, Layer("c", Flatten()))))
    fork = parts_of(told(analysis))[-1]
    assert isinstance(fork, Fork)
    assert not fork.stopped
    assert fork.shape is None
    for style in STYLES:
        assert _illegible(draw(analysis, style)) == []


def test_that_a_small_layer_with_none_before_it_has_a_place_of_its_own() -> None:
    block = Block("r", Parallel("add"), ((Layer("a", Dropout()),), ()))
    fork = parts_of(told(analyse(Network((8, 8, 1), (block,)))))[-1]
    assert isinstance(fork, Fork)
    lane = fork.lanes[1][0]
    assert isinstance(lane, Step)
    assert lane.is_note
    assert lane.notes == ("Dropout 0.5",)


def test_that_an_empty_network_is_its_input() -> None:
    for style in STYLES:
        assert "Input" in _words(draw(analyse(Network((28, 28, 1))), style))


def test_that_a_style_or_theme_of_another_name_is_refused() -> None:
    with pytest.raises(KeyError):
        draw(analyse(Network((28, 28, 1))), "cubist")
    with pytest.raises(KeyError):
        draw(analyse(Network((28, 28, 1))), "blocks", "neon")


@given(words=st.text(max_size=200), width=st.floats(20, 400))
def test_that_wrapped_words_fit_their_width(words: str, width: float) -> None:
    for line in (*wrapped(words, width, 10), cut(words, width, 10)):
        assert text_width(line, 10) <= width or line == "…"
