"""The room that the tab stands in."""

from tests.gui.viewer.likes.room import room

__all__ = ["room"]
