"""Calls of Keras as a person writes them: arguments in their order, long ones a line each."""

from collections.abc import Iterable, Mapping
from typing import Any

WIDTH = 100
"""Longer lines are broken."""

GAP = "..."
"""What stands for a setting that is still to be filled in."""

VARIABLE = "network"
"""What the network is called in a script."""

OF_EXPORT = "of_export"
"""What a file beside a script calls the export that it is of."""


class Code(str):
    """A piece of code that is written as it is, not as a text in quotes."""

    __slots__ = ()


def in_one_line(text: str) -> str:
    """Words of a person for a comment, a docstring or a heading, which they neither end nor break.

    Characters that are not to be shown become spaces, halves of surrogate pairs "?".
    """
    plain = text.encode("utf-8", "replace").decode("utf-8")
    shown = "".join(each if each.isprintable() else " " for each in plain)
    return " ".join(shown.replace("\\", "/").replace('"', "'").split())


def export_check(variable: str, name: str, exports: Mapping[str, str]) -> list[str]:
    """The line that looks whether an open file beside the script is of the same export; none where none is known."""
    if not exports.get(name):
        return []
    return [f'    assert {variable}["{OF_EXPORT}"] == "{exports[name]}", "{in_one_line(name)} is of another export"']


def literal(value: Any) -> str:
    """The value as Python code."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        text = repr(value)
        return text if '"' in text else f'"{text[1:-1]}"'
    if isinstance(value, tuple):
        inside = ", ".join(map(literal, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(each)}" for key, each in value.items()) + "}"
    return repr(value)


def call(name: str, first: Iterable[Any] = (), named: Mapping[str, Any] | None = None, room: int = WIDTH) -> str:
    """The call on one line, or with an argument a line where that is longer than ``room``."""
    given = [literal(each) for each in first] + [f"{key}={literal(value)}" for key, value in (named or {}).items()]
    line = f"{name}({', '.join(given)})"
    if len(line) <= room and "\n" not in line:
        return line
    return f"{name}(\n" + "".join(f"{indented(each)},\n" for each in given) + ")"


def indented(text: str, by: int = 4) -> str:
    """Each line moved to the right."""
    return "\n".join(f"{' ' * by}{line}" if line else line for line in text.split("\n"))
