"""The stage on which slots are spoiled: a window on a project, what is told in it, and whether all is well after it."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from cnnstudio.core.analysis import analyse
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.errors import CrashDialog
from cnnstudio.gui.main_window import MainWindow
from tests.benchmarks.slots_acts import Act, Acts, Closer, Steps, start_project, write_start
from tests.benchmarks.slots_engine import AnsweringBridge
from tests.benchmarks.slots_points import Injected, Points

PATIENCE = 4.0
_BREATH = 0.01
_LONG = 60.0
_BROKEN_S = 0.4
"""How long a virtual raises at every call."""


class Play:
    """One window after the other in one process.

    Attributes:
        strange: Exceptions that we have not made ourselves, each once.
        late: Whether something that an act waits for did not come.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.points = folder, Points()
        self._home = folder / "home"
        self.strange: list[str] = []
        self.late = ""
        self._caught = 0
        sys.__excepthook__ = self._note  # type: ignore[misc]  # the reporter prints by it
        self.begin()

    def begin(self, spoiled: str = "") -> None:
        """Makes a window with all its pages on a new copy of the project.

        Args:
            spoiled: Raises while that is done, but not in the window's own constructor: nobody could be told of it.
        """
        os.environ["CNNSTUDIO_HOME"] = str(self._home)
        shutil.rmtree(self._home, ignore_errors=True)
        files = self.folder / "files"
        shutil.rmtree(files, ignore_errors=True)
        files.mkdir()
        self.start = files / "start.cnnstudio"
        write_start(self.start)
        self.bridge = AnsweringBridge()
        self.window = MainWindow(bridge=self.bridge)  # type: ignore[arg-type]
        self.window.crash_reporter.install()
        self.points.reached.clear()
        self.points.arm(spoiled)
        made: list[bool] = []
        self.window.pages.all_made.connect(lambda: made.append(True))
        self.window.first_painted.connect(self.window.start_up)
        self.window.resize(1280, 800)
        self.window.show()
        self.closer = Closer(self.window)
        self.acts = Acts(self.window, self.bridge, self.start, files)
        self.wait(lambda: bool(made), _LONG)
        QTimer.singleShot(0, self.window, lambda: self.window.open_path(self.start))
        self.wait(lambda: self.window.document.data_set is not None or self.points.fired, _LONG)
        self.wait(lambda: self.window.document.data_set is not None, PATIENCE)

    def end(self) -> None:
        """Closes the window, if need be twice."""
        for _ in range(2):
            if self.window.isVisible():
                QTimer.singleShot(0, self.window, self.window.close)
                self.wait(lambda: not self.window.isVisible(), PATIENCE)
        for dialog in self.dialogs():
            dialog.close()
        self.closer.stop()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def do(self, act: Act) -> None:
        """Does an act, and brings the window back to where it was."""
        self.late = ""
        self._play(self.acts.steps(act))
        self._play(self.acts.tidied())

    def _play(self, steps: Steps) -> None:
        turns: list[Callable[[], bool] | None] = []
        is_over = False

        def turn() -> None:
            nonlocal is_over
            is_over = True
            turns.append(next(steps))
            is_over = False

        def take() -> None:
            try:
                turn()
            except StopIteration:
                pass
            finally:
                done.append(True)

        while not is_over:
            done: list[bool] = []
            QTimer.singleShot(0, self.window, take)
            if not self.wait(lambda done=done: bool(done), 20.0):  # type: ignore[misc]
                self.late = "a step does not end"
                return
            self.wait(lambda: False, _BREATH)
            awaited = turns.pop() if turns else None
            if awaited is not None and not self.wait(awaited, PATIENCE):
                self.late = "what was waited for did not come"

    def wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Lets the window work until something holds, or for so long."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                return False
            QApplication.processEvents()
            time.sleep(0.001)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return True

    # What is told, and whether all is well

    def dialogs(self) -> list[CrashDialog]:
        """Those that tell of a mistake now."""
        return [each for each in self.window.findChildren(CrashDialog) if each.isVisible()]

    def told(self) -> str:
        """What they tell."""
        return "\n".join(each.report for each in self.dialogs())

    def go_on(self) -> None:
        """Presses what lets the person go on."""
        for dialog in self.dialogs():
            button = dialog.findChild(QPushButton, "crash.go_on")
            assert button is not None
            button.click()
        self.wait(lambda: not self.dialogs(), PATIENCE)

    def spoil(self, key: str, act: Act) -> list[str] | None:
        """Has one point raise in an act; what is wrong after it, or None where it was not reached."""
        self.strange.clear()
        self.points.arm(key)
        self.do(act)
        if not self.points.fired:
            self.points.arm("")
            return None
        return [*self._wrong_telling(key), *self._wrong_now()]

    def break_virtual(self, key: str, act: Act) -> list[str]:
        """Has a virtual raise at every call for a while; what is wrong then or after it."""
        self.strange.clear()
        self.points.arm("")
        mend = self.points.break_for_good(key)
        try:
            self._play(self.acts.steps(act))
            turns = 0

            def count() -> bool:
                nonlocal turns
                turns += 1
                self.window.update()
                return False

            self.wait(count, _BROKEN_S)
            # A busy machine may have had no turn for it in so short a time.
            is_still = not self.wait(lambda: count() or turns > 1, PATIENCE)
            count_told = len(self.dialogs())
        finally:
            mend()
        self.go_on()
        self._play(self.acts.tidied())
        wrong = [f"{count_told} dialogs at once"] if count_told > 1 else []
        wrong += ["the window stands still"] if is_still else []
        return [*wrong, *self._wrong_now()]

    def _wrong_telling(self, key: str) -> list[str]:
        # What failed on a thread arrives a moment later.
        self.wait(lambda: key in self.told(), 1.0)
        told, dialogs = self.told(), len(self.dialogs())
        wrong = [] if key in told or self.points.is_overtaken else [f"not told ({self.window.message_bar.text!r})"]
        wrong += [f"{dialogs} dialogs"] if dialogs > 1 else []
        wrong += [f"told {told.count(f'Injected: {key}')} times"] if told.count(f"Injected: {key}") > 1 else []
        wrong += [f"then: {each}" for each in self.strange]
        self.strange.clear()
        self.go_on()
        return wrong

    def _wrong_now(self) -> list[str]:
        """Of the document, its file and the next acts."""
        window, document = self.window, self.window.document
        self.late = ""  # that the spoiled act itself does not come to its end may be
        if not window.isVisible():
            return ["the window is gone"]
        self._play(self.acts.tidied())  # the way back may have been cut short
        self.points.arm("")
        wrong = [] if document.is_at(self.start) else [f"another project is open: {document.path}"]
        if document.analysis != analyse(document.project.network, 10, document.project.plan.loss):
            wrong.append("the analysis is of another network")
        edited = replace(document.project, plan=replace(document.project.plan, epochs=document.project.plan.epochs + 1))
        QTimer.singleShot(0, window, lambda: document.change(edited, "Epochs"))
        if not self.wait(lambda: document.project == edited and document.is_saved, PATIENCE):
            wrong.append("an edit is not saved")
        elif (stored := self._stored()) != edited:
            wrong.append(f"the file holds something else: {stored}")
        QTimer.singleShot(0, window, document.undo_stack.undo)
        self.wait(lambda: document.project != edited, PATIENCE)
        if document.project != start_project():
            wrong.append("undo does not lead back")
        for page in ("train", "build"):
            QTimer.singleShot(0, window, lambda page=page: window.show_page(page))
            if not self.wait(lambda page=page: window.pages.page(page).isVisible(), PATIENCE):  # type: ignore[misc]
                wrong.append(f"the {page} page does not come")
        wrong += [f"later: {each}" for each in self.strange]
        wrong += [f"late: {self.late}"] if self.late else []
        wrong += ["told once more"] if self.dialogs() else []
        self.strange.clear()
        self.go_on()
        return wrong

    def _stored(self) -> object:
        with ProjectFile.open(self.start, read_only=True) as file:
            return file.project() if len(file.runs()) >= 2 else "without its runs"

    def _note(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if kind is Injected or "Injected" in repr(error) or _is_by_ours(error):
            self._caught += 1
            return
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
        words = f"{kind.__name__}: {error} ({where})"
        if words not in self.strange:
            self.strange.append(words)


def _is_by_ours(error: BaseException) -> bool:
    return any(isinstance(each, Injected) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
