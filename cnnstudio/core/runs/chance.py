"""Whether a run tells pictures apart at all, or one answer for all of them would be right as often."""

import math

from cnnstudio.core.language import tr
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import percent

_DEVIATIONS = 2.0
"""So many standard deviations above chance an accuracy on counted pictures counts as more than that."""

_MARGIN = 0.02
"""So far above chance an accuracy has to be where the number of pictures is not known, of classes that are few."""

_MARGIN_SHARE = 0.5
"""And no more than this share of chance above it, which is little itself where the classes are many."""

_OF_TEST = tr("It is right for {accuracy} of the test pictures: one answer for all of them would be as good.")
_OF_VALIDATION = tr(
    "It is right for {accuracy} of the validation pictures: one answer for all of them would be as good."
)


def no_better_than_chance(run: Run) -> str:
    """In a sentence that one answer for all pictures would be right as often; empty where it would not.

    Of a run that was tested, the answer is the class with the most test pictures, and what lies within two standard
    deviations of its share is no better. Otherwise it is the accuracy on validation of the epoch that is used, and any
    of the classes.
    """
    if run.test is not None and run.test.count:
        share = float(run.test.matrix.sum(1).max()) / run.test.count
        margin = _DEVIATIONS * math.sqrt(share * (1 - share) / run.test.count)
        return _OF_TEST.format(accuracy=percent(run.test.accuracy)) if run.test.accuracy <= share + margin < 1 else ""
    found = next((epoch.val_accuracy for epoch in run.epochs if epoch.number == run.used_epoch), None)
    if found is None or len(run.labels) < 2:
        return ""
    chance = 1 / len(run.labels)
    limit = chance + min(_MARGIN, _MARGIN_SHARE * chance)
    return _OF_VALIDATION.format(accuracy=percent(found)) if found <= limit else ""
