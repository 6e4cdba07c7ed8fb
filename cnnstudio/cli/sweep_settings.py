"""What ``cnnstudio sweep --settings`` prints: every setting that can vary, its value now, and which it can have."""

import sys

from cnnstudio.cli.output import cut, print_json, print_table
from cnnstudio.cli.sweep_options import short_names
from cnnstudio.core.language import tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import parts_with, settings_to_vary, value_in_words
from cnnstudio.core.sweeps.place import Place, value_at
from cnnstudio.core.words import number

_BOUNDED = 100
"""A cell has at most so many signs on a terminal; what is read by a program, or in a file, is whole."""

_FORMS = {
    "flag": tr("on, off"),
    "padding": tr("valid, same, a number of pixels"),
    "pair": tr("sizes, as 3×3"),
    "integers": tr("rows of whole numbers"),
    "numbers": tr("rows of numbers"),
}


def print_settings(project: Project, *, as_json: bool) -> None:
    """As a table, or as JSON."""
    known = settings_to_vary(project)
    short = short_names(known)
    rows = [(short[place], _now(project, place, setting), can_have(setting)) for place, setting in known.items()]
    if as_json:
        print_json([{"setting": name, "now": now, "values": values} for name, now, values in rows])
    else:
        is_looked_at = sys.stdout.isatty()
        cells = [[cut(each, _BOUNDED) if is_looked_at else each for each in row] for row in rows]
        print_table([tr("Setting"), tr("Now"), tr("Values")], cells)


def can_have(setting: Setting) -> str:
    """ "1 to 4,096", "Adam, SGD, …", "on, off"."""
    if setting.form == "choice":
        return ", ".join(map(str, setting.choices))
    if setting.form not in ("integer", "number"):
        return _FORMS.get(setting.form, "")
    kind = tr("whole numbers") if setting.form == "integer" else tr("numbers")
    low, high = "", "" if setting.high is None else tr(" to {number}", number=number(setting.high))
    if setting.low is not None:
        given = {"number": number(setting.low)}
        low = tr(" above {number}", **given) if setting.above else tr(" from {number}", **given)
    return f"{kind}{low}{high}"


def _now(project: Project, place: Place, setting: Setting) -> str:
    parts = parts_with(project, place)
    return "" if parts is None else value_in_words(setting, value_at(parts, place))
