"""What Inspect looks at: a network with its weights, one of its layers, and a picture."""

from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Pictures, RunSubject, Subject
from cnnstudio.core.network import Network, Node
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import Run
from cnnstudio.data.dataset import DataSet

FROZEN = tr("frozen")
"""Among the facts of a layer that came with a pretrained network and stays as it was."""


@dataclass(frozen=True)
class Moment:
    """Which weights an answer is of: two answers of equal moments are of the same weights, but for a batch or so.

    Attributes:
        epoch: The epoch whose weights they are; of a run that trains the last one that has ended, 0 before the first,
            and 0 of weights from a saved file.
        is_live: Whether the run trained on from there when it was asked.
        opening: Tells a saved file that was opened again, and may be another one since, from the one before.
        title: What is said of them, "Run 3 · best epoch 7", "Run 3 · after epoch 2".
    """

    subject: Subject
    epoch: int
    is_live: bool
    opening: int
    title: str

    @property
    def when(self) -> str:
        """ "after epoch 2" of a run that trained on from there, else "epoch 7"; empty of a saved file."""
        if not self.is_live:
            return tr("epoch {epoch:,}", epoch=self.epoch) if self.epoch else ""
        return tr("after epoch {epoch:,}", epoch=self.epoch) if self.epoch else tr("before the end of its first epoch")

    @property
    def about(self) -> tuple[object, ...]:
        """The weights an answer is about, where it may stay while its run trains on."""
        return self.subject, self.opening, self.is_live, 0 if self.is_live else self.epoch

    def is_of_same_run(self, other: "Moment | None") -> bool:
        """Whether nothing but the training has gone on since, or ended."""
        return other is not None and (self.subject, self.opening) == (other.subject, other.opening)


@dataclass(frozen=True, eq=False)
class Scene:
    """What is in view at this moment.

    Attributes:
        name: What the subject is called, "Run 3".
        title: The same and what else tells it from others, "Run 3 · epoch 7".
        analysis: Of ``network``, which is the one that was trained, not the one on Build.
        prepared: How its pictures are prepared; None where that is not known.
        run: Whose weights they are; None of a saved file.
        layer: The name of the layer or block that is selected; the network may have none of that name.
        picture: uint8 (height, width, channels); None where there is none that fits, and ``no_picture`` says why.
        picture_title: What it is called, "test picture 12".
        truth: The number of its class; None where that is not known.
        data: The data at hand, where their pictures have the network's shape; else None, and ``no_data`` says why.
        is_live: Whether the weights change at this moment.
        opening: As in Moment.
    """

    subject: Subject
    name: str
    title: str
    network: Network
    analysis: Analysis
    labels: tuple[str, ...]
    prepared: Prepared | None = None
    run: Run | None = None
    layer: str | None = None
    picture: Pictures | None = None
    picture_title: str = ""
    truth: int | None = None
    no_picture: str = ""
    data: DataSet | None = None
    no_data: str = ""
    is_live: bool = False
    opening: int = 0

    @property
    def moment(self) -> Moment:
        """Which weights are in view: what an answer is about, and what is said of it for as long as it is shown."""
        run = self.run
        if run is None:
            return Moment(self.subject, 0, False, self.opening, self.title)
        if not self.is_live:
            given = self.subject.epoch if isinstance(self.subject, RunSubject) else None
            number = 0 if run.is_imported else given or run.used_epoch
            return Moment(self.subject, number, False, self.opening, self.title)
        moment = Moment(self.subject, len(run.epochs), True, self.opening, self.name)
        return replace(moment, title=f"{self.name} · {moment.when}")

    def facts(self, node: Node) -> str:
        """Kind, settings and shapes of a layer or block of the network, in one line."""
        row = next(row for row in self.analysis.rows if row.name == node.name)
        parts = [node.spec.kind, node.spec.summary()]
        if row.input_shape is not None and row.output_shape is not None:
            parts.append(f"{shape_in_words(row.input_shape)} → {shape_in_words(row.output_shape)}")
        if any(each.held for each in row.params.arrays):
            parts.append(FROZEN)
        return " · ".join(filter(None, parts))

    def is_like(self, other: "Scene") -> bool:
        """Whether the same is in view, so that what is shown of the other one, or on its way, still holds."""
        return self._things == other._things

    @property
    def _things(self) -> tuple[object, ...]:
        """All that tells a scene from others; arrays and data by which they are, not by what they hold."""
        run = None if self.run is None else (self.run.started, self.run.status, self.run.prepared.method)
        things = (id(self.network), id(self.picture), id(self.data), self.subject, self.title, self.labels, run)
        return *things, self.layer, self.picture_title, self.truth, self.no_picture, self.no_data, self.moment
