"""What the window asks and says in boxes of their own."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from cnnstudio import __version__
from cnnstudio.core.errors import StudioError
from cnnstudio.gui.training_run import TrainingRun


def agrees_to_stop(window: QWidget, waiting: int = 0) -> bool:
    """Whether the run that is on may be stopped to leave its project; ``waiting``: how many are in the queue."""
    words = "A run is training. Stop it and leave this project? What it has learned is kept."
    if waiting:
        words += f" {waiting:,} more {'is' if waiting == 1 else 'are'} waiting, and will not be trained."
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(window, "Training", words, buttons.Yes | buttons.Cancel, buttons.Cancel)
    return answer == buttons.Yes


def ask_to_close(window: QWidget, run: TrainingRun, close: Callable[[], object]) -> QMessageBox:
    """Asks, without holding anything up, whether to close although a run is on; ``close`` is called if so."""
    name = run.run.name if run.started is not None and run.run is not None else "A run"
    box = QMessageBox(QMessageBox.Icon.Question, "Training", f"{name} is {'paused' if run.is_paused else 'training'}.")
    box.setParent(window, box.windowFlags())
    box.setObjectName("question.close")
    words = "Closing stops it: its whole epochs are kept, and it can be resumed from there. The one under way is lost."
    waiting = len(run.queue.waiting)
    if waiting:
        words += f" {waiting:,} more {'is' if waiting == 1 else 'are'} waiting, and will not be trained."
    box.setInformativeText(words)
    keep = box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton("Stop and close", QMessageBox.ButtonRole.DestructiveRole)
    stop.clicked.connect(close)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def agrees_to_lose_changes(window: QWidget, refusal: StudioError) -> bool:
    """Whether to close although the last changes could not be written, and why not."""
    words = f"The last changes could not be saved. {refusal}\n\nClose all the same and lose them?"
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.warning(window, "Not saved", words, buttons.Close | buttons.Cancel, buttons.Cancel)
    return answer == buttons.Close


def about(window: QWidget) -> None:
    """Says what the program is and whose work is in it."""
    words = (
        f"<b>CNN Studio {__version__}</b><br>A desktop lab bench for convolutional networks.<br><br>"
        "MIT licence. Icons: Lucide (ISC). Digits: MNIST, Y. LeCun and C. Cortes (CC BY-SA 3.0)."
    )
    QMessageBox.about(window, "About CNN Studio", words)
