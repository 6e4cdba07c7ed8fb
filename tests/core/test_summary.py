"""A preprocessing in a few words."""

from cnnstudio.core.layers import RandomElasticTransform, RandomFlip
from cnnstudio.core.pictures.preprocessing import METHODS, Preprocessing, summary


def test_that_only_what_does_something_is_said() -> None:
    assert summary(Preprocessing()) == "÷ 255"
    assert summary(Preprocessing("raw")) == "raw, 0 to 255"


def test_that_every_step_has_its_words_in_their_order() -> None:
    changes = (RandomFlip(), RandomElasticTransform())
    every = Preprocessing("standardise_pixel", size=(32, 0), colour="grey", invert=True, augmentation=changes)
    assert summary(every) == "32×32 · grey · inverted · standardised per pixel · flip, elastic transform"


def test_that_every_method_has_words_of_its_own() -> None:
    assert len({summary(Preprocessing(method)) for method in METHODS}) == len(METHODS)


def test_that_random_changes_are_left_out_where_nothing_is_trained() -> None:
    random = Preprocessing(colour="grey", augmentation=(RandomFlip(),))
    assert summary(random, with_random=False) == "grey · ÷ 255"
    assert summary(Preprocessing(), with_random=False) == summary(Preprocessing())
