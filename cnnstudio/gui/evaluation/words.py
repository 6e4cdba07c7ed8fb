"""What the evaluation says where there is nothing to show yet, and the line above the figures."""

from html import escape

from cnnstudio.core.dividing import TEST_VALIDATES
from cnnstudio.core.messages import Part
from cnnstudio.core.plan import DataRecipe
from cnnstudio.core.run import Run
from cnnstudio.core.words import plain
from cnnstudio.gui.differences import data_title
from cnnstudio.gui.evaluation.part_pictures import PARTS
from cnnstudio.gui.evaluation.source import Standing
from cnnstudio.gui.run_weights import why_no_weights


def why_nothing(standing: Standing, run: Run | None, part: Part, trouble: str, busy: bool) -> tuple[str, str, str]:
    """Title, text (rich) and button of a place without figures.

    Args:
        busy: Whether the engine trains, so that nothing else can be asked of it.
    """
    pictures = f"{PARTS[part].lower()} pictures"
    if standing is Standing.NO_RUN or run is None:
        return "No run yet", "Train the network: when a run ends, its answers to every picture are shown here.", ""
    name = escape(plain(run.name))
    still = f"{name} goes through its test and validation pictures when it ends. They are shown here then."
    cannot = f"{escape(plain(why_no_weights(run), 200))} Choose another run, or train."
    plainly = {
        Standing.TRAINING: ("Still training", still),
        Standing.NO_WEIGHTS: ("This run cannot answer", cannot),
        Standing.READING: ("Reading…", ""),
        Standing.ASSESSING: (f"Going through the {pictures}…", ""),
    }
    if standing in plainly:
        return *plainly[standing], ""
    text = escape(trouble) if trouble else f"What {name} says to each of its {pictures} is not stored yet."
    if busy:
        return f"No answers to the {pictures} yet", f"{text} It can be worked out when no run is on.", ""
    return f"No answers to the {pictures} yet", text, f"Go through the {pictures}"


def summary(run: Run, part: Part, count: int, misclassified: int) -> tuple[str, ...]:
    """Whose figures these are and the whole number misclassified, at length and in short."""
    what = f"{misclassified:,} of {count:,} {PARTS[part].lower()} pictures misclassified"
    epoch = run.used_epoch
    if run.is_imported:
        # It has learned from others; these are merely the data that the project names.
        what = f"{misclassified:,} of {count:,} {PARTS[part].lower()} pictures of {data_title(run)} misclassified"
        return f"{plain(run.name)}, as opened · {what}", what
    if not epoch:
        return (f"{plain(run.name)} · {what}", what)
    best = "lowest validation loss" if epoch == run.best_epoch else "the last one"
    return f"{plain(run.name)}, epoch {epoch} ({best}) · {what}", f"{plain(run.name)} · {what}", what


def caution(run: Run, part: Part) -> str:
    """What is to be heeded about the figures of a part; empty where there is nothing."""
    on_test = run.project.data.validation == DataRecipe.TEST
    return TEST_VALIDATES if part == "validation" and on_test else ""
