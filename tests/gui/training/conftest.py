"""The page under test and what it stands on."""

from tests.gui.training.stage import bridge, document, page

__all__ = ["bridge", "document", "page"]
