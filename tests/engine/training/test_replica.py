"""What answers of the run in training beside it: its weights follow those of the training."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.messages import Follow, Followed, Predict, Predicted, RunSubject
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.engine.mailbox import Posted
from cnnstudio.engine.start import Ready

HELD = Block("base", Pretrained("run:1"), ((Layer("a", Conv2D(2)),),))
PICTURE = np.random.default_rng(5).integers(0, 256, (8, 8, 1), np.uint8)
SUBJECT = RunSubject("/nowhere/one.cnnstudio", 1)
NETWORK = Network((8, 8, 1), (Layer("a", Conv2D(2)), Layer("b", Flatten()), Layer("c", Dense(3, "softmax"))))


class Fit:
    """A run in training whose weights a test changes, and a clock that the test sets."""

    def __init__(self) -> None:
        from cnnstudio.engine.build import build, get_weights
        from cnnstudio.engine.offers import Offers
        from cnnstudio.engine.subjects import Live, Subjects, load

        weights = get_weights(build(NETWORK), NETWORK)
        loaded = load(NETWORK, weights, ("x", "y", "z"), Prepared())
        self.now, self._weights = 0.0, weights
        self.subjects = Subjects()
        self.subjects.live = Live(SUBJECT.file, 1, replace(loaded, is_still=False))
        self.offers = Offers(self.subjects, lambda: self.now)
        self._random = np.random.default_rng(3)

    def batch(self, seconds: float = 0.05) -> None:
        """The weights become others, and the engine's thread comes round."""
        from cnnstudio.engine.build import set_weights

        assert self.subjects.live is not None
        self.now += seconds
        for name, array in self._weights.items():
            self._weights[name] = array + self._random.normal(0, 1, array.shape).astype(np.float32)
        set_weights(self.subjects.live.loaded.keras_model, NETWORK, self._weights)

    def answer(self) -> np.ndarray | None:
        """What the second thread answers; None where it leaves it to the engine's."""
        request = Follow(subject=SUBJECT, picture=PICTURE)
        if not self.offers.takes(request):
            return None
        told = self.offers.answer(Posted(1, request))
        assert isinstance(told, Followed)
        return told.probabilities

    def truth(self) -> np.ndarray:
        """What the weights of this moment say."""
        from cnnstudio.engine.inspecting.predict import probabilities

        assert self.subjects.live is not None
        return probabilities(self.subjects.live.loaded, PICTURE)


@pytest.fixture
def fit(ready: Ready) -> Fit:
    made = Fit()
    made.offers.make(Follow(subject=SUBJECT, picture=PICTURE))
    return made


def same(one: np.ndarray | None, other: np.ndarray) -> bool:
    return one is not None and np.allclose(one, other, atol=1e-6)


def test_that_an_answer_is_never_much_older_than_the_weights_while_the_pen_moves(fit: Fit) -> None:
    last = 0.0
    for _ in range(100):
        fit.batch()
        fit.offers.keep_up()
        assert fit.answer() is not None
        if same(fit.answer(), fit.truth()):
            last = fit.now
        assert fit.now - last < 0.6


def test_that_after_a_silence_the_weights_are_copied_before_the_first_answer(fit: Fit) -> None:
    fit.answer()
    for _ in range(100):
        fit.batch()
        fit.offers.keep_up()
    assert fit.answer() is None
    assert fit.offers.answer(Posted(1, Predict(subject=SUBJECT, picture=PICTURE))) is None
    fit.batch()
    assert fit.offers.keep_up()
    assert same(fit.answer(), fit.truth())


def test_that_an_answer_under_way_puts_off_the_copying_and_in_the_end_is_waited_for(fit: Fit) -> None:
    fit.answer()
    copied: list[bool] = []
    with fit.offers._in_use:
        fit.batch(0.6)
        assert not fit.offers.keep_up()
        fit.batch(0.6)
        engine = threading.Thread(target=lambda: copied.append(fit.offers.keep_up()))
        engine.start()
    engine.join(30)
    assert copied == [True]
    assert same(fit.answer(), fit.truth())


def test_that_nothing_is_copied_while_nobody_asks(fit: Fit) -> None:
    fit.answer()
    copied = []
    for _ in range(100):
        fit.batch()
        copied.append(fit.offers.keep_up())
    assert sum(copied) == 1


def test_that_what_is_answered_in_a_pause_is_true(fit: Fit) -> None:
    fit.batch()
    fit.offers.keep_up()
    assert not same(fit.answer(), fit.truth())
    fit.offers.settle()
    assert same(fit.answer(), fit.truth())
    fit.now += 3600
    assert same(fit.answer(), fit.truth())


def test_that_who_asks_without_maps_has_none_made_ready(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr("cnnstudio.engine.offers.following", made.append)
    fit = Fit()
    request = Predict(subject=SUBJECT, picture=PICTURE)
    fit.offers.make(request)
    told = fit.offers.answer(Posted(1, request))
    assert isinstance(told, Predicted)
    assert same(told.probabilities, fit.truth())
    fit.batch(1.0)
    assert fit.offers.keep_up()
    told = fit.offers.answer(Posted(2, request))
    assert isinstance(told, Predicted)
    assert same(told.probabilities, fit.truth())
    assert not made
    assert not fit.offers.takes(Follow(subject=SUBJECT, picture=PICTURE))


def test_that_what_could_not_be_made_ready_is_no_answer_and_tried_again_later(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit, request = Fit(), Follow(subject=SUBJECT, picture=PICTURE)
    with monkeypatch.context() as patch:
        patch.setattr("cnnstudio.engine.offers.Replica", lambda *_: 1 / 0)
        fit.offers.make(request)
    fit.offers.make(request)
    assert not fit.offers.takes(request)
    fit.now += 11
    fit.offers.make(request)
    assert fit.offers.takes(request)


def test_that_only_what_training_may_change_is_copied(ready: Ready) -> None:
    from cnnstudio.engine.build import build, copying, get_weights, see_weights

    network = Network((8, 8, 1), (HELD, *NETWORK.nodes[1:]))
    source, target = build(network), build(network)
    before = {name: array.copy() for name, array in get_weights(target, network).items()}
    copying(source, target, network)()
    now, wanted = see_weights(target, network), see_weights(source, network)
    assert np.array_equal(now["a/kernel"], before["a/kernel"])
    assert not np.array_equal(now["a/kernel"], wanted["a/kernel"])
    assert np.array_equal(now["c/kernel"], wanted["c/kernel"])
