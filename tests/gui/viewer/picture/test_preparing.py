"""How a picture is prepared for a network, in words."""

from cnnstudio.core.messages import SavedSubject
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.viewer.picture.preparing import prepared_tip, prepared_words
from tests.gui.desk import LABELS, small_network

FOREIGN = Answering(SavedSubject("net.keras"), "net.keras", small_network(), LABELS)
OURS = Answering(SavedSubject("net.keras"), "net.keras", small_network(), LABELS, Prepared(Preprocessing("signed")))


def test_that_what_the_file_says_is_told_with_the_size() -> None:
    assert prepared_words(OURS, None) == ("8 × 8 × 1 · ÷ 127.5 − 1", "÷ 127.5 − 1")
    assert prepared_tip(OURS, None) == ""


def test_that_what_the_file_does_not_say_is_told_as_what_it_is_taken_for() -> None:
    first, *shorter = prepared_words(FOREIGN, None)
    assert first == "8 × 8 × 1 · not said by the file: taken as ÷ 255"
    assert shorter == ["8 × 8 × 1 · taken as ÷ 255", "taken as ÷ 255"]
    assert "red, green and blue in this order" in prepared_tip(FOREIGN, None)


def test_that_a_picture_of_another_size_is_brought_to_the_networks_in_words() -> None:
    assert prepared_words(OURS, (32, 40, 3)) == ("brought to 8 × 8 × 1 · ÷ 127.5 − 1", "brought to 8 × 8 × 1")
    assert prepared_tip(OURS, (32, 40, 3)) == "It was brought there from 32 × 40 × 3."


def test_that_each_wording_is_shorter_than_the_one_before() -> None:
    for answering in (OURS, FOREIGN):
        for found in (None, (32, 40, 3)):
            lengths = [len(words) for words in prepared_words(answering, found)]
            assert lengths == sorted(lengths, reverse=True)
