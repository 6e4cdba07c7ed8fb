"""Answers Export: each form written beside its place, read back and compared, and only then put there."""

import os
from collections.abc import Callable
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, Form, check_installed
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Export, RunSubject
from cnnstudio.core.words import quoted
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.engine.build import get_weights
from cnnstudio.engine.exporting import event_files, keras_file, served, weights_file
from cnnstudio.engine.exporting.front import Front, front_of
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.atomic import write_atomically
from cnnstudio.files.atomic_folder import write_folder

_Between = Callable[[], None]


def export(request: Export, loaded: Loaded, watch: Watch, between: _Between) -> str:
    """Does what is asked for and says what was compared.

    Raises StudioError in words; what was at its path before stays then.

    Args:
        watch: Is told what is being done.
        between: Called between steps; what it raises ends the work.
    """
    form = FORMS[request.form]
    check_installed(request.form)
    if request.with_scaling and not form.takes_scaling:
        raise StudioError(
            tr("{title}: no preparation of pictures can go into it.", title=form.title),
            tr("Export it without the scaling."),
        )
    target = Path(request.path)
    _check_other_kind(target, request.form)
    step = Steps(watch, target.name)
    if request.form == "tensorboard":
        return _export_log(request, loaded, target, step, between)
    front = front_of(loaded, with_scaling=request.with_scaling)
    size = sum(array.nbytes for array in get_weights(loaded.keras_model, loaded.network).values())
    said: list[str] = []

    def write(temp: Path) -> None:
        said.append(_written(request.form, loaded, front, temp, step, between))

    if form.is_folder:
        write_folder(target, write, served.SAVED_MODEL, size)
    else:
        suffix = form.suffix.removeprefix(".weights")  # sweepers know names with one dot behind
        write_atomically(target, write, size=size, suffix=suffix)
    return said[0]


class Steps:
    """Tells what is being done, one step after the other."""

    def __init__(self, watch: Watch, name: str) -> None:
        self._watch, self._name, self._done = watch, name, 0

    def __call__(self, what: str) -> None:
        self._done += 1
        self._watch.tell(Progress(tr("{what} ({name}), step", what=what, name=self._name), self._done, 2))


def _written(form: Form, loaded: Loaded, front: Front, temp: Path, step: Steps, between: _Between) -> str:
    if form == "keras":
        return keras_file.write(loaded, front, temp)
    if form == "weights":
        return weights_file.write(loaded, front, temp)
    return served.write(form, loaded, front, temp, step, between)


def _export_log(request: Export, loaded: Loaded, target: Path, step: Steps, between: _Between) -> str:
    if not isinstance(request.subject, RunSubject):
        raise StudioError(
            tr("A network from a saved file has no curves."), tr("TensorBoard's files are of a trained run.")
        )
    subject, said = request.subject, list[str]()

    def write(temp: Path) -> None:
        said.append(event_files.write(subject, loaded, temp, step, between))

    write_folder(target, write, event_files.CONTENTS)
    return said[0]


def _check_other_kind(target: Path, form: Form) -> None:
    """A file stays where a folder is asked for, and the other way round."""
    if os.path.isfile(target) and FORMS[form].is_folder:  # False, too, for a name that is too long: writing says so
        raise StudioError(
            tr("{target} is a file; {title} is a folder.", target=quoted(target), title=FORMS[form].title),
            tr("Choose another name."),
        )
