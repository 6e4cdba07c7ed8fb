"""Keras code of any age as a project: it is read as text (``ast``), and nothing in it is ever run or imported."""

from cnnstudio.core.keras_code.found import Found, NamedNetwork, Note, Severity, without_runs
from cnnstudio.core.keras_code.listing import MOST_BYTES
from cnnstudio.core.keras_code.reading import read_code

__all__ = ["MOST_BYTES", "Found", "NamedNetwork", "Note", "Severity", "read_code", "without_runs"]
