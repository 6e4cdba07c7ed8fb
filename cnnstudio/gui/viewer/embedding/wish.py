"""What a map is of: the weights, the layer and the pictures; and how that is said."""

from dataclasses import dataclass, replace

from cnnstudio.core.feature_vector import Candidate, candidates, selected
from cnnstudio.core.messages.requests import RunSubject, Subject
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.gui.viewer.embedding.sample import most_vectors
from cnnstudio.gui.viewer.scene import Scene


@dataclass(frozen=True)
class Wish:
    """Equal ones need not be worked out again; ``data`` is compared as the object it is.

    Attributes:
        count: How many pictures of the part.
        epochs: How many epochs the run has had; 0 where the weights are those of one epoch for good.
    """

    subject: Subject
    layer: str
    part: PartName
    count: int
    data: DataSet
    epochs: int

    @classmethod
    def of(cls, scene: Scene, candidate: Candidate | None, part: PartName, count: int) -> "Wish | None":
        """What is wanted of a scene; None where it has no data, or no layer is chosen. ``count`` 0: all pictures."""
        if scene.data is None or candidate is None:
            return None
        wanted = min(count or total(scene, part), total(scene, part), most_vectors(candidate.length))
        return cls(scene.subject, candidate.layer, part, wanted, scene.data, epochs_of(scene))

    def is_like(self, other: "Wish | None") -> bool:
        """Whether nothing but the weights differs, since the run went on."""
        return other is not None and self.epochs != other.epochs and self == replace(other, epochs=self.epochs)

    def when(self, scene: Scene) -> str:
        """Which weights these are: "Run 3", or of a run that trains "Run 3, of epoch 7"."""
        if not scene.is_live and self.epochs == epochs_of(scene):
            return scene.title
        return f"{scene.name}, {f'of epoch {self.epochs}' if self.epochs else 'from before the first epoch ended'}"

    def limit_words(self, scene: Scene, length: int, wanted: int) -> str:
        """Why there are fewer pictures than the ``wanted`` ones (0: all); empty where there are not."""
        there = total(scene, self.part)
        if self.count >= min(wanted or there, there):
            return ""
        return f"More than {self.count:,} vectors of {length:,} numbers are too many for a map."


def caption(scene: Scene, wish: Wish, method: str, said: str, wrong: int) -> str:
    """What stands under the map where it is taken away.

    Args:
        method: How the points were laid out, in a few words.
        said: What there is to know about their places.
        wrong: How many pictures are outlined.
    """
    part = "test" if wish.part == "test" else "training"
    what = f"{method} of what {wish.layer} gives for {wish.count:,} {part} pictures"
    outlined = f"Outlined: the {wrong:,} taken for another class." if wrong else ""
    return " · ".join(filter(None, (what, wish.when(scene), said, outlined)))


def total(scene: Scene, part: PartName) -> int:
    """How many pictures a part of the scene's data has."""
    if scene.data is None:
        return 0
    return len(scene.data.y_train if part == "train" else scene.data.y_test)


def epochs_of(scene: Scene) -> int:
    """How many epochs the scene's run has had; 0 where another one would not change its weights."""
    fixed = not isinstance(scene.subject, RunSubject) or scene.subject.epoch is not None
    return 0 if scene.run is None or fixed else len(scene.run.epochs)


def offered(scene: Scene) -> tuple[Candidate, ...]:
    """The vectors to choose from: the network's feature vectors, and what the selected layer gives."""
    found = candidates(scene.analysis)
    other = selected(scene.analysis, scene.layer)
    is_new = other is not None and all(other.layer != each.layer for each in found)
    return (*found, other) if is_new and other is not None else found
