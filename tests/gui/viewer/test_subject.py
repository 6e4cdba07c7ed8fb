"""Which layer can be looked at, and the words when it cannot."""

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.run import Run
from cnnstudio.gui.viewer.subject import Hint, feature_node, kernel_layer, why_no_picture
from tests.gui.desk import LABELS, small_network


def run(network: Network, name: str = "Run 1") -> Run:
    return Run(1, name, Project(network), LABELS, Prepared(), "finished", "2026-01-01T12:00:00+00:00", {})


def test_that_a_convolution_has_kernels() -> None:
    found = kernel_layer(run(small_network()), "conv2d_2")
    assert isinstance(found, Layer)
    assert found.name == "conv2d_2"


def test_that_another_kind_is_named_and_the_first_convolution_offered() -> None:
    hint = kernel_layer(run(small_network()), "flatten_1")
    assert isinstance(hint, Hint)
    assert "flatten_1 is a Flatten layer" in hint.text
    assert hint.offer == "conv2d_1"


def test_that_a_network_without_convolutions_offers_none() -> None:
    hint = kernel_layer(run(Network((8, 8, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3))))), None)
    assert isinstance(hint, Hint)
    assert "no Conv2D layer" in hint.text
    assert hint.offer == ""


def test_that_a_layer_added_since_is_said_and_the_runs_layers_are_links() -> None:
    hint = feature_node(run(small_network()), "conv2d_9")
    assert isinstance(hint, Hint)
    assert hint.title == "Run 1 has no layer called conv2d_9"
    assert '<a href="dense_1">dense_1</a>' in hint.rich_text


def test_that_a_runs_name_is_not_read_as_html() -> None:
    hint = feature_node(run(small_network(), "<b>x</b>"), "conv2d_9")
    assert isinstance(hint, Hint)
    assert "<b>" not in hint.rich_text


def test_that_pictures_of_another_size_are_refused_with_both_sizes() -> None:
    words = why_no_picture(run(small_network()), (28, 28, 1))
    assert "8 × 8 × 1" in words
    assert "28 × 28 × 1" in words
    assert why_no_picture(run(small_network()), (8, 8, 1)) == ""
