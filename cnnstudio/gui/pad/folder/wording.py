"""What the test of a folder says: what was right, how pictures were brought to the network, how far it is."""

from cnnstudio.core.messages import Evaluated, PicturesAre
from cnnstudio.core.preprocessing import METHODS_INSIDE
from cnnstudio.core.words import plain
from cnnstudio.gui.pad.folder.testing import FolderTest, Result
from cnnstudio.gui.words import duration, percent

WAYS: dict[PicturesAre, str] = {
    "auto": "Try both, take the better",
    "drawn": "Drawings on paper",
    "plain": "Pictures as in data sets",
}
"""How pictures may be brought to the network, and what the person chooses from."""

_AS: dict[PicturesAre, str] = {"auto": "", "drawn": "as drawings", "plain": "as plain pictures"}


def counted(count: int) -> str:
    """ "1 picture", "47 pictures"."""
    return f"{count:,} picture{'' if count == 1 else 's'}"


def share(result: Result) -> str:
    """The large figure: "97.9 %"; without any label how many pictures were answered."""
    scores, outcomes = result.found.scores, result.found.outcomes
    if scores.count:
        return percent(scores.accuracy)
    return f"{len(outcomes) if outcomes is not None else 0:,} answers"


def summary(result: Result) -> tuple[str, ...]:
    """How many are right and of which network, at length and in short."""
    found, name = result.found, plain(result.answering.name, 60)
    if not found.scores.count:
        short = f"Nothing is scored: {'its classes are others' if found.truths else 'no labels'}"
        return (f"{short} · {name}", short)
    right = f"{found.scores.count - found.scores.misclassified:,} of {counted(found.scores.count)} right"
    part = ", the test part of the data" if found.part == "test" else ""
    return (f"{right}{part} · {name}", f"{right}{part}", right)


def way(found: Evaluated) -> str:
    """How the pictures were brought to the network."""
    return f"Seen {_AS[found.pictures]}, {METHODS_INSIDE[found.prepared.method]}"


def otherwise(found: Evaluated) -> tuple[str, ...]:
    """What the best of the other ways that were tried gave, other pictures before other scalings; empty for none."""
    taken = (found.pictures, found.prepared.method)
    others = [each for each in found.tried if (each.pictures, each.method) != taken and each.accuracy is not None]
    if not others:
        return ("",)
    # The other pictures tell more than another scaling of the same.
    best = max(others, key=lambda each: (each.pictures != found.pictures, each.accuracy or 0.0))
    short = f"{_AS[best.pictures].capitalize()}: {percent(best.accuracy or 0.0)}"
    if best.method == found.prepared.method:
        return (short,)
    return f"{_AS[best.pictures].capitalize()}, {METHODS_INSIDE[best.method]}: {percent(best.accuracy or 0.0)}", short


def all_tried(found: Evaluated) -> str:
    """Every way that was tried with what it gave, the best first, a line each; empty where it was one alone."""
    if len(found.tried) < 2:
        return ""
    best_first = sorted(found.tried, key=lambda each: -(each.accuracy or 0.0))
    lines = (
        f"{_AS[each.pictures].capitalize()}, {METHODS_INSIDE[each.method]}: {percent(each.accuracy)}"
        for each in best_first
        if each.accuracy is not None
    )
    return "\n".join((f"{len(found.tried)} ways were tried:", *lines))


def progress(test: FolderTest, *, training: bool) -> tuple[str, ...]:
    """How far it is, at length and in short; what it waits for."""
    if not test.has_begun:
        words = "Waits until the training under way has ended…" if training else "Waiting for the engine…"
        return (words,)
    if not test.total:
        return (f"{test.what}…",)
    short = f"{test.what}: {test.done:,} of {test.total:,}"
    left = test.seconds_left
    return (short,) if left is None else (f"{short}, {duration(left)} left", short)
