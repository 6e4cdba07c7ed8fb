"""What a network has eyes for: digits that are drawn, or photographs."""

from cnnstudio.core.language import tr
from cnnstudio.gui.answering.answering import Answering


def reads_digits(answering: Answering) -> bool:
    """Whether its classes are digits."""
    return all(len(label) == 1 and label.isdecimal() for label in answering.labels)


def sees_photographs(answering: Answering) -> bool:
    """Whether it takes colour and its classes are no digits: what MNIST's makers did does not help it."""
    return answering.shape[2] == 3 and not reads_digits(answering)


def invitation(answering: Answering) -> str:
    """What clean paper asks for: clothes and faces are pasted rather than drawn."""
    return tr("Draw a digit") if reads_digits(answering) else tr("Draw or paste a picture")
