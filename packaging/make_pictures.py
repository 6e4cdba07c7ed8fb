"""Makes the README's pictures from the real window: trains LeNet with ReLU and with tanh, visits every page and what
the Train page shows of a run, then blocks, a diagram, how photographs are prepared, a sweep, convolution by hand and a
lab; light and dark.

    python packaging/make_pictures.py [FOLDER] [--size 1280x800]

Without a display it draws offscreen.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("CNNSTUDIO_HOME", tempfile.mkdtemp(prefix="cnnstudio-pictures-"))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTabWidget, QWidget

from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.network import Block
from cnnstudio.core.presets import preset
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.gui.app import open_window
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES

_SEVEN = ((0.30, 0.25), (0.52, 0.24), (0.72, 0.24), (0.62, 0.45), (0.53, 0.65), (0.46, 0.80))
_EPOCHS = 4

_INSIDE = (
    ("maps", "feature_maps", "conv2d_1"),
    ("why", "why", "conv2d_2"),
    ("likes", "likes", "conv2d_2"),
    ("map", "embedding", "conv2d_2"),
    ("weights", "weights", "conv2d_2"),
)
"""What a picture of the Inspect page is called, its tab, and the layer that is selected."""


_EXERCISE = "three-channels"
"""The example of convolution by hand that is shown."""

_FEW = 1_500
"""Pictures that the runs of the sweep learn from."""

_SWEEP = Sweep(
    varied=(
        Varied(Place("network", "filters", "conv2d_1"), Listed((8, 32))),
        Varied(Place("network", "kernel_size", "conv2d_1"), Listed(((3, 3), (5, 5), (7, 7)))),
        Varied(Place("plan", "learning_rate"), Span(0.0003, 0.03, 3, log=True)),
    ),
)

_UNDER_WAY = ("embedding.stop", "likes.made.progress")
"""What is in view on the Inspect page as long as something is worked out."""


def main() -> None:
    """Takes the pictures and leaves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "pictures")
    parser.add_argument("--size", default="1280x800")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    window = open_window()
    window.resize(*map(int, arguments.size.split("x")))
    photographer = Photographer(window, arguments.folder)  # held here: Qt's timers do not hold whose methods they call
    photographer.begin()
    application.exec()
    os._exit(0)


