"""The desk and the stage that the Compare page stands on."""

from tests.gui.comparison.stage import desk, stage

__all__ = ["desk", "stage"]
