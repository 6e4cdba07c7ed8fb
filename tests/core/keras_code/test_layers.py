"""Layers of Keras code that are used, called or written in a way of their own: read as Keras has it, or noted."""

import pytest

from cnnstudio.core.keras_code import read_code
from cnnstudio.core.keras_code.found import Found
from cnnstudio.core.layers import ELU, Activation, LeakyReLU, PReLU, ReLU
from cnnstudio.core.network import walk
from cnnstudio.core.spec import LayerSpec

START = "import keras\nimport tensorflow as tf\nfrom keras.layers import *\ninp = keras.Input((8, 8, 3))\n"
OLD = "from keras.layers.advanced_activations import *\n"
FROZEN = "That these weights are frozen is not kept: here they learn."


def graph(*lines: str, start: str = "") -> Found:
    """Of a network whose last number is ``x``."""
    return read_code(start + START + "\n".join((*lines, "m = keras.Model(inp, x)")))


def said(found: Found) -> list[str]:
    return [note.text for note in found.notes]


def specs(found: Found) -> list[LayerSpec]:
    assert found.project is not None
    return [node.spec for _, node in walk(found.project.network.nodes) if isinstance(node.spec, LayerSpec)]


# The same layer in several places


@pytest.mark.parametrize(
    ("lines", "shared"),
    [
        (("conv = Conv2D(3, 3, padding='same')", "x = conv(conv(inp))"), "Conv2D"),
        (("conv = Conv2D(3, 3)", "x = Add()([conv(inp), conv(ReLU()(inp))])"), "Conv2D"),
        (("part = keras.Sequential([Dense(3), ReLU()])", "x = part(part(inp))"), "Dense"),
        (("act = ReLU()", "x = act(Conv2D(3, 3)(act(inp)))"), ""),
        (("x = inp", "for _ in range(2):", "    x = Conv2D(3, 3)(x)"), ""),
        (("conv = Conv2D(3, 3)", "other = keras.Model(inp, conv(inp))", "x = Dense(2)(conv(inp))"), ""),
    ],
)
def test_that_a_layer_used_twice_is_said_to_share_its_weights_no_more(lines: tuple[str, ...], shared: str) -> None:
    words = "{} stands in several places with the same weights in Keras; here each place has its own."
    found = [text for text in said(graph(*lines)) if "in several places" in text]
    assert found == ([words.format(shared)] if shared else [])


# Functions with arguments


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("keras.activations.relu(inp)", Activation("relu")),
        ("keras.activations.relu(inp, max_value=6)", ReLU(max_value=6.0)),
        ("keras.activations.relu(inp, 0.1, 6, 0.5)", ReLU(6.0, 0.1, 0.5)),
        ("keras.activations.relu(inp, alpha=0.2)", ReLU(negative_slope=0.2)),
        ("keras.activations.relu(x=inp, threshold=1)", ReLU(threshold=1.0)),
        ("keras.activations.leaky_relu(inp)", Activation("leaky_relu")),
        ("keras.activations.leaky_relu(inp, negative_slope=0.1)", LeakyReLU(0.1)),
        ("tf.nn.leaky_relu(inp, alpha=0.1)", LeakyReLU(0.1)),
        ("tf.nn.relu(inp, name='on')", Activation("relu")),
        ("tf.nn.relu(inp, 'on')", Activation("relu")),
        ("tf.nn.elu(inp, 'on')", Activation("elu")),
        ("tf.nn.leaky_relu(inp, 0.1, 'on')", LeakyReLU(0.1)),
        ("keras.activations.elu(inp, alpha=0.5)", ELU(0.5)),
        ("keras.activations.softmax(inp, axis=-1)", Activation("softmax")),
    ],
)
def test_that_a_function_keeps_its_arguments(call: str, wanted: LayerSpec) -> None:
    found = graph(f"x = {call}")
    assert (specs(found), said(found)) == ([wanted], [])


