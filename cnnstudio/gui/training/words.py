"""What the Train page says of runs and of progress, in words."""

from functools import cache

from cnnstudio.core.messages import Part
from cnnstudio.core.network import Layer, Network, Row
from cnnstudio.core.preprocessing import summary
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.core.run import Run
from cnnstudio.gui.training_run import State, TrainingRun
from cnnstudio.gui.words import duration, percent

_Kinds = tuple[object, ...]

_NOT_RESUMED = " Resumed, it would fail again: change what made it fail, as the advice says, and train anew."
"""A run's order of pictures and its state are restored to the bit, so that what failed in it fails again."""

PART_WORDS: dict[Part, str] = {"train": "training", "validation": "validation", "test": "test"}
"""What the parts of the data are called."""


def architecture(network: Network) -> str:
    """The name of the preset it is, "LeNet-like" where only settings differ, else how many layers it has."""
    alike = _presets_by_kinds().get(_kinds(network.nodes), ())
    for preset in alike:
        if network == preset.project.network:
            return preset.title
    if alike:
        return f"{alike[0].title}-like"
    count = sum(1 for _ in network.layers())
    return f"{count} layer{'' if count == 1 else 's'}"


def run_line(run: Run) -> str:
    """ "Run 3 · LeNet · 5 epochs · 97.1 % · ÷ 255": name, network, epochs, test accuracy or else the best on
    validation, and how the pictures were prepared."""
    count = len(run.epochs)
    parts = [run.name, architecture(run.project.network), f"{count} epoch{'' if count == 1 else 's'}"]
    if run.test is not None:
        parts.append(percent(run.test.accuracy))
    elif run.best_epoch:
        parts.append(f"{percent(_best(run))} validation")
    if run.status in ("training", "failed", "interrupted", "stopped"):
        parts.append(run.status)
    return " · ".join((*parts, summary(run.project.preprocessing)))


def called(run: Run) -> str:
    """The name within a sentence: quoted where a person gave it."""
    return run.name if run.name == f"Run {run.number}" else f"“{run.name}”"


def ending(run: Run) -> tuple[str, str]:
    """How a run ended and why, where that is known, and the theme's colour for it."""
    done = len(run.epochs)
    begun = done + 1 if done < run.project.plan.epochs else done
    name = called(run)
    match run.status:
        case "finished":
            return f"{name} finished {_epochs(done)} in {duration(run.seconds)}. {run.reason}".rstrip(), "good"
        case "stopped":
            kept = "what it learned is kept" if done else "no epoch was complete, so nothing is kept"
            return f"{name} was stopped in epoch {begun}; {kept}.", "muted"
        case "failed":
            why = f": {run.reason.rstrip('.')}." if run.reason else "."
            return f"{name} failed in epoch {begun}{why}{_NOT_RESUMED if done else ''}", "error"
        case "interrupted":
            kept = f" {_epochs(done).capitalize()} before it {'is' if done == 1 else 'are'} kept." if done else ""
            return f"{name} ended with the program in epoch {begun}.{kept}", "warning"
    return "", "muted"


def progress_words(run: TrainingRun, engine: str, ready: bool) -> str:
    """ "Epoch 3 of 5 · batch 21 of 57 · about 12 s left", or what is waited for.

    Args:
        engine: What the engine says of itself, "Starting TensorFlow…", while it is not ``ready``.
    """
    if run.loading is not None:
        of = f" of {run.loading.total:,}" if run.loading.total else ""
        return f"{run.loading.what}: {run.loading.done:,}{of}"
    if run.state is State.WAITING:
        return "Loading the data and building the network…" if ready else engine or "Starting TensorFlow…"
    if run.state is State.STOPPING:
        return "Stopping after this batch…"
    if run.scoring is not None:
        what = PART_WORDS[run.scoring.part]
        return f"Scoring the {what} pictures: {run.scoring.done:,} of {run.scoring.total:,}"
    started = run.started
    if run.state is State.IDLE or started is None:
        return ""
    each = started.batches + started.validation_batches
    steps = round(run.progress * each * started.epochs)
    epoch, step = divmod(max(steps - 1, 0), each)
    parts = [f"Epoch {epoch + 1} of {started.epochs}"]
    if step >= started.batches:
        parts.append("validating…")
    else:
        parts.append(f"batch {min(step + 1, started.batches):,} of {started.batches:,}")
    if run.is_paused:
        parts.insert(0, "Pausing…" if run.state is State.PAUSING else "Paused")
    elif run.seconds_left is not None:
        parts.append(f"about {duration(run.seconds_left)} left")
    return " · ".join(parts)


def _best(run: Run) -> float:
    return next(epoch.val_accuracy for epoch in run.epochs if epoch.number == run.best_epoch)


def _epochs(count: int) -> str:
    return f"{count} epoch{'' if count == 1 else 's'}"


@cache
def _presets_by_kinds() -> dict[_Kinds, list[Preset]]:
    """The presets, in their order, by what ``_kinds`` gives; 25 ms at most, once, and most of them are written by then:
    the start page has drawn them."""
    found: dict[_Kinds, list[Preset]] = {}
    for preset in PRESETS:
        found.setdefault(_kinds(preset.project.network.nodes), []).append(preset)
    return found


def _kinds(row: Row) -> _Kinds:
    """The kinds of layers and blocks in a row of nodes, those inside the blocks too."""
    return tuple(
        node.spec.kind if isinstance(node, Layer) else (node.spec.kind, *map(_kinds, node.branches)) for node in row
    )
