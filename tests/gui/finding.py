"""Finds parts of a page by their names, as a person finds them by their looks."""

from typing import TypeVar

from PySide6.QtCore import QObject

Kind = TypeVar("Kind", bound=QObject)


def find(page: QObject, kind: type[Kind], name: str) -> Kind:
    """The part with this object name, of which there must be one."""
    found = page.findChild(kind, name)
    assert found is not None, name
    return found
