"""What is searched for the pictures that a layer likes, so that the same search is not made twice."""

from dataclasses import dataclass, replace

from cnnstudio.core.messages import Subject
from cnnstudio.core.network import Node
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.gui.viewer.scene import Scene

_NEVER_BELOW_ZERO = ("relu", "relu6")


@dataclass(frozen=True)
class Aim:
    """A layer of a network with its weights.

    Attributes:
        epoch: Whose weights they are: the last one of a run that trains, else the one that is used; 0 of a saved file.
    """

    subject: Subject
    layer: str
    epoch: int = 0
    is_live: bool = False


@dataclass(frozen=True)
class Search:
    """An aim, and the pictures that are looked through: the first ``count`` of a part."""

    aim: Aim
    data: DataSet
    part: PartName
    count: int

    def is_same_but_for_epoch(self, other: "Search | None") -> bool:
        """Whether only the weights have gone on since."""
        return (
            other is not None
            and replace(self, aim=replace(self.aim, epoch=other.aim.epoch, is_live=other.aim.is_live)) == other
        )


def aim_of(scene: Scene, node: Node) -> Aim:
    """What is looked at in a scene."""
    run = scene.run
    epoch = 0 if run is None else len(run.epochs) if scene.is_live else run.used_epoch
    return Aim(scene.subject, node.name, epoch, scene.is_live)


def names_of(scene: Scene, node: Node) -> tuple[str, ...]:
    """What each channel or unit is called: its number, and of the last layer also its class."""
    row = scene.analysis.row_of(node.name)
    count = row.output_shape[-1] if row is not None and row.output_shape is not None else 0
    is_last = node is scene.network.nodes[-1] and count == len(scene.labels)
    labels = [plain(label, 40) for label in scene.labels] if is_last else list(map(str, range(count)))
    return tuple(label if label == str(number) else f"{number} · {label}" for number, label in enumerate(labels))


def noun_of(scene: Scene, node: Node) -> str:
    """What one of them is: "channel" of maps, "unit" of a list of numbers."""
    row = scene.analysis.row_of(node.name)
    return "channel" if row is not None and len(row.output_shape or ()) == 3 else "unit"


def floor_of(node: Node) -> float:
    """The least that the layer can give, as far as its activation says."""
    return 0.0 if node.spec.activation_name() in _NEVER_BELOW_ZERO else float("-inf")


def value_words(scene: Scene, node: Node) -> str:
    """What a picture is made for: "mean of the map", or of a unit "value before relu"."""
    if noun_of(scene, node) == "channel":
        return "mean of the map"
    activation = node.spec.activation_name()
    return "value" if activation == "linear" else f"value before {activation}"
