"""The labs there are: those that come with the program and the person's own, read beside the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.words import quoted
from cnnstudio.gui.newest import Newest
from cnnstudio.gui.preferences import Preferences


@dataclass(frozen=True, eq=False)
class Found:
    """A lab with its pictures.

    Attributes:
        pictures: By the names of their files.
        path: Its file.
    """

    lab: Lab
    path: Path
    pictures: Mapping[str, QImage] = field(default_factory=dict)


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
        self.note = ""
        """What of the person's own labs could not be read, in words."""

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
                failed(StudioError(f"There is no lab called {quoted(name)} here.", "Open its file."))

        self.read(look)

    def open_file(self, path: Path, done: Callable[[Found], None], failed: Callable[[Path, StudioError], None]) -> None:
        """Reads a lab's file anew and keeps it among the person's own."""

        def take(found: Found) -> None:
            if found.path not in _own_files():
                self._preferences.remember_lab(str(path))
            if self._labs is not None:
                others = tuple(each for each in self._labs if each.lab.name != found.lab.name)
                self._labs = (*others, found)
                self.changed.emit()
            done(found)

        self._one.run(lambda watch: read(path), take, lambda error: failed(path, error))

    def _take(self, found: tuple[tuple[Found, ...], str]) -> None:
        self._labs, self.note = found
        self.changed.emit()
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _refuse(self, error: StudioError) -> None:
        self._take(((), str(error)))


def read(path: Path) -> Found:
    """A lab and its pictures, on any thread; raises StudioError."""
    from cnnstudio.files import labs as lab_files  # it knows every fact, which the first window needs not

    found = lab_files.read(path)
    return Found(found.lab, found.path, {name: _image(data) for name, data in found.pictures.items()})


def _read_all(own: tuple[Path, ...]) -> tuple[tuple[Found, ...], str]:
    """All labs, and what is said of those that cannot be read; two of a name are one, that of the program first."""
    from cnnstudio.files import labs as lab_files

    found: dict[str, Found] = {}
    missing = []
    for path in (*lab_files.built_in(), *own):
        try:
            lab = read(path)
        except StudioError as error:
            missing.append(f"{quoted(path.name)} could not be read: {error.text}")
            continue
        found.setdefault(lab.lab.name, lab)
    return tuple(found.values()), " ".join(missing)


def _own_files() -> tuple[Path, ...]:
    """Those of the program, links followed."""
    from cnnstudio.files import labs as lab_files

    return tuple(path.resolve() for path in lab_files.built_in())


def _image(data: bytes) -> QImage:
    image = QImage()
    image.loadFromData(data)
    return image
