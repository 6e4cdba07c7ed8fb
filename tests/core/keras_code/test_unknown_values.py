"""Values that code works out while it runs, takes from its command line, or gets from somewhere else."""

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.keras_code.found import Found
from cnnstudio.core.project import Project

RESIDUAL = """
import keras
import tensorflow as tf
from keras import layers as L
from keras import backend as K
def block(x, filters, stride=1):
    keep = x
    x = L.Conv2D(filters, 3, strides=stride, padding='same', use_bias=False)(x)
    x = L.BatchNormalization()(x)
    if {condition}:
        keep = L.Conv2D(filters, 1, strides=stride, use_bias=False)(keep)
        keep = L.BatchNormalization()(keep)
    x = L.Add()([keep, x])
    return L.ReLU()(x)
inp = keras.Input({shape})
x = L.Conv2D(16, 3, padding='same', use_bias=False)(inp)
for stage, width in enumerate([16, 32]):
    for i in range(2):
        x = block(x, width, stride=2 if i == 0 and stage > 0 else 1)
x = L.GlobalAveragePooling2D()(x)
net = keras.Model(inp, L.Dense(10)(x))
"""

START = "import keras\nfrom keras.layers import *\nm = keras.Sequential([keras.Input((28, 28, 1))])\n"


def parameters(found: Found) -> int:
    return analyse(project_of(found).network).totals.parameters


def project_of(found: Found) -> Project:
    assert found.project is not None
    return found.project


@pytest.mark.parametrize(
    "condition",
    [
        "keep.shape[-1] != filters",
        "K.int_shape(keep)[3] != filters",
        "keras.backend.int_shape(keep) != keras.backend.int_shape(x)",
        "keep._keras_shape[-1] != filters",
        "keep.get_shape().as_list()[-1] != filters",
        "keep.get_shape()[-1].value != filters",
        "keep.shape[1:] != x.shape[1:]",
        "tf.shape(keep)[-1] != filters",
    ],
)
def test_that_a_shape_in_a_condition_decides_which_shortcuts_are_convolutions(condition: str) -> None:
    by_hand = read_code(RESIDUAL.format(condition="filters == 32 and stride == 2", shape="(32, 32, 3)"))
    found = read_code(RESIDUAL.format(condition=condition, shape="(32, 32, 3)"))
    assert (parameters(found), found.notes) == (parameters(by_hand), by_hand.notes)


def test_that_channels_are_known_where_the_sides_are_open_and_the_sides_are_none() -> None:
    by_hand = read_code(RESIDUAL.format(condition="filters == 32 and stride == 2", shape="(32, 32, 3)"))
    condition = "keep.shape[-1] != filters and keep.shape[1] is None"
    found = read_code(RESIDUAL.format(condition=condition, shape="(None, None, 3)"))
    assert parameters(found) == parameters(by_hand)


def test_that_a_shape_behind_a_blank_is_not_known() -> None:
    head = "import keras\nfrom keras.layers import *\ninp = keras.Input((28, 28, 1))\nx = Conv2D(..., 3)(inp)\n"
    found = read_code(f"{head}if x.shape[-1] != 8:\n    x = Conv2D(8, 1)(x)\nm = keras.Model(inp, x)\n")
    assert [(note.line, note.severity) for note in found.notes] == [(5, "otherwise")]
    assert len(project_of(found).network.nodes) == 2


def test_that_functions_know_the_names_around_them_and_global_ones_they_set() -> None:
    text = (
        "import keras\nfrom keras.layers import *\ndef say():\n    global AXIS\n    AXIS = 3\nsay()\n"
        "def conv(filters):\n    def on(x):\n        return Conv2D(filters, AXIS)(x)\n    return on\n"
        "inp = keras.Input((28, 28, 1))\nm = keras.Model(inp, conv(7)(inp))\n"
    )
    assert parameters(read_code(text)) == (3 * 3 + 1) * 7


