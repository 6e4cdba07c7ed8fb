"""What the Train page says of runs and of progress, in words."""

from dataclasses import replace
from functools import cache

from cnnstudio.core.chance import no_better_than_chance
from cnnstudio.core.continuing import how
from cnnstudio.core.features import FEATURES, whence_in_words
from cnnstudio.core.network import Layer, Network, Row
from cnnstudio.core.preprocessing import summary
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.core.pretrained import Pretrained
from cnnstudio.core.run import Run
from cnnstudio.core.sweeps.experiment import names_what_varied
from cnnstudio.gui.run_names import named
from cnnstudio.gui.training_run import State, TrainingRun
from cnnstudio.gui.words import duration, part_words, percent

_Kinds = tuple[object, ...]

_NOT_RESUMED = " Resumed, it would fail again: change what made it fail, as the advice says, and train anew."
"""A run's order of pictures and its state are restored to the bit, so that what failed in it fails again."""

_NOT_SCORED = "It is not scored, since that was broken off: “Score it” does it."


def architecture(network: Network) -> str:
    """The name of the preset it is, "LeNet-like" where only settings differ, else how many layers it has.

    Behind a pretrained block: "EfficientNet-Lite0 and 1 layer", with layers that others may begin with, too.
    """
    alike = _presets_by_kinds().get(_kinds(network.nodes), ())
    for preset in alike:
        if network == preset.project.network:
            return preset.title
    first = network.nodes[0] if network.nodes else None
    if first is not None and isinstance(first.spec, Pretrained):
        return f"{first.spec.title or 'pretrained'} and {_layers(replace(network, nodes=network.nodes[1:]))}"
    return f"{alike[0].title}-like" if alike else _layers(network)


def _layers(network: Network) -> str:
    count = sum(1 for _ in network.layers())
    return f"{count} layer{'' if count == 1 else 's'}"


def run_line(run: Run, told: str = "") -> str:
    """ "Run 3 · tanh · LeNet · 5 epochs · 97.1 % on test · ÷ 255": name, status where it did not end by itself, what
    tells it from the others, network, epochs, test accuracy or else the best on validation, whether features were
    computed for it, and how the pictures were prepared. A run of a sweep says in its name what its network is."""
    count = len(run.epochs)
    # The status first: where there is little room the end is cut, and only that one is not known from elsewhere.
    status = [run.status] if run.status in ("training", "failed", "interrupted", "stopped") else []
    parts = [
        named(" · ".join((run.name, *status)), told),
        "" if names_what_varied(run.name) else architecture(run.project.network),
        "opened from a file" if run.is_imported else f"{count} epoch{'' if count == 1 else 's'}",
    ]
    if run.test is not None:
        parts.append(f"{percent(run.test.accuracy)} on test")
    elif run.best_epoch:
        parts.append(f"best {percent(_best(run))} on validation")
    whence = whence_in_words(run.versions.get(FEATURES, ""))
    return " · ".join(filter(None, (*parts, whence, summary(run.project.preprocessing))))


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
            told = f"{name} finished {_epochs(done)} in {duration(run.seconds)}."
            # A reason that came before, that it stopped early, stays.
            missing = _NOT_SCORED if how(run) == "score" else ""
            chance = no_better_than_chance(run)
            words = " ".join(filter(None, (told, run.reason, missing, chance)))
            return words, "warning" if missing or chance else "good"
        case "stopped":
            kept = f"{_kept(done)} kept" if done else "no epoch was complete, so nothing is kept"
            return f"{name} was stopped in epoch {begun}; {kept}.", "muted"
        case "failed":
            why = f": {run.reason.rstrip('.')}." if run.reason else "."
            return f"{name} failed in epoch {begun}{why}{_NOT_RESUMED if done else ''}", "error"
        case "interrupted":
            kept = f" {_kept(done).capitalize()} kept." if done else ""
            broken = "was broken off" if run.reason else "ended with the program"
            return f"{name} {broken} in epoch {begun}.{f' {run.reason}' if run.reason else ''}{kept}", "warning"
        case "imported":
            of = f", written by {run.versions['file']}" if "file" in run.versions else ""
            return f"{name} was opened from a file{of}: nothing of it was trained here. {run.notes}".strip(), "muted"
    return "", "muted"


def progress_wordings(run: TrainingRun, engine: str, ready: bool) -> tuple[str, ...]:
    """The progress at length and shorter and shorter; see ``progress_words``."""
    whole = progress_words(run, engine, ready)
    share = percent(run.progress, 0)
    if run.scoring is not None:
        paused = "Paused · " if run.is_paused else ""
        return whole, f"{paused}Scoring: {run.scoring.done:,} of {run.scoring.total:,}", f"{paused}Scoring…"
    if run.state in (State.TRAINING, State.PAUSING, State.PAUSED) and run.started is not None:
        parts = whole.split(" · ")
        without_batch = " · ".join(part for part in parts if not part.startswith(("batch ", "validating")))
        last = parts[0] if run.is_paused else share
        return whole, without_batch, " · ".join(dict.fromkeys((last, share))), last
    return (whole,)


def progress_words(run: TrainingRun, engine: str, ready: bool) -> str:
    """ "Epoch 3 of 5 · batch 21 of 57 · about 12 s left", or what is waited for.

    Args:
        engine: What the engine says of itself, "Starting TensorFlow…", while it is not ``ready``.
    """
    if run.loading is not None:
        of = f" of {run.loading.total:,}" if run.loading.total else ""
        left = f" · about {duration(run.loading_left)} left" if run.loading_left is not None else ""
        return f"{run.loading.what}: {run.loading.done:,}{of}{left}"
    if run.state is State.WAITING:
        return "Loading the data and building the network…" if ready else engine or "Starting TensorFlow…"
    if run.state is State.STOPPING:
        return "Stopping after this batch…"
    if run.scoring is not None:
        what = part_words(run.scoring.part)
        paused = "Paused · " if run.is_paused else ""
        return f"{paused}Scoring the {what} pictures: {run.scoring.done:,} of {run.scoring.total:,}"
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


def _kept(count: int) -> str:
    return f"the {_epochs(count)} before it {'is' if count == 1 else 'are'}".replace("the 1 ", "the one ")


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
