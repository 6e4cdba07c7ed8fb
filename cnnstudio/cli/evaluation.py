"""What ``evaluate`` prints: figures for people, or one JSON document."""

from dataclasses import dataclass
from typing import Any

from cnnstudio.cli.output import print_table, say
from cnnstudio.core import class_scores
from cnnstudio.core.outcomes import Outcomes, calibration, roc
from cnnstudio.core.preprocessing import Prepared, summary
from cnnstudio.core.scores import Scores
from cnnstudio.core.words import plain, quoted

_MOST_ROWS = 60
_PARTS = {
    "train": "the training part",
    "validation": "the validation part",
    "test": "the test part",
    "all": "all there are",
}


@dataclass(frozen=True)
class Evaluation:
    """The scores on some pictures, and which these were.

    Attributes:
        part: ``"train"``, ``"validation"``, ``"test"`` or ``"all"``.
        note: What is to be known about the scores; empty where there is nothing.
        outcomes: Picture by picture, where they are known.
    """

    scores: Scores
    prepared: Prepared
    part: str
    note: str = ""
    outcomes: Outcomes | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON values."""
        labels = self.scores.labels
        pairs = [
            {"true": labels[pair.true], "predicted": labels[pair.predicted], "count": pair.count, "share": pair.share}
            for pair in class_scores.confused_pairs(self.scores.matrix)
        ]
        how = {"preprocessing": self.prepared.method, "part": self.part, "note": self.note}
        return {**self.scores.to_plain(), **how, "confused_pairs": pairs, **self._of_pictures()}

    def _of_pictures(self) -> dict[str, Any]:
        """What only the outcomes picture by picture tell; None where it cannot be said."""
        if self.outcomes is None:
            return {}
        calibrated, curve = calibration(self.outcomes), roc(self.outcomes)
        return {
            "calibration_error": None if calibrated is None else calibrated.error,
            "auc": None if curve is None else curve.auc,
        }

    def say(self) -> None:
        """Prints what a person wants to know, the worst classes first where there are many."""
        scores = self.scores
        say(f"Scored: {scores.count:,} picture{'' if scores.count == 1 else 's'}, {_PARTS[self.part]}")
        say(f"Pictures prepared: {summary(self.prepared.preprocessing, with_random=False)}")
        if self.note:
            say(f"! {self.note}")
        say(f"Accuracy {scores.accuracy:.4f}, loss {scores.loss:.4f}, F1 {scores.f1:.4f}")
        say(f"{scores.misclassified:,} of {scores.count:,} misclassified")
        self._say_more()
        say("")
        classes = scores.per_class()
        if len(classes) > _MOST_ROWS:
            say(f"The {_MOST_ROWS} worst of {len(classes):,} classes:")
            classes = class_scores.worst_classes(scores.matrix, scores.labels, _MOST_ROWS)
        rows = [
            [
                plain(each.label, 40),
                f"{each.precision:.4f}",
                f"{each.recall:.4f}",
                f"{each.f1:.4f}",
                f"{each.support:,}",
            ]
            for each in classes
        ]
        print_table(["Class", "Precision", "Recall", "F1", "Pictures"], rows, right=[1, 2, 3, 4])

    def _say_more(self) -> None:
        labels = self.scores.labels
        pairs = class_scores.confused_pairs(self.scores.matrix, most=3)
        words = [f"{quoted(labels[each.true])} for {quoted(labels[each.predicted])} {each.count:,}×" for each in pairs]
        if words:
            say(f"Mistaken most: {', '.join(words)}")
        if self.outcomes is None:
            return
        calibrated, curve = calibration(self.outcomes), roc(self.outcomes)
        if calibrated is not None:
            say(calibrated.words())
        if curve is not None:
            say(f"Area under the ROC curve {curve.auc:.4f}")
