"""Asks the operating system whether there is the memory that a piece of work will need."""

import psutil

from cnnstudio.core.training.memory import Feeding, Need, batch_to_look, refusal, to_look, to_train

__all__ = ["Feeding", "Need", "batch_to_look", "require", "to_look", "to_train"]


def require(need: Need, available: int | None = None) -> None:
    """Raises StudioError, with the figures, when the need is more than a safe share of the available memory.

    Args:
        available: Bytes; None asks the operating system.
    """
    free = psutil.virtual_memory().available if available is None else available
    refused = refusal(need, free)
    if refused is not None:
        raise refused
