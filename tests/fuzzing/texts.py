"""The readers of text: projects and layers as JSON, labs, Keras code, sweeps, and what a person types or pastes."""

import json
import random
from itertools import islice
from pathlib import Path

from cnnstudio.core import blanks, project
from cnnstudio.core.analysis import analyse
from cnnstudio.core.by_hand import keeping as exercises
from cnnstudio.core.by_hand import origin
from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.by_hand.layers import Taken
from cnnstudio.core.by_hand.text import from_text, to_text
from cnnstudio.core.by_hand.tries import Tries
from cnnstudio.core.diagram import draw
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.keras_code.guard import UNREADABLE
from cnnstudio.core.labs import keeping as progresses
from cnnstudio.core.labs.progress import Answer, Progress, Reached
from cnnstudio.core.labs.reading import read_lab
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network, nodes_from_plain, nodes_to_plain
from cnnstudio.core.numerals import readings
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project, plain_json, why_not_train
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.scripting import script_of
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps import news, notation
from cnnstudio.core.sweeps.combinations import combinations
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.place import settings as places_of
from cnnstudio.core.training.memory import to_train
from cnnstudio.files import labs
from cnnstudio.sweeping import orders
from tests.core.keras_code import expected
from tests.core.keras_code.test_strange_code import changed
from tests.core.sweeps_made import swept
from tests.files.models.mutations import spoiled
from tests.fuzzing.reader import Reader
from tests.fuzzing.spoiling import any_of, plain, words

_TEXT = any_of((9, words), (1, spoiled))
_APART = "cannot be put together"
_MOST_COMBINATIONS = 20
_MOST_TO_DRAW = 60
_SMALL = 12_000


