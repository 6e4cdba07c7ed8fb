"""What ``slots.py`` does in a process that may end: it says each step in a file before it takes it."""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.benchmarks.slots_acts import Act
from tests.benchmarks.slots_play import Play

_MOST_ROUNDS = 2


def child(kind: str, log: Path, given: argparse.Namespace) -> int:
    """Ends the process without taking it apart."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    folder = Path(tempfile.mkdtemp(prefix="cnnstudio-slots-"))
    os.environ["CNNSTUDIO_HOME"] = str(folder / "home")
    try:
        work = Child(log, given, folder)
        getattr(work, kind)()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stderr.flush()
    os._exit(0)


class Child:
    """Watches, or spoils; goes on where one before it has ended."""

    def __init__(self, log: Path, given: argparse.Namespace, folder: Path) -> None:
        self._log, self._given, self._folder = log, given, folder
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
        self._acts: list[tuple[Act, list[str]]] = [(line["act"], line["reached"]) for line in lines if "act" in line]
        self._making = next((line["reached"] for line in lines if "making" in line), [])
        self._over = {line["done"] for line in lines if "done" in line}
        # What began and was never done was not reached, or ended the process.
        self._tries = Counter(line["begun"] for line in lines if "begun" in line)

    def watch(self) -> None:
        """Does every act once, and says what each reaches that none before it did."""
        play = Play(self._folder)
        play.points.arm("")
        play.end()
        play.begin()
        seen = set(play.points.reached)
        self._say(making=True, reached=sorted(seen))
        waiting = play.acts.by_hand()
        rest = play.acts.in_view()
        count = 0
        while not self._given.acts or count < self._given.acts:
            act = waiting.pop(0) if waiting else next(rest, None)
            if act is None:
                break
            count += 1
            play.points.reached.clear()
            play._play(play.acts.steps(act))
            if len(act) < (7 if act[0] == "use" else 5):
                waiting += play.acts.in_dialog(act)
            play._play(play.acts.tidied())
            new = play.points.reached - seen
            seen |= new
            if new or play.strange or play.late:
                reached, strange = sorted(play.points.reached), play.strange
                self._say(act=act, new=len(new), reached=reached, strange=strange, late=play.late)
            play.strange.clear()
            play.late = ""
        play.points.reached.clear()
        play.end()
        closing = play.points.reached - seen
        self._say(closing=True, reached=sorted(closing), known=sorted(play.points.known))

    def spoil(self) -> None:
        """Spoils every point in the act that reaches it."""
        play = Play(self._folder)
        for round_ in range(_MOST_ROUNDS):
            tried: set[str] = set()
            for number, (act, reached) in enumerate(self._acts):
                later = {key for _, keys in self._acts[number + 1 :] for key in keys} if round_ % 2 else set()
                # The first act that reaches it, then the last one: what is done anew there may be reached there only.
                for key in [key for key in self._left(reached) if key not in tried and key not in later]:
                    tried.add(key)
                    if not self._spoil(play, act, key) or not play.window.isVisible():
                        play.end()
                        play.begin()
        play.points.close()
        play.end()

    def _left(self, keys: list[str]) -> list[str]:
        chosen = [key for key in keys if self._given.only in key]
        if self._given.most:
            step = max(1, len({key for _, keys in self._acts for key in keys}) // self._given.most)
            chosen = [key for key in chosen if hash_of(key) % step == 0]
        both = [each for key in chosen for each in (key, f"always {key}") if each == key or "virtual " in key]
        return [key for key in both if key not in self._over]

    def _spoil(self, play: Play, act: Act, key: str) -> bool:
        """Whether the window is well after it."""
        if self._tries.get(key, 0) >= _MOST_ROUNDS:
            return True
        self._say(begun=key, by=act)
        if key.startswith("always "):
            wrong: list[str] | None = play.break_virtual(key.removeprefix("always "), act)
        else:
            wrong = play.spoil(key, act)
        if wrong is None:
            return True
        self._over.add(key)
        self._say(done=key, wrong=wrong, by=act)
        return not wrong

    def make(self) -> None:
        """Spoils what is reached while a window is made, each in one of its own."""
        play = Play(self._folder)
        for key in self._left(self._making):
            if key.startswith("always "):
                continue
            self._say(begun=key, by=["making"])
            play.points.arm("")
            play.end()
            play.begin(key)
            if play.points.fired:
                self._say(done=key, wrong=[*play._wrong_telling(key), *play._wrong_now()])

    def _say(self, **what: Any) -> None:
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")


def hash_of(key: str) -> int:
    """The same number in every process."""
    return sum(key.encode())
