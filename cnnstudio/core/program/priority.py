"""How urgent what the program does is to the system."""

import os
import sys

NICE = 10
"""By how much what computes beside a window steps back behind all else, as ``nice`` counts it."""


def step_process_back() -> None:
    """Gives this process a lower priority, and whatever it starts; where the system has such numbers."""
    if sys.platform != "win32":
        os.nice(NICE)
