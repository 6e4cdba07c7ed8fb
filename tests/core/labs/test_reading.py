"""The reader of labs: everything that may stand there is read, every mistake is said at its place, nothing harms it."""

import json
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.labs.actions import PAGES
from cnnstudio.core.labs.keeping import note_of
from cnnstudio.core.labs.lab import Action, Asked, Check, Lab, Need, Picture, Question
from cnnstudio.core.labs.limits import MOST_BYTES, MOST_DOTS, MOST_STEPS
from cnnstudio.core.labs.reading import LabErrors, read_lab

FILES = {"kernel.png": b"", "net.py": b"model = Sequential()", "big.py": b"x" * 200_001, "odd.py": b"\xff"}

WHOLE = '''
title = "Your first CNN"
about = "A line."
minutes = 10

[[step]]
title = "Look"
text = """**Hello**"""
pictures = [{ file = "kernel.png", words = "A kernel" }]

[[step.do]]
label = "Take it"
preset = "few-digits-cnn"

[[step.do]]
label = "Code"
code_file = "net.py"

[[step.do]]
label = "Go"
page = "train"

[[step.do]]
label = "There"
select = "layer before last"

[[step.do]]
label = "By hand"
by_hand = { input = [[1, 2, 3], [3, 4, 5], [1, 1, 1]], kernels = [[1, 0], [0, 1]], biases = [1], stride = 2 }

[[step.ask]]
text = "How many?"
number = { what = "parameters", of = "first Conv2D" }
tolerance = 2
hints = ["a", "b"]
why = "Because."

[[step.ask]]
key = "which"
text = "Which?"
choices = ["a", "b"]
right = "b"

[[step.ask]]
text = "What?"
accept = ["relu"]

[[step.ask]]
text = "Why?"
open = true

[[step.check]]
say = "It is large"
needs = [{ what = "parameters of last Dense", is = 320 }, { what = "val_accuracy", run = "best", at_least = 0.9 }]

[[step.check]]
say = "Two runs"
subject = "run"
count = 2
needs = [{ what = "val_accuracy", between = [0.9, 0.95] }]
different = ["activation of conv2d_1"]
same = ["seed", { what = "filters", of = "conv2d_1" }]
hints = ["Try"]

[[step]]
title = "End"
'''

PLACE = 'title = "x"\n[[step]]\ntitle = "y"\n'


def mistakes(text: str | bytes, files: dict[str, bytes] | None = FILES) -> list[str]:
    with pytest.raises(LabErrors) as found:
        read_lab(text, "x", files)
    return [str(each) for each in found.value.mistakes]


def only(text: str) -> str:
    """The one mistake in a step with this in it."""
    (found,) = mistakes(PLACE + text)
    return found


def test_that_a_lab_is_read_as_it_stands() -> None:
    lab = read_lab(WHOLE, "first", FILES)
    assert (lab.name, lab.title, lab.about, lab.minutes, len(lab.steps)) == (
        "first",
        "Your first CNN",
        "A line.",
        10,
        2,
    )
    assert lab.digest == read_lab(WHOLE.encode(), "other", FILES).digest != ""
    step = lab.steps[0]
    assert (step.title, step.text, step.pictures) == ("Look", "**Hello**", (Picture("kernel.png", "A kernel"),))
    assert step.actions[:4] == (
        Action("preset", "Take it", "few-digits-cnn"),
        Action("code", "Code", "model = Sequential()"),
        Action("page", "Go", "train"),
        Action("select", "There", "layer before last"),
    )
    exercise = step.actions[4].exercise
    assert exercise is not None
    assert (exercise.input[1, 2, 0], exercise.kernels.shape, exercise.stride) == (5, (2, 2, 1, 1), (2, 2))
    assert step.questions == (
        Question(
            "1.ask.1", "How many?", "number", Asked("parameters", "first Conv2D"), 2.0, hints=("a", "b"), why="Because."
        ),
        Question("which", "Which?", "choice", choices=("a", "b"), accepted=("b",)),
        Question("1.ask.3", "What?", "text", accepted=("relu",)),
        Question("1.ask.4", "Why?", "open"),
    )
    accuracy = Asked("val_accuracy")
    assert step.checks == (
        Check(
            "1.check.1",
            "It is large",
            (
                Need(Asked("parameters", "last Dense"), "is", 320),
                Need(Asked("val_accuracy", run="best"), "at_least", 0.9),
            ),
        ),
        Check(
            "1.check.2",
            "Two runs",
            (Need(accuracy, "at_least", 0.9), Need(accuracy, "at_most", 0.95)),
            "run",
            2,
            (Asked("activation", "conv2d_1"),),
            (Asked("seed"), Asked("filters", "conv2d_1")),
            ("Try",),
        ),
    )


