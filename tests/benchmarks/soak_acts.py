"""What a person does in the window, as values that can be written down and done again."""

import random
import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QFileDialog, QTabWidget, QWidget

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import walk
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.program.paths import resource
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Span, Varied
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from tests.benchmarks import soak_hands

Act = list[Any]
"""Its name, and what it needs: everything JSON can hold."""

_MOST_PARAMETERS = 1_500_000
SMALL = tuple(each for each in PRESETS if analyse(each.project.network).totals.parameters < _MOST_PARAMETERS)
"""What two processors train in seconds."""
_CLOSED = ("start.preset", "start.card", "start.recent")
"""Where gestures do not go: a click there begins any network, however large."""
_LEFT_OUT = ("Quit", "Engine", "New project", "Open recent")
"""Parts of commands that are not given so."""
_KEYS = ("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+D", "Ctrl+A", "Delete", "F1", "Escape")
_SAMPLES = Path(__file__).parents[1] / "samples"
_MOST_UNDOS = 6


class Acts:
    """Chooses and does them, in whichever window stands.

    Args:
        folder: For all files that come of it.
        tell: Is told what was chosen where the act has a number for it only.
        looking: As of ``soak_hands.do``.
    """

    def __init__(
        self,
        window: MainWindow,
        folder: Path,
        tell: Callable[[str], None],
        looking: soak_hands.Looking = nullcontext,
    ) -> None:
        self.window, self.folder, self._tell, self._looking = window, folder, tell, looking
        self._held_until = 0.0
        self._ways: dict[str, tuple[int, Callable[[random.Random], Act | None]]] = {
            "gesture": (55, lambda chance: soak_hands.choose(chance, _CLOSED)),
            "page": (10, lambda chance: ["page", chance.choice(PAGES)[0]]),
            "tab": (6, lambda chance: ["tab", chance.randrange(8)]),
            "layer": (5, lambda chance: ["layer", chance.randrange(30)]),
            "command": (6, lambda chance: ["command", chance.randrange(1000)]),
            "keys": (5, lambda chance: ["keys", chance.choice(_KEYS)]),
            "undo": (4, lambda chance: ["undo", chance.randint(1, _MOST_UNDOS), chance.random() < 0.4]),
            "stroke": (4, _stroke),
            "train": (3, lambda chance: ["train", chance.randint(1, 2), chance.choice((200, 500, 1000))]),
            "stop": (1, lambda _: ["stop"]),
            "pause": (1, lambda _: ["pause"]),
            "new": (1, lambda chance: ["new", chance.choice(SMALL).title]),
            "open": (1, lambda chance: ["open", chance.randrange(100)]),
            "save": (1, lambda chance: ["save", f"saved-{chance.randrange(4)}.cnnstudio"]),
            "size": (1, lambda chance: ["size", chance.randint(960, 1600), chance.randint(600, 1000)]),
            "compare": (1, lambda _: ["compare"]),
            "sweep": (1, lambda chance: ["sweep", chance.randint(2, 4)] if chance.random() < 0.15 else None),
        }

    def choose(self, chance: random.Random) -> Act | None:
        """What comes next, as the window stands now."""
        if isinstance(QApplication.activeModalWidget(), QFileDialog):
            return ["file", chance.choice(("", "", "any.cnnstudio", "picture.png", "lenet.svg", "nothing/at all.npz"))]
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return soak_hands.choose(chance, _CLOSED)
        if not self.window.document.is_open and chance.random() < 0.5:
            return ["new", chance.choice(SMALL).title]
        names = list(self._ways)
        name = chance.choices(names, [self._ways[each][0] for each in names])[0]
        return self._ways[name][1](chance)

    def do(self, act: Act) -> object:
        """Does one; False where there is nothing to do it with."""
        name, *how = act
        found = getattr(self, f"_do_{name}", None)
        return soak_hands.do(act, self._looking) if found is None else found(*how)

    # One after the other

    def _soon(self, what: Callable[[], object], after: int = 1) -> None:
        """Does what comes after another act, as soon as a person could: with each of them in a turn of its own."""
        QTimer.singleShot(after * soak_hands.HELD_MS, self.window, what)

    def _find(self, name: str) -> QWidget | None:
        with self._looking():
            return self.window.findChild(QWidget, name)

    def _do_page(self, name: str) -> None:
        button = self._find(f"rail.{name}")
        if button is not None and button.isEnabled():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _do_tab(self, number: int) -> bool:
        with self._looking():
            seen = [each for each in self.window.findChildren(QTabWidget) if each.isVisible()]
        for tabs in seen[:1]:
            tabs.setCurrentIndex(number % tabs.count())
        return bool(seen)

    def _do_layer(self, number: int) -> bool:
        names = [node.name for _, node in walk(self.window.document.project.network.nodes)]
        if names:
            self.window.selection.select(names[number % len(names)])
        return bool(names)

    def _do_command(self, number: int) -> None:
        with self._looking():  # they stand in the palette before one of them is chosen
            commands = [each for each in self.window._commands(False) if not any(out in each.text for out in _LEFT_OUT)]
            command = commands[number % len(commands)]
        self._tell(command.text)
        command.do()

    def _do_keys(self, keys: str) -> None:
        *held, key = keys.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[each]
        QTest.keyClick(QApplication.focusWidget() or self.window, getattr(Qt.Key, f"Key_{key}"), modifiers)

    def _do_undo(self, count: int, again: bool) -> bool:
        """As fast as a held key, so that the window can show each step; a person holds one key at a time."""
        if time.monotonic() < self._held_until:
            return False
        stack = self.window.document.undo_stack
        steps = [stack.undo] * count + [stack.redo] * (count if again else 0)
        for number, step in enumerate(steps):
            QTimer.singleShot(number * soak_hands.HELD_MS, self.window, step)
        self._held_until = time.monotonic() + (len(steps) * soak_hands.HELD_MS) / 1000
        return True

    def _do_stroke(self, places: list[list[float]]) -> None:
        self._do_page("draw")
        self._soon(lambda: soak_hands.do(["drag", "draw.canvas", places], self._looking))

    def _do_train(self, epochs: int, pictures: int) -> None:
        document = self.window.document
        if self.window.training_run.is_active or document.is_read_only:
            return
        project = document.project
        data, plan = replace(project.data, subset=pictures), replace(project.plan, epochs=epochs)
        document.change(replace(project, data=data, plan=plan), "Train little")
        self._soon(lambda: soak_hands.do(["click", "toolbar.train", 0.5, 0.5], self._looking))

    def _do_stop(self) -> None:
        self.window.training_run.stop_all()
        self.window.experiments.stop()

    def _do_pause(self) -> None:
        if self.window.training_run.is_active:
            self.window.training_run.turn_pause()

    def _do_new(self, title: str) -> None:
        preset = next(each for each in SMALL if each.title == title)
        data = replace(preset.project.data, subset=500)
        self.window.new_project(replace(preset.project, data=data), preset.title)

    def _do_open(self, number: int) -> None:
        found = sorted(each for each in self.folder.iterdir() if each.suffix in (".cnnstudio", ".keras", ".py", ".png"))
        labs = sorted(resource("labs").glob("*.toml"))
        offered = [*found, *found, *sorted(_SAMPLES.glob("*.cnnstudio")), *labs]
        chosen = offered[number % len(offered)]
        self._tell(chosen.name)
        # What is kept for ever is not to be edited, nor brought to the newest version.
        self.window.open_path(Path(shutil.copy(chosen, self.folder)) if chosen.parent == _SAMPLES else chosen)

    def _do_save(self, name: str) -> None:
        if self.window.document.is_open:
            self.window.document.save_as(self.folder / name, self.window.files._moved)

    def _do_size(self, width: int, height: int) -> None:
        self.window.resize(width, height)

    def _do_compare(self) -> None:
        self._do_page("compare")
        self._soon(self._select_all_runs)

    def _select_all_runs(self) -> None:
        table = self._find("compare.table")
        if table is not None and table.isVisible():
            table.selectAll()  # type: ignore[attr-defined]

    def _do_sweep(self, count: int) -> None:
        document = self.window.document
        if self.window.training_run.is_active or self.window.experiments.is_active or document.is_read_only:
            return
        rate = Varied(Place("plan", "learning_rate"), Span(0.0003, 0.03, count, log=True))
        project = document.project
        plan, data = replace(project.plan, epochs=1), replace(project.data, subset=200)
        document.change(replace(project, plan=plan, data=data, sweep=Sweep(varied=(rate,))), "Sweep little")
        self._soon(lambda: self._do_page("sweep"))
        self._soon(self._begin_sweep, 2)

    def _begin_sweep(self) -> None:
        if not self.window.experiments.why_not_begin:
            self.window.experiments.begin(Where())

    def _do_file(self, name: str) -> bool:
        """Answers a file dialog: with a name in the folder, or not at all."""
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return False
        if not name:
            dialog.reject()
            return True
        dialog.selectFile(str(self.folder / name))
        QTimer.singleShot(soak_hands.HELD_MS, dialog, lambda: _accept(dialog))
        return True

    def rest(self) -> None:
        """Closes what lies above the window, and ends what is on."""
        for _ in range(10):
            above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if above is None:
                break
            above.close()
        if isinstance(focus := QApplication.focusWidget(), QAbstractSpinBox):
            focus.clearFocus()
        self._do_stop()


def _accept(dialog: QFileDialog) -> None:
    dialog.accept()
    if dialog.isVisible() and QApplication.activeModalWidget() is dialog:
        dialog.reject()


def _stroke(chance: random.Random) -> Act:
    x, y = chance.uniform(0.2, 0.8), chance.uniform(0.2, 0.8)
    places = []
    for _ in range(chance.randint(3, 25)):
        x, y = (min(max(each + chance.uniform(-0.12, 0.12), 0.02), 0.98) for each in (x, y))
        places.append([round(x, 3), round(y, 3)])
    return ["stroke", places]
