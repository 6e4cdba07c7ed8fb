"""What is said of how a picture becomes the network's input: its size, and what is done to its numbers."""

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Shape
from cnnstudio.gui.answering.answering import Answering

_UNKNOWN = tr(
    "The file of the network does not say how its pictures were prepared. Here their numbers, 0 to 255, are divided by "
    "255, and colours are red, green and blue in this order. A network that was trained on pictures prepared in "
    "another way may take this one for something else."
)


def prepared_words(answering: Answering, found: Shape | None) -> tuple[str, ...]:
    """How a picture is prepared for the network that answers, the longest wording first.

    Args:
        found: The shape of the picture before it was brought to that of the network; None where it was not.
    """
    shape = shape_in_words(answering.shape)
    size = shape if found is None else tr("brought to {shape}", shape=shape)
    is_known = answering.is_preparation_known
    scaling = answering.scaling if is_known else tr("taken as {scaling}", scaling=answering.scaling)
    longest = () if is_known else (tr("{size} · not said by the file: {scaling}", size=size, scaling=scaling),)
    return *longest, f"{size} · {scaling}", scaling if found is None else size


def prepared_tip(answering: Answering, found: Shape | None) -> str:
    """What there is to know besides; empty where that is nothing."""
    size = "" if found is None else tr("It was brought there from {found}.", found=shape_in_words(found))
    return " ".join(filter(None, (size, "" if answering.is_preparation_known else _UNKNOWN)))