def test_that_all_mistakes_are_found_at_once_in_the_order_of_the_file() -> None:
    wrong = (
        WHOLE.replace("few-digits-cnn", "few").replace("kernel.png", "gone.png").replace('right = "b"', 'right = "c"')
    )
    wrong = (
        wrong.replace('page = "train"', 'page = "tran"').replace("hints = [", "hnts = [").replace("minutes", "minuts")
    )
    assert mistakes(wrong) == [
        "Step 1, picture 1: There is no file “gone.png” beside the lab.",
        "Step 1, action 1: There is no preset called “few”. “cnnstudio presets” lists all.",
        f"Step 1, action 3: There is no page called “tran”: {', '.join(PAGES)}.",
        "Step 1, question 1: “hnts” is not known here. Is “hints” meant?",
        "Step 1, question 2: The right choice “c” is none of the choices. Write it in the same way.",
        "Step 1, check 2: “hnts” is not known here. Is “hints” meant?",
        "The file: “minuts” is not known here. Is “minutes” meant?",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[step.do]]\nlabel = "x"', "One of “preset”"),
        ('[[step.do]]\nlabel = "x"\npreset = "lenet"\npage = "train"', "Only one of"),
        ('[[step.do]]\npage = "train"', "“label” is missing: a text."),
        ('[[step.do]]\nlabel = "x"\nselect = "first Conv9D"', "no kind of layer"),
        ('[[step.do]]\nlabel = "x"\ncode_file = "../net.py"', "no folders and no addresses"),
        ('[[step.do]]\nlabel = "x"\ncode_file = "kernel.png"', "its name ends in .py"),
        ('[[step.do]]\nlabel = "x"\ncode_file = "gone.py"', "that can be read"),
        ('[[step.do]]\nlabel = "x"\ncode_file = "odd.py"', "no text in UTF-8"),
        ('[[step.do]]\nlabel = "x"\ncode_file = "big.py"', "at most 200,000"),
        ('[[step.ask]]\ntext = "x"', "One of “number”, “choices”, “accept”, “open” is missing."),
        ('[[step.ask]]\ntext = "x"\nopen = false', "“open” is true"),
        ('[[step.ask]]\ntext = "x"\nnumber = nan', "“number” is the right number, or a fact"),
        ('[[step.ask]]\ntext = "x"\nnumber = "optimizer"', "is no number"),
        ('[[step.ask]]\ntext = "x"\nnumber = "val_accuracy"', "is a fact of runs"),
        ('[[step.ask]]\ntext = "x"\nnumber = { what = "run", run = "first" }', "“run” is “latest” or “best”"),
        ('[[step.ask]]\ntext = "x"\nnumber = 1\ntolerance = -1', "a number from 0 up"),
        ('[[step.ask]]\ntext = "x"\nnumber = 1\nhints = "one"', "“hints” is a list"),
        ('[[step.ask]]\ntext = "x"\nnumber = 1\nkey = "a b"', "has other signs"),
        ('[[step.ask]]\ntext = "x"\nchoices = ["a", "a"]\nright = "a"', "each another one"),
        ('[[step.ask]]\ntext = "x"\naccept = []', "it is empty"),
        ('[[step.ask]]\ntext = ""\nopen = true', "“text” is empty."),
        ('[[step.check]]\nsay = "x"', "“needs” is missing"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "layers" }]', "What the fact has to be is missing"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", is = "many" }]', "is a whole number"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "optimizer", at_least = 3 }]', "compares numbers"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "optimizer", one_of = "Adam" }]', "is a list in brackets"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", between = [3, 2] }]', "the smaller first"),
        ('[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", is = 1979-05-27 }]', "is a number, a text"),
        ('[[step.check]]\nsay = "x"\nsubject = "run"\nneeds = [{ what = "val_accuracy", above = 95 }]', "95 % is 0.95"),
        ('[[step.check]]\nsay = "x"\nsubject = "hand"\nneeds = [{ what = "layers", is = 2 }]', "“subject” is one of"),
        ('[[step.check]]\nsay = "x"\ncount = 2\nneeds = [{ what = "layers", is = 2 }]', "needs subject = “run”"),
        ('[[step.check]]\nsay = "x"\nsubject = "run"\ndifferent = ["seed"]', "say count = 2"),
        ('[[step.check]]\nsay = "x"\nneeds = [3]', "This is 3, not a table"),
        ('[[step.do]]\nlabel = "x"\nby_hand = 3', "a table in curly brackets"),
        ('pictures = [{ file = "a.svg", words = "x" }]', "PNG and JPEG are shown"),
        ('pictures = [{ file = "kernel.png" }]', "“words” is missing"),
        ('pictures = [{ file = "http://x/a.png", words = "x" }]', "no addresses"),
        ('pictures = [{ file = "C:a.png", words = "x" }]', "no folders"),
        ('[[step.ask]]\nkey = "a"\ntext = "x"\nopen = true\n' * 2, "stands twice"),
        ("[[step.ask]]\ntext = 'x'\nopen = true\n" * 51, "51 entries; at most 50"),
        ("text = '" + "x" * 20_001 + "'", "20,001 characters; at most 20,000"),
    ],
)  # fmt: skip
def test_that_a_mistake_is_said_with_its_place_and_what_to_do(text: str, words: str) -> None:
    found = only(text)
    assert found.startswith("Step 1")
    assert words in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "“title” is missing"),
        ("title = 'x'", "at least one [[step]]"),
        ("title = 'x'\nstep = 3", "“step” is a list"),
        ("title = [", "The end of the file: "),
        (b"title = '\xff'", "Line 1: This is no text in UTF-8."),
        ("#" * (MOST_BYTES + 1), "at most 1,000,000"),
        ("a = " + "[" * 50_000, "nested too deep"),
        ("a = " + "[{a=" * 50_000, "nested too deep"),
        ("a = " + "9" * 50_000, "It is no TOML"),
        ("a" + ".a" * 300_000 + " = 1", "Line 1: This name has too many dots."),
        ("\na = {x" + ".'é'" * 100_000 + " = 1}", "Line 2: This name has too many dots."),
        ("[[step]]\ntitle = 'x'\n" * (MOST_STEPS + 1), "101 entries; at most 100"),
        ("".join(f"a{number} = 1\n" for number in range(20_000)), "19,980 more names are not known"),
    ],
)
def test_that_what_is_no_lab_is_said_soon(text: str | bytes, words: str) -> None:
    began = time.monotonic()
    assert any(words in each for each in mistakes(text))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "x\n', "Line 1: A text is not closed with a quote on its line."),
        ("title = 'x'\nminutes = ten\n#", "Line 2: Behind “=” stands nothing that can be read"),
        ("title = 'x'\n[[step]\n", "Line 2: “[[” is not closed"),
        ("title = 'x'\ntitle = 'y'\n#", "Line 2: A name stands twice"),
        ("title = '\x01'", "Line 1: There is a sign that cannot be seen"),
        ("title = 'x' 'y'", "Line 1: Something stands behind the end of a value"),
        ("title 'x'", "Line 1: A “=” is missing behind a name."),
    ],
)
def test_that_what_is_no_toml_is_said_in_the_words_of_who_writes(text: str, words: str) -> None:
    assert any(each.startswith(words) for each in mistakes(text)), mistakes(text)