def _bytes(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


def _str(data: bytes) -> str:
    """As the clipboard and a process's output come."""
    return data.decode("utf-8", "replace")


# Projects


def _projects() -> list[Project]:
    small = [each.project for each in PRESETS if len(project.to_json(each.project)) < _SMALL][:12]
    nodes = (Layer("a", Conv2D(2)), Layer("f", Flatten()), Layer("d", Dense(2, "softmax")))
    return [*small, swept(), swept(method="tpe", seeds=2), Project(Network((8, 8, 1), nodes))]


def _used(found: Project) -> None:
    """What the window does with a project as soon as it is there; nothing may be refused any more."""
    try:
        analysis = analyse(found.network, 10, found.plan.loss)
        why_not_train(found, analysis, None)
        to_train(analysis, found.plan, 1000)
        if len(found.network.nodes) < _MOST_TO_DRAW:
            draw(analysis, blanks=found.blanks)
        if found.sweep.varied and found.sweep.method != "tpe":
            for _ in islice(combinations(found), _MOST_COMBINATIONS):
                pass
    except SpecError as error:
        raise AssertionError(f"refused too late: {error}") from error


def _read_project(data: bytes, _: Path) -> None:
    found = project.from_json(_str(data))
    assert project.from_json(project.to_json(found)) == found
    _used(found)


def _read_layers(data: bytes, _: Path) -> None:
    held = plain_json(_str(data))
    is_whole = isinstance(held, dict) and set(held) == {"layers", "blanks"}
    nodes = nodes_from_plain(held["layers"] if is_whole else held)
    left = blanks.from_plain(held["blanks"]) if is_whole else ()
    _used(Project(Network((28, 28, 1), nodes), blanks=left))


def _layers(_: Path) -> list[bytes]:
    plains = [nodes_to_plain(each.network.nodes) for each in _projects()]
    blank = [["dense_1", "units"], ["d", "units", False]]
    return _bytes(*map(json.dumps, plains), json.dumps({"layers": plains[0], "blanks": blank}))


# Labs


def _lab_texts(_: Path) -> list[bytes]:
    return [path.read_bytes() for path in labs.built_in()]


def _read_lab(data: bytes, folder: Path) -> None:
    lab = read_lab(data, "lab", {"kernel.png": b"\x89PNG"})
    progresses.progress_of(progresses.progress_to_text(progresses.begun(lab)), lab)


def _progress(_: Path) -> list[bytes]:
    answers = {"step 1, question 1": Answer("12", True, 2, 1), "step 2, question 1": Answer("no", None, 0, 0)}
    reached = {"step 1, check 1": Reached("2026-03-01", "0.97")}
    made = Progress("lab", "a" * 64, "Ada", 1, answers, reached, {"step 1, question 1": 1}, {})
    return _bytes(progresses.progress_to_text(made), progresses.open_to_text("first-cnn"))


def _read_progress(data: bytes, _: Path) -> None:
    progresses.open_from_text(_str(data))
    found = progresses.progress_from_text(_str(data))
    if found is not None:
        json.loads(progresses.progress_to_text(found).encode())


# Keras code


def _code(_: Path) -> list[bytes]:
    return _bytes(*map(expected.code, expected.names()), *(script_of(each) for each in _projects()[:3]))


def _notebooks(_: Path) -> list[bytes]:
    found = []
    for name in expected.names()[:20]:
        cells = [{"cell_type": "markdown", "source": "# One"}, {"cell_type": "code", "source": expected.code(name)}]
        found.append(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return _bytes(*found)


def _exchanged(good: bytes, pick: random.Random) -> bytes:
    """With some numbers, texts and names exchanged, so that it is still Python."""
    return changed(good.decode(), pick).encode()


def _read_code(data: bytes, _: Path) -> None:
    """As it is read; the net below the reader, which costs a line, may never be needed."""
    found = read_code(_str(data))
    assert not any(note.text == UNREADABLE or _APART in note.text for note in found.notes), "the net was needed"
    if found.project is not None:
        _used(found.project)


# Sweeps


def _news(_: Path) -> list[bytes]:
    trial = Trial(3, 2, (16, "SGD", [3, 3], 0.01), 7, "done", 4, 0.91, 12.5, "Early.")
    epoch = Epoch(2, 0.5, 0.8, float("nan"), 0.7, 3.0, 0.001, (("top_3", 0.9),))
    told = [
        news.Preparing("Reading pictures", 10, 100),
        news.TrialEpoch(3, epoch),
        news.TrialChanged(trial),
        news.SweepEnded(True, "Done."),
    ]
    return _bytes(*map(news.to_line, told), '{"news":"Paused","on":true}', '{"news":"Moved","path":"/a"}')


def _orders(_: Path) -> list[bytes]:
    return _bytes("stop", "pause", "go on", "retry 3 5", "retry", "move /a/b", 'move "/a b"', 'begin {"network": {}}')


def _over(_: Path) -> list[bytes]:
    texts = ("16, 32, 64", "16 … 64, 4 values", "0.0001 … 0.1, 4 values on a log scale", "on, off", "3×3, 5×5")
    texts += ("valid, same, 2", "(28, 28, 1); (32, 32, 3)", "Adam, SGD; RMSprop", "0,1; 0,2", "-1e-3 to 5", "1/2")
    return _bytes(*texts)


_SETTINGS = [*places_of(swept()).values(), *settings_of(Conv2D).values()]


def _read_over(data: bytes, _: Path) -> None:
    text = _str(data)
    for setting in random.Random(text).sample(_SETTINGS, 6):
        try:
            found = notation.read_over(text, setting)
        except SpecError:
            continue
        assert notation.read_over(notation.over_in_words(found, setting), setting).points
        assert len(found.points) < 100_000


# Convolution by hand


def _exercises(_: Path) -> list[bytes]:
    tries = Tries(True, {(0, 0, 0): "1.5", (0, 1, 0): "1/2"}, frozenset({(1, 1, 0)}), 2)
    return _bytes(*(exercises.to_json(exercises.Kept(each.exercise, tries)) for each in EXAMPLES))


def _read_exercise(data: bytes, _: Path) -> None:
    found = exercises.from_json(_str(data))
    assert exercises.from_json(exercises.to_json(found)).tries == found.tries
    output(found.exercise)


def _origins(_: Path) -> list[bytes]:
    made = []
    for each in EXAMPLES:
        taken = Taken(each.exercise, (0, 0, 0), (0, 0), tuple(range(each.exercise.filters)), "A part.")
        made.append(origin.to_json(origin.Origin("conv2d_1", (0, 0, 0), taken, 1.5)))
    return _bytes(*made)


def _tables(_: Path) -> list[bytes]:
    return _bytes(
        "1\t2\t3\n4\t5\t6\n",
        "1,5;2,5\n3;4\n",
        "1 2 3\n\n4 5 6",
        "0.5,1e3,-7\n1/9,−2,5",
        to_text(EXAMPLES[0].exercise.input),
    )


def _read_table(data: bytes, _: Path) -> None:
    text = _str(data)
    for line in text.splitlines()[:5]:
        readings(line)
    from_text(text)


READERS = (
    Reader(
        "project", lambda _: _bytes(*map(project.to_json, _projects())), any_of((8, plain), (1, words)), _read_project
    ),
    Reader("layers", _layers, any_of((8, plain), (1, words)), _read_layers),
    Reader("lab", _lab_texts, _TEXT, _read_lab),
    Reader("progress", _progress, any_of((6, plain), (2, words)), _read_progress),
    Reader("code", _code, any_of((4, words), (4, _exchanged), (1, spoiled)), _read_code),
    Reader("notebook", _notebooks, any_of((3, plain), (1, words)), _read_code),
    Reader("news", _news, any_of((6, plain), (2, words)), lambda data, _: news.from_line(_str(data))),
    Reader("orders", _orders, _TEXT, lambda data, _: orders.from_line(_str(data))),
    Reader("over", _over, _TEXT, _read_over),
    Reader("exercise", _exercises, any_of((6, plain), (2, words)), _read_exercise),
    Reader("origin", _origins, any_of((6, plain), (2, words)), lambda data, _: origin.from_json(_str(data))),
    Reader("table", _tables, _TEXT, _read_table),
)
