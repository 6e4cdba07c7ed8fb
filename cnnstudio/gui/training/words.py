"""What the Train page says of runs and of progress, in words."""

from dataclasses import replace
from functools import cache

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.messages import LoadingProgress, Part, Started
from cnnstudio.core.network import Layer, Network, Row
from cnnstudio.core.pictures.preprocessing import summary
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.core.runs.chance import no_better_than_chance
from cnnstudio.core.runs.run import Run, Status
from cnnstudio.core.sweeps.experiment import names_what_varied
from cnnstudio.core.training.continuing import how
from cnnstudio.core.transferring.features import FEATURES, whence_in_words
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.words import duration, percent
from cnnstudio.gui.runs.names import called, named
from cnnstudio.gui.runs.training_run import State, TrainingRun

_Kinds = tuple[object, ...]

_NOT_RESUMED = tr("Resumed, it would fail again: change what made it fail, as the advice says, and train anew.")
"""A run's order of pictures and its state are restored to the bit, so that what failed in it fails again."""

_NOT_SCORED = tr("It is not scored, since that was broken off: “Score it” does it.")

_STATUSES: dict[Status, str] = {
    "training": tr_in("run", "training"),
    "failed": tr("failed"),
    "interrupted": tr("interrupted"),
    "stopped": tr("stopped"),
}
"""What is said of runs that did not end by themselves."""

_SCORING: dict[Part, str] = {
    "train": tr("Scoring the training pictures"),
    "validation": tr("Scoring the validation pictures"),
    "test": tr("Scoring the test pictures"),
}


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
        base, rest = first.spec.title or tr("pretrained"), replace(network, nodes=network.nodes[1:])
        return tr_count("{base} and {count} layer", "{base} and {count} layers", _layers(rest), base=base)
    if alike:
        return tr("{preset}-like", preset=alike[0].title)
    return tr_count("{count} layer", "{count} layers", _layers(network))


def _layers(network: Network) -> int:
    return sum(1 for _ in network.layers())


def run_line(run: Run, told: str = "") -> str:
    """ "Run 3 · tanh · LeNet · 5 epochs · 97.1 % on test · ÷ 255": name, status where it did not end by itself, what
    tells it from the others, network, epochs, test accuracy or else the best on validation, whether features were
    computed for it, and how the pictures were prepared. A run of a sweep says in its name what its network is."""
    # The status first: where there is little room the end is cut, and only that one is not known from elsewhere.
    status = [_STATUSES[run.status]] if run.status in _STATUSES else []
    parts = [
        named(" · ".join((run.name, *status)), told),
        "" if names_what_varied(run.name) else architecture(run.project.network),
        tr("opened from a file") if run.is_imported else tr_count("{count} epoch", "{count} epochs", len(run.epochs)),
    ]
    if run.test is not None:
        parts.append(tr("{share} on test", share=percent(run.test.accuracy)))
    elif run.best_epoch:
        parts.append(tr("best {share} on validation", share=percent(_best(run))))
    whence = whence_in_words(run.versions.get(FEATURES, ""))
    return " · ".join(filter(None, (*parts, whence, summary(run.project.preprocessing))))


def ending(run: Run) -> tuple[str, str]:
    """How a run ended and why, where that is known, and the theme's colour for it."""
    done = len(run.epochs)
    begun = done + 1 if done < run.project.plan.epochs else done
    name = called(run)
    match run.status:
        case "finished":
            told = tr_count(
                "{run} finished {count} epoch in {time}.",
                "{run} finished {count} epochs in {time}.",
                done,
                run=name,
                time=duration(run.seconds),
            )
            # A reason that came before, that it stopped early, stays.
            missing = _NOT_SCORED if how(run) == "score" else ""
            chance = no_better_than_chance(run)
            words = " ".join(filter(None, (told, run.reason, missing, chance)))
            return words, "warning" if missing or chance else "good"
        case "stopped":
            return _stopped(name, begun, done), "muted"
        case "failed":
            return _failed(name, begun, run), "error"
        case "interrupted":
            return _interrupted(name, begun, run), "warning"
        case "imported":
            return f"{_opened(name, run)} {run.notes}".strip(), "muted"
    return "", "muted"


def _stopped(name: str, begun: int, done: int) -> str:
    if not done:
        return tr(
            "{run} was stopped in epoch {epoch}; no epoch was complete, so nothing is kept.", run=name, epoch=begun
        )
    return tr_count(
        "{run} was stopped in epoch {epoch}; the one epoch before it is kept.",
        "{run} was stopped in epoch {epoch}; the {count} epochs before it are kept.",
        done,
        run=name,
        epoch=begun,
    )


