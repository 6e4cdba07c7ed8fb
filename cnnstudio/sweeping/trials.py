"""The trials of an experiment while it runs: which come next, how many there are."""

import heapq
from collections import Counter
from collections.abc import Iterable

from cnnstudio.core.sweeps.experiment import Trial, TrialStatus


class Trials:
    """Every trial as it stands now, by its number; each step takes the same time however many there are."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        self._by_number: dict[int, Trial] = {}
        self._of_combination: dict[int, list[int]] = {}
        self._counts: Counter[TrialStatus] = Counter()
        self._waiting: list[int] = []
        self._last_combination = 0
        for trial in trials:
            self.put(trial)

    def __len__(self) -> int:
        return len(self._by_number)

    def __getitem__(self, number: int) -> Trial:
        return self._by_number[number]

    def put(self, trial: Trial) -> None:
        """Adds a trial, or puts it in the place of the one of its number."""
        before = self._by_number.get(trial.number)
        self._last_combination = max(self._last_combination, trial.combination)
        if before is None:
            self._of_combination.setdefault(trial.combination, []).append(trial.number)
        else:
            self._counts[before.status] -= 1
        self._by_number[trial.number] = trial
        self._counts[trial.status] += 1
        if trial.status == "waiting":
            heapq.heappush(self._waiting, trial.number)

    def next(self) -> Trial | None:
        """The first that waits, to be put back otherwise than waiting; None where none does."""
        while self._waiting:
            trial = self._by_number[heapq.heappop(self._waiting)]
            if trial.status == "waiting":
                return trial
        return None

    def of(self, combination: int) -> list[Trial]:
        """Those of a combination, one a seed."""
        return [self._by_number[number] for number in self._of_combination[combination]]

    def with_status(self, status: TrialStatus) -> list[Trial]:
        """Those that stand so, in the order of their numbers."""
        return sorted(
            (each for each in self._by_number.values() if each.status == status), key=lambda each: each.number
        )

    def count(self, *statuses: TrialStatus) -> int:
        """How many stand so."""
        return sum(self._counts[status] for status in statuses)

    @property
    def last_combination(self) -> int:
        """The highest number of a combination; 0 where there is none."""
        return self._last_combination
