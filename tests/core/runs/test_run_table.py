"""The table of runs in all its forms."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstudio.core.runs import run_table
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.core.runs.run_facts import network_facts, pictures_in_words
from cnnstudio.core.runs.run_table import COLUMNS, KEYS, USUAL, columns, row, rows
from cnnstudio.core.training.plan import DataRecipe
from tests.core.runs_made import PROJECT, a_test, run, with_plan

PROMISED = (
    "run name architecture parameters epochs best_epoch seconds seed train_accuracy val_accuracy test_accuracy date"
)
"""What programs rely on to find in a row."""


def test_that_a_row_has_every_column_in_its_order() -> None:
    assert tuple(row(run())) == KEYS
    assert set(PROMISED.split()) <= set(KEYS)
    assert set(USUAL) <= set(KEYS)


def test_that_a_row_holds_the_figures_of_the_run() -> None:
    found = row(run(3, name="deep"))
    test = a_test()
    assert {key: found[key] for key in PROMISED.split()} == {
        "run": 3,
        "name": "deep",
        "architecture": (
            "CONV D=20, w=h=5, S=1, P='valid'; MAXPOOL w=h=2, S=2; CONV D=50, w=h=5, S=1, P='valid'; "
            "MAXPOOL w=h=2, S=2; DENSE 500; DENSE 10"
        ),
        "parameters": 431_080,
        "epochs": 2,
        "best_epoch": 2,
        "seconds": 41.25,
        "seed": 7,
        "train_accuracy": 0.9,
        "val_accuracy": 0.88,
        "test_accuracy": test.accuracy,
        "date": "2026-03-01T14:30:59+01:00",
    }
    assert (found["misclassified"], found["tested"], found["test_f1"]) == (test.misclassified, 200, test.f1)


def test_that_scored_parts_win_over_the_figures_of_the_epoch() -> None:
    found = row(run(train=PartScore(0.125, 400, 20), validation=PartScore(0.5, 10, 3)))
    assert (found["train_accuracy"], found["train_loss"]) == (0.95, 0.125)
    assert (found["val_accuracy"], found["val_loss"]) == (0.7, 0.5)


def test_that_figures_are_those_of_the_epoch_that_is_used() -> None:
    epochs = (Epoch(1, 0.5, 0.8, 0.2, 0.85, 1.0), Epoch(2, 0.25, 0.9, 0.4, 0.88, 1.0))
    assert row(run(epochs=epochs))["train_accuracy"] == 0.8
    assert row(run(project=with_plan(keep_best=False), epochs=epochs))["train_accuracy"] == 0.9


def test_that_what_is_not_known_is_none_and_a_dash() -> None:
    nan = float("nan")
    found = row(run(epochs=(Epoch(1, nan, 0.1, nan, 0.1, 1.0),), test=None, status="failed"))
    assert [found[key] for key in ("train_loss", "best_epoch", "test_accuracy", "test_f1")] == [None] * 4
    assert columns(["test_accuracy"])[0].text(found) == "–"
    empty = row(run(epochs=(), test=None))
    assert (empty["train_accuracy"], empty["seconds"], empty["epochs"]) == (None, 0, 0)
    assert json.loads(json.dumps(run_table.to_plain([found, empty]), allow_nan=False))[1]["epochs"] == 0


def test_that_cells_are_words_for_people() -> None:
    found = row(run())
    texts = {column.key: column.text(found) for column in COLUMNS}
    assert (texts["parameters"], texts["seconds"], texts["train_accuracy"]) == ("431,080", "41.2 s", "90.00 %")
    assert (texts["date"], texts["learning_rate"], texts["data"]) == ("2026-03-01 14:30", "0.001", "mnist-10k")
    (seconds,) = columns(["seconds"])
    assert [seconds.text({"seconds": value}) for value in (61.4, 3849.0)] == ["0:01:01", "1:04:09"]


def test_that_a_column_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        columns(["nothing"])


def test_that_csv_is_read_back_with_plain_numbers() -> None:
    text = run_table.to_csv(rows([run(1, name='a "b", c'), run(2, name="=1+1", test=None)]))
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["name"], int(first["parameters"]), float(first["seconds"])) == ('a "b", c', 431_080, 41.25)
    assert float(first["test_accuracy"]) == a_test().accuracy
    assert (second["name"], second["test_accuracy"]) == ("'=1+1", "")


def test_that_markdown_has_what_a_cell_cannot_hold_escaped() -> None:
    text = run_table.to_markdown(rows([run(name="a|b *c*\nd")]), columns(["run", "name", "test_accuracy"]))
    assert text.splitlines()[:2] == ["| Run | Name | Test accuracy |", "| ---: | --- | ---: |"]
    assert text.splitlines()[2].startswith(r"| 1 | a\|b \*c\*\\nd | ")


def test_that_latex_has_its_signs_escaped_and_wraps_architectures() -> None:
    text = run_table.to_latex(rows([run(name=r"50 % & \x_1 Größe")]), columns(["name", "architecture", "run"]))
    assert text.startswith("\\begin{tabular}{lp{6cm}r}\n\\hline\nName & Architecture & Run \\\\\n")
    assert r"50 \% \& \textbackslash{}x\_1 Gr\"{o}\ss{}e & CONV D=20, w=h=5" in text
    assert text.endswith("\\hline\n\\end{tabular}\n")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_that_any_names_leave_every_form_whole(name: str, path: str) -> None:
    project = replace(PROJECT, data=DataRecipe("file", path or "a"))
    found = rows([run(1, project, name=name), run(2)])
    lines = list(csv.reader(io.StringIO(run_table.to_csv(found), newline="")))
    assert [len(line) for line in lines] == [len(COLUMNS)] * 3
    piped = run_table.to_markdown(found, COLUMNS).splitlines()
    bars = [re.sub(r"\\.", "", line).count("|") for line in piped]
    assert bars == [len(COLUMNS) + 1] * 4
    latex = run_table.to_latex(found, COLUMNS)
    assert latex.isascii()
    assert [len(re.findall(r"(?<!\\)&", line)) for line in latex.splitlines() if line.endswith(r"\\")] == [
        len(COLUMNS) - 1
    ] * 3


def test_that_data_are_called_by_their_file() -> None:
    assert pictures_in_words(DataRecipe("file", "/home/me/digits.zip", 600)) == "digits.zip, 600 pictures"
    assert pictures_in_words(DataRecipe("file", "C:\\me\\faces\\")) == "faces"
    assert pictures_in_words(DataRecipe("mnist-10k")) == "mnist-10k"


def test_that_two_thousand_runs_are_a_table_whose_networks_are_worked_out_once() -> None:
    # Each is read from the file anew, so that no two share a network that is the same object.
    runs = [run(number, replace(with_plan(seed=number), network=replace(PROJECT.network))) for number in range(2_000)]
    network_facts.cache_clear()
    found = rows(runs)
    assert network_facts.cache_info().misses == 1
    for write in run_table.WRITERS.values():
        assert write(found, columns()).count("\n") >= 2_000