def _failed(name: str, begun: int, run: Run) -> str:
    if run.reason:
        told = tr("{run} failed in epoch {epoch}: {why}.", run=name, epoch=begun, why=run.reason.rstrip("."))
    else:
        told = tr("{run} failed in epoch {epoch}.", run=name, epoch=begun)
    return f"{told} {_NOT_RESUMED}" if run.epochs else told


def _interrupted(name: str, begun: int, run: Run) -> str:
    done = len(run.epochs)
    if run.reason:
        told = tr("{run} was broken off in epoch {epoch}.", run=name, epoch=begun)
    else:
        told = tr("{run} ended with the program in epoch {epoch}.", run=name, epoch=begun)
    kept = tr_count("The one epoch before it is kept.", "The {count} epochs before it are kept.", done) if done else ""
    return " ".join(filter(None, (told, run.reason, kept)))


def _opened(name: str, run: Run) -> str:
    if "file" not in run.versions:
        return tr("{run} was opened from a file: nothing of it was trained here.", run=name)
    return tr(
        "{run} was opened from a file, written by {program}: nothing of it was trained here.",
        run=name,
        program=run.versions["file"],
    )


def progress_wordings(run: TrainingRun, engine: str, ready: bool) -> tuple[str, ...]:
    """The progress at length and shorter and shorter; see ``progress_words``."""
    whole = progress_words(run, engine, ready)
    if run.awaited:
        return whole, tr("Waiting for the file…")
    share = percent(run.progress, 0)
    if run.scoring is not None:
        short = tr("Scoring: {done:,} of {total:,}", done=run.scoring.done, total=run.scoring.total)
        return whole, _maybe_paused(run, short), _maybe_paused(run, tr("Scoring…"))
    if run.state in (State.TRAINING, State.PAUSING, State.PAUSED) and run.started is not None:
        parts = whole.split(" · ")
        batch = _batch_words(run.started, _place(run, run.started)[1])
        without_batch = " · ".join(part for part in parts if part != batch)
        last = parts[0] if run.is_paused else share
        return whole, without_batch, " · ".join(dict.fromkeys((last, share))), last
    return (whole,)


def progress_words(run: TrainingRun, engine: str, ready: bool) -> str:
    """ "Epoch 3 of 5 · batch 21 of 57 · about 12 s left", or what is waited for.

    Args:
        engine: What the engine says of itself, "Starting TensorFlow…", while it is not ``ready``.
    """
    if run.awaited or run.loading is not None:
        return run.awaited or _loading_words(run.loading, run.loading_left)
    if run.state is State.WAITING:
        return tr("Loading the data and building the network…") if ready else engine or tr("Starting TensorFlow…")
    if run.state is State.STOPPING:
        return tr("Stopping after this batch…")
    if run.scoring is not None:
        what, done, total = _SCORING[run.scoring.part], run.scoring.done, run.scoring.total
        return _maybe_paused(run, tr("{what}: {done:,} of {total:,}", what=what, done=done, total=total))
    started = run.started
    if run.state is State.IDLE or started is None:
        return ""
    epoch, step = _place(run, started)
    parts = [tr("Epoch {epoch} of {epochs}", epoch=epoch + 1, epochs=started.epochs), _batch_words(started, step)]
    if run.is_paused:
        parts.insert(0, tr("Pausing…") if run.state is State.PAUSING else tr("Paused"))
    elif run.seconds_left is not None:
        parts.append(tr("about {time} left", time=duration(run.seconds_left)))
    return " · ".join(parts)


def _maybe_paused(run: TrainingRun, words: str) -> str:
    return f"{tr('Paused')} · {words}" if run.is_paused else words


def _loading_words(loading: LoadingProgress, left: float | None) -> str:
    what, done, total = loading.what, loading.done, loading.total
    told = (
        tr("{what}: {done:,} of {total:,}", what=what, done=done, total=total)
        if total
        else tr("{what}: {done:,}", what=what, done=done)
    )
    return told if left is None else f"{told} · {tr('about {time} left', time=duration(left))}"


def _place(run: TrainingRun, started: Started) -> tuple[int, int]:
    """The epoch under way and the step in it, both from 0."""
    each = started.batches + started.validation_batches
    return divmod(max(round(run.progress * each * started.epochs) - 1, 0), each)


def _batch_words(started: Started, step: int) -> str:
    if step >= started.batches:
        return tr("validating…")
    return tr("batch {step:,} of {batches:,}", step=min(step + 1, started.batches), batches=started.batches)


def _best(run: Run) -> float:
    return next(epoch.val_accuracy for epoch in run.epochs if epoch.number == run.best_epoch)


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
