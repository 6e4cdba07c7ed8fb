"""The parent's side of trying an exported network: starts the child, waits for it, believes only what it can check."""

import io
import json
import os
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, Form
from cnnstudio.core.language import tr
from cnnstudio.core.program import own_process
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.words import plain
from cnnstudio.files.own_folder import OwnFolder

_CHILD = Path(__file__).with_name("runtime_child.py")
_BETWEEN = 0.1
_SECONDS = 600.0
_LAST = 2000


@dataclass(frozen=True)
class Said:
    """What the runtime said.

    Attributes:
        reader: Its name and version.
        more: Operations that a reader must have besides its own, "FlexErf".
    """

    answers: FloatArray
    reader: str
    more: tuple[str, ...]


def said_by_runtime(form: Form, path: Path, pictures: FloatArray, between: Callable[[], None]) -> Said:
    """What the form's own runtime makes of pictures, float32 (n, height, width, channels).

    Args:
        between: Called ten times a second; what it raises ends the child.

    Raises StudioError in words where the runtime cannot read the file, or crashes.
    """
    with OwnFolder("tried") as folder:
        given = folder.path / "pictures.npy"
        np.save(given, pictures, allow_pickle=False)
        return _said(form, path, given, between)


def _said(form: Form, path: Path, given: Path, between: Callable[[], None]) -> Said:
    late = threading.Event()
    with _started(form, path, given) as child:
        clock = threading.Timer(_SECONDS, partial(_too_late, child, late))
        clock.start()
        try:
            out, complaint = _talk(child, between)
        finally:
            clock.cancel()
            clock.join()
            child.kill()
    if late.is_set():
        raise StudioError(
            tr(
                "The runtime of {title} took longer than {minutes:.0f} minutes to read and try what was "
                "written, so it was not kept.",
                title=FORMS[form].title,
                minutes=_SECONDS / 60,
            ),
            tr("Close other programs and try again, or export it in another form."),
        )
    if child.returncode != 0:
        raise _refused(form, child.returncode, complaint)
    return _understood(form, out)


def _too_late(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _started(form: Form, path: Path, given: Path) -> "subprocess.Popen[bytes]":
    # A graphics card stays with the engine: its memory is all taken.
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    try:
        return subprocess.Popen(
            [*own_process.file_alone(_CHILD, "-W", "ignore"), form, str(path), str(given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **quiet},
        )
    except OSError as error:
        reason = plain(error.strerror or type(error).__name__)
        text = tr(
            "What was written could not be tried, as no process could be started to read it: {reason}.", reason=reason
        )
        raise StudioError(text, tr("Close other programs, then try again.")) from error


def _talk(child: "subprocess.Popen[bytes]", between: Callable[[], None]) -> tuple[bytes, str]:
    while True:
        try:
            out, complaint = child.communicate(timeout=_BETWEEN)
            return out, complaint.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            between()


def _refused(form: Form, ended: int, complaint: str) -> StudioError:
    title = FORMS[form].title
    crashed = tr("The runtime of {title} crashed on what was written, so it was not kept.", title=title)
    refused = tr("The runtime of {title} does not take what was written, so it was not kept.", title=title)
    return StudioError(
        crashed if ended < 0 else refused,
        tr("Export it in another form."),
        complaint[-_LAST:].strip() or tr("It ended with {ended}.", ended=ended),
    )


def _understood(form: Form, out: bytes) -> Said:
    stream = io.BytesIO(out)
    try:
        answers = np.load(stream, allow_pickle=False)
        notes = json.loads(stream.read())
        return Said(np.asarray(answers, np.float32), str(notes["reader"]), tuple(map(str, notes["more"])))
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise _refused(form, 0, repr(error)) from error
