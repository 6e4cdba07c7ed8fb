"""Does the program's own labs from the first step to the report in the real window, with the real engine.

Every question is answered wrongly first and rightly then, every check is looked at before its task is done and after
it; what is trained is trained on built-in data, with fewer pictures where the lab allows it. One JSON line a lab. Ends
with 1 where a wrong answer was taken or a right one refused, or where a check held too early or never.

    python tests/benchmarks/labs.py [LAB …] [--keep FOLDER]
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.home import take_home

take_home()

from PySide6.QtWidgets import QApplication

from cnnstudio.core.labs.lab import Asked, Question
from tests.benchmarks.labs_moves import MOVES
from tests.benchmarks.labs_student import Student

NAMES = ("first-cnn", "workshop-mnist", "finger-exercise", "applied-ml", "practical-work", "lenet-lab")


def do(student: Student, name: str) -> dict[str, object]:
    """Does one lab and says how it went."""
    began = time.perf_counter()
    lab = student.begin(name)
    taken: dict[str, int] = {"right": 0, "open": 0, "wrong_refused": 0, "reached": 0, "unreached_before": 0}
    trouble: list[str] = []
    before: list[str] = []
    for number, step in enumerate(lab.steps, 1):
        early = [] if not step.checks else student.reached()
        taken["unreached_before"] += len(step.checks) - len(early)
        before += early
        for move in MOVES[name].get(number, ()):
            move(student)
        for question in step.questions:
            _ask(student, question, taken, trouble)
        missing = student.wait_for_checks()
        taken["reached"] += len(step.checks) - len(missing)
        trouble += [f"{key}: {words}" for key, words in missing.items()]
        student.picture(f"{name}-{number}")
        if number < len(lab.steps):
            student.click("lab.next")
    size = student.report(name)
    done, count = student.standing()
    return {
        "lab": name,
        "steps": len(lab.steps),
        **taken,
        "held_before": before,
        "done": f"{done} of {count}",
        "runs": len(student.window.document.runs),
        "report_bytes": size,
        "trouble": trouble,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _ask(student: Student, question: Question, taken: dict[str, int], trouble: list[str]) -> None:
    right, wrong = _answers(student, question)
    if question.form == "open":
        student.answer(question, right)
        taken["open"] += 1
        return
    if student.answer(question, wrong) is False:
        taken["wrong_refused"] += 1
    else:
        trouble.append(f"{question.key}: the wrong answer {wrong!r} was not refused")
    if student.answer(question, right) is True:
        taken["right"] += 1
    else:
        trouble.append(f"{question.key}: the right answer {right!r} was not taken")


def _answers(student: Student, question: Question) -> tuple[str, str]:
    """A right and a wrong one; what depends on a run is read off it, not asked of the lab."""
    match question.form:
        case "open":
            return "I saw it with my own eyes.", ""
        case "choice":
            return question.accepted[0], next(each for each in question.choices if each not in question.accepted)
        case "text":
            return question.accepted[0], "something else"
    number = student.latest(question.answer.what) if isinstance(question.answer, Asked) else question.answer
    assert number is not None
    return f"{number:,.10g}", f"{number * 1.2 + 1:,.10g}"


def main() -> int:
    """Does the labs that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labs", nargs="*", choices=(*NAMES, []), default=[])
    parser.add_argument("--keep", type=Path, help="where the reports and pictures of the window are put")
    given = parser.parse_args()
    QApplication(sys.argv[:1])
    failed = False
    for name in given.labs or NAMES:
        result = _alone(lambda student, name=name: do(student, name), given.keep)
        failed |= bool(result["trouble"])
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return int(failed)


def _alone(work: Callable[[Student], dict[str, object]], keep: Path | None) -> dict[str, object]:
    """Each lab in a window and a project of its own."""
    student = Student(keep)
    try:
        return work(student)
    finally:
        student.close()


if __name__ == "__main__":
    sys.exit(main())
