"""The buttons of a lab's step, read from their tables."""

from collections.abc import Mapping
from typing import get_args

from cnnstudio.core.labs import layer_reference
from cnnstudio.core.labs.beside import why_not_beside
from cnnstudio.core.labs.exercise_table import read_exercise
from cnnstudio.core.labs.lab import Action, ActionKind
from cnnstudio.core.labs.limits import MOST_CODE, MOST_TITLE
from cnnstudio.core.labs.mistakes import Table
from cnnstudio.core.language import tr
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.words import quoted

PAGES = ("data", "build", "train", "sweep", "inspect", "draw", "compare", "learn", "by_hand")
"""What a lab calls the pages of the window; "by_hand" is convolution by hand on the page "learn"."""

_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)
_CODE_FILE = "code_file"


def read_action(table: Table, files: Mapping[str, bytes] | None) -> Action | None:
    """The action in this table, or None where it offers nothing; what is wrong with it is noted there."""
    label = table.text("label", MOST_TITLE, needed=True)
    kind = table.one_of((*_KINDS, _CODE_FILE))
    action = None if kind is None else _action(table, label, kind, files)
    table.done()
    return action


def _action(table: Table, label: str, kind: str, files: Mapping[str, bytes] | None) -> Action | None:
    match kind:
        case "preset":
            return Action("preset", label, _preset(table))
        case "page":
            return Action("page", label, _page(table))
        case "select":
            return Action("select", label, _layer(table))
        case "code":
            return Action("code", label, table.text("code", MOST_CODE, needed=True))
        case "code_file":
            return Action("code", label, _code_file(table, files))
    return _exercise(table.table("by_hand"), label)


def _exercise(table: Table | None, label: str) -> Action:
    if table is None:
        return Action("by_hand", label)
    hidden = table.flag("hidden")
    return Action("by_hand", label, exercise=read_exercise(table), hidden=hidden)


def _preset(table: Table) -> str:
    name = table.text("preset", MOST_TITLE, needed=True)
    if name and all(each.name != name for each in PRESETS):
        table.wrong(tr("There is no preset called {name}. “cnnstudio presets” lists all.", name=quoted(name)))
    return name


def _page(table: Table) -> str:
    name = table.text("page", MOST_TITLE, needed=True)
    if name and name not in PAGES:
        table.wrong(tr("There is no page called {name}: {known}.", name=quoted(name), known=", ".join(PAGES)))
    return name


def _layer(table: Table) -> str:
    reference = table.text("select", MOST_TITLE, needed=True)
    wrong = layer_reference.mistake(reference) if reference else ""
    if wrong:
        table.wrong(wrong)
    return reference


def _code_file(table: Table, files: Mapping[str, bytes] | None) -> str:
    name = table.text(_CODE_FILE, MOST_TITLE, needed=True)
    refused = why_not_beside(name) if name else ""
    if name and not refused and not name.endswith(".py"):
        refused = tr("{name} is no Python file: its name ends in .py.", name=quoted(name))
    if refused:
        table.wrong(refused)
    if not name or refused or files is None:
        return ""
    raw = files.get(name)
    if raw is None:
        table.wrong(tr("There is no file {name} beside the lab that can be read.", name=quoted(name)))
        return ""
    try:
        return table.checked_text(_CODE_FILE, raw.decode("utf-8-sig"), MOST_CODE)
    except UnicodeDecodeError:
        table.wrong(tr("{name} is no text in UTF-8.", name=quoted(name)))
        return ""
