"""Review questions: their answers are true of the network they are asked about."""

from random import Random

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.labs.marking import mark
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.review import review
from cnnstudio.core.review.connecting import dense_instead, products, where_it_reads
from cnnstudio.core.review.drawn import changed, pooled_table
from cnnstudio.core.review.material import EXAMPLE, material
from cnnstudio.core.review.measuring import how_much_it_sees, keeps_its_size, parameters
from cnnstudio.core.review.topics import TOPICS
from tests.networks import Zoo

ONE = analyse(Network((10, 12, 3), stack(Conv2D(4, (5, 3), strides=(2, 2), padding=1), Flatten(), Dense(2))))


def right_answer(question: Question) -> str:
    return question.accepted[0] if question.form == "choice" else f"{question.answer:.0f}"


def test_that_each_topic_is_asked_once_and_its_right_answer_alone_is_right() -> None:
    for seed in range(40):
        found = review(ONE, seed)
        assert [title for title, _ in found.questions] == [title for _, title, _ in TOPICS]
        assert len({question.key for _, question in found.questions}) == len(TOPICS)
        for _, question in found.questions:
            assert mark(question, right_answer(question)).right is True
            wrong = f"{question.answer + 1:.0f}" if question.form == "number" else question.choices
            others = [wrong] if isinstance(wrong, str) else [each for each in wrong if each != right_answer(question)]
            assert all(mark(question, each).right is False for each in others)
            assert question.why
            assert question.hints


def test_that_the_numbers_are_those_of_the_layer() -> None:
    draw = material(ONE, 1)
    assert dense_instead(draw).answer == (10 * 12 * 3 + 1) * (4 * 6 * 4)
    assert products(draw).answer == 5 * 3 * 3
    assert how_much_it_sees(draw).answer == 5
    question = where_it_reads(draw)
    at = int(question.text.partition("at row ")[2].partition(" ")[0])
    assert question.answer == at * 2 - 1


def test_that_the_parameters_asked_for_are_those_keras_counts() -> None:
    for seed in range(30):
        question = parameters(material(ONE, seed))
        filters = int(question.text.partition("With **")[2].partition(" ")[0])
        side = int(question.text.partition("kernel of **")[2].partition("×")[0])
        assert question.answer == (side * side * 3 + 1) * filters


def test_that_rows_with_another_stride_and_padding_are_those_that_windows_fit() -> None:
    for seed in range(60):
        question = next(each for _, each in review(ONE, seed).questions if each.key == "review.stride")
        if "its padding **" not in question.text:
            continue
        stride = int(question.text.partition("stride were **")[2].partition("*")[0])
        padding = question.text.partition("padding **")[2].partition("*")[0]
        if padding == "same":
            expected = -(-10 // stride)
        else:
            expected = len(np.arange(10 + 2 * int(padding))[: 10 + 2 * int(padding) - 5 + 1 : stride])
        assert question.answer == expected, question.text


def test_that_other_seeds_ask_other_things_and_the_same_seed_the_same() -> None:
    assert review(ONE, 3) == review(ONE, 3)
    assert len({review(ONE, seed).questions[5][1].answer for seed in range(20)}) > 5


@pytest.mark.parametrize(
    "analysis", [None, analyse(Network((8, 8, 1))), analyse(Network((8, 8, 1), stack(Conv2D(4, (9, 9)))))]
)
def test_that_without_a_convolution_that_works_an_example_is_asked_about_and_that_is_said(analysis: object) -> None:
    found = review(analysis, 1)  # type: ignore[arg-type]
    assert found.is_example
    assert "example" in found.about
    assert not review(analyse(EXAMPLE), 1).is_example


def test_that_of_a_network_with_a_pooling_its_numbers_are_told() -> None:
    network = analyse(Network((8, 8, 1), stack(Conv2D(4, padding="same"), MaxPooling2D())))
    why = next(each.why for _, each in review(network, 2).questions if each.key == "review.pooling")
    assert "`max_pooling2d_1` makes 4 × 4 × 4 of 8 × 8 × 4: 64 of 256 numbers are left" in why


def test_that_any_network_can_be_asked_about() -> None:
    zoo = Zoo(9)
    for seed in range(60):
        assert len(review(analyse(zoo.valid()), seed).questions) == len(TOPICS)


@pytest.mark.parametrize("groups", [3, 64, 256, 2048, 4096])
def test_that_of_as_many_groups_as_there_may_be_other_filters_are_asked_that_fit(groups: int) -> None:
    spec = Conv2D(groups, groups=groups)
    network = analyse(Network((4, 4, 3 if groups == 3 else 1), stack(Conv2D(groups, (1, 1)), spec)))
    asked = [changed(Random(seed), material(network, 0).convolutions[-1]) for seed in range(60)]
    assert all(each.filters % groups == 0 and each.filters <= 4096 for each in asked)
    assert all(each.kernel_size != spec.kernel_size for each in asked)
    assert groups > 1024 or all(each.filters != spec.filters for each in asked)
    assert all(len(review(network, seed).questions) == len(TOPICS) for seed in range(6))


def test_that_of_a_dilated_convolution_the_padding_is_asked_for_without_its_holes() -> None:
    draw = material(analyse(Network((28, 28, 1), stack(Conv2D(4, dilation_rate=(2, 2))))), 0)
    assert "without the holes that it has now" in keeps_its_size(draw).text
    assert "with the holes in it − 1" in how_much_it_sees(draw).hints[0]


def test_that_no_layer_is_said_to_see_more_rows_than_the_picture_has() -> None:
    conv = Conv2D(4, padding="same")
    deep = analyse(Network((8, 8, 1), stack(conv, MaxPooling2D(), conv, MaxPooling2D(), conv)))
    assert all((how_much_it_sees(material(deep, seed)).answer or 0) <= 8 for seed in range(20))
    assert "activation maps" in how_much_it_sees(material(analyse(Network((2, 2, 1), stack(conv))), 0)).text


def test_that_groups_are_named_where_parameters_are_counted() -> None:
    question = parameters(material(analyse(Network((8, 8, 8), stack(Conv2D(16, groups=2)))), 0))
    assert "in **2 groups**" in question.text
    assert "of its group" in question.hints[0]


def test_that_the_table_of_a_pooling_has_its_columns_and_rows_counted_and_the_place_is_of_the_output() -> None:
    table, right, place = pooled_table(Random(3))
    head, _, *rows = table.splitlines()
    assert head == "| | 0 | 1 | 2 | 3 |"
    assert [row[:9] for row in rows] == [f"| **{number}** |" for number in range(4)]
    assert (right, place) == (8, "row 1, column 1 of the output (counted from 0)")


def test_that_a_network_with_blanks_is_not_asked_about_and_that_is_said() -> None:
    found = review(ONE, 1, is_blank=True)
    assert found.is_example
    assert "still to be filled in" in found.about
    assert found.questions == review(None, 1).questions
