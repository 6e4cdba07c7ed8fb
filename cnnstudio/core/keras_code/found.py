"""What reading Keras code gives: a project as far as the code was understood, and notes on its lines."""

from dataclasses import dataclass, replace
from typing import Literal

from cnnstudio.core.language import tr
from cnnstudio.core.project import Project

Severity = Literal["note", "otherwise", "missing"]
"""How much a note matters: said for information; read otherwise than it stands; not read, so that it is missing."""

MOST_NOTES = 300


@dataclass(frozen=True, order=True)
class Note:
    """What was not read as it stands.

    Attributes:
        line: Of ``Found.code``, from 1; 0 where it belongs to no line.
    """

    line: int
    text: str
    severity: Severity = "note"


@dataclass(frozen=True)
class NamedNetwork:
    """One of the networks in the code: what it is called there, and the line where it begins."""

    name: str
    line: int


@dataclass(frozen=True)
class Found:
    """What was found in a text.

    Attributes:
        project: None where no network was found in it.
        notes: In the order of the lines.
        code: The text whose lines the notes name: of a notebook all cells of code, one behind the other.
        told: The parts of the project that the code itself says: "network", "data", "preprocessing", "plan"; the others
            are as usual.
        networks: Every network in the code.
        chosen: Which of them it is.
    """

    project: Project | None
    notes: tuple[Note, ...]
    code: str
    told: frozenset[str] = frozenset()
    networks: tuple[NamedNetwork, ...] = ()
    chosen: int = 0


def without_runs(found: Found) -> Found:
    """As it is for a project of its own: a run that its training begins with lies in another file, and is let go."""
    project = found.project
    if project is None or not project.plan.start:
        return found
    words = tr(
        "Training began with run {start} of another project: here it begins with new weights.", start=project.plan.start
    )
    plan = replace(project.plan, start=0)
    return replace(found, project=replace(project, plan=plan), notes=(Note(0, words, "otherwise"), *found.notes))


class Notebook:
    """The notes as they come about, each once."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}

    def add(self, line: int, text: str, severity: Severity = "note") -> None:
        """One more, unless there are too many already."""
        if len(self._notes) < MOST_NOTES:
            self._notes[Note(line, text, severity)] = None

    def all(self) -> tuple[Note, ...]:
        """In the order of the lines."""
        return tuple(sorted(self._notes, key=lambda note: note.line))
