"""What of read code goes into a project, and what is read of files."""

from dataclasses import replace
from pathlib import Path

import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import Found
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan
from cnnstudio.gui.code.found_panel import in_words
from cnnstudio.gui.code.reading import MOST_BYTES, put_into, reading, text_of
from tests.gui.desk import small_network

HERE = Project(small_network(), plan=Plan(epochs=9), blanks=(Blank("", "epochs"), Blank("dense_1", "units")))
THEIRS = Project(small_network(16), plan=Plan(epochs=3, start=4), blanks=(Blank("conv2d_1", "filters"),))


def found(*told: str) -> Found:
    return Found(THEIRS, (), "", frozenset(told))


def test_that_only_what_the_code_tells_is_replaced() -> None:
    put = put_into(HERE, found("network"))
    assert put.network == THEIRS.network
    assert put.plan == HERE.plan
    assert put.blanks == (Blank("conv2d_1", "filters"), Blank("", "epochs"))


def test_that_a_plan_in_the_code_comes_along_but_not_the_run_it_began_with() -> None:
    put = put_into(HERE, found("network", "plan"))
    assert put.plan == replace(THEIRS.plan, start=0)
    assert put.blanks == (Blank("conv2d_1", "filters"),)


def test_that_code_without_a_network_changes_nothing() -> None:
    assert put_into(HERE, Found(None, (), "")) is HERE
    assert reading("x = 1", "").table is None


def test_that_nothing_is_told_of_what_stands_on_a_setting_to_fill_in() -> None:
    code = "import keras\nfrom keras.layers import *\nm = keras.Sequential([keras.Input((28, 28, 1)), Conv2D({}, 3)])\n"
    whole = f"{code}m.add(Flatten())\nm.add(Dense(10))\nm.compile(...)\nm.fit(x, y, epochs=..., batch_size=9)\n"
    read = reading(whole.format("..."), "")
    assert read.table is not None
    assert [(row.output, row.cells(str)[6]) for row in read.table.rows[1:]] == [("?", "?")] * 3
    words = in_words(read)
    assert "parameters known once the blanks are filled in" in words
    assert "? epochs in batches of 9 with an optimiser to fill in" in words


def test_that_files_of_other_encodings_and_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    assert text_of(path) == "x = 1\ny = 2\n"
    path.write_bytes(b"# caf\xe9\n")
    assert text_of(path) == "# café\n"


def test_that_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(StudioError, match="too large"):
        text_of(path)
