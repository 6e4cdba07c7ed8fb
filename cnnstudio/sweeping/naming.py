"""What the runs of a sweep are called."""

from cnnstudio.core.sweeps.combinations import in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial
from cnnstudio.core.words import plain

MOST = 200
"""Characters of a run's name."""


def run_name(experiment: Experiment, trial: Trial) -> str:
    """ "Sweep 2.7 · conv2d_1.filters 32 · learning_rate 0.01 · seed 8"; the seed where there are several."""
    project = experiment.project
    seed = f" · seed {trial.seed}" if project.sweep.seeds > 1 else ""
    head = f"{experiment.name}.{trial.number}"
    values = in_words(project, trial.values)
    return f"{head} · {plain(values, MOST - len(head) - len(seed) - 3)}{seed}" if values else f"{head}{seed}"
