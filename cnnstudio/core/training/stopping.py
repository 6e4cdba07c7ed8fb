"""When a training ends before its last epoch, because the validation loss has stopped falling."""

import math
from collections.abc import Collection, Sequence


def stops_early(val_losses: Sequence[float], patience: int, anew: Collection[int] = ()) -> bool:
    """Whether a run ends after these epochs, as ``EarlyStopping`` of Keras 3.15 decides it; 0 never does.

    A run that went on after such an end, because more epochs were asked for, has all its patience anew.

    Args:
        val_losses: The validation loss of every whole epoch so far.
        patience: So many epochs may follow each other without a lower loss than the lowest before.
        anew: The numbers of the epochs after which the run went on beyond the end it had, with all its patience.
    """
    best, waited, over = math.inf, 0, False
    for number, loss in enumerate(val_losses, 1):
        waited = 0 if over or number - 1 in anew else waited
        waited, best = (0, loss) if loss < best else (waited + 1, best)
        over = 0 < patience <= waited
    return over
