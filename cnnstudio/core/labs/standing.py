"""How much of a lab or of one of its steps is done, in numbers and words."""

from dataclasses import dataclass

from cnnstudio.core.labs.asked import is_aside
from cnnstudio.core.labs.lab import Check, Lab, Question, Step
from cnnstudio.core.labs.progress import Progress
from cnnstudio.core.language import tr


@dataclass(frozen=True)
class Standing:
    """Questions answered rightly, or at all where nobody checks them, and checks reached."""

    done: int
    count: int

    @property
    def share(self) -> float:
        """0 to 1; of what has nothing to be done 0."""
        return self.done / self.count if self.count else 0.0

    @property
    def words(self) -> str:
        """ "3 of 12 done"; "all 12 done"."""
        if not self.count:
            return ""
        return (
            tr("all {count} done", count=self.count)
            if self.done == self.count
            else tr("{done} of {count} done", done=self.done, count=self.count)
        )

    @property
    def words_left(self) -> str:
        """What is still to be done in a step."""
        left = self.count - self.done
        return "" if not self.count else tr("All done here") if not left else tr("{left} to do here", left=left)


def standing_of(lab: Lab, progress: Progress) -> Standing:
    """Of the whole lab."""
    return _standing(lab.questions, lab.checks, progress)


def step_standing(step: Step, progress: Progress) -> Standing:
    """Of one step."""
    return _standing(step.questions, step.checks, progress)


def is_begun(progress: Progress) -> bool:
    """Whether anything was done in it."""
    return bool(progress.step) or not all(map(is_aside, (*progress.answers, *progress.reached)))


def _standing(questions: tuple[Question, ...], checks: tuple[Check, ...], progress: Progress) -> Standing:
    done = sum(_is_done(question, progress) for question in questions)
    done += sum(check.key in progress.reached for check in checks)
    return Standing(done, len(questions) + len(checks))


def _is_done(question: Question, progress: Progress) -> bool:
    answer = progress.answers.get(question.key)
    if answer is None:
        return False
    return bool(answer.text.strip()) if question.form == "open" else bool(answer.right)
