"""The table of runs: one row a run, its cells as values and as words, written as JSON, CSV, Markdown and LaTeX."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnstudio.core.language import local, tr, tr_in
from cnnstudio.core.pictures import preprocessing
from cnnstudio.core.runs.run import Epoch, PartScore, Run
from cnnstudio.core.runs.run_facts import network_facts, pictures_in_words
from cnnstudio.core.spreadsheet import to_csv as cells_to_csv
from cnnstudio.core.tables import latex, markdown
from cnnstudio.core.words import number, percent, plain

Value = int | float | str | None
"""What stands in a cell; None where it is not known. Shares are 0 to 1, times in seconds."""

Row = Mapping[str, Value]
"""What a run has in every column, by the column's key: what a table is sorted by."""

UNKNOWN = "–"
"""Stands for a value that is not known."""

_MAX_NAME = 200


@dataclass(frozen=True)
class Column:
    """One column of the table.

    Attributes:
        key: Its name in JSON, CSV and a Row.
        title: What the person reads above it.
        words: The value as a person reads it; of None it is never asked.
        is_number: Whether it stands at the right edge.
        help: What it is, in a sentence; empty where the title says it.
    """

    key: str
    title: str
    words: Callable[[Any], str] = str
    is_number: bool = True
    help: str = ""

    def text(self, row: Row) -> str:
        """The cell as a person reads it."""
        value = row[self.key]
        return UNKNOWN if value is None else self.words(value)


def _share(value: float) -> str:
    return percent(value, 2)


def _four(value: float) -> str:
    return local(f"{value:.4f}")


def _figure(value: float) -> str:
    return local(f"{value:.6g}")


