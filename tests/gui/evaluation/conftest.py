"""The desk and the stage that the evaluation stands on."""

from tests.gui.evaluation.stage import desk, stage

__all__ = ["desk", "stage"]
