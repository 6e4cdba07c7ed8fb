"""Columns for the settings in which runs differ."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnstudio.core.language import tr
from cnnstudio.core.runs.comparison import ABSENT, Difference
from cnnstudio.core.runs.run_table import Column

DIFFERS = "differs:"
"""What the keys of these columns begin with."""


@dataclass(frozen=True)
class Extra:
    """A column for one setting in which runs differ, with its words by the number of the run."""

    column: Column
    values: Mapping[int, str]

    def known(self, number: int) -> str | None:
        """What rows are sorted by: None of a run that does not have the setting, or of which it is not known."""
        value = self.values.get(number, "")
        return None if value in ("", ABSENT) else value


def beside(found: Sequence[Difference], titles: Collection[str], told_whole: Collection[str]) -> list[Difference]:
    """The differences that say more than the columns of these ``titles``, none of them with the title of another.

    Args:
        told_whole: Titles of columns that always say all of the setting; others may leave out what is behind a comma.
    """
    more = []
    for each in found:
        if each.label not in titles:
            more.append(each)
        elif each.label not in told_whole and any(", " in value for value in each.values):
            more.append(replace(each, label=tr("{label} in full", label=each.label)))
    return more


def extras(found: Sequence[Difference], numbers: Sequence[int]) -> tuple[Extra, ...]:
    """A column for each difference between the runs of these numbers."""
    made = []
    for each in found:
        column = Column(
            f"{DIFFERS}{each.label}", each.label, is_number=False, help=tr("Here the compared runs differ.")
        )
        made.append(Extra(column, dict(zip(numbers, each.values, strict=True))))
    return tuple(made)
