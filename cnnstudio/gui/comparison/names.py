"""What runs are called beside each other: by name, and by what tells them apart."""

from collections import Counter
from collections.abc import Mapping, Sequence

from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import plain
from cnnstudio.gui.runs.names import named

_NAME = 28
"""Letters."""


def run_names(runs: Sequence[Run], told: Mapping[int, str]) -> dict[int, str]:
    """A name for each run that no other one has: "Run 6 · tanh", or with its number where names are the same.

    Args:
        told: What tells a run apart, by its number; a name that says it already stays as it is.
    """
    names = {run.number: named(plain(run.name, _NAME), told.get(run.number, "")) for run in runs}
    count = Counter(names.values())
    return {number: f"{name} ({number})" if count[name] > 1 else name for number, name in names.items()}
