"""Nothing that a person may open makes the program crash, hang, fill the memory or write outside its own folder."""

import time
import warnings
from pathlib import Path

import psutil
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.data.dataset import DataSet
from tests.data.hostile.corpus import Case, all_cases

CASES = list(all_cases())
SECONDS = 2.0
"""Of the processor, whatever else the machine does: who hangs takes more."""
GROWTH = 700_000_000
"""Bytes: a picture of 64 megapixels is decoded once, and brought to RGB, before it is made small."""


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time; the program's own folders left aside."""
    return {
        str(path.relative_to(folder)): ((state := path.lstat()).st_size, state.st_mtime_ns)
        for path in folder.rglob("*")
        if not path.is_dir() and not path.relative_to(folder).parts[0].endswith("-home")
    }


def ended(case: Case, path: Path) -> tuple[DataSet | StudioError, float]:
    start = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result: DataSet | StudioError = case.open(path)
    except StudioError as error:
        result = error
    return result, time.process_time() - start


def said(result: DataSet | StudioError) -> str:
    """All that the person can read."""
    if isinstance(result, StudioError):
        return str(result)
    return "\n".join(line for finding in result.findings for line in (finding.text, *finding.details))


def test_that_the_corpus_has_five_hundred_inputs_and_more() -> None:
    assert len(CASES) >= 500
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name))
def test_that_a_bad_input_ends_in_a_data_set_or_in_words_and_in_time(case: Case, tmp_path: Path) -> None:
    place = tmp_path / "input"
    place.mkdir()
    path = case.make(place)
    before, memory = tree(tmp_path), psutil.Process().memory_info().rss
    result, seconds = ended(case, path)
    assert seconds < SECONDS
    assert psutil.Process().memory_info().rss - memory < GROWTH
    assert tree(tmp_path) == before
    assert case.ending == "either" or isinstance(result, DataSet) == (case.ending == "data"), said(result)
    assert case.names in said(result)
    for line in said(result).splitlines():
        assert line.isprintable()
        assert len(line) < 400
    if isinstance(result, StudioError):
        assert result.hint
