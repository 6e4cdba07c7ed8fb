"""Everything a training needs before it begins: data read and divided, preprocessing fitted, memory asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.training.memory import features_in_memory
from cnnstudio.core.transferring.features import FeatureCut, cut_of, pictures_in_all, too_many_in_words
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import Watch
from cnnstudio.engine.features.computing import Features
from cnnstudio.engine.tensors import tensor
from cnnstudio.engine.training import memory
from cnnstudio.engine.training.device import copies
from cnnstudio.engine.training.feed import Feed, Wanted, pending
from cnnstudio.engine.training.reading import read
from cnnstudio.engine.training.report import Counts


@dataclass(frozen=True, eq=False)
class Material:
    """The pictures in their parts, what ``fit`` is given of them, and how they are prepared.

    Attributes:
        beside: What ``fit`` is given beside the pictures, or the features of them.
        fed: All it is given; None while the features are not known that it is made of.
        cut: Where the network is cut in two; None where all of it is trained, or run anew in every epoch.
        features: What the first part gives for the pictures, once that was computed.
        note: What is to be known of the way it is trained, in words; empty where there is nothing.
    """

    parts: Parts
    labels: tuple[str, ...]
    prepared: Prepared
    beside: Wanted
    counts: Counts
    fed: Feed | None = None
    cut: FeatureCut | None = None
    features: Features | None = None
    note: str = ""

    @property
    def feed(self) -> Feed:
        """What ``fit`` is given; where there is a cut, once the features are known."""
        assert self.fed is not None, "the features were not computed yet"
        return self.fed

    @property
    def as_they_are(self) -> bool:
        """As of the feed."""
        return self.cut is None and self.feed.as_they_are

    def with_features(self, features: Features) -> "Material":
        """The same fed with features: from memory unless they are too many, else from where they are."""
        rows = features.x_train, features.x_validation
        if features_in_memory(sum(each.nbytes for each in rows)):
            return replace(self, fed=self.beside.with_tensors(*map(tensor, rows)), features=features)
        return replace(self, fed=self.beside.with_streams(*rows), features=features)


def material(
    project: Project, between: Callable[[], None], watch: Watch, prepared: Prepared | None = None, file: str = ""
) -> Material:
    """Reads, divides and prepares the data; raises StudioError when the project cannot be trained on them.

    Nothing of the size of the data or the network is allocated before it is known to fit into memory.

    Args:
        between: Called between parts of the work; what it raises ends it.
        watch: Is told how far the loading is, and ends it.
        prepared: The preprocessing of a run that goes on; None fits it to the training pictures.
        file: The project's, for the drawings that are in it.
    """
    plan, preprocessing = project.plan, project.preprocessing
    shared_by = copies(plan.device)
    data, analysis = read(project, watch, file)
    between()
    parts = split(data, project.data)
    count, held = len(parts.x_train), len(parts.x_validation)
    augmented = bool(preprocessing.augmentation)
    cut = cut_of(project.network, augmented=augmented)
    pictures = pictures_in_all(project.data, len(data.x_train), len(parts.x_test))
    note = too_many_in_words(analysis, cut, pictures) if cut else ""
    cut = None if note else cut
    memory.require(
        memory.to_train(analysis, plan, count + held, memory.Feeding(parts.is_streamed, augmented, bool(note)))
    )
    prepared = prepared or preprocessing.fit(parts.x_train, between)
    beside = pending(parts, plan, data.classes, shared_by)
    fed = None if cut else beside.with_pictures(parts, prepared)
    return Material(parts, data.labels, prepared, beside, Counts(count, held, beside.size), fed, cut, note=note)
