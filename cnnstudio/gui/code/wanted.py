"""What can be taken along as a file, and what a person asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.exports import FORMS, ExportForm, Form, missing, named
from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run

SCRIPTS = {"script": ".py", "notebook": ".ipynb"}
"""The forms that are code, and how their files end."""

_CODE = {
    "script": (
        tr("Keras script"),
        tr("Python code that trains the same network to the same figures, with Keras and without this program."),
    ),
    "notebook": (tr("Jupyter notebook"), tr("The same code in cells, with a few words before each.")),
}

ICONS = {
    "script": "file",
    "notebook": "list",
    "keras": "file-down",
    "weights": "scale",
    "savedmodel": "folder",
    "litert": "binary",
    "onnx": "workflow",
    "tensorboard": "chart-line",
}
"""The Lucide icon of each form."""


@dataclass(frozen=True)
class Offer:
    """One form as it is offered.

    Attributes:
        form: None for code.
        why_not: Why it cannot be had now; empty where it can.
    """

    name: str
    title: str
    about: str
    suffix: str
    form: ExportForm | None = None
    why_not: str = ""

    @property
    def takes_scaling(self) -> bool:
        return self.form is not None and self.form.takes_scaling


@dataclass(frozen=True)
class Wanted:
    """What is to be written.

    Attributes:
        run: Whose weights, or whose project where it is code; None for the project as it is now.
        name: One of ``SCRIPTS`` or a Form.
        solution: Of code: whether blanks are filled in, and marked.
    """

    project: Project
    run: Run | None
    name: str
    path: Path
    with_scaling: bool = False
    solution: bool = False

    @property
    def form(self) -> Form | None:
        """The form that the engine writes; None for code."""
        return next((form for form in FORMS if form == self.name), None)


def offers(run: Run | None) -> Iterator[Offer]:
    """All forms for a run, or for a project that has no weights yet, in the order in which they are shown."""
    for name, (title, about) in _CODE.items():
        yield Offer(name, title, about, SCRIPTS[name])
    for form in FORMS.values():
        yield Offer(form.name, form.title, form.about, form.suffix, form, _why_not(form, run))


def with_ending(path: Path, name: str) -> Path:
    """The path with the form's ending where it lacks it."""
    if name in SCRIPTS:
        return path if path.suffix.lower() == SCRIPTS[name] else path.with_name(f"{path.name}{SCRIPTS[name]}")
    return named(path, next(form for form in FORMS if form == name))


def _why_not(form: ExportForm, run: Run | None) -> str:
    if run is None:
        return tr("Choose a run above: the project as it is now has no weights yet.")
    if form.of_runs and run.is_imported:
        return tr("A network from a saved file has no curves; this is of a trained run.")
    lacks = missing(form.name)
    if lacks:
        needs = tr("It needs {packages}, which are not installed.", packages=", ".join(lacks))
        return f"{needs} {how_to_install(form.extra)}"
    return ""
