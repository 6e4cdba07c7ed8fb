"""What the evaluation says where there is nothing to show yet, and the line above the figures."""

from html import escape

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.gui.evaluation.source import Standing
from cnnstudio.gui.runs.differences import data_title
from cnnstudio.gui.runs.weights import why_no_weights

_PICTURES: dict[Part, str] = {
    "test": tr("test pictures"),
    "validation": tr("validation pictures"),
    "train": tr("training pictures"),
}


def why_nothing(standing: Standing, run: Run | None, part: Part, trouble: str, busy: bool) -> tuple[str, str, str]:
    """Title, text (rich) and button of a place without figures.

    Args:
        busy: Whether the engine trains, so that nothing else can be asked of it.
    """
    pictures = _PICTURES[part]
    if standing is Standing.NO_RUN or run is None:
        return (
            tr("No run yet"),
            tr("Train the network: when a run ends, its answers to every picture are shown here."),
            "",
        )
    name = escape(plain(run.name))
    still = tr("{run} goes through its test and validation pictures when it ends. They are shown here then.", run=name)
    cannot = tr("{why} Choose another run, or train.", why=escape(plain(why_no_weights(run), 200)))
    plainly = {
        Standing.TRAINING: (tr("Still training"), still),
        Standing.NO_WEIGHTS: (tr("This run cannot answer"), cannot),
        Standing.READING: (tr("Reading…"), ""),
        Standing.ASSESSING: (tr("Going through the {pictures}…", pictures=pictures), ""),
    }
    if standing in plainly:
        return *plainly[standing], ""
    text = (
        escape(trouble)
        if trouble
        else tr("What {run} says to each of its {pictures} is not stored yet.", run=name, pictures=pictures)
    )
    if busy:
        return (
            tr("No answers to the {pictures} yet", pictures=pictures),
            tr("{text} It can be worked out when no run is on.", text=text),
            "",
        )
    return (
        tr("No answers to the {pictures} yet", pictures=pictures),
        text,
        tr("Go through the {pictures}", pictures=pictures),
    )


def summary(run: Run, part: Part, count: int, misclassified: int) -> tuple[str, ...]:
    """Whose figures these are and the whole number misclassified, at length and in short."""
    pictures, epoch, name = _PICTURES[part], run.used_epoch, plain(run.name)
    what = tr("{wrong:,} of {count:,} {pictures} misclassified", wrong=misclassified, count=count, pictures=pictures)
    if run.is_imported:
        # It has learned from others; these are merely the data that the project names.
        what = tr(
            "{wrong:,} of {count:,} {pictures} of {data} misclassified",
            wrong=misclassified,
            count=count,
            pictures=pictures,
            data=data_title(run),
        )
        return f"{tr('{run}, as opened', run=name)} · {what}", what
    if not epoch:
        return (f"{name} · {what}", what)
    if epoch == run.best_epoch:
        whose = tr("{run}, epoch {epoch} (lowest validation loss)", run=name, epoch=epoch)
    else:
        whose = tr("{run}, epoch {epoch} (the last one)", run=name, epoch=epoch)
    return f"{whose} · {what}", f"{name} · {what}", what


def caution(run: Run, part: Part) -> str:
    """What is to be heeded about the figures of a part; empty where there is nothing."""
    on_test = run.project.data.validation == DataRecipe.TEST
    return TEST_VALIDATES if part == "validation" and on_test else ""
