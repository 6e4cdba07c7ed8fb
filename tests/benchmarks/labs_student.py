"""A student at the real window: clicks, types, trains and waits, by the names of the widgets alone."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from cnnstudio.core.labs.lab import Lab, Question
from cnnstudio.core.labs.standing import standing_of
from cnnstudio.core.messages import EngineState
from cnnstudio.core.runs.run_table import row
from cnnstudio.gui.app import open_window

_LONG = 900.0
"""Seconds that a training may take."""
_SHORT = 30.0


class Student:
    """One window with one project."""

    def __init__(self, keep: Path | None = None) -> None:
        self.folder = keep or Path(tempfile.mkdtemp(prefix="cnnstudio-labs-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.window = open_window()
        self.window.resize(1280, 800)
        states: list[EngineState] = []
        self.window.bridge.event.connect(lambda event: states.append(event) if isinstance(event, EngineState) else None)
        self.until(lambda: any(state.ready for state in states), "the engine", 120)

    def close(self) -> None:
        """Closes the window and lets it end."""
        self.window.close()
        self.rest(0.3)
        self.window.deleteLater()
        self.rest(0.1)

    # Waiting

    def rest(self, seconds: float = 0.05) -> None:
        """Lets the window work."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def until(self, holds: Callable[[], bool], what: str, seconds: float = _SHORT) -> None:
        """Waits; raises TimeoutError where it takes longer."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds:g} s for {what}")
            self.rest()

    # What one does with a mouse and keys

    def child(self, name: str) -> Any:
        """The widget of that name in the window, or in a dialog above it."""
        for root in (self.window, *QApplication.topLevelWidgets()):
            found = root.findChild(QWidget, name)
            if found is not None:
                return found
        raise LookupError(f"There is no {name}.")

    def there(self, name: str) -> None:
        """Waits until a widget is made."""
        self.until(lambda: self._is_there(name), name)

    def _is_there(self, name: str) -> bool:
        try:
            return self.child(name) is not None
        except LookupError:
            return False

    def click(self, name: str) -> None:
        """Presses a button once it may be pressed."""
        self.there(name)
        self.until(lambda: self.child(name).isEnabled(), f"{name} to be enabled")
        button = self.child(name)
        assert isinstance(button, QAbstractButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def page(self, name: str) -> None:
        """Goes to a page by the rail."""
        self.click(f"rail.{name}")
        self.there(f"page.{name}")

    def put(self, name: str, value: Any) -> None:
        """Sets a number, or chooses by its words."""
        self.there(name)
        box = self.child(name)
        box.setFocus()
        if isinstance(box, (QSpinBox, QDoubleSpinBox)):
            box.setValue(value)
        else:
            assert isinstance(box, QComboBox)
            place = box.findText(value)
            if place < 0:
                raise LookupError(f"{name} does not offer {value!r}.")
            box.setCurrentIndex(place)
            box.activated.emit(place)
        box.clearFocus()
        self.rest(0.15)

    def fill(self, setting: str, text: str) -> None:
        """Fills in what was left blank of the selected layer: by typing, or from the list."""
        name = f"build.form.{setting}.blank"
        self.there(name)
        field = self.child(name)
        field.setFocus()
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findText(text))
        else:
            QTest.keyClicks(field, text)
            QTest.keyClick(field, Qt.Key.Key_Return)
        self.rest(0.15)

    def add(self, kind: str) -> None:
        """Adds a layer behind the selected one, by the search above the list of layers."""
        self.page("build")
        search = self.child("build.search")
        search.setFocus()
        search.clear()
        QTest.keyClicks(search, kind)
        self.rest(0.2)
        QTest.keyClick(search, Qt.Key.Key_Return)
        self.rest(0.2)
        search.clear()

    def select(self, name: str) -> None:
        """Selects a layer in the stack."""
        self.page("build")
        self.window.selection.select(name)
        self.rest(0.15)

    # The lab

    def begin(self, name: str) -> Lab:
        """An empty project, and the lab from its card on the Learn page."""
        self.click("start.empty")
        self.until(lambda: self.window.document.is_open, "an open project")
        self.page("learn")
        self.click(f"learn.lab.{name}.begin")
        self.there("lab.panel")
        self.until(lambda: self.bench.lab is not None, "the lab")
        lab: Lab = self.bench.lab
        return lab

    @property
    def bench(self) -> Any:
        """What the panel shows."""
        return self.child("lab.panel")._bench

    def action(self, number: int) -> None:
        """Presses a button of the step."""
        self.click(f"lab.action.{number}")
        self.rest(0.3)

    def answer(self, question: Question, text: str) -> bool | None:
        """Answers a question in the panel; says whether it was right, None of an open one."""
        name = f"lab.question.{question.key}"
        view = self.child(name)
        if question.form == "choice":
            choice = self.child(f"{name}.choice.{question.choices.index(text) + 1}")
            choice.click()
            view._check.click()
        elif question.form == "open":
            view.set_text("")
            QTest.keyClicks(self.child(f"{name}.answer"), text)
            view.keep()
        else:
            line = self.child(f"{name}.answer")
            line.clear()
            QTest.keyClicks(line, text)
            QTest.keyClick(line, Qt.Key.Key_Return)
        self.rest()
        right: bool | None = view.answer.right
        return right

    def reached(self) -> list[str]:
        """The checks of the step that have their tick, once they were all looked at."""
        self.rest(0.3)
        self.until(lambda: not self.bench.is_looking, "the checks")
        step = self.bench.step
        return [check.key for check in step.checks if check.key in self.bench.progress.reached]

    def wait_for_checks(self) -> dict[str, str]:
        """Waits for all checks of the step; what is missing where one does not come, by its key."""
        step = self.bench.step
        end = time.monotonic() + 10
        while len(self.reached()) < len(step.checks) and time.monotonic() < end:
            self.rest(0.2)
        reached = self.bench.progress.reached
        found = self.bench.found
        return {
            check.key: found[check.key].missing if check.key in found else "was never looked at"
            for check in step.checks
            if check.key not in reached
        }

    def standing(self) -> tuple[int, int]:
        """How much of the lab is done, and how much there is."""
        whole = standing_of(self.bench.lab, self.bench.progress)
        return whole.done, whole.count

    def latest(self, what: str) -> float:
        """A figure of the latest run as the table of runs has it."""
        value = row(self.window.document.runs[-1])[what]
        assert isinstance(value, (int, float))
        return value

    # Training

    def train(self, epochs: int | None = None, subset: int | None = None) -> None:
        """Trains with the Train button to the end."""
        if subset is not None:
            self.page("data")
            self.put("data.parts.subset", subset)
        self.page("train")
        if epochs is not None:
            self.put("train.plan.epochs", epochs)
        before = len(self.window.document.runs)
        self.until(lambda: self.window.document.data_set is not None, "the data")
        self.click("train.start")
        self.until(lambda: len(self.window.document.runs) > before, "a run", _LONG)
        self.until(lambda: self.window.document.runs[-1].status != "training", "the run to end", _LONG)
        self.until(lambda: not self.window.training_run.is_active, "the engine to rest", _LONG)

    def picture(self, name: str) -> None:
        """A picture of the window among what is kept."""
        self.window.grab().save(str(self.folder / f"{name}.png"))

    def report(self, name: str) -> int:
        """Writes the report by the dialog behind the last button; bytes of the file."""
        from tests.benchmarks.labs_report import write

        return write(self, self.folder / f"{name}.html")
