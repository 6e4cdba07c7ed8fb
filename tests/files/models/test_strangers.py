"""What other people's Keras saved, of any version, predicts here what it predicted there."""

import pytest

from tests.files.models.strangers import CLOSE, Stranger, difference, is_told, opened, shown_in_suite, strangers

pytest.importorskip("tf_keras", reason="the files of Keras 1 and 2 are written with tf_keras")

FILES = shown_in_suite()


def test_that_sixty_files_or_more_of_every_writer_are_compared():
    whole = [each for each in FILES if not each.is_alone]
    assert len(whole) >= 60
    assert {each.writer for each in whole} == {each.writer for each in strangers()}
    assert {each.recipe.name for each in FILES} == {each.recipe.name for each in strangers()}


@pytest.mark.parametrize("stranger", FILES, ids=lambda each: each.name)
def test_that_a_strangers_network_predicts_what_it_did(stranger: Stranger, written):
    saved = opened(written, stranger)
    assert is_told(saved, stranger) or difference(saved, written, stranger) <= CLOSE
