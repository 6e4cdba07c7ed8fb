"""What the window says of itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cnnstudio.core.messages import EngineState
from cnnstudio.gui.main_window import MainWindow
from tests.gui.fakes import FakeBridge
from tests.gui.finding import find
from tests.gui.windows import bridge, window

__all__ = ["bridge", "window"]

VERSIONS = {"python": "3.11.9", "tensorflow": "2.20.0", "keras": "3.11.3", "cnnstudio": "1.0"}


def about(window: MainWindow) -> str:
    """What stands under Help > About CNN Studio, to be selected with the mouse."""
    window._actions.about.trigger()
    box = find(window, QMessageBox, "about")
    assert box.isVisible()
    assert box.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    text = box.text()
    box.accept()
    return text


def test_that_it_names_the_versions_that_a_result_is_repeated_with(window: MainWindow, bridge: FakeBridge) -> None:
    bridge.event.emit(EngineState(0, True, "CPU", VERSIONS))
    assert "TensorFlow 2.20.0 · Keras 3.11.3 · Python 3.11.9 · NumPy " in about(window)


def test_that_it_names_what_it_knows_before_the_engine_is_ready(window: MainWindow, bridge: FakeBridge) -> None:
    bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
    text = about(window)
    assert " PySide6 " in text
    assert "as soon as it has started" in text
