"""Which runs are selected without the person's doing: the latest ones at first, and those that were trained anew."""

from collections.abc import Iterable, Sequence

from cnnstudio.core.runs.run import Run

_AT_FIRST = 2
"""The latest runs that are selected when a project comes onto the desk."""


class Latest:
    """Remembers for which project the selection was begun, and which run a new one is to be compared with."""

    def __init__(self) -> None:
        self._serial: int | None = None
        self._against: tuple[int, frozenset[int]] | None = None
        """A run whose project is changed and trained anew, and the runs there were by then."""

    def compare_with(self, number: int, runs: Iterable[Run]) -> None:
        """The next run that is not one of ``runs`` is to be laid over the one of this number."""
        self._against = number, frozenset(run.number for run in runs)

    def is_begun(self, serial: int) -> bool:
        """Whether the selection was begun for the project with this serial number."""
        return self._serial == serial

    def begin(self, serial: int, runs: Sequence[Run]) -> list[int]:
        """Begins for the project with this serial number; gives the numbers to select."""
        self._serial, self._against = serial, None
        return [run.number for run in runs[-_AT_FIRST:]][::-1]

    def arrived(self, runs: Iterable[Run]) -> list[int]:
        """The run that is compared with and the new ones, once there are any; else none."""
        if self._against is None:
            return []
        number, before = self._against
        new = [run.number for run in runs if run.number not in before]
        if not new:
            return []
        self._against = None
        return [number, *new]
