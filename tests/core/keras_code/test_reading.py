"""Keras code as a project: blanks, notes at their lines, notebooks, and what comes from strangers."""

import ast
import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cnnstudio.core.keras_code as package
from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import Found, listing, read_code
from cnnstudio.core.layers import (
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomSaturation,
    RandomSharpness,
)
from cnnstudio.core.network import Layer, walk
from cnnstudio.core.project import Project
from cnnstudio.core.spec import LayerSpec
from tests.core.keras_code import expected

FILLED = {
    "conv2d_1": {"filters": 32, "kernel_size": (3, 3)},
    "activation_1": {"activation": "relu"},
    "conv2d_2": {"filters": 32, "kernel_size": (3, 3)},
    "activation_2": {"activation": "relu"},
    "max_pooling2d_1": {"pool_size": (2, 2)},
    "dropout_1": {"rate": 0.25},
    "dense_1": {"units": 128},
    "dropout_2": {"rate": 0.5},
    "dense_2": {"units": 10},
}
"""The answers of the course sheet whose gaps are among the snippets."""

START = "import keras\nm = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])\n"


def project_of(text: str, name: str = "") -> Project:
    found = read_code(text, name).project
    assert found is not None
    return found


def read_or_refused(text: str) -> Found | None:
    """What is found in it; None where it is refused in words."""
    try:
        return read_code(text)
    except SpecError as refused:
        if not str(refused):
            raise
        return None


def test_that_the_gaps_of_the_sheet_are_its_blanks_and_filled_in_it_has_600810_parameters() -> None:
    project = project_of(expected.code("gaps_sheet"))
    wanted = tuple(Blank(node, setting) for node, values in FILLED.items() for setting in values)
    assert project.blanks == wanted
    network = project.network
    for node, values in FILLED.items():
        path = network.path_of(node)
        assert path is not None
        network = network.change(path, **values)
    rows = analyse(network).rows
    assert [row.params.total for row in rows if row.params and row.params.total] == [320, 9248, 589952, 1290]
    assert analyse(network).totals.parameters == 600_810


def test_that_a_kernel_of_keras_1_is_no_stride() -> None:
    project = project_of("model = Sequential([Convolution2D(32, 3, 3, input_shape=(28, 28, 1))])")
    spec = project.network.nodes[0].spec
    assert (spec.to_plain()["kernel_size"], spec.to_plain()["strides"]) == ([3, 3], [1, 1])


def test_that_what_is_not_understood_is_said_at_its_line_and_the_rest_is_there() -> None:
    found = read_code(f"{START}m.add(keras.layers.LSTM(3))\nm.add(keras.layers.Dense(10))\n")
    assert [(note.line, note.severity) for note in found.notes] == [(3, "missing")]
    assert "LSTM" in found.notes[0].text
    assert found.project is not None
    assert [node.spec.kind for node in found.project.network.nodes] == ["Flatten", "Dense"]


def test_that_lines_of_a_notebook_are_those_of_its_cells_together() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A network"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import keras"]},
        {"cell_type": "code", "source": f"{START}m.add(keras.layers.GRU(2))"},
    ]
    text = json.dumps({"cells": cells, "nbformat": 4})
    found = read_code(text, "lesson.ipynb")
    (note,) = found.notes
    assert found.code.split("\n")[note.line - 1] == "m.add(keras.layers.GRU(2))"
    assert read_code(text).project == found.project


def test_that_a_notebook_of_the_third_format_is_read() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": [START]}]}
    assert project_of(json.dumps({"worksheets": [sheet], "nbformat": 3}), "old.ipynb").network.nodes


def test_that_one_of_several_networks_can_be_chosen() -> None:
    text = expected.code("two_networks")
    found = read_code(text)
    assert [each.name for each in found.networks] == ["small", "large"]
    assert found.chosen == 1
    other = read_code(text, choose=0).project
    assert other is not None
    assert analyse(other.network).totals.parameters == 7850


def test_that_text_without_a_network_has_no_project_and_says_so() -> None:
    found = read_code("import numpy as np\nprint(np.zeros(3))\n")
    assert found.project is None
    assert found.notes[0].text == "No Keras network was found in this text."


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_001,
        "a\0b",
        '{"cells": [}',
        '{"cells": 3}',
    ],
)
def test_that_what_is_no_code_is_refused_in_words(text: str) -> None:
    with pytest.raises(SpecError, match=r"\w+ .*\."):
        read_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "t = (1, 1)\n" + "t = (t, t)\n" * 200,
        "s = 'ab'\n" + "s = s + s\n" * 200,
        "s = 'ab'\n" + "s += s\n" * 200,
        "l = []\nl.append(l)\nl.append(l)\nprint(l)\nm = Sequential(l)\n",
        "n = 9\n" + "n = n ** n\n" * 50,
        "s = '%999999999d' % 5\nx = 'a' * 10 ** 12\ny = [0] * 10 ** 12\n",
        "for a in range(2000):\n for b in range(2000):\n  for c in range(2000):\n   x = a * b * c\n",
        "def f(x):\n    return f(f(x))\nf(1)\nm = Sequential([Dense(f(3))])\n",
        "m = Sequential()\nm.add(m)\nm.add(Dense(3, input_shape=(9,)))\n",
        "x = " + "(" * 150 + "1" + ")" * 150 + "\n",
        "x = " + "1+" * 20_000 + "1\n",
        "x = " + "-" * 5_000 + "1\n",
        "]]]] )\n" * 3_000,
        "if\n" * 2_000,
        "a = b = c = d\n" * 20_000,
        "m = Sequential()\nwhile True:\n    m.add(Dense(3))\n",
        "m = Sequential([Input((28, 28, 1)), " + "Dense(3), " * 5_000 + "])\n",
    ],
)
def test_that_code_made_to_be_endless_is_read_to_an_end(text: str) -> None:
    found = read_or_refused(text)
    assert found is None or found.code == text


