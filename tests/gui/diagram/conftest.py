"""The desk for tests of the diagram."""

from tests.gui.desk import desk

__all__ = ["desk"]