def seconds_in_words(value: float) -> str:
    """ "41.2 s", "1:04:09" hours, minutes and seconds."""
    if value < 60:
        return local(f"{value:.1f} s")
    minutes, seconds = divmod(round(value), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _date(value: str) -> str:
    """ "2026-03-01 14:30" of ISO 8601, in the time of where it was trained."""
    return value[:16].replace("T", " ")


_SCORED = tr("At the end, with the weights that are used; of a run that was not scored, the figure of their epoch.")
_LEARNING = tr(
    "At the end, with the weights that are used; of a run that was not scored, the figure of their epoch, measured "
    "while it learned."
)
_STATUSES: dict[str, str] = {
    "training": tr_in("run", "training"),
    "finished": tr("finished"),
    "stopped": tr("stopped"),
    "failed": tr("failed"),
    "interrupted": tr("interrupted"),
    "imported": tr("imported"),
}

COLUMNS = (
    Column("run", tr("Run")),
    Column("name", tr("Name"), is_number=False),
    Column("status", tr("Status"), lambda value: _STATUSES.get(value, value), is_number=False),
    Column("architecture", tr("Architecture"), is_number=False),
    Column("data", tr("Data"), is_number=False),
    Column("preprocessing", tr("Preprocessing"), is_number=False),
    Column("optimizer", tr("Optimiser"), is_number=False),
    Column("learning_rate", tr("Learning rate"), _figure),
    Column("schedule", tr("Schedule"), is_number=False),
    Column("loss", tr("Loss function"), is_number=False),
    Column("parameters", tr("Parameters"), number),
    Column("batch_size", tr("Batch size"), number),
    Column("epochs", tr("Epochs"), number, help=tr("How many were trained.")),
    Column("best_epoch", tr("Best epoch"), number, help=tr("Of the lowest validation loss.")),
    Column("seconds", tr("Time"), seconds_in_words, help=tr("Of all epochs together, pauses left out.")),
    Column("seed", tr("Seed")),
    Column("train_loss", tr_in("a column", "Train loss"), _four, help=_LEARNING),
    Column("train_accuracy", tr_in("a column", "Train accuracy"), _share, help=_LEARNING),
    Column("val_loss", tr_in("a column", "Validation loss"), _four, help=_SCORED),
    Column("val_accuracy", tr_in("a column", "Validation accuracy"), _share, help=_SCORED),
    Column("test_loss", tr_in("a column", "Test loss"), _four),
    Column("test_accuracy", tr_in("a column", "Test accuracy"), _share),
    Column("test_f1", tr("Test F1"), _four, help=tr("The mean over the classes.")),
    Column("misclassified", tr("Misclassified"), number, help=tr("Of the pictures of the test.")),
    Column("tested", tr("Tested"), number, help=tr("The pictures of the test.")),
    Column("date", tr("Date"), _date),
)
"""Every column, in the order in which they are offered."""

KEYS = tuple(column.key for column in COLUMNS)

_BEFORE = ("run", "name", "architecture", "optimizer", "learning_rate", "parameters")
_LENGTH = ("epochs", "best_epoch", "seconds")
_OF_TRAINING = ("optimizer", "learning_rate", "schedule", "loss", "batch_size", "epochs", "seconds", "seed")
USUAL = (*_BEFORE, *_LENGTH, "train_accuracy", "val_accuracy", "test_accuracy", "date")
"""The keys of the columns that are shown where none are chosen."""


def columns(keys: Iterable[str] = USUAL) -> tuple[Column, ...]:
    """The columns with these keys, in this order; raises KeyError for one there is not."""
    known = {column.key: column for column in COLUMNS}
    return tuple(known[key] for key in keys)


def row(run: Run) -> Row:
    """What the run has in every column, in the order of ``COLUMNS``; of an imported one not how it was trained."""
    project, test, used = run.project, run.test, _used(run)
    network, plan = network_facts(project.network), project.plan
    found: dict[str, Value] = {
        "run": run.number,
        "name": plain(run.name, _MAX_NAME),
        "status": run.status,
        "architecture": network.architecture,
        "data": pictures_in_words(project.data),
        "preprocessing": preprocessing.summary(project.preprocessing),
        "optimizer": plan.optimizer,
        "learning_rate": plan.learning_rate,
        "schedule": plan.schedule.title,
        "loss": plan.loss,
        "parameters": network.parameters,
        "batch_size": plan.batch_size,
        "epochs": len(run.epochs),
        "best_epoch": run.best_epoch or None,
        "seconds": _finite(run.seconds),
        "seed": plan.seed,
        "train_loss": _scored(run.train, "loss", used, "loss"),
        "train_accuracy": _scored(run.train, "accuracy", used, "accuracy"),
        "val_loss": _scored(run.validation, "loss", used, "val_loss"),
        "val_accuracy": _scored(run.validation, "accuracy", used, "val_accuracy"),
        "test_loss": None if test is None else _finite(test.loss),
        "test_accuracy": None if test is None else test.accuracy,
        "test_f1": None if test is None else test.f1,
        "misclassified": None if test is None else test.misclassified,
        "tested": None if test is None else test.count,
        "date": plain(run.started),
    }
    if run.is_imported:
        found.update(dict.fromkeys(_OF_TRAINING))
    return found


def rows(runs: Iterable[Run]) -> list[Row]:
    """A row for each run, in their order; what equal networks have in common is worked out once."""
    return [row(run) for run in runs]


def _used(run: Run) -> Epoch | None:
    """The epoch whose weights are used."""
    number = run.used_epoch
    return next((epoch for epoch in reversed(run.epochs) if epoch.number == number), None)


def _scored(score: PartScore | None, name: str, used: Epoch | None, otherwise: str) -> float | None:
    if score is not None:
        return _finite(getattr(score, name))
    return None if used is None else _finite(used.value(otherwise))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def to_plain(found: Iterable[Row], chosen: Sequence[Column] = COLUMNS) -> list[dict[str, Value]]:
    """One object a run, for JSON: values by key, None where something is not known."""
    return [{column.key: each[column.key] for column in chosen} for each in found]


def to_csv(found: Iterable[Row], chosen: Sequence[Column] = COLUMNS) -> str:
    """Comma-separated values with plain numbers, the keys first; empty where something is not known.

    No cell is taken for a formula: ``spreadsheet.to_csv``.
    """
    keys = [column.key for column in chosen]
    return cells_to_csv([keys, *([each[key] for key in keys] for each in found)])


def to_markdown(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """A pipe table (GitHub Flavored Markdown, 4.10) with words as a person reads them."""
    marks = ["---:" if column.is_number else "---" for column in chosen]
    lines = [[markdown(column.title) for column in chosen], marks]
    lines += [[markdown(column.text(each)) for column in chosen] for each in found]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def to_latex(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """A ``tabular`` that needs no package, with words as a person reads them; long architectures are wrapped."""
    kinds = ("r" if column.is_number else "p{6cm}" if column.key == "architecture" else "l" for column in chosen)
    lines = [" & ".join(latex(column.title) for column in chosen) + r" \\", r"\hline"]
    lines += [" & ".join(latex(column.text(each)) for column in chosen) + r" \\" for each in found]
    return "\n".join([rf"\begin{{tabular}}{{{''.join(kinds)}}}", r"\hline", *lines, r"\hline", r"\end{tabular}", ""])


def to_tabs(found: Iterable[Row], chosen: Sequence[Column]) -> str:
    """Titles and words as a person reads them with tabs between them, as spreadsheets take them from the clipboard."""
    lines = [[column.title for column in chosen], *([column.text(each) for column in chosen] for each in found)]
    return "\n".join(map("\t".join, lines))


WRITERS: Mapping[str, Callable[[Iterable[Row], Sequence[Column]], str]] = {
    "csv": to_csv,
    "markdown": to_markdown,
    "latex": to_latex,
}
"""How the command line calls each way to write the table for other programs."""
