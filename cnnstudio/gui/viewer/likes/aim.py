"""What is searched for the pictures that a layer likes, so that the same search is not made twice."""

from dataclasses import dataclass, replace

from cnnstudio.core.ending import acting_path, stand_for_classes
from cnnstudio.core.language import tr
from cnnstudio.core.network import Node
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.gui.viewer.scene import Moment, Scene

_NEVER_BELOW_ZERO = ("relu", "relu6")

_TAKEN_BEFORE = ("softmax", "sigmoid")
"""Of many pictures they make 1; what goes into them is told instead."""


@dataclass(frozen=True)
class Aim:
    """A layer of a network with its weights."""

    moment: Moment
    layer: str

    @property
    def weights(self) -> str:
        """ "weights after epoch 2", "weights of epoch 7"."""
        when = self.moment.when or self.moment.title
        return tr("weights {when}", when=when) if self.moment.is_live else tr("weights of {when}", when=when)


@dataclass(frozen=True)
class Search:
    """An aim, and the pictures that are looked through: ``count`` of a part, as ``Sample`` chooses them."""

    aim: Aim
    data: DataSet
    part: PartName
    count: int

    def is_same_but_for_epoch(self, other: "Search | None") -> bool:
        """Whether only the weights have gone on since."""
        if other is None or not self.aim.moment.is_of_same_run(other.aim.moment):
            return False
        return replace(self, aim=replace(self.aim, moment=other.aim.moment)) == other


def aim_of(scene: Scene, node: Node) -> Aim:
    """What is looked at in a scene."""
    return Aim(scene.moment, node.name)


def names_of(scene: Scene, node: Node) -> tuple[str, ...]:
    """What each channel or unit is called: its number, and where there is one for each class also its class."""
    row = scene.analysis.row_of(node.name)
    count = row.output_shape[-1] if row is not None and row.output_shape is not None else 0
    are_classes = stand_for_classes(scene.network, node.name, count, scene.labels)
    labels = [plain(label, 40) for label in scene.labels] if are_classes else list(map(str, range(count)))
    return tuple(label if label == str(number) else f"{number} · {label}" for number, label in enumerate(labels))


def noun_of(scene: Scene, node: Node) -> str:
    """What one of them is: "channel" of maps, "unit" of a list of numbers; not yet in words."""
    row = scene.analysis.row_of(node.name)
    return "channel" if row is not None and len(row.output_shape or ()) == 3 else "unit"


def noun_words(noun: str) -> str:
    """What ``noun_of`` gives, in words."""
    return tr("channel") if noun == "channel" else tr("unit")


def activation_of(scene: Scene, node: Node) -> str:
    """Through which activation its numbers went last: its own, or that of the layer whose numbers it hands on."""
    path = scene.network.path_of(node.name)
    acting = node if path is None else scene.network.node(acting_path(scene.network, path))
    return acting.spec.activation_name()


def floor_of(scene: Scene, node: Node) -> float:
    """The least that the layer can give, as far as its activation says."""
    return 0.0 if activation_of(scene, node) in _NEVER_BELOW_ZERO else float("-inf")


def found_by_words(scene: Scene, node: Node) -> str:
    """By which numbers the best pictures are told from others, where it is not what the layer gives."""
    activation = activation_of(scene, node)
    return tr("values before {activation}", activation=activation) if activation in _TAKEN_BEFORE else ""


def value_words(scene: Scene, node: Node) -> str:
    """What a picture is made for: "mean of the map", or of a unit "value before relu"."""
    if noun_of(scene, node) == "channel":
        return tr("mean of the map")
    activation = activation_of(scene, node)
    return tr("value") if activation == "linear" else tr("value before {activation}", activation=activation)
