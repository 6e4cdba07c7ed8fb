"""How far a student is in a lab; kept in the project file, and all that a report needs besides the lab."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """What was answered to a question.

    Attributes:
        text: The last answer as it was typed or chosen.
        right: Whether it was right; None of an open question, and before the first try.
        tries: How often it was checked.
        hints: How many hints were shown.
    """

    text: str = ""
    right: bool | None = None
    tries: int = 0
    hints: int = 0


@dataclass(frozen=True)
class Reached:
    """That a check held.

    Attributes:
        when: ISO 8601 with the offset from UTC.
        found: What was found, in words: "695,970 parameters", "Run 3: 0.9675".
    """

    when: str
    found: str


@dataclass(frozen=True)
class Progress:
    """Of one lab in one project.

    Attributes:
        lab: The lab's name.
        digest: The lab's digest when it was begun; another one since then is told.
        student: The name for the report; empty until it is asked.
        step: The step that is open, counted from 0.
        answers: By the question's key.
        reached: By the check's key; what was reached stays so, whatever is changed in the project afterwards.
        hints: Hints shown of checks, by the check's key.
        asked: What was asked and checked, by the key: ``core.labs.asked.marks_of`` the lab. What is another question
            now is not answered by it.
    """

    lab: str
    digest: str = ""
    student: str = ""
    step: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reached: Mapping[str, Reached] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
