"""The desk that the page stands on."""

from tests.gui.desk import desk

__all__ = ["desk"]
