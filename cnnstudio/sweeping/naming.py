"""What the runs of a sweep are called."""

from collections import Counter
from collections.abc import Iterator

from cnnstudio.core.language import in_sentence, tr, tr_in
from cnnstudio.core.sweeps.combinations import value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.sweeps.place import TIMES, Place, known_setting, short_label
from cnnstudio.core.sweeps.varied import Listed
from cnnstudio.core.words import plain

MOST = 100
"""Characters of a run's name."""

_LONGEST = 30
"""Of the name and value of one setting."""

_SHORT = {
    "learning_rate": "lr",
    "batch_size": tr_in("name of a run", "batch"),
    "kernel_size": tr_in("name of a run", "window"),
    "weight_decay": tr_in("name of a run", "decay"),
    "activation": "",
    "optimizer": "",
    "loss": "",
    "schedule": "",
}
"""What settings are called here for whom their own name is long; nothing for those whose values say what they are."""


def run_name(experiment: Experiment, trial: Trial) -> str:
    """ "Sweep 2.7 · lr 0.01 · filters 32 · ×2 · seed 8": what tells it from the others, in few words.

    Settings with the most values come first, those with one value are left out, and the layer where no other has that
    setting varied. The seed stands there where there are several.
    """
    head = f"{experiment.name}.{trial.number}"
    seed = tr(" · seed {seed}", seed=trial.seed) if experiment.project.sweep.seeds > 1 else ""
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
    """ "filters 32", "conv2d_2 filters 64", "×2"."""
    project = experiment.project
    named = Counter(place.setting for place in project.sweep.places)

    def kinds(number: int) -> float:
        over = project.sweep.varied[number].over
        return len(over.values) if isinstance(over, Listed) else float("inf")

    for number in sorted(range(len(project.sweep.varied)), key=lambda each: -kinds(each)):
        value, place = trial.values[number], project.sweep.places[number]
        if value is None or kinds(number) < 2:
            continue
        words = value_in_words(known_setting(project, place), value, project.sweep.varied[number].over)
        owner = f"{_owner(place)} " if named[place.setting] > 1 else ""
        said = f"×{words}" if place.setting == TIMES else f"{_setting(experiment, place)} {words}".strip()
        yield plain(f"{owner}{said}", _LONGEST)


def _setting(experiment: Experiment, place: Place) -> str:
    """ "filters", "lr", "L2": without the layer, and small where it is a word."""
    if place.setting in _SHORT:
        return _SHORT[place.setting]
    found = known_setting(experiment.project, place)
    title = str(place) if found is None else found.label
    return f"{in_sentence(title[:1])}{title[1:]}" if title[1:2].islower() else title


def _owner(place: Place) -> str:
    return short_label(place).rpartition(".")[0]
