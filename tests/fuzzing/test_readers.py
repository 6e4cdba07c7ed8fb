"""Every reader is given a few of the spoiled inputs that the long runs give it by the hundred thousand."""

import time
import warnings
from pathlib import Path

import pytest

from tests.fuzzing.reader import Reader
from tests.fuzzing.readers import READERS
from tests.fuzzing.running import SLOW, spoiled_input

_IN_A_CHILD = ("h5", "weights", "keras", "base")
"""Each takes a process; more of them are read beside the strangers' networks."""

_COUNT, _OF_CHILDREN = 80, 3


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_that_what_is_spoiled_is_read_or_refused_in_time(reader: Reader, tmp_path: Path) -> None:
    seeds = reader.seeds(tmp_path)
    read, said = 0, list[str]()
    for number in range(_OF_CHILDREN if reader.name in _IN_A_CHILD else _COUNT):
        data = spoiled_input(reader, seeds, 0, number)
        began = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                reader.read(data, tmp_path)
                read += 1
        except reader.refusals as error:
            said.append(str(error))
        assert time.process_time() - began < SLOW, f"{reader.name} {number}"
    assert all(said)
    assert read or reader.name in _IN_A_CHILD, "every input is refused: none gets past the first check"
