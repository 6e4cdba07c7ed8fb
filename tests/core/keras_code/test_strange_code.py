"""Keras code that is broken, or made to be endless: it costs a line, never the program."""

import ast
import json
import random
import re
import threading
from dataclasses import replace

import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import Found, read_code, without_runs
from cnnstudio.core.keras_code.guard import UNREADABLE
from cnnstudio.core.layers import Dense
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.scripting import Beside, script_of
from cnnstudio.core.spec import settings_of
from tests.core.keras_code import expected

HEAD = "import keras\nimport numpy as np\nfrom keras import *\nfrom keras.layers import *\nm = Sequential()\n"
TAIL = "m.add(Flatten())\nm.add(Dense(10))\n"
STRANGE = ["None", "-1", "[]", "{}", "...", "'x'", "1.5", "(1, 2)", "{'a': [1]}", "lambda x: x", "range(3)", "True"]
"""What is put in the place of a number or text of an example."""


def own_script(**changes: object) -> str:
    project = PRESETS[0].project
    return script_of(replace(project, plan=replace(project.plan, **changes)))  # type: ignore[arg-type]


def read(text: str) -> tuple[Project, tuple[str, ...]]:
    found = read_code(text)
    assert found.project is not None
    return found.project, tuple(note.text for note in found.notes)


def kinds(found: Found) -> list[str]:
    return [] if found.project is None else [node.spec.kind for node in found.project.network.nodes]


@pytest.mark.parametrize(
    "line",
    [
        "m.add(Conv2D(None * 2, 3, input_shape=(28, 28, 1)))",
        "m.add(Conv2D(32, 3, strides=None, input_shape=(28, 28, 1)))",
        "m.add(Conv2D(32, 3, data_format=[], input_shape=(28, 28, 1)))",
        "m.add(Convolution2D(32, 3, 3, dim_ordering=[], input_shape=(28, 28, 1)))",
        "m.add(Conv2D(int('%c' % -1), 3, input_shape=(28, 28, 1)))",
        "m.add(Conv2D(32, 3, kernel_initializer={}, input_shape=(28, 28, 1)))",
    ],
)
def test_that_a_strange_value_costs_no_other_line(line: str) -> None:
    assert kinds(read_code(f"{HEAD}{line}\n{TAIL}"))[-2:] == ["Flatten", "Dense"]


def test_that_a_slip_is_a_note_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def slip(*_: object) -> None:
        raise KeyError("no such thing")

    monkeypatch.setattr("cnnstudio.core.keras_code.calls.put_behind", slip)
    found = read_code(f"{HEAD}{TAIL}")
    assert [note.line for note in found.notes if note.text == UNREADABLE] == [6, 7]


DOUBLED = {
    "tables": "x = {}\n" + "x = {'a': x, 'b': x}\n" * 40,
    "rows of a comprehension": "x = [1]\n" + "x = [x for i in (1, 2)]\n" * 40,
    "rows of zip": "x = [1]\n" + "x = list(zip(x, x))\n" * 40,
    "arguments": "def f(*a):\n    return a\nx = 1\n" + "x = f(x, x)\n" * 40,
    "named arguments": "def f(**a):\n    return a\nx = 1\n" + "x = f(a=x, b=x)\n" * 40,
    "layers": "x = ReLU()\n" + "x = Dense(x, x, a=x)\n" * 40,
    "texts": "x = ['a' * 9999] * 2000\nfor i in range(2000):\n    y = f'{x}'\n    z = '%s' % (x,)\n",
    "formats": "s = 'a' * 9999\n" + "s = ('{}' * 99).format(*[s] * 99)\n" * 3 + "x = s\n",
    "numbers": "x = 0x" + "f" * 100_000 + "\nfor i in range(2000):\n    y = x * x\n",
    "products": "x = [10 ** 14] * 9999\nfor i in range(2000):\n    y = np.prod(x)\n",
    "networks": "x = Sequential([Dense(3)])\n" + "x = Sequential([x, x])\n" * 40 + "m.add(x)\n",
    "graphs": "i = Input((4,))\nx = Model(i, Dense(3)(i))\n" + "i = Input((4,))\nx = Model(i, x(x(i)))\n" * 40,
}


@pytest.mark.parametrize("what", DOUBLED)
def test_that_what_doubles_with_every_line_is_read_to_an_end(what: str) -> None:
    text = f"{HEAD}{DOUBLED[what]}m.add(Dense(x, input_shape=(28, 28, 1)))\nm.compile(loss=x, optimizer=x)\n{TAIL}"
    found: list[Found] = []
    thread = threading.Thread(target=lambda: found.append(read_code(text)), daemon=True)
    thread.start()
    thread.join(60)  # without bounds it takes years
    assert found


def test_that_a_value_without_end_is_named_in_a_few_words() -> None:
    value: dict[str, object] = {}
    for _ in range(60):
        value = {"a": value, "b": value}
    units = settings_of(Dense)["units"]
    with pytest.raises(SpecError) as refused:
        units.check(value)
    assert len(str(refused.value)) < 100
    with pytest.raises(SpecError, match="very many digits"):
        units.check(1 << 100_000)


@pytest.mark.parametrize("text", ["x;" * 20_001, "\n" * 20_001, "x" * 1_000_001])
def test_that_too_much_code_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(SpecError, match="too much code"):
        read_code(text)


def test_that_pictures_in_a_notebook_are_no_code() -> None:
    cell = {"cell_type": "code", "source": [HEAD, TAIL], "outputs": [{"data": {"image/png": "A" * 1_100_000}}]}
    assert kinds(read_code(json.dumps({"cells": [cell], "nbformat": 4}), "a.ipynb")) == ["Flatten", "Dense"]


