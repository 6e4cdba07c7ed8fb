"""The labs there are: those that come with the program and the person's own, read beside the window."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.threads.newest import Newest


@dataclass(frozen=True, eq=False)
class Found:
    """A lab with its pictures.

    Attributes:
        pictures: PNG and JPEG files by their names, as they are.
        path: Its file.
    """

    lab: Lab
    path: Path
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class Shelf(QObject):
    """Reads labs when they are first asked for; what cannot be read is left out and said."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._all = Newest("reading labs", self)
        self._one = Newest("reading a lab", self)
        self._labs: tuple[Found, ...] | None = None
        self._then: list[Callable[[], None]] = []
        self.lost: dict[Path, str] = {}
        """Those of the person's own that could not be read, with why; without words where the file is gone."""
        self._hidden: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What of the person's own labs could not be read or is not shown, in words."""
        gone = [path for path, words in self.lost.items() if not words]
        return " ".join((*_gone(gone), *filter(None, self.lost.values()), *self._hidden))

    @property
    def labs(self) -> tuple[Found, ...]:
        """Those that were read: the program's own, then the person's, the newest first."""
        return self._labs or ()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._all.is_busy or self._one.is_busy

    def read(self, then: Callable[[], None] = lambda: None) -> None:
        """Reads all, if that was not done yet; ``then`` is called once they are there."""
        if self._labs is not None:
            then()
            return
        self._then.append(then)
        if not self._all.is_busy:
            own = tuple(map(Path, self._preferences.labs))
            self._all.run(lambda watch: _read_all(own), self._take, self._refuse)

    def find(self, name: str, done: Callable[[Found], None], failed: Callable[[StudioError], None]) -> None:
        """Gives the lab of that name once it is read, or says that there is none."""

        def look() -> None:
            found = next((each for each in self.labs if each.lab.name == name), None)
            if found is not None:
                done(found)
            else:
                failed(StudioError(tr("There is no lab called {name} here.", name=quoted(name)), tr("Open its file.")))

        self.read(look)

    def forget_lost(self) -> None:
        """Names those no more that could not be read; their files, if they are anywhere, stay."""
        for path in self.lost:
            self._preferences.forget_lab(str(path))
        self.lost = {}
        self.changed.emit()

    def _no_more_lost(self, path: Path) -> None:
        """A file was read: it is the one of its name that was looked for."""
        for lost in [each for each in self.lost if each.name == path.name]:
            del self.lost[lost]
            if lost != path:
                self._preferences.forget_lab(str(lost))

    def open_file(self, path: Path, done: Callable[[Found], None], failed: Callable[[Path, StudioError], None]) -> None:
        """Reads a lab's file anew and keeps it among the person's own."""

        def take(found: Found) -> None:
            if found.path not in _own_files():
                self._preferences.remember_lab(str(path))
            if self._labs is not None:
                others = tuple(each for each in self._labs if each.lab.name != found.lab.name)
                hidden = [_hidden(each, found) for each in self._labs if each not in others]
                self._hidden += tuple(words for each in hidden for words in each)
                self._no_more_lost(path)
                self._labs = (*others, found)
                self.changed.emit()
            done(found)

        self._one.run(lambda watch: _read_own(path), take, lambda error: failed(path, error))

    def _take(self, found: "_All") -> None:
        self._labs, self.lost, self._hidden = found
        self.changed.emit()
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _refuse(self, error: StudioError) -> None:
        self._take(((), {}, (str(error),)))


_All = tuple[tuple[Found, ...], dict[Path, str], tuple[str, ...]]
"""The labs, the person's own that could not be read with why, and what else there is to say."""


def read(path: Path) -> Found:
    """A lab and its pictures, on any thread; raises StudioError."""
    from cnnstudio.files import labs as lab_files  # it knows every fact, which the first window needs not

    found = lab_files.read(path)
    return Found(found.lab, found.path, found.pictures)


def _read_own(path: Path) -> Found:
    """A lab of the person's own; raises StudioError also where the program has one of that name."""
    found = read(path)
    if found.path not in _own_files() and found.lab.name in _own_names():
        words = tr(
            "{name} is called like a lab of the program, and progress is kept by that name.", name=quoted(path.name)
        )
        raise StudioError(words, tr("Give the file another name, then open it."))
    return found


def _read_all(own: tuple[Path, ...]) -> _All:
    """All labs, and what is said of those that cannot be read; two of a name are one, that of the program first."""
    from cnnstudio.files import labs as lab_files

    found: dict[str, Found] = {}
    lost: dict[Path, str] = {}
    said: list[str] = []
    for path in (*lab_files.built_in(), *own):
        try:
            lab = read(path)
        except StudioError as error:
            words = tr("{name} could not be read: {text}", name=quoted(path.name), text=error.text)
            if path in own:
                lost[path] = words if os.path.lexists(path) else ""
            else:
                said.append(words)
            continue
        first = found.setdefault(lab.lab.name, lab)
        said.extend(_hidden(lab, first))
    return tuple(found.values()), lost, tuple(said)


def _gone(paths: list[Path]) -> tuple[str, ...]:
    """What is said of files that are not there any more."""
    if not paths:
        return ()
    names = ", ".join(quoted(path.name) for path in paths)
    if len(paths) > 1:
        return (tr("{names} are not where you opened them.", names=names),)
    return (tr("{names} is not where you opened it.", names=names),)


def _own_files() -> tuple[Path, ...]:
    """Those of the program, links followed."""
    from cnnstudio.files import labs as lab_files

    return tuple(path.resolve() for path in lab_files.built_in())


def _own_names() -> tuple[str, ...]:
    from cnnstudio.files import labs as lab_files

    return tuple(path.stem for path in lab_files.built_in())


def _hidden(lab: Found, by: Found) -> tuple[str, ...]:
    """What is said of a lab that is not shown because of another one of its name; nothing where they say the same."""
    if lab.path == by.path or lab.lab.digest == by.lab.digest:
        return ()
    whose = (
        tr("one of the program") if by.lab.name in _own_names() else tr("the one in {parent}", parent=by.path.parent)
    )
    shown = tr(
        "{name} in {parent} is not shown: {whose} has the same name. Give one of the files another name.",
        name=quoted(lab.path.name),
        parent=lab.path.parent,
        whose=whose,
    )
    return (shown,)
