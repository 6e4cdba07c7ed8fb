"""An exercise that was taken from a layer held against what the network itself has there."""

from dataclasses import replace

from cnnstudio.core.by_hand.computing import work
from cnnstudio.core.by_hand.layers import Taken
from cnnstudio.core.language import tr
from cnnstudio.core.working.agreeing import agreement, difference
from cnnstudio.core.working.figures import short


def against(taken: Taken, given: float) -> str:
    """ "The network has 0.4376 there, the same as here.": what is to be said of ``given``, the network's own number."""
    found = replace(work(taken.exercise, taken.place), given=given)
    if agreement(found) == "same":
        return tr("The network has {number} there, the same as here.", number=short(given))
    return tr("Here {number}; the network gave {difference}.", number=short(found.value), difference=difference(found))
