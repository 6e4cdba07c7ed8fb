"""The summary as text, CSV, Markdown and LaTeX: the same figures in each, and nothing a reader trips over."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given, settings

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.presets import preset
from cnnstudio.core.tables import FORMATS, HEAD, as_csv, as_latex, as_markdown, as_text, latex, summary
from tests.core.diagram.networks import networks

NARROW = "\u00a0"


def _lenet() -> Analysis:
    found = preset("lenet")
    assert found is not None
    return analyse(found.project.network)


def _nested() -> Analysis:
    block = Block("residual_1", Residual(), ((Layer("inner", Conv2D(1, padding="same")),), ()))
    return analyse(Network((8, 8, 1), (block, Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3)))))


def test_that_the_text_has_input_rows_and_totals_under_their_heads() -> None:
    lines = as_text(summary(_lenet())).splitlines()
    assert lines[0].split("  ")[0] == "Layer"
    assert lines[2].split() == ["input", "Input", "28", "×", "28", "×", "1"]
    at = lines[0].index("Parameters") + len("Parameters")
    assert [line[:at].split()[-1] for line in (lines[3], lines[-3])] == ["520", "431,080"]
    assert lines[-1] == "431,080 parameters, 2,293,000 multiply-adds for one picture"


def test_that_weights_and_biases_are_apart_and_add_up() -> None:
    table = summary(_lenet())
    counts = [row.counts for row in (*table.rows, table.totals) if row.counts]
    assert table.totals.counts == (430_500, 580, 431_080)
    assert all(weights + biases == parameters for weights, biases, parameters in counts)
    assert sum(each[2] for each in counts[:-1]) == counts[-1][2]


def test_that_layers_in_blocks_are_indented() -> None:
    table = summary(_nested())
    assert "\n  Body" in as_text(table)
    assert "\n    inner" in as_text(table)
    assert "\n\\quad Body" in as_latex(table)
    assert "\n\\quad \\quad inner" in as_latex(table)
    assert f"| {4 * NARROW}inner" in as_markdown(table)


def test_that_every_branch_has_a_head_that_names_it() -> None:
    table = summary(_nested())
    assert [(row.name, row.branch, row.is_branch) for row in table.rows[1:5]] == [
        ("residual_1", "", False),
        ("Body", "Body", True),
        ("inner", "Body", False),
        ("Shortcut", "Shortcut", True),
    ]
    assert "Shortcut" in as_text(table)
    assert "empty: hands its input on" in as_text(table)
    block = Block("p", Parallel(), ((Layer("a", Conv2D(2)),), (Layer("b", Conv2D(3)),)))
    heads = [row.name for row in summary(analyse(Network((8, 8, 1), (block,)))).rows if row.is_branch]
    assert heads == ["Branch 1 of 2", "Branch 2 of 2"]


def test_that_a_block_has_the_sum_of_its_layers_in_parentheses_and_is_counted_once() -> None:
    inner = Block("r", Residual(), ((Layer("a", Conv2D(4, padding="same")),), ()))
    outer = Block("p", Parallel(), ((inner,), (Layer("b", Conv2D(3, padding="same")),)))
    table = summary(analyse(Network((8, 8, 4), (outer,))))
    counts = {row.name: row.counts for row in table.rows if row.counts}
    assert counts == {"p": (252, 7, 259), "r": (144, 4, 148), "a": (144, 4, 148), "b": (108, 3, 111)}
    assert table.totals.counts == (252, 7, 259)
    line = next(line for line in as_text(table).splitlines() if line.startswith("p "))
    assert line.split()[-3:] == ["(252)", "(7)", "(259)"]
    assert "In parentheses: " in as_text(table)
    assert "In parentheses: " not in as_text(summary(_lenet()))


def test_that_the_columns_of_a_csv_add_up_to_its_totals_and_name_the_branch() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(summary(_nested())), newline="")))
    for column in ("Weights", "Biases", "Parameters"):
        assert sum(int(line[column] or 0) for line in lines[:-1]) == int(lines[-1][column])
    assert lines[1]["Parameters"] == ""
    assert [line["Branch"] for line in lines] == ["", "", "Body", "Shortcut", "", "", ""]


def test_that_csv_is_read_back_with_whole_numbers() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(summary(_nested())), newline="")))
    assert [line["Depth"] for line in lines] == ["0", "0", "1", "1", "0", "0", "0"]
    assert lines[2]["Layer"] == "inner"
    assert [int(lines[5][name]) for name in ("Weights", "Biases", "Parameters")] == [192, 3, 195]
    assert lines[5]["How they come about"] == "(64 + 1) · 3 = 195"


def test_that_a_problem_is_said_in_the_table_and_under_it() -> None:
    network = Network((8, 8, 1), (Layer("big", MaxPooling2D((9, 9))), Layer("flatten_1", Flatten())))
    table = summary(analyse(network))
    assert [row.output for row in table.rows] == ["8 × 8 × 1", "problem", "–"]
    assert table.totals.name == "Total up to big"
    for write in FORMATS.values():
        assert "big" in write(table)
    assert "does not fit" in as_text(table)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a_b", r"a\_b"),
        ("50 %", r"50 \%"),
        ("{#&$}", r"\{\#\&\$\}"),
        ("3×3 · 2", r"3$\times$3 $\cdot$ 2"),
        ("\\^~", r"\textbackslash{}\textasciicircum{}\textasciitilde{}"),
        ("界", "?"),
    ],
)
def test_that_latex_has_its_own_signs_escaped(words: str, expected: str) -> None:
    assert latex(words) == expected


@settings(max_examples=40, deadline=None)
@given(network=networks())
def test_that_every_table_of_any_network_has_its_columns(network: Network) -> None:
    table = summary(analyse(network))
    rows = len(table.rows) + 1
    heads = sum(row.is_branch and not row.settings for row in table.rows)
    lines = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert {len(line) for line in lines} == {len(HEAD) + 2}
    assert len(lines) == rows + 1 - heads
    piped = [line for line in as_markdown(table).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in piped} == {len(HEAD) + 1}
    assert len(piped) == rows + 2
    body = [line for line in as_latex(table).splitlines() if line.endswith(r"\\")]
    assert {len(re.findall(r"(?<!\\)&", line)) for line in body} == {len(HEAD) - 1}
    assert as_latex(table).isascii()
    assert all(line.count("$") % 2 == 0 for line in (each.replace(r"\$", "") for each in body))


def test_that_every_sign_the_summaries_use_is_known_to_latex() -> None:
    table = summary(_nested())
    signs = {sign for row in table.rows for cell in row.cells(str) for sign in cell if not sign.isascii()}
    assert {unicodedata.name(sign) for sign in signs if latex(sign) == "?"} == set()
