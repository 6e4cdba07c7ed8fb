"""What the runs of a sweep are called."""

from collections import Counter
from collections.abc import Iterator

from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import known_setting, label, short_label
from cnnstudio.core.sweeps.varied import Listed
from cnnstudio.core.words import plain

MOST = 60
"""Characters of a run's name."""

_LONGEST = 30
"""Of the name and value of one setting."""


def run_name(experiment: Experiment, trial: Trial) -> str:
    """ "Sweep 2.7 · filters 32 · learning rate 0.01 · seed 8": what tells it from the others, in few words.

    Settings with the most values come first, those with one value are left out, and the layer where no other has that
    setting varied. The seed stands there where there are several.
    """
    head = f"{experiment.name}.{trial.number}"
    seed = f" · seed {trial.seed}" if experiment.project.sweep.seeds > 1 else ""
    parts, room = list(_parts(experiment, trial)), MOST - len(head) - len(seed)
    shown = ""
    for at, part in enumerate(parts):
        more = "" if at + 1 == len(parts) else " · …"
        if len(shown) + len(f" · {part}{more}") > room:
            shown += " · …" if len(shown) + 4 <= room else ""
            break
        shown += f" · {part}"
    return f"{head}{shown}{seed}"


def _parts(experiment: Experiment, trial: Trial) -> Iterator[str]:
    """ "filters 32", "conv2d_2 filters 64"."""
    project = experiment.project
    named = Counter(_setting(experiment, number) for number in range(len(project.sweep.varied)))

    def kinds(number: int) -> float:
        over = project.sweep.varied[number].over
        return len(over.values) if isinstance(over, Listed) else float("inf")

    for number in sorted(range(len(project.sweep.varied)), key=lambda each: -kinds(each)):
        value, place = trial.values[number], project.sweep.places[number]
        if value is None or kinds(number) < 2:
            continue
        setting = _setting(experiment, number)
        owner = f"{_owner(short_label(place))} " if named[setting] > 1 else ""
        words = value_in_words(known_setting(project, place), value, project.sweep.varied[number].over)
        yield plain(f"{owner}{setting} {words}".strip(), _LONGEST)


def _setting(experiment: Experiment, number: int) -> str:
    """ "filters", "learning rate", "L2": without the layer, and small where it is a word."""
    place = experiment.project.sweep.places[number]
    title = label(experiment.project, place)
    owner = _owner(short_label(place))
    title = title.removesuffix(f" of {owner}") if owner else title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _owner(short: str) -> str:
    return short.rpartition(".")[0]
