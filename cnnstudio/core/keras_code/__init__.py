"""Keras code of any age as a project: it is read as text (``ast``), and nothing in it is ever run or imported."""

from cnnstudio.core.keras_code.found import Found, NamedNetwork, Note, Severity
from cnnstudio.core.keras_code.reading import read_code

__all__ = ["Found", "NamedNetwork", "Note", "Severity", "read_code"]