def test_that_arguments_of_the_command_line_have_their_usual_values() -> None:
    text = (
        "import argparse\nparser = argparse.ArgumentParser()\ngroup = parser.add_argument_group('sizes')\n"
        "group.add_argument('-f', '--num-filters', type=int, default='24')\n"
        "parser.add_argument('--units', type=int)\nargs = parser.parse_args()\nsizes = vars(args)\n"
        f"{START}m.add(Conv2D(args.num_filters, 3))\nm.add(Conv2D(sizes['num_filters'], 3))\nm.add(Dense(args.units))\n"
    )
    found = read_code(text)
    specs = [node.spec.to_plain() for node in project_of(found).network.nodes]
    assert [spec.get("filters") for spec in specs] == [24, 24, None]
    assert [(blank.node, blank.setting) for blank in project_of(found).blanks] == [("dense_1", "units")]
    assert [note.line for note in found.notes] == [6, 13]


@pytest.mark.parametrize(
    ("layer", "gap"),
    [
        ("Conv2D(somewhere, 3)", "filters"),
        ("Conv2D(8, (somewhere, 3))", "kernel_size"),
        ("Conv2D(8, 3, padding=settings.padding)", "padding"),
        ("Conv2D(8, 3, activation=mine)", "activation"),
        ("Conv2D(8, 3, activation='mine')", "activation"),
        ("Conv2D(8, 3, kernel_regularizer=mine(0.1))", "l2"),
        ("Dropout(7)", "rate"),
        ("Conv2D(8, 3, strides=[1, 2, 3])", "strides"),
    ],
)
def test_that_a_layer_stays_whose_argument_cannot_be_told_and_the_setting_is_to_be_filled_in(
    layer: str, gap: str
) -> None:
    found = read_code(f"{START}m.add({layer})\n")
    (node,) = project_of(found).network.nodes
    assert layer.startswith(node.spec.kind)
    assert [(blank.node, blank.setting, blank.known) for blank in project_of(found).blanks] == [(node.name, gap, False)]
    assert [(note.line, note.severity) for note in found.notes] == [(4, "otherwise")]


def test_that_numbers_in_a_class_of_settings_are_known() -> None:
    text = f"class Config:\n    UNITS = 7\nconfig = Config()\n{START}m.add(Flatten())\n"
    assert parameters(read_code(f"{text}m.add(Dense(Config.UNITS))\nm.add(Dense(config.UNITS))\n")) == 785 * 7 + 8 * 7


def test_that_own_callbacks_and_workers_are_noted_at_their_lines() -> None:
    text = (
        f"{START}m.add(Flatten())\nclass Mine(keras.callbacks.Callback):\n    pass\nm.compile('adam')\nm.fit(\n    x,\n"
        "    workers=4,\n    use_multiprocessing=True,\n    callbacks=[\n        Mine(),\n"
        "        keras.callbacks.LambdaCallback(print),\n"
        "        keras.callbacks.EarlyStopping(patience=3),\n    ],\n)\n"
    )
    found = read_code(text)
    assert [note.line for note in found.notes if note.line > 8] == [10, 11, 13, 14]
    assert project_of(found).plan.early_stopping == 3


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("m.add(Dense(10, activation='relu))", "quote"),
        ("m.add(Dense(10)))", "too many"),
        ("for i in range(3)", "colon"),
        ("m.add(Dense(10 activation='relu'))", "comma"),
        ("if x = 3: pass", "=="),
        ("x = [1, 2", "closed"),
    ],
)
def test_that_a_slip_in_a_line_is_said_with_what_to_do(line: str, word: str) -> None:
    found = read_code(f"{START}{line}\nm.add(Flatten())\n")
    (note,) = found.notes
    assert (note.line, word in note.text) == (4, True)
    assert [node.spec.kind for node in project_of(found).network.nodes] == ["Flatten"]


def test_that_text_which_is_no_python_has_one_note() -> None:
    loop = "    for (i = 0; i < 10; i++) {\n        x[i] = i * 0.5;\n    }\n"
    (note,) = read_code(f"#include <stdio.h>\n\nint main(int argc, char **argv) {{\n    int i;\n{loop * 4}}}\n").notes
    assert (note.line, note.severity) == (3, "missing")
