"""What ``evaluate`` prints: figures for people, or one JSON document."""

from dataclasses import dataclass, replace
from typing import Any

from cnnstudio.cli.output import print_table, say
from cnnstudio.core.evaluation import class_scores
from cnnstudio.core.evaluation.outcomes import Outcomes, calibration, roc
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.messages import PicturesAre, Tried
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing, summary
from cnnstudio.core.runs.run_facts import pictures_in_words
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain, quoted
from cnnstudio.data.pictures.listing import natural
from cnnstudio.data.sources import shown_name

_MOST_ROWS = 60
_MOST_OTHERS = 3
PICTURES: dict[PicturesAre, str] = {
    "plain": tr("as pictures, made of its size as the pictures of a data set are"),
    "drawn": tr("as drawings: ink on paper, made as MNIST's digits were"),
}
_NAMES: dict[PicturesAre, str] = {"plain": tr("as pictures"), "drawn": tr("as drawings")}
_PARTS = {
    "train": tr("the training part"),
    "validation": tr("the validation part"),
    "test": tr("the test part"),
    "all": tr("all there are"),
}


@dataclass(frozen=True)
class Evaluation:
    """The scores on some pictures, and which these were.

    Attributes:
        data: Which data they are of.
        part: ``"train"``, ``"validation"``, ``"test"`` or ``"all"``.
        note: What is to be known about the scores; empty where there is nothing.
        outcomes: Picture by picture, where they are known.
        pictures, files, tried, truths, findings: As in ``core.messages.Evaluated``; None and empty of a run's own part.
        with_table: Whether every picture is told.
    """

    scores: Scores
    prepared: Prepared
    data: DataRecipe
    part: str
    note: str = ""
    outcomes: Outcomes | None = None
    pictures: PicturesAre | None = None
    files: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    with_table: bool = False
    truths: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As JSON values."""
        labels = self.scores.labels
        pairs = [
            {"true": labels[pair.true], "predicted": labels[pair.predicted], "count": pair.count, "share": pair.share}
            for pair in class_scores.confused_pairs(self.scores.matrix)
        ]
        how = {
            "preprocessing": self.prepared.method,
            "data": self.data.path or self.data.source,
            "part": self.part,
            "note": self.note,
        }
        found = {**self.scores.to_plain(), **how, "confused_pairs": pairs, **self._of_pictures()}
        if self.pictures is not None:
            found["pictures"] = self.pictures
            found["tried"] = [
                {"pictures": each.pictures, "preprocessing": each.method, "accuracy": each.accuracy}
                for each in self.tried
            ]
        return {**found, "table": self._table()} if self.with_table else found

    def _table(self) -> list[dict[str, Any]]:
        """Every picture by the name of its file, else in the order of the data; ``true`` is None if not known."""
        found = self.outcomes
        if found is None:
            return []
        names = (*found.labels, None)  # at −1
        truths = [each or None for each in self.truths] or [names[true] for true in found.truth.tolist()]
        rows = zip(truths, found.predicted.tolist(), found.confidence.tolist(), strict=True)
        files = self.files or [str(number) for number in range(len(found))]
        told = [
            {"file": file, "true": true, "predicted": names[predicted], "confidence": sure}
            for file, (true, predicted, sure) in zip(files, rows, strict=True)
        ]
        return sorted(told, key=lambda row: natural(row["file"])) if self.files else told

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
        say(
            tr_count(
                "Scored: {count:,} picture, {part}",
                "Scored: {count:,} pictures, {part}",
                scores.count,
                part=_PARTS[self.part],
            )
        )
        say(tr("Pictures prepared: {summary}", summary=summary(self.prepared.preprocessing, with_random=False)))
        data = pictures_in_words(replace(self.data, subset=0), shown_name(self.data.source))
        say(tr("Data: {data}", data=data))
        self._say_tried()
        for told in (self.note, *(finding.text for finding in self.findings)):
            if told:
                say(f"! {told}")
        if not scores.count:
            self._say_table()
            return
        say(
            tr(
                "Accuracy {accuracy:.4f}, loss {loss:.4f}, F1 {f1:.4f}",
                accuracy=scores.accuracy,
                loss=scores.loss,
                f1=scores.f1,
            )
        )
        say(tr("{misclassified:,} of {count:,} misclassified", misclassified=scores.misclassified, count=scores.count))
        self._say_more()
        say("")
        classes = scores.per_class()
        if len(classes) > _MOST_ROWS:
            say(tr("The {shown} worst of {count:,} classes:", shown=_MOST_ROWS, count=len(classes)))
            classes = class_scores.worst_classes(scores.matrix, scores.labels, _MOST_ROWS)
        rows = [
            [
                plain(each.label, 40),
                *(local(f"{value:.4f}") for value in (each.precision, each.recall, each.f1)),
                local(f"{each.support:,}"),
            ]
            for each in classes
        ]
        print_table([tr("Class"), tr("Precision"), tr("Recall"), "F1", tr("Pictures")], rows, right=[1, 2, 3, 4])
        self._say_table()

    def _say_tried(self) -> None:
        """In which of the ways that were tried the pictures were brought to the network, and what the others gave."""
        if self.pictures is None or (self.pictures == "plain" and len(self.tried) < 2):
            return
        say(tr("Brought to the network {pictures}", pictures=PICTURES[self.pictures]))
        others = [
            f"{_NAMES[each.pictures]}, {summary(Preprocessing(each.method))}: {local(f'{each.accuracy:.4f}')}"
            for each in self._best_others()
            if each.accuracy is not None
        ]
        if others:
            say(tr("Accuracy otherwise: {others}", others="; ".join(others)))

    def _best_others(self) -> list[Tried]:
        """Of all other ways that were tried the best ones, the best with other pictures among them."""
        taken = (self.pictures, self.prepared.method)
        others = [each for each in self.tried if (each.pictures, each.method) != taken and each.accuracy is not None]
        others.sort(key=lambda each: -(each.accuracy or 0.0))
        best = others[:_MOST_OTHERS]
        with_others = [each for each in others if each.pictures != self.pictures]
        if with_others and with_others[0] not in best:
            best[-1] = with_others[0]
        return best

    def _say_table(self) -> None:
        if not self.with_table:
            return
        say("")
        # Wrong ones first, the surest of them before the others.
        order = sorted(self._table(), key=lambda row: (row["true"] == row["predicted"], -row["confidence"]))
        rows = [
            [
                plain(row["file"], 60),
                plain(row["true"] or "", 40),
                plain(row["predicted"], 40),
                local(f"{row['confidence']:.4f}"),
                "" if row["true"] in (None, row["predicted"]) else tr("wrong"),
            ]
            for row in order
        ]
        print_table([tr("File"), tr("True"), tr("Predicted"), tr("Confidence"), ""], rows, right=[3])

    def _say_more(self) -> None:
        labels = self.scores.labels
        pairs = class_scores.confused_pairs(self.scores.matrix, most=3)
        words = [
            tr(
                "{true} for {predicted} {count:,}×",
                true=quoted(labels[each.true]),
                predicted=quoted(labels[each.predicted]),
                count=each.count,
            )
            for each in pairs
        ]
        if words:
            say(tr("Mistaken most: {names}", names=", ".join(words)))
        if self.outcomes is None:
            return
        calibrated, curve = calibration(self.outcomes), roc(self.outcomes)
        if calibrated is not None:
            say(calibrated.words())
        if curve is not None:
            say(tr("Area under the ROC curve {auc:.4f}", auc=curve.auc))
