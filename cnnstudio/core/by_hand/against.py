"""An exercise that was taken from a layer held against what the network itself has there."""

from dataclasses import replace

from cnnstudio.core.by_hand.computing import work
from cnnstudio.core.by_hand.layers import Taken
from cnnstudio.core.working.agreeing import agreement, difference
from cnnstudio.core.working.figures import short


def against(taken: Taken, given: float) -> str:
    """ "The network has 0.4376 there, the same as here.": what is to be said of ``given``, the network's own number."""
    found = replace(work(taken.exercise, taken.place), given=given)
    if agreement(found) == "same":
        return f"The network has {short(given)} there, the same as here."
    return f"Here {short(found.value)}; the network gave {difference(found)}."