def test_that_a_name_that_is_not_known_is_compared_with_all_that_are() -> None:
    told = mistakes("title = 'x'\n[[step]]\ntitle = 'y'\n[[step.do]]\nlabel = 'z'\npresett = 'lenet'\nqq = 1\n")
    assert "Is “preset” meant?" in " ".join(told)
    assert any("Known are label, preset, page, select" in each for each in told), told


@pytest.mark.parametrize(
    "name", ["a" * 900_000, '"' * 900_000, '"a" ' * 200_000, "a" + " " * 900_000, "a.b. c " * 90_000]
)
def test_that_odd_names_are_soon_read(name: str) -> None:
    began = time.monotonic()
    assert mistakes(name)
    assert time.monotonic() - began < 10


def test_that_a_name_of_few_dots_and_dots_in_texts_are_no_mistake() -> None:
    dots = " ".join(f"{number}." for number in range(MOST_DOTS - 10))
    assert read_lab(f"{PLACE}text = '''{dots} e.g. this. And. That.'''", "x").steps[0].text.startswith("0. 1.")


def by_hand(table: str) -> Exercise:
    (action,) = read_lab(f'{PLACE}[[step.do]]\nlabel = "x"\nby_hand = {{ {table} }}', "x").steps[0].actions
    assert action.exercise is not None
    return action.exercise


def test_that_channels_and_filters_stand_as_lists_of_rows() -> None:
    two = by_hand("input = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], kernels = [[[1]], [[2]]], padding = 1")
    assert (two.input.shape, two.kernels.shape, two.padding, two.filters) == ((2, 2, 2), (1, 1, 2, 1), 1, 1)
    assert two.input[0, 1].tolist() == [2, 6]
    several = by_hand("input = [[1, 2], [3, 4]], kernels = [[[1, 2]], [[3, 4]]], biases = [0, 1]")
    assert (several.kernels.shape, several.kernels[0, :, 0, 1].tolist()) == ((1, 2, 1, 2), [3, 4])
    both = by_hand("input = [[[1]], [[2]]], kernels = [[[[1]], [[2]]], [[[3]], [[4]]]]")
    assert both.kernels[0, 0].tolist() == [[1, 3], [2, 4]]


