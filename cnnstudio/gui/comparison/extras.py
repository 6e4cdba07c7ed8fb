"""Columns for the settings in which runs differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnnstudio.core.comparison import Difference
from cnnstudio.core.run_table import Column

DIFFERS = "differs:"
"""What the keys of these columns begin with."""


@dataclass(frozen=True)
class Extra:
    """A column for one setting in which runs differ, with its words by the number of the run."""

    column: Column
    values: Mapping[int, str]


def extras(found: Sequence[Difference], numbers: Sequence[int]) -> tuple[Extra, ...]:
    """A column for each difference between the runs of these numbers."""
    made = []
    for each in found:
        column = Column(f"{DIFFERS}{each.label}", each.label, is_number=False, help="Here the compared runs differ.")
        made.append(Extra(column, dict(zip(numbers, each.values, strict=True))))
    return tuple(made)
