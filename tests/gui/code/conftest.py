"""The desk that dialogs of code stand on."""

from tests.gui.desk import desk

__all__ = ["desk"]