def test_that_one_bad_named_number_costs_no_other() -> None:
    text = own_script(warmup=2.0, top_k=3, seed=99, epochs=9, class_weight="given", class_weights=(2.0, 1.0))
    project, notes = read(text.replace("PLAN_TOP_K = 3", "PLAN_TOP_K = 0.5"))
    plan = project.plan
    assert (plan.warmup, plan.seed, plan.epochs, plan.class_weights) == (2.0, 99, 9, (2.0, 1.0))
    assert any(note.startswith("PLAN_TOP_K: ") for note in notes)


@pytest.mark.parametrize(
    "value", ["[]", "{'kind': []}", "{'kind': 'Step', 'by': 'x'}", "'none'", "{'kind': 'Step', 3: 4}"]
)
def test_that_a_schedule_that_is_none_is_a_note(value: str) -> None:
    text = own_script().replace("SEED = ", f"PLAN_SCHEDULE = {value}\nSEED = ", 1)
    project, notes = read(text)
    assert project.plan == PRESETS[0].project.plan
    assert any(note.startswith("PLAN_SCHEDULE") for note in notes)


def test_that_an_optimiser_written_out_fills_its_gap() -> None:
    text = own_script().replace("SEED = ", "PLAN_OPTIMIZER = keras.optimizers.SGD(momentum=0.9)\nSEED = ", 1)
    project, _ = read(text)
    assert (project.plan.optimizer, project.plan.optimizer_settings.to_plain()["momentum"]) == ("SGD", 0.9)
    assert project.plan.learning_rate == PRESETS[0].project.plan.learning_rate


def test_that_code_that_differs_from_its_named_numbers_is_noted() -> None:
    text = own_script(epochs=5).replace("epochs=EPOCHS", "epochs=3")
    found = read_code(text)
    (note,) = found.notes
    assert found.code.split("\n")[note.line - 1].startswith("history = ")
    assert "EPOCHS" in note.text
    assert found.project == PRESETS[0].project


def test_that_a_run_of_another_project_is_let_go() -> None:
    plan = replace(PRESETS[0].project.plan, start=2)
    started = replace(PRESETS[0].project, plan=plan)
    found = read_code(script_of(started, Beside(weights="a.weights.npz")))
    assert found.project == started
    alone = without_runs(found)
    assert alone.project == PRESETS[0].project
    assert any("run 2" in note.text for note in alone.notes)


def changed(text: str, pick: random.Random) -> str:
    """The text with some numbers, texts and names in it exchanged, or a line lost."""
    for _ in range(pick.randint(1, 4)):
        places = [found.span() for found in re.finditer(r"\b\d+(?:\.\d+)?\b|'[^'\n]*'|\b[A-Z]\w+\b", text)]
        start, end = pick.choice(places or [(0, 0)])
        text = text[:start] + pick.choice(STRANGE) + text[end:]
    return text


@pytest.mark.parametrize("seed", range(8))
def test_that_examples_changed_at_random_need_no_net(seed: int) -> None:
    pick = random.Random(seed)
    for name in pick.sample(expected.names(), 12):
        text = changed(expected.code(name), pick)
        notes = read_code(text).notes
        assert UNREADABLE not in [note.text for note in notes], text
        assert not any("cannot be put together" in note.text for note in notes), text


VALID = (
    "text = 'don’t do'\n",
    "x = '“'  # it’s “so”\n",
    'y = "say “hi” – or not…"\n',
    "n = (17\n    % 10)\n",
    "n = (17\n    %ten)\n",
    "n = (8 if 4\n    != 3 else 5)\n",
    'x = """\n% of all\n! and “more”\n? or\n"""\n',
    "x = '''a\n>> b\nprint c\n'''\n",
    "x = [\n    1,\n    2,\n][\n    0\n]\n",
    "if x == {\n    'a': 1\n}:\n    y = f'{x!r} %d'\nelse:\n    pass\n",
    "print(\n    'a'\n    'b' % ()\n)\n",
    "f = lambda a, *, b=1: (\n    a\n    - b\n)\n",
    "@decorated\ndef f(a: int = 3,\n      *b) -> None: ...\n",
    "try:\n    x = 1 \\\n        + 2\nexcept (KeyError, ValueError) as e:\n\tpass\n",
)


@pytest.mark.parametrize("text", VALID)
def test_that_nothing_is_said_of_lines_that_are_python_as_they_stand(text: str) -> None:
    ast.parse(text)
    code = f"{HEAD}m.add(Input((28, 28, 1)))\n{text}{TAIL}"
    assert read(code)[1] == ()


def test_that_lines_of_a_call_may_begin_with_a_sign() -> None:
    text = "m.add(Dense(17\n    % 10))\nm.add(Dense(8 if 4\n    != 3 else 5))\n"
    for broken in ("", "x = = 3\n"):  # also where another line has to be mended
        project, _ = read(f"{HEAD}m.add(Input((28, 28, 1)))\n{TAIL}{text}{broken}")
        assert [node.spec.units for node in project.network.nodes[1:]] == [10, 7, 8]  # type: ignore[union-attr]


def test_that_a_text_keeps_its_signs_where_another_line_is_mended_and_code_has_those_of_python() -> None:
    text = "m.add(Dense(5, name='don’t'))\nm.add(Dense(6, activation=“it's”[:0] or ‘relu’))\nprint 'x'\n"
    found = read_code(f"{HEAD}m.add(Input((28, 28, 1)))\n{TAIL}{text}")
    assert not any("Python" in note.text for note in found.notes)
    assert kinds(found) == ["Flatten", "Dense", "Dense", "Dense"]
