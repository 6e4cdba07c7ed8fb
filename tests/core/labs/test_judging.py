"""What an author should look at again: told with its place, and nothing told of what is all right."""

import pytest

from cnnstudio.core.labs import judging
from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.reading import read_lab

TAKE = '[[step.do]]\nlabel = "Take"\npreset = "lenet"\n'


def told(text: str) -> list[str]:
    return [str(each) for each in judge(read_lab(f'title = "x"\n[[step]]\ntitle = "y"\n{text}', "x"))]


def test_that_nothing_is_said_of_a_lab_that_is_all_right() -> None:
    ask = '[[step.ask]]\ntext = "How many? 3 < 5, `<b>`"\nnumber = "filters of first Conv2D"\nwhy = "Count."\n'
    check = '[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", at_least = 2, at_most = 2 }]\n'
    assert told(TAKE + ask + check) == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('text = "<b>x</b>"\n' + TAKE, "Step 1", "There is HTML in the text"),
        ("text = '![a](b.png)'\n" + TAKE, "Step 1", "name it in “pictures”"),
        ('[[step.ask]]\ntext = "x"\nnumber = 1\n', "Step 1, question 1", "has no “why”"),
        (
            TAKE + '[[step.ask]]\ntext = "x"\nnumber = "units of third Dense"\nwhy = "y"\n',
            "Step 1, question 1",
            "None of",
        ),
        (
            TAKE + '[[step.check]]\nsay = "x"\nneeds = [{ what = "rate of last Dropout", is = 0.5 }]\n',
            "Step 1, check 1",
            "None of the networks that this lab offers has the layer “last Dropout”",
        ),
        (
            '[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", is = 3 }, { what = "layers", at_least = 4 }]\n',
            "Step 1, check 1",
            "No value of “layers” meets all",
        ),
        (
            '[[step.check]]\nsay = "x"\nneeds = [{ what = "layers", above = 4, below = 3 }]\n',
            "Step 1, check 1",
            "No value",
        ),
        ('[[step.do]]\nlabel = "Code"\ncode = "print(1)"\n', "Step 1", "No Keras network was found in its code."),
        ("text = 'x'\n", "The file", "Nothing is asked or checked"),
    ],
)  # fmt: skip
def test_that_what_is_probably_not_meant_is_told_with_its_place(text: str, place: str, words: str) -> None:
    found = told(text)
    assert any(each.startswith(f"{place}: ") and words in each for each in found), found


def test_that_a_layer_that_code_of_the_lab_has_is_there() -> None:
    code = "[[step.do]]\nlabel = 'Code'\ncode = '''\nfrom keras import layers, Sequential\nmodel = Sequential([layers."
    code += "Input((28, 28, 1)), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, activation='softmax')])\n'''\n"
    check = '[[step.check]]\nsay = "x"\nneeds = [{ what = "rate of last Dropout", is = 0.5 }]\n'
    assert told(TAKE + code + check) == []


def test_that_a_share_asked_for_without_a_tolerance_is_told() -> None:
    ask = '[[step.ask]]\ntext = "x"\nwhy = "y"\nnumber = { what = "test_accuracy", run = "latest" }\n'
    assert told(ask) == [
        "Step 1, question 1: It asks for a share and has no tolerance: only an answer with all its decimals is right."
    ]
    assert told(ask + "tolerance = 0.001\n") == []


def test_that_the_same_code_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    read = judging.read_code
    monkeypatch.setattr(judging, "read_code", lambda code: seen.append(code) or read(code))
    told("[[step.do]]\nlabel = 'Code'\ncode = 'print(1)'\n" * 5)
    assert seen == ["print(1)"]


@pytest.mark.parametrize(("written", "count"), [("", 1), (", hidden = true", 0)])
def test_that_an_exercise_that_opens_with_the_answer_a_check_asks_for_is_told(written: str, count: int) -> None:
    do = f'[[step.do]]\nlabel = "x"\nby_hand = {{ input = [[1]], kernels = [[2]]{written} }}\n'
    check = '[[step.check]]\nsay = "x"\nsubject = "by_hand"\nneeds = [{ what = "all right", is = true }]\n'
    assert [("hidden = true" in each, each[:8]) for each in told(do + check)] == [(True, "Step 1: ")] * count


@pytest.mark.parametrize(
    ("what", "others"),
    [("preprocessing", ["“preprocessing method”"]), ("Data", ["“data source”, “data subset”"]), ("data source", [])],
)
def test_that_a_check_that_holds_in_one_language_alone_is_told(what: str, others: list[str]) -> None:
    found = told(f'[[step.check]]\nsay = "x"\nneeds = [{{ what = "{what}", is = "mnist-10k" }}]\n')
    assert [each.partition(" better is: ")[2].rstrip(".") for each in found] == others