class Photographer:
    """Walks through the program step by step, each step when the one before has come to rest."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window, self._folder = window, folder

    def begin(self) -> None:
        """Opens LeNet and trains it once its data are there, then once more with tanh."""
        self._themes("start", self._open)

    def _open(self) -> None:
        lenet = preset("lenet")
        assert lenet is not None
        project = replace(lenet.project, plan=replace(lenet.project.plan, epochs=_EPOCHS))
        self._window.new_project(project, lenet.title)
        self._when(lambda: self._window.document.data_set is not None, lambda: self._train(self._train_tanh))

    def _train(self, then: Callable[[], None]) -> None:
        runs = len(self._window.document.runs)
        self._window.train()
        ended = lambda: len(self._window.document.runs) > runs and not self._window.training_run.is_active  # noqa: E731
        self._when(ended, lambda: self._soon(then))

    def _train_tanh(self) -> None:
        tanh = preset("lenet-tanh")
        assert tanh is not None
        self._window.document.change_network(tanh.project.network, "Use tanh")
        self._train(lambda: self._page(0))

    def _page(self, number: int) -> None:
        if number == len(PAGES):
            self._tab("evaluation", lambda: self._tab("kernels", lambda: self._inside(0)))
            return
        name = PAGES[number][0]
        self._window.selection.select("conv2d_2")
        page = self._window.pages.show(name)
        if name == "draw":
            draw(page.findChild(QWidget, "draw.canvas"))
        self._soon(lambda: self._themes(name, lambda: self._page(number + 1)))

    def _tab(self, word: str, then: Callable[[], None]) -> None:
        """A tab of the Train page, by a word of its title."""
        tabs = self._window.pages.show("train").findChild(QTabWidget, "train.tabs")
        tabs.setCurrentIndex(next(at for at in range(tabs.count()) if word in tabs.tabText(at).lower()))
        self._soon(lambda: self._themes(word, then))

    def _inside(self, number: int) -> None:
        """The tabs of the Inspect page, each on a layer that shows what it is for."""
        if number == len(_INSIDE):
            self._preset("resnet-20", self._blocks)
            return
        name, tab, layer = _INSIDE[number]
        page = self._window.pages.show("inspect")
        self._window.selection.select(layer)
        tabs = page.findChild(QTabWidget, "inspect.tabs")
        tabs.setCurrentWidget(tabs.findChild(QWidget, f"inspect.{tab}"))
        then = lambda: self._themes(name, lambda: self._inside(number + 1))  # noqa: E731
        self._late(lambda: self._within(name, page, then))

    def _within(self, name: str, page: QWidget, then: Callable[[], None]) -> None:
        """Does what makes a tab of the Inspect page speak."""
        if name == "maps":
            point_at(page.findChild(QWidget, "inspect.feature_maps.grid.picture"))
        if name == "likes":
            page.findChild(QAbstractButton, "inspect.likes.made.start").click()
        if name == "map":
            layout = page.findChild(QComboBox, "inspect.embedding.method")
            layout.setCurrentIndex(layout.findData("tsne"))
            layout.activated.emit(layout.currentIndex())
        stops = [page.findChild(QWidget, f"inspect.{each}") for each in _UNDER_WAY]
        self._late(lambda: self._when(lambda: not any(each.isVisible() for each in stops), lambda: self._soon(then)), 2)

    def _preset(self, name: str, then: Callable[[], None]) -> None:
        """Opens a preset; its data need not be there."""
        found = preset(name)
        assert found is not None
        self._window.new_project(found.project, found.title)
        self._when(lambda: self._window.document.project.network == found.project.network, then)

    def _blocks(self) -> None:
        """The convolution on the shortcut of the first block that shrinks, with the end of that block in sight."""
        nodes = self._window.document.project.network.nodes
        number = next(at for at, node in enumerate(nodes) if isinstance(node, Block) and node.branches[1])
        block = nodes[number]
        assert isinstance(block, Block)
        self._window.pages.show("build")
        self._window.selection.select(nodes[number + 1].name)
        self._window.selection.select(block.branches[1][0].name)
        self._soon(lambda: self._themes("blocks", lambda: self._preset("inception-block", self._diagram)))

    def _diagram(self) -> None:
        page = self._window.pages.show("build")
        page.findChild(QAbstractButton, "build.show_diagram").click()
        style = page.findChild(QComboBox, "build.diagram.style")
        style.setCurrentIndex(style.findData("blocks"))
        self._window.selection.select()
        self._soon(lambda: self._themes("diagram", lambda: self._preset("photographs-augmented", self._photographs)))

    def _photographs(self) -> None:
        self._window.pages.show("data")
        self._when(lambda: self._window.document.data_set is not None, self._preparation)

    def _preparation(self) -> None:
        tabs = self._window.pages.page("data").findChild(QTabWidget, "data.tabs")
        tabs.setCurrentIndex(tabs.count() - 1)
        then = lambda: self._preset("photographs-pretrained", self._pretrained)  # noqa: E731
        self._soon(lambda: self._themes("preparation", then))

    def _pretrained(self) -> None:
        self._window.pages.show("build")
        self._window.selection.select(self._window.document.project.network.nodes[0].name)
        self._late(lambda: self._themes("pretrained", lambda: self._preset("one-conv", self._sweep_planned)), 3)

    def _sweep_planned(self) -> None:
        """A table of what will run; then the sweep itself, on a few pictures."""
        document = self._window.document
        few = replace(document.project, sweep=_SWEEP, data=replace(document.project.data, subset=_FEW))
        document.change(replace(few, plan=replace(few.plan, epochs=3)), "Plan a sweep")
        self._window.pages.show("sweep")
        self._late(lambda: self._themes("sweep_plan", self._sweep_begun), 3)

    def _sweep_begun(self) -> None:
        self._window.experiments.begin(Where())
        self._when(lambda: self._window.experiments.standing is not None, self._sweep_awaited)

    def _sweep_awaited(self) -> None:
        then = lambda: self._late(lambda: self._themes("sweep", self._by_hand), 3)  # noqa: E731
        self._when(lambda: self._window.experiments.standing is None, then)

    def _by_hand(self) -> None:
        """Two filters over three channels, a few steps in."""
        page = self._window.pages.show("learn").show_tab("by_hand")
        page.show_exercise(next(each for each in EXAMPLES if each.name == _EXERCISE).exercise, (1, 1, 0))
        self._soon(lambda: self._themes("by_hand", self._lab))

    def _lab(self) -> None:
        """The second step of the first lab beside the Build page."""
        self._window.start_page.first_lab_requested.emit()
        self._when(lambda: self._window.labs.panel is not None, lambda: self._late(self._lab_begun, 2))

    def _lab_begun(self) -> None:
        panel = self._window.labs.panel
        assert panel is not None
        panel.findChild(QAbstractButton, "lab.action.1").click()
        panel.findChild(QAbstractButton, "lab.next").click()
        self._window.pages.show("build").findChild(QAbstractButton, "build.show_diagram").setChecked(False)
        self._window.selection.select("conv2d_1")
        self._late(lambda: self._themes("lab", self._leave), 2)

    def _leave(self) -> None:
        self._window.close()
        QApplication.quit()

    def _themes(self, name: str, then: Callable[[], None]) -> None:
        self._window.preferences.choose_theme("light")
        self._soon(lambda: self._take(name, "light", lambda: self._dark(name, then)))

    def _dark(self, name: str, then: Callable[[], None]) -> None:
        self._window.preferences.choose_theme("dark")
        self._soon(lambda: self._take(name, "dark", then))

    def _take(self, name: str, theme: str, then: Callable[[], None]) -> None:
        self._window.message_bar.hide()
        self._window.grab().save(str(self._folder / f"{name}_{theme}.png"))
        then()

    def _soon(self, then: Callable[[], None]) -> None:
        QTimer.singleShot(1200, self._window, then)

    def _late(self, then: Callable[[], None], seconds: int = 6) -> None:
        QTimer.singleShot(1000 * seconds, self._window, then)

    def _when(self, ready: Callable[[], bool], then: Callable[[], None]) -> None:
        if ready():
            then()
        else:
            QTimer.singleShot(100, self._window, lambda: self._when(ready, then))


def draw(canvas: QWidget | None) -> None:
    """Draws a seven on the canvas as a mouse would."""
    assert canvas is not None
    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in _SEVEN]
    _mouse(canvas, QEvent.Type.MouseButtonPress, points[0])
    for point in points[1:]:
        _mouse(canvas, QEvent.Type.MouseMove, point)
    _mouse(canvas, QEvent.Type.MouseButtonRelease, points[-1])


def point_at(maps: QWidget | None) -> None:
    """Clicks on a number in the middle of the second map."""
    assert maps is not None
    place = QPoint(round(maps.width() * 0.27), round(maps.height() * 0.13))
    for kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        _mouse(maps, kind, place)


def _mouse(widget: QWidget, kind: QEvent.Type, point: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(point)
    event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(point)), left, left, none)
    QApplication.sendEvent(widget, event)


if __name__ == "__main__":
    main()
