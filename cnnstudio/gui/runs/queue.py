"""The runs that wait for the one under way to end."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.project import Project


@dataclass(frozen=True, eq=False)
class Waiting:
    """A run that is to be trained.

    Attributes:
        project: As it was when the run was asked for.
        serial: The document's, so that nothing is trained into another project's file.
        resume: The number of the run that goes on; None for a new one.
        more: How many epochs beyond those it then has a run that goes on gets; 0 for those it was planned with.
    """

    project: Project
    serial: int
    resume: int | None = None
    more: int = 0

    def resumes(self, run: int) -> bool:
        """Whether it is this run, to be resumed to its planned end."""
        return self.resume == run and not self.more


class RunQueue(QObject):
    """First come, first trained; any may be taken out before its turn."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: tuple[Waiting, ...] = ()

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Those that wait, the next one first."""
        return self._waiting

    def add(self, waiting: Waiting) -> None:
        """Puts it at the end."""
        self._put((*self._waiting, waiting))

    def remove(self, waiting: Waiting) -> None:
        """Takes it out; nothing happens where its turn has come."""
        self._put(tuple(each for each in self._waiting if each is not waiting))

    def has_resumed(self, run: int) -> bool:
        """Whether this run waits to be resumed to its planned end; a second time there would be nothing left of it."""
        return any(each.resumes(run) for each in self._waiting)

    def clear(self) -> None:
        """Takes all out."""
        self._put(())

    def keep_only(self, serial: int) -> None:
        """Takes out what waits for other projects than the one with this serial."""
        self._put(tuple(each for each in self._waiting if each.serial == serial))

    def take(self, serial: int) -> Waiting | None:
        """The next one of the project with this serial, taken out; those of others are dropped."""
        mine = [each for each in self._waiting if each.serial == serial]
        self._put(tuple(mine[1:]))
        return mine[0] if mine else None

    def _put(self, waiting: tuple[Waiting, ...]) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self.changed.emit()
