"""Orders as lines."""

import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.sweeping.orders import Begin, Move, Order, Pause, Retry, Stop, from_line


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("stop", Stop()),
        ("pause\r\n", Pause()),
        ("go on", Pause(False)),
        ("retry", Retry()),
        ("retry 3 5", Retry((3, 5))),
        ('begin {"a": 1}', Begin('{"a": 1}')),
        ('move "/a/folder \\u00b7\\udcff\\n/b.cnnstudio"', Move("/a/folder ·\udcff\n/b.cnnstudio")),
        ("move /a/folder with blanks/b.cnnstudio", Move("/a/folder with blanks/b.cnnstudio")),
    ],
)
def test_that_a_line_says_what_is_to_be_done(line: str, order: Order | Begin) -> None:
    assert from_line(line) == order


@pytest.mark.parametrize(
    "line", ["", "begin", "move", 'move "/a', 'move ""', "retry all", "stop it", "retry 12345678901"]
)
def test_that_other_lines_are_refused_in_words(line: str) -> None:
    with pytest.raises(SpecError, match="pause"):
        from_line(line)
