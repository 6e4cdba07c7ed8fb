"""Whether gradients vanish or explode: judged by their part of the weights, layer by layer, and said with numbers."""

import math

import pytest

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import stack
from cnnstudio.core.training.gradient_flow import EXPLODED, FADED, flow, length

NAMES = ("conv2d_1", "conv2d_2", "dense_1")
NETWORK = Network((8, 8, 1), stack(Conv2D(4), BatchNormalization(), Conv2D(4), Flatten(), Dense(3, "softmax")))


def norms(*shares: float, epoch: int = 3, **more: float) -> Norms:
    """Weights of length 2 and gradients that are such parts of them; ``more`` by layer."""
    layers = [LayerNorms(name, 2.0, 2.0 * share) for name, share in zip(NAMES, shares, strict=True)]
    return Norms(epoch, (*layers, *(LayerNorms(name, 1.0, value) for name, value in more.items())), 32)


def state(*shares: float, **more: float) -> str:
    found = flow(norms(*shares, **more), NETWORK)
    assert found is not None
    return found.state


@pytest.mark.parametrize("shares", [(0.01, 0.02, 0.05), (5.0, 0.1, 0.01), (1e-9, 1e-9, 2e-9), (1e-3, 1.0, 9.0)])
def test_that_gradients_of_like_size_are_healthy_whatever_their_size(shares: tuple[float, ...]) -> None:
    assert state(*shares) == "healthy"


def test_that_a_gradient_that_fades_towards_the_picture_vanishes_and_one_that_grows_does_not() -> None:
    assert state(0.9 / FADED, 0.1, 1.0) == "vanishing"
    assert state(1.1 / FADED, 0.1, 1.0) == "healthy"
    assert state(1.0, 0.1, 0.9 / FADED) == "healthy"
    found = flow(norms(1e-6, 1e-3, 0.1), NETWORK)
    assert found is not None
    assert (found.least.layer, found.most.layer) == ("conv2d_1", "dense_1")
    assert (
        "after epoch 3 that of “dense_1” was 0.2 long, that of “conv2d_1”, nearer to the picture, 2e-6." in found.text
    )
    assert "100,000 times less" in found.text


def test_that_a_gradient_that_does_not_arrive_at_all_has_vanished() -> None:
    found = flow(norms(0.0, 0.0, 0.1), NETWORK)
    assert found is not None
    assert (found.state, found.least.layer) == ("vanishing", "conv2d_1")
    assert "that is nothing at all, so" in found.text


@pytest.mark.parametrize("share", [EXPLODED, math.inf, math.nan])
def test_that_a_gradient_far_longer_than_the_weights_or_no_number_explodes(share: float) -> None:
    found = flow(norms(0.1, share, 0.1), NETWORK)
    assert found is not None
    assert (found.state, found.most.layer) == ("exploding", "conv2d_2")
    assert "“conv2d_2” was" in found.text
    assert state(0.1, 0.99 * EXPLODED, 0.1) == "healthy"


def test_that_scales_and_shifts_of_normalisation_are_not_compared() -> None:
    assert state(0.1, 0.1, 0.1, batch_normalization_1=1e6) == "healthy"


def test_that_no_gradient_anywhere_is_neither() -> None:
    assert state(0.0, 0.0, 0.0) == "none"


def test_that_a_network_without_kernels_says_nothing() -> None:
    assert flow(Norms(1), NETWORK) is None
    assert flow(norms(1, 1, 1), Network((8, 8, 1), stack(MaxPooling2D(), Flatten()))) is None


def test_that_a_single_layer_is_told_by_itself() -> None:
    found = flow(Norms(1, (LayerNorms("dense_1", 2.0, 0.5),), 8), NETWORK)
    assert found is not None
    assert found.text.startswith("After epoch 1 the gradient of “dense_1” was 0.5 long and its weights 2:")


def test_that_gradients_longer_than_the_weights_are_not_told_as_if_nothing_were_the_matter() -> None:
    long, fine = flow(norms(4.4, 0.1, 0.1), NETWORK), flow(norms(0.9, 0.1, 0.1), NETWORK)
    assert long is not None
    assert fine is not None
    assert (long.state, fine.state) == ("healthy", "healthy")
    assert long.text.endswith("to 4.4 (“conv2d_1”) times as long as the weights. Above 1 is much, but no explosion.")
    assert fine.text.endswith("They neither vanish nor explode.")
    alone = flow(Norms(1, (LayerNorms("dense_1", 2.0, 9.0),), 8), NETWORK)
    assert alone is not None
    assert alone.text.endswith("was 9 long and its weights 2: much, but no explosion.")


def test_that_weights_of_zero_have_a_share_that_can_be_compared() -> None:
    assert LayerNorms("a", 0.0, 0.0).share == 0.0
    assert LayerNorms("a", 0.0, 1.0).share == math.inf


def test_that_lengths_are_short_in_words() -> None:
    values = (0.0, 0.02134, 4.2e-7, 1322.4, 5e8, math.inf, math.nan)
    assert list(map(length, values)) == ["0", "0.0213", "4.2e-7", "1,322", "5e8", "infinite", "not a number"]


def branched(a: float, b: float, behind: float) -> str:
    branches = ((Layer("a", Conv2D(4, padding="same")),), (Layer("b", Conv2D(4, padding="same")),))
    block = Block("p", Parallel("concatenate"), branches)
    network = Network((8, 8, 1), (block, *stack(Flatten(), Dense(3))))
    shares = {"a": a, "b": b, "dense_1": behind}
    found = flow(Norms(2, tuple(LayerNorms(name, 1.0, share) for name, share in shares.items()), 32), network)
    assert found is not None
    if found.state == "vanishing":
        assert found.most.layer == "dense_1"
    return found.state


def test_that_branches_side_by_side_are_not_compared_but_each_with_what_is_behind_the_block() -> None:
    assert branched(1e-5, 1.0, 0.05) == "healthy"
    assert branched(1.0, 1e-5, 0.05) == "healthy"
    assert branched(1e-6, 1.0, 0.05) == "vanishing"
    assert branched(1.0, 1e-6, 0.05) == "vanishing"


def test_that_a_layer_is_compared_with_those_of_the_block_behind_it_and_of_its_own_branch() -> None:
    inner = (Layer("b", Conv2D(4, padding="same")), Layer("c", Conv2D(4, padding="same")))
    block = Block("p", Parallel("concatenate"), (inner, ()))
    network = Network((8, 8, 1), (Layer("a", Conv2D(4)), block, *stack(Flatten(), Dense(3))))

    def least(**shares: float) -> str:
        found = flow(Norms(2, tuple(LayerNorms(name, 1.0, share) for name, share in shares.items()), 32), network)
        assert found is not None
        assert found.state == "vanishing"
        assert found.most.layer == "c"
        return found.least.layer

    assert least(a=1e-6, b=1e-3, c=1.0, dense_1=1e-3) == "a"
    assert least(a=1e-3, b=1e-6, c=1.0, dense_1=1e-3) == "b"