def test_that_one_dimension_and_pooling_are_read() -> None:
    line = by_hand("dimensions = 1, input = [1, 2, 3, 4, 5], kernels = [1, 0, 1], stride = 4")
    assert (line.dimensions, line.input.shape, line.window, line.stride) == (1, (1, 5, 1), (1, 3), (1, 4))
    channels = by_hand("dimensions = 1, input = [[1, 2], [3, 4]], kernels = [[[1], [2]], [[3], [4]]]")
    assert (channels.input.shape, channels.kernels.shape) == ((1, 2, 2), (1, 1, 2, 2))
    pool = by_hand("operation = 'max', input = [[1, 2], [3, 4]], window = 2, stride = [2, 1], padding = 'same'")
    assert (pool.operation, pool.window, pool.stride, pool.padding) == ("max", (2, 2), (2, 1), "same")
    assert np.array_equal(pool.kernels, np.zeros((2, 2, 1, 1)))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("kernels = [[1]]", "“input” is missing"),
        ("input = [[1]]", "“kernels” is missing"),
        ("input = [[1, 2], [3]], kernels = [[1]]", "as many in every row"),
        ("input = [[1, 'a']], kernels = [[1]]", "as many in every row"),
        ("input = [[1]], kernels = [[[[[1]]]]]", "as many in every row"),
        ("input = [1, 2], kernels = [[1]]", "rows of numbers"),
        ("input = [[1]], kernels = [1]", "too few or too many brackets"),
        ("input = [[[1]], [[2]]], kernels = [[1]]", "have 1 channel, but the input has 2"),
        ("input = [[1]], kernels = [[1]], window = 2", "“window” is of a pooling"),
        ("input = [[1]], kernels = [[1]], stride = 0", "“stride” is a whole number"),
        ("input = [[1]], kernels = [[1]], padding = 'full'", "“padding” is"),
        ("input = [[1]], kernels = [[1]], operation = 'sum'", "“operation” is one of"),
        ("input = [[1]], kernels = [[1]], biases = [1, 2]", "one bias or none"),
        ("input = [[1]], kernels = [[1]], activation = 'none'", "There is no activation"),
        ("input = [[1]], kernels = [[1]], kernel = 3", "Is “kernels” meant?"),
    ],
)
def test_that_an_exercise_that_cannot_be_is_said(table: str, words: str) -> None:
    assert words in only(f'[[step.do]]\nlabel = "x"\nby_hand = {{ {table} }}')


LEAVES = (
    st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["run", "by_hand", "latest", "parameters", "last Dense", "lenet", "val_accuracy of x", "count of x"]
    )
)
NAMES = (
    "label preset page select code code_file by_hand text number choices right accept open key hints why tolerance "
    "say needs subject count different same what of run is is_not at_least one_of between input kernels biases stride "
    "padding window operation dimensions title pictures file words do ask check"
)
KEYS = st.sampled_from(NAMES.split(" "))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


def toml(value: Any) -> str:
    """A value as it stands in a TOML file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
    return str(value).lower()


def read_or_refused(text: str) -> None:
    """Nothing else may come of any text."""
    found: Lab | LabErrors
    try:
        found = read_lab(text, "x", FILES)
    except LabErrors as errors:
        found = errors
    told = found.mistakes if isinstance(found, LabErrors) else ()
    assert isinstance(found, Lab) or told
    assert all(each.place and 0 < len(each.words) < 1500 for each in told)


@settings(max_examples=60)
@given(
    st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3), st.sampled_from(["do", "ask", "check", "pictures"])
)
def test_that_any_values_in_the_place_of_others_are_a_lab_or_mistakes(parts: list[Any], name: str) -> None:
    read_or_refused(f"{PLACE}{name} = {toml(parts)}\n")


@settings(max_examples=100)
@given(st.data())
def test_that_a_lab_with_anything_cut_out_doubled_or_put_in_is_a_lab_or_mistakes(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        put = data.draw(
            st.sampled_from(["", text[start:end] * 2, "[", "]", '"', "'''", "=", ".", "\n", "{", "é", "1e9"])
        )
        text = text[:start] + put + text[end:]
    read_or_refused(text)


@given(st.text() | st.binary())
def test_that_anything_at_all_is_a_lab_or_mistakes(text: str | bytes) -> None:
    with pytest.raises(LabErrors):
        read_lab(text, "x")


def test_that_a_mistake_in_the_list_of_steps_has_a_place() -> None:
    found = mistakes('title = "x"\nstep = 5\n')
    assert found[0].startswith("The file: ")


def test_that_a_long_name_still_leaves_room_for_its_note() -> None:
    assert len(note_of(read_lab(WHOLE, "x" * 300, FILES).name)) <= 120
