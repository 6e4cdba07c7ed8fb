"""Painting in a program that has no window."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication


@contextmanager
def without_window() -> Iterator[None]:
    """Lets Qt paint in a program that has no window, and on a machine that has no screen."""
    if QGuiApplication.instance() is not None:
        yield
        return
    # Other systems need no screen to paint; there the platform without one may lack the fonts.
    headless = sys.platform.startswith("linux") and "QT_QPA_PLATFORM" not in os.environ
    application = QGuiApplication(["cnnstudio", *(("-platform", "offscreen") if headless else ())])
    yield
    application.shutdown()
