"""What the test of a folder says: what was right, how pictures were brought to the network, how far it is."""

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import Evaluated, PicturesAre
from cnnstudio.core.pictures.preprocessing import METHODS_INSIDE
from cnnstudio.core.words import capitalised, duration, percent, plain
from cnnstudio.gui.pad.folder.testing import FolderTest, Result

WAYS: dict[PicturesAre, str] = {
    "auto": tr("Try both, take the better"),
    "drawn": tr("Drawings on paper"),
    "plain": tr("Pictures as in data sets"),
}
"""How pictures may be brought to the network, and what the person chooses from."""

_AS: dict[PicturesAre, str] = {"auto": "", "drawn": tr("as drawings"), "plain": tr("as plain pictures")}


def counted(count: int) -> str:
    """ "1 picture", "47 pictures"."""
    return tr_count("{count:,} picture", "{count:,} pictures", count)


def share(result: Result) -> str:
    """The large figure: "97.9 %"; without any label how many pictures were answered."""
    scores, outcomes = result.found.scores, result.found.outcomes
    if scores.count:
        return percent(scores.accuracy)
    return tr_count("{count:,} answer", "{count:,} answers", len(outcomes) if outcomes is not None else 0)


def summary(result: Result) -> tuple[str, ...]:
    """How many are right and of which network, at length and in short."""
    found, name = result.found, plain(result.answering.name, 60)
    if not found.scores.count:
        short = tr("Nothing is scored: no labels")
        if found.truths:
            short = tr("Nothing is scored: its classes are others")
        return (f"{short} · {name}", short)
    count = found.scores.count
    right = tr_count(
        "{right:,} of {count:,} picture right",
        "{right:,} of {count:,} pictures right",
        count,
        right=count - found.scores.misclassified,
    )
    longer = tr("{right}, the test part of the data", right=right) if found.part == "test" else right
    return (f"{longer} · {name}", longer, right)


def way(found: Evaluated) -> str:
    """How the pictures were brought to the network."""
    return tr("Seen {how}, {method}", how=_AS[found.pictures], method=METHODS_INSIDE[found.prepared.method])


def otherwise(found: Evaluated) -> tuple[str, ...]:
    """What the best of the other ways that were tried gave, other pictures before other scalings; empty for none."""
    taken = (found.pictures, found.prepared.method)
    others = [each for each in found.tried if (each.pictures, each.method) != taken and each.accuracy is not None]
    if not others:
        return ("",)
    # The other pictures tell more than another scaling of the same.
    best = max(others, key=lambda each: (each.pictures != found.pictures, each.accuracy or 0.0))
    short = f"{capitalised(_AS[best.pictures])}: {percent(best.accuracy or 0.0)}"
    if best.method == found.prepared.method:
        return (short,)
    return f"{capitalised(_AS[best.pictures])}, {METHODS_INSIDE[best.method]}: {percent(best.accuracy or 0.0)}", short


def all_tried(found: Evaluated) -> str:
    """Every way that was tried with what it gave, the best first, a line each; empty where it was one alone."""
    if len(found.tried) < 2:
        return ""
    best_first = sorted(found.tried, key=lambda each: -(each.accuracy or 0.0))
    lines = (
        f"{capitalised(_AS[each.pictures])}, {METHODS_INSIDE[each.method]}: {percent(each.accuracy)}"
        for each in best_first
        if each.accuracy is not None
    )
    return "\n".join((tr("{count} ways were tried:", count=len(found.tried)), *lines))


def progress(test: FolderTest, *, training: bool) -> tuple[str, ...]:
    """How far it is, at length and in short; what it waits for."""
    if not test.has_begun:
        words = tr("Waits until the training under way has ended…") if training else tr("Waiting for the engine…")
        return (words,)
    if not test.total:
        return (f"{test.what}…",)
    short = tr("{what}: {done:,} of {total:,}", what=test.what, done=test.done, total=test.total)
    left = test.seconds_left
    return (short,) if left is None else (tr("{short}, {left} left", short=short, left=duration(left)), short)
