"""The bench that the tab stands on."""

from tests.gui.viewer.why.bench import bench

__all__ = ["bench"]