def test_that_an_argument_which_no_function_here_has_is_said() -> None:
    found = graph("x = keras.activations.celu(inp, 0.5)", "x = keras.activations.gelu(x, approximate=True)")
    assert said(found) == ["“alpha” of celu is not kept.", "“approximate” of gelu is not kept."]


# What a layer is told where it is applied, and whether it learns


ALWAYS = "{} acts as in training even when the network answers; here it does so in training only."
NEVER = "{} never acts as in training; here it does so while the network learns."


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (("x = Dropout(0.5)(inp, training=True)",), [ALWAYS.format("Dropout")]),
        (("x = BatchNormalization()(inp, False)",), [NEVER.format("BatchNormalization")]),
        (("x = Conv2D(3, 3)(inp, training=True)",), []),
        (("x = Dropout(0.5)(inputs=inp, training=None)",), []),
        (("x = GaussianNoise(0.1)(inp, mask=inp)",), ["“mask” of GaussianNoise is not kept."]),
        (("part = keras.Sequential([Dense(3), Dropout(0.5)])", "x = part(inp, training=True)"), ["Dropout"]),
        (("x = Dropout(0.5)(inp)", "part = keras.Sequential([Dense(3)])", "x = part([x], training=True)"), []),
    ],
)
def test_that_what_a_layer_is_told_where_it_is_applied_is_said(lines: tuple[str, ...], notes: list[str]) -> None:
    found = graph(*lines)
    assert said(found) == [ALWAYS.format(note) if note == "Dropout" else note for note in notes]
    assert specs(found)
    assert all(note.line == len(START.splitlines()) + len(lines) for note in found.notes)


def test_that_keras_tells_a_network_of_the_codes_own_whether_it_trains() -> None:
    text = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.drop = Dropout(0.5)
    def call(self, x, training=False):
        return self.drop(x, training=training)
m = Net()
"""
    found = read_code(START + text)
    assert [spec.kind for spec in specs(found)] == ["Dropout"]
    assert not [text for text in said(found) if "training" in text]


def test_that_a_layer_that_does_not_learn_is_said_to() -> None:
    assert said(graph("x = Conv2D(3, 3, trainable=False)(inp)")) == [FROZEN]
    assert said(graph("x = Conv2D(3, 3, trainable=True)(ReLU(trainable=False)(inp))")) == []


# Layers and arguments of their own


@pytest.mark.parametrize(
    ("call", "threshold"), [("1.5", 1.5), ("theta=0.5", 0.5), ("", 1.0), ("input_shape=(8, 8, 3)", 1.0)]
)
def test_that_a_thresholded_relu_has_its_threshold(call: str, threshold: float) -> None:
    found = graph(f"x = ThresholdedReLU({call})(inp)", start=OLD)
    assert (specs(found), said(found)) == ([ReLU(threshold=threshold)], [])


@pytest.mark.parametrize(("axes", "is_known"), [("[1, 2]", True), ("[1]", False), ("[1, 2, 3]", False), ("1", False)])
def test_that_slopes_shared_in_another_way_are_to_be_filled_in(axes: str, is_known: bool) -> None:
    found = graph(f"x = PReLU(shared_axes={axes})(inp)")
    assert found.project is not None
    assert [blank.setting for blank in found.project.blanks] == ([] if is_known else ["shared"])
    assert len(found.notes) == (not is_known)
    assert specs(found) == [PReLU(shared=is_known)]


@pytest.mark.parametrize(("name", "is_known"), [("relu", True), ("swish", True), ("my_fn", False)])
def test_that_a_function_behind_a_sum_is_one_that_is_known_or_said(name: str, is_known: bool) -> None:
    found = graph("x = Add()([inp, Conv2D(3, 1)(inp)])", f"x = Activation('{name}')(x)")
    assert [note.severity for note in found.notes] == ([] if is_known else ["otherwise"])
    assert found.project is not None
    assert len(found.project.blanks) == (not is_known)