_WORDS = st.sampled_from(
    [
        *("Sequential", "(", ")", "[", "]", ",", "=", "...", "model", ".add", "Dense", "Conv2D", "3", "'relu'", "\n"),
        *("for i in range(3):", "\n    ", "Input", "((28, 28, 1))", "Model", "x", "if x:", "def f(x):", "return", "*"),
        *(".compile", ".fit", "epochs", "optimizer", "keras", ".layers", "import ", "None", "-1", "0.5", "Add", "+"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=60).map("".join))
@example("None*None")
def test_that_any_text_is_read_or_refused_in_words(text: str) -> None:
    found = read_or_refused(text)
    if found is not None:
        assert found.project is None or isinstance(found.project, Project)
        assert all(0 <= note.line <= len(found.code.split("\n")) + 1 for note in found.notes)


def test_that_code_is_never_run() -> None:
    sources = [listing.__file__, *(module.__file__ for module in vars(package).values() if hasattr(module, "__file__"))]
    for source in sources:
        assert source is not None
        with open(source, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not names & {"eval", "exec", "compile", "__import__", "globals", "literal_eval"}


def test_that_blanks_keep_shapes_going() -> None:
    project = project_of("m = Sequential([Input((28, 28, 1)), Conv2D(...), Flatten(), Dense(...)])")
    assert not analyse(project.network).problems
    named = {(blank.node, blank.setting) for blank in project.blanks}
    assert named == {("conv2d_1", "filters"), ("conv2d_1", "kernel_size"), ("dense_1", "units")}
    assert replace(project, blanks=()).network == project.network


@pytest.mark.parametrize(
    ("call", "wanted", "note"),
    [
        ("RandomContrast((0.2, 0.2))", RandomContrast(0.2, "0 to 255"), ""),
        ("RandomContrast(0.2)", RandomContrast(0.2, "0 to 255"), "“factor” of RandomContrast becomes 0.2 either way."),
        ("RandomSharpness((0.4, 0.6))", RandomSharpness(0.2, "0 to 255"), ""),
        ("RandomSharpness((0.6, 0.4))", RandomSharpness(0.2, "0 to 255"), ""),
        ("RandomSharpness((0.5, 0.7))", RandomSharpness(0.4, "0 to 255"), "becomes 0.4 either way."),
        ("RandomSaturation((0.35, 0.65))", RandomSaturation(0.3), ""),
        ("RandomSaturation(0.3)", RandomSaturation(0.3), "“factor” of RandomSaturation becomes 0.3 either way."),
        ("RandomColorDegeneration((0, 0.5))", RandomColorDegeneration(0.5, "0 to 255"), ""),
        ("RandomColorDegeneration(0.5)", RandomColorDegeneration(0.5, "0 to 255"), "becomes 0 to 0.5."),
        ("RandomColorJitter((0, 1), 0.2)", RandomColorJitter("0 to 1", 0.2, 0.0, 0.0, 0.0), ""),
        (
            "RandomColorJitter((0, 1), saturation_factor=0.2)",
            RandomColorJitter("0 to 1", 0.0, 0.0, 0.2, 0.0),
            "“saturation_factor” of RandomColorJitter becomes 0.2 either way.",
        ),
    ],
)
def test_that_a_range_of_colours_is_read_as_keras_draws_it_or_another_is_told(
    call: str, wanted: LayerSpec, note: str
) -> None:
    found = read_code(f"import keras\nm = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.{call}])")
    assert found.project is not None
    assert [node.spec for node in found.project.network.nodes if isinstance(node, Layer)] == [wanted]
    told = [each.text for each in found.notes if "becomes" in each.text]
    assert len(told) == bool(note)
    assert not note or told[0].endswith(note)


def test_that_names_of_the_code_are_kept_and_others_counted() -> None:
    text = (
        f"{START}m.add(keras.layers.Dense(9, name='code'))\nm.add(keras.layers.Dense(9))\nm.add(keras.layers.Dense(9))"
    )
    names = [node.name for _, node in walk(project_of(text).network.nodes)]
    assert names == ["flatten_1", "code", "dense_1", "dense_2"]
