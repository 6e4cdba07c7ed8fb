"""What a map is of: the weights, the layer and the pictures; and how that is said."""

from dataclasses import dataclass, field, replace

from cnnstudio.core.inspecting.feature_vector import Candidate, candidates, selected
from cnnstudio.core.language import tr
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.gui.viewer.embedding.answers import most_vectors
from cnnstudio.gui.viewer.scene import Moment, Scene


@dataclass(frozen=True)
class Wish:
    """Equal ones need not be worked out again; ``data`` is compared as the object it is.

    Attributes:
        moment: Which weights; without a title, as a run that has another name has the same weights.
        count: How many pictures of the part.
        title: What is said of the moment, "Run 3 · best epoch 7".
    """

    moment: Moment
    layer: str
    part: PartName
    count: int
    data: DataSet
    title: str = field(compare=False)

    @classmethod
    def of(cls, scene: Scene, candidate: Candidate | None, part: PartName, count: int) -> "Wish | None":
        """What is wanted of a scene; None where it has no data, or no layer is chosen. ``count`` 0: all pictures."""
        if scene.data is None or candidate is None:
            return None
        wanted = min(count or total(scene, part), total(scene, part), most_vectors(candidate.length))
        moment = scene.moment
        return cls(replace(moment, title=""), candidate.layer, part, wanted, scene.data, moment.title)

    def is_like(self, other: "Wish | None") -> bool:
        """Whether nothing but the weights differs, since the run went on or ended."""
        return (
            other is not None
            and self != other
            and self.moment.is_of_same_run(other.moment)
            and self == replace(other, moment=self.moment)
        )

    def limit_words(self, scene: Scene, length: int, wanted: int) -> str:
        """Why there are fewer pictures than the ``wanted`` ones (0: all); empty where there are not."""
        there = total(scene, self.part)
        if self.count >= min(wanted or there, there):
            return ""
        return tr(
            "More than {count:,} vectors of {length:,} numbers are too many for a map.", count=self.count, length=length
        )


def caption(wish: Wish, method: str, said: str, wrong: int) -> str:
    """What stands under the map where it is taken away.

    Args:
        method: How the points were laid out, in a few words.
        said: What there is to know about their places.
        wrong: How many pictures are outlined.
    """
    told = {"method": method, "layer": wish.layer, "count": wish.count}
    if wish.part == "train":
        what = tr("{method} of what {layer} gives for {count:,} training pictures", **told)
    else:
        what = tr("{method} of what {layer} gives for {count:,} test pictures", **told)
    outlined = tr("Outlined: the {wrong:,} taken for another class.", wrong=wrong) if wrong else ""
    return " · ".join(filter(None, (what, wish.title, said, outlined)))


def total(scene: Scene, part: PartName) -> int:
    """How many pictures a part of the scene's data has."""
    if scene.data is None:
        return 0
    return len(scene.data.y_train if part == "train" else scene.data.y_test)


def offered(scene: Scene) -> tuple[Candidate, ...]:
    """The vectors to choose from: the network's feature vectors, and what the selected layer gives."""
    found = candidates(scene.analysis)
    other = selected(scene.analysis, scene.layer)
    is_new = other is not None and all(other.layer != each.layer for each in found)
    return (*found, other) if is_new and other is not None else found
