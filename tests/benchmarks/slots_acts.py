"""What is done in the window while its slots are spoiled: everything in view is used once, and the great acts by hand.

An act is a list that JSON can hold. Each is a few steps; a step is done from the event loop, as Qt would, so that an
exception in it takes the way it takes in the program.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu, QTabWidget, QWidget
from shiboken6 import isValid

from cnnstudio.core.evaluation.outcomes import scores
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, PartScore
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.errors import CrashDialog
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from cnnstudio.gui.widgets import file_dialogs
from tests.benchmarks import soak_hands
from tests.benchmarks.slots_engine import LABELS, STARTED, AnsweringBridge, answers, some
from tests.gui.sweep_child import child, ended, trials

Act = list[Any]
Steps = Iterator[Callable[[], bool] | None]
"""After each step what is waited for, at most ``PATIENCE`` seconds."""

_NEVER = ("crash.", "start.recent", "toolbar.train")
_ACTIONS_OUT = ("Quit", "Open recent", "Language", "Engine")
_MOST_IN_A_DIALOG = 12
_SAMPLES = Path(__file__).parents[1] / "samples"


def start_project() -> Project:
    """A small network with something that varies."""
    nodes = (
        Layer("conv2d_1", Conv2D(4)),
        Layer("conv2d_2", Conv2D(6)),
        Layer("flatten_1", Flatten()),
        Layer("dense_1", Dense(10, "softmax")),
    )
    over = Varied(Place("plan", "batch_size"), Listed((8, 9, 10, 11)))
    return Project(Network((28, 28, 1), nodes), data=DataRecipe("mnist-10k"), sweep=Sweep(varied=(over,), most=4))


def write_start(path: Path) -> None:
    """A project file with two runs and a sweep that is not finished."""
    with ProjectFile.create(path, start_project()) as file:
        for seed in range(2):
            number = file.begin_run(
                start_project(), name="", labels=LABELS, prepared=Prepared(), started=STARTED, versions={}
            )
            for each in (1, 2):
                file.add_epoch(number, Epoch(each, 1 / each, 0.5, 2 / each, 0.25 * each, 1.5), {"a/b": some(3)})
            test = answers(200, seed)
            file.end_run(number, "finished", scores(test), train=PartScore(0.5, 8, 1), outcomes={"test": test})
        file.begin_experiment(start_project(), STARTED, [ended(1), *trials()[1:]])


class Acts:
    """Lists what can be done in a window, and does it.

    Args:
        start: The project that is open before each act.
        folder: For all files that come of it.
    """

    def __init__(self, window: MainWindow, bridge: AnsweringBridge, start: Path, folder: Path) -> None:
        self.window, self.bridge, self.start, self.folder = window, bridge, start, folder
        window.experiments._command = lambda: child(("hear", "stop"), ("end", "0"))
        self._ways = {name.removeprefix("_do_"): getattr(self, name) for name in dir(self) if name.startswith("_do_")}
        file_dialogs.save_name = self._save_name  # type: ignore[method-assign,assignment]

    def by_hand(self) -> list[Act]:
        """The great acts."""
        names = [["page", name] for name, _, _ in PAGES]
        opened = [["open", name] for name in ("old", "spoilt", "picture", "code", "start", "gone")]
        others = (
            "edit",
            "select",
            "keys",
            "train",
            "queue",
            "sweep",
            "stroke",
            "save",
            "new",
            "drop",
            "size",
            "palette",
        )
        actions = [["action", *path] for path in self._actions()]
        return [*names, *([each] for each in others), *opened, *actions]

    def in_view(self) -> Iterator[Act]:
        """Everything on every tab of every page, once; the window must stand as it was after each."""
        seen: set[str] = set()
        for page, _, _ in PAGES:
            yield ["page", page]
            tabs = [each for each in self.window.pages.page(page).findChildren(QTabWidget) if each.objectName()]
            places = [(each.objectName(), number) for each in tabs for number in range(each.count())] or [("", 0)]
            for name, number in places:
                yield ["look", page, name, number]
                found = [each for each in soak_hands.in_view(self.window) if not each.objectName().startswith(_NEVER)]
                named = [(soak_hands.path_of(each, self.window), each) for each in found]
                gestures = [each for path, widget in named if path not in seen for each in _gestures(path, widget)]
                seen |= {path for path, _ in named}
                for gesture in gestures:
                    yield ["use", page, name, number, gesture]

    def in_dialog(self, act: Act) -> list[Act]:
        """What can be done in a dialog that an act has opened, if it has."""
        top = soak_hands.top()
        if top is None or top is self.window or not isinstance(top, QDialog) or isinstance(top, QFileDialog):
            return []
        widgets = [each for each in soak_hands.in_view(top) if each.objectName() not in ("",)][:_MOST_IN_A_DIALOG]
        gestures = [gesture for each in widgets for gesture in _gestures(soak_hands.path_of(each, top), each)[:1]]
        return [[*act, gesture] for gesture in gestures] if act[0] in ("use", "action") else []

    def steps(self, act: Act) -> Steps:
        """The steps of an act, in the window as it stands."""
        yield from self._ways[act[0]](*act[1:])

    def tidied(self) -> Steps:
        """Closes what lies over the window, and brings the start project back as it was."""
        for _ in range(4):
            close_over(self.window)
            yield None
        document = self.window.document
        if self.window.training_run.is_active or self.window.experiments.is_active:
            self.window.training_run.stop_all()
            self.window.experiments.stop()
            yield lambda: not self.window.training_run.is_active and not self.window.experiments.is_active
        if document.path is None or not document.is_at(self.start):
            self.window.open_path(self.start)
            yield lambda: document.is_at(self.start) and document.data_set is not None
        stack = document.undo_stack
        while stack.canUndo() and document.project != start_project():
            stack.undo()
        if document.project != start_project():
            document.change(start_project(), "Begin anew")
        yield None

    # One after the other

    def _rail(self, name: str) -> None:
        button = self.window.findChild(QWidget, f"rail.{name}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _do_page(self, name: str) -> Steps:
        self._rail("learn" if name != "learn" else "build")
        yield None
        self._rail(name)
        yield lambda: self.window.pages.page(name).isVisible()

    def _do_look(self, page: str, tabs: str, number: int) -> Steps:
        if self.window.pages.current != page:
            self._rail(page)
            yield lambda: self.window.pages.page(page).isVisible()
        found = self.window.pages.page(page).findChild(QTabWidget, tabs) if tabs else None
        if found is not None and found.currentIndex() != number:
            found.setCurrentIndex(number)
        yield None

    def _do_use(self, page: str, tabs: str, number: int, *gestures: Any) -> Steps:
        yield from self._do_look(page, tabs, number)
        for gesture in gestures:
            _do(gesture)
            yield None

    def _do_action(self, *path: Any) -> Steps:
        words = [each for each in path if isinstance(each, str)]
        found = next((action for each, action in self._leaves() if each == words), None)
        if found is not None and found.isEnabled():
            found.trigger()
        yield None
        for gesture in path[len(words) :]:
            _do(gesture)
            yield None

    def _do_edit(self) -> Steps:
        document = self.window.document
        self._rail("build")
        document.change(replace(document.project, plan=replace(document.project.plan, epochs=7)), "Epochs")
        yield None
        document.undo_stack.undo()
        yield None
        document.undo_stack.redo()
        yield lambda: document.is_saved

    def _do_select(self) -> Steps:
        for name in ("conv2d_1", "dense_1", "conv2d_2"):
            self.window.selection.select(name)
            yield None

    def _do_keys(self) -> Steps:
        self._rail("build")
        self.window.selection.select("conv2d_2")
        for key in ("C", "V", "D", "X", "Z"):
            QTest.keyClick(QApplication.focusWidget() or self.window, getattr(Qt.Key, f"Key_{key}"),
                           Qt.KeyboardModifier.ControlModifier)  # fmt: skip
            yield None

    def _do_train(self) -> Steps:
        run = self.window.training_run
        self.window.train()
        yield lambda: run.started is not None
        self.bridge.train_epoch()
        yield None
        run.turn_pause()
        yield None
        run.turn_pause()
        self.bridge.train_epoch()
        yield None
        self.bridge.finish()
        yield lambda: not run.is_active

    def _do_queue(self) -> Steps:
        self.window.train()
        yield lambda: self.window.training_run.started is not None
        self.window.training_run.enqueue()
        yield None
        self.window.training_run.stop_all()
        yield lambda: not self.window.training_run.is_active

    def _do_sweep(self) -> Steps:
        self._rail("sweep")
        yield None
        if not self.window.experiments.is_active:
            self.window.experiments.begin(Where())
        yield None
        self.window.experiments.stop()
        yield lambda: not self.window.experiments.is_active

    def _do_stroke(self) -> Steps:
        self._rail("draw")
        yield None
        soak_hands.do(["drag", "draw.canvas", [[0.3, 0.3], [0.5, 0.5], [0.6, 0.7]]])
        yield None

    def _do_save(self) -> Steps:
        document, target = self.window.document, self.folder / "elsewhere.cnnstudio"
        document.save_as(target, self.window.files._moved)
        yield lambda: document.path == target

    def _do_new(self) -> Steps:
        self.window.new_project(start_project(), "New")
        yield lambda: not self.window.document.is_at(self.start) and self.window.document.data_set is not None

    def _do_open(self, name: str) -> Steps:
        self.window.open_path(self._file(name))
        yield None
        yield None

    def _do_drop(self) -> Steps:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file("old")))])
        none, left, copy = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        QApplication.sendEvent(self.window, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(9, 9), copy, data, left, none))
        yield None
        yield None

    def _do_size(self) -> Steps:
        for width, height in ((1000, 640), (1280, 800)):
            self.window.resize(width, height)
            yield None

    def _do_palette(self) -> Steps:
        self.window.command_palette.open()
        yield None
        QTest.keyClicks(QApplication.focusWidget() or self.window, "light")
        yield None
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Return)
        yield None

    def _file(self, name: str) -> Path:
        path = self.folder / {"picture": "one.png", "code": "code.py"}.get(name, f"{name}-copy.cnnstudio")
        match name:
            case "old":
                shutil.copy(_SAMPLES / "version_1.cnnstudio", path)
            case "spoilt":
                path.write_bytes(b"no project")
            case "picture":
                icon = self.window.windowIcon().pixmap(28, 28)
                icon.save(str(path))
            case "code":
                path.write_text("from keras import layers, Sequential\nm = Sequential([layers.Input((8, 8, 1))])\n")
            case "start":
                shutil.copy(self.start, path)
        return path

    def _actions(self) -> list[list[str]]:
        return [words for words, _ in self._leaves() if not any(out in each for each in words for out in _ACTIONS_OUT)]

    def _leaves(self) -> list[tuple[list[str], QAction]]:
        found = []
        menus: list[tuple[list[str], list[QAction]]] = [([], list(self.window.menuBar().actions()))]
        for words, actions in menus:
            for action in actions:
                named = [*words, action.text()]
                inner = action.menu()
                if isinstance(inner, QMenu):
                    menus.append((named, list(inner.actions())))
                elif action.text():
                    found.append((named, action))
        return found

    def _save_name(self, *given: Any, **named: Any) -> tuple[str, str]:
        """Answers every question for a place: a file of the first kind that is offered."""
        kinds = [each for each in (*given, *named.values()) if isinstance(each, str) and "*." in each]
        ending = re.search(r"\*\.(\w+)", kinds[0]) if kinds else None
        return str(self.folder / f"saved.{ending[1] if ending else 'png'}"), kinds[0] if kinds else ""


def close_over(window: MainWindow) -> None:
    """Closes menus and dialogs, but for those that tell of a crash."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for each in QApplication.topLevelWidgets():
        if isValid(each) and each is not window and each.isVisible() and not isinstance(each, CrashDialog):
            each.close()


class Closer(QTimer):
    """Closes boxes that wait in a loop of their own, soon after they have opened."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, interval=250)
        self._last: QWidget | None = None
        self.timeout.connect(self._look)
        self.start()

    def _look(self) -> None:
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is not None and over is self._last and not isinstance(over, CrashDialog):
            over.close()
        self._last = over


def _gestures(path: str, widget: QWidget) -> list[list[Any]]:
    """What is done with one widget."""
    if isinstance(widget, QAbstractButton):
        return [["click", path, 0.5, 0.5]]
    pointed = [["move", path], ["click", path, 0.3, 0.4], ["wheel", path, -120], ["menu", path, 0.3, 0.4]]
    return [*pointed, ["key", path, "Down"]]


def _do(gesture: list[Any]) -> None:
    if gesture[0] != "move":
        soak_hands.do(gesture)
        return
    widget = soak_hands.find(gesture[1])
    if widget is not None and widget.isVisible():
        area = widget.rect()
        for share in (0.2, 0.5, 0.8):
            QTest.mouseMove(widget, QPoint(int(area.width() * share), int(area.height() * share)))
