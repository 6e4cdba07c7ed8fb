"""The order of the rows of the table of runs."""

from collections.abc import Callable, Iterable
from typing import Any

from cnnstudio.core.language import local
from cnnstudio.core.runs.run_table import Value


def in_order(
    numbers: Iterable[int], value_of: Callable[[int], Value], key: Callable[[Any], Any], down: bool
) -> list[int]:
    """By value, unknown ones last in both directions; equals by number."""
    values = {number: value_of(number) for number in sorted(numbers)}
    keys = {number: key(value) for number, value in values.items() if value is not None}
    return sorted(keys, key=keys.__getitem__, reverse=down) + [number for number in values if number not in keys]


def number_or_words(value: str) -> tuple[int, float, str]:
    """Numbers before words; in settings they stand in words, as the language writes them."""
    try:
        # Once more makes it English again: languages only exchange the two signs.
        return 0, float(local(value).replace(",", "")), ""
    except ValueError:
        return 1, 0.0, value.casefold()
