"""A question of each form, as the ways to ask make them; the topic gives it its key."""

from collections.abc import Sequence

from cnnstudio.core.arithmetic import product_in_words
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.language import local
from cnnstudio.core.review.material import Material


def number_asked(text: str, answer: int, hints: Sequence[str], why: str) -> Question:
    """Answered by a whole number."""
    return Question("", text, "number", float(answer), hints=tuple(hints), why=why)


def choice_asked(
    draw: Material, text: str, right: str, wrong: Sequence[str], hints: Sequence[str], why: str
) -> Question:
    """Answered by a choice; they stand in another order each time."""
    choices = [right, *wrong]
    draw.random.shuffle(choices)
    return Question("", text, "choice", choices=tuple(choices), accepted=(right,), hints=tuple(hints), why=why)


def product(shape: tuple[int, ...]) -> str:
    """ "28·28·1"."""
    return local(product_in_words(shape))
