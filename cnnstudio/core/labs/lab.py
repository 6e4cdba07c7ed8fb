"""A lab as a value: its steps, what they offer to do, what they ask, and what they check in the open project.

A lab is data. It names things the program knows (presets, pages, layers, facts) and holds text; there is nothing in it
that could be run, and the only files it names lie in its own folder.
"""

from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.by_hand.exercise import Exercise

FactValue = int | float | str | tuple["FactValue", ...]
"""What a fact of a project can be: a count, a share from 0 to 1, a name, a shape or a table of numbers."""

Operator = Literal["is", "is_not", "at_least", "at_most", "above", "below", "one_of"]

Subject = Literal["project", "run", "by_hand"]
"""What a check looks at: the open project; any run of it that has ended; the exercise in convolution by hand."""

ActionKind = Literal["preset", "page", "select", "code", "by_hand"]
"""Takes a preset into the open project; goes to a page; selects a layer; opens Keras code; opens an exercise."""


@dataclass(frozen=True)
class Asked:
    """A fact by its name in ``core.labs.facts``.

    Attributes:
        what: "parameters", "output shape", "val_accuracy" …
        of: Which layer, where the fact is one of a layer: its name, "last Dense", "first Conv2D", "layer 3",
            "last layer", "layer before last". Empty elsewhere.
        run: Whose fact it is: "" of the open project, "latest" or "best" of a run that has ended.
    """

    what: str
    of: str = ""
    run: Literal["", "latest", "best"] = ""


@dataclass(frozen=True)
class Need:
    """What a fact has to be.

    Attributes:
        tolerance: How far a number may be from ``value``, with "is" and "is_not".
    """

    fact: Asked
    operator: Operator
    value: FactValue
    tolerance: float = 0.0


@dataclass(frozen=True)
class Action:
    """A button of a step.

    Attributes:
        value: The preset's name, the page's, which layer, or the Keras code itself; empty of an exercise.
        exercise: What "by_hand" opens.
        hidden: Whether its answer is hidden, to be worked out.
    """

    kind: ActionKind
    label: str
    value: str = ""
    exercise: Exercise | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Question:
    """Something the student answers in words or numbers.

    Attributes:
        key: Its own within the lab.
        text: Markdown.
        form: "number"; "choice", one of ``choices``; "text", one of ``accepted`` (case and space do not matter);
            "open", a text of the student's own that nobody checks and that stands in the report.
        answer: The right number; a fact where it is taken from the open project; None in the other forms.
        tolerance: How far a number may be away.
        choices: What there is to choose from.
        accepted: The right choice alone, or every text that is right.
        hints: Shown one by one after wrong tries.
        why: Markdown, shown with the right answer.
    """

    key: str
    text: str
    form: Literal["number", "choice", "text", "open"]
    answer: float | Asked | None = None
    tolerance: float = 0.0
    choices: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Check:
    """Something to be reached, looked up in the open project whenever it changes.

    Attributes:
        key: Its own within the lab.
        say: What is to be reached, a line of Markdown: "Your network has 695,970 parameters".
        needs: All of them have to hold, of one and the same subject.
        count: Of runs: how many have to meet the needs.
        different: Of several runs: facts that are not the same in any two of those that count.
        same: Of several runs: facts that are the same in all of those that count.
    """

    key: str
    say: str
    needs: tuple[Need, ...]
    subject: Subject = "project"
    count: int = 1
    different: tuple[Asked, ...] = ()
    same: tuple[Asked, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture of a step: the name of a PNG or JPEG file beside the lab, and what it shows for who cannot see it."""

    name: str
    words: str


@dataclass(frozen=True)
class Step:
    """A page of the sheet, in the order in which its parts stand there.

    Attributes:
        text: Markdown; no pictures, no HTML and no addresses in it are followed.
    """

    title: str
    text: str
    pictures: tuple[Picture, ...] = ()
    actions: tuple[Action, ...] = ()
    questions: tuple[Question, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Lab:
    """A guided sheet.

    Attributes:
        name: What its progress is kept under: the file's name without ".toml".
        minutes: How long it takes, roughly; 0 where the author does not say.
        digest: SHA-256 of the file, hexadecimal; of a translation that of its original.
        original: Of a translation the lab as it was written, part by part the same but for its words; progress is
            kept in the words of this one, so that it is the same in every language.
    """

    name: str
    title: str
    about: str
    steps: tuple[Step, ...]
    minutes: int = 0
    digest: str = ""
    original: "Lab | None" = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in order."""
        return tuple(question for step in self.steps for question in step.questions)

    @property
    def checks(self) -> tuple[Check, ...]:
        """All of them, in order."""
        return tuple(check for step in self.steps for check in step.checks)
