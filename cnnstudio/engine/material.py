"""Everything a training needs before it begins: data read and divided, preprocessing fitted, memory asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import psutil

from cnnstudio.core.features import FeatureCut, cut_of
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import Watch
from cnnstudio.engine import memory
from cnnstudio.engine.device import copies
from cnnstudio.engine.features.computing import Features
from cnnstudio.engine.feed import Feed, Wanted, is_streamed, pending
from cnnstudio.engine.reading import read
from cnnstudio.engine.report import Counts
from cnnstudio.engine.tensors import tensor

_MEMORY_SHARE = 0.2
"""Of the free memory that features may take; where they are more, they are read batch by batch."""


@dataclass(frozen=True, eq=False)
class Material:
    """The pictures in their parts, what ``fit`` is given of them, and how they are prepared.

    Attributes:
        feed: None while the features are not known that it is made of.
        cut: Where the network is cut in two; None where all of it is trained, or run anew in every epoch.
        features: What the first part gives for the pictures, once that was computed.
    """

    parts: Parts
    labels: tuple[str, ...]
    prepared: Prepared
    wanted: Wanted
    counts: Counts
    given: Feed | None = None
    cut: FeatureCut | None = None
    features: Features | None = None

    @property
    def feed(self) -> Feed:
        """What ``fit`` is given; where there is a cut, once the features are known."""
        assert self.given is not None, "the features were not computed yet"
        return self.given

    @property
    def as_they_are(self) -> bool:
        """As of the feed."""
        return self.cut is None and self.feed.as_they_are

    def with_features(self, features: Features) -> "Material":
        """The same fed with features: from memory where they fit well, else from where they are."""
        rows = features.x_train, features.x_validation
        if sum(each.nbytes for each in rows) > _MEMORY_SHARE * psutil.virtual_memory().available:
            return replace(self, given=self.wanted.with_streams(*rows), features=features)
        x, x_held = (tensor(each) for each in rows)
        return replace(self, given=self.wanted.with_tensors(x, x_held), features=features)


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
    cut = cut_of(project.network, augmented=bool(preprocessing.augmentation))
    how = memory.Feeding(is_streamed(parts), bool(preprocessing.augmentation))
    memory.require(memory.to_train(analysis, plan, count + held, how))
    prepared = prepared or preprocessing.fit(parts.x_train, between)
    wanted = pending(parts, plan, data.classes, shared_by)
    given = None if cut else wanted.with_pictures(parts, prepared)
    return Material(parts, data.labels, prepared, wanted, Counts(count, held, wanted.size), given, cut)
