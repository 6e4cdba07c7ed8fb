"""Works out where the points lie, beside the window: principal components at once, t-SNE step by step."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import tsne
from cnnstudio.core.inspecting.embedding import Components, aligned, components
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.embedding.cloud import Places

Method = Literal["pca", "tsne"]

METHODS: dict[Method, str] = {"pca": "PCA", "tsne": "t-SNE"}
"""How vectors are laid out in the plane, and what the person reads."""


@dataclass(frozen=True)
class _Moved(Progress):
    """Where the points are meanwhile."""

    layout: tsne.Layout | None = None


def _stopped_words(step: int) -> str:
    if step <= tsne.EARLY:
        return tr(
            "Stopped after {step:,} of {steps:,} steps, before the clusters could spread.", step=step, steps=tsne.STEPS
        )
    return tr("Stopped after {step:,} of {steps:,} steps.", step=step, steps=tsne.STEPS)


class Mapping(QObject):
    """Lays out the vectors of one sample after the other, by the method that is chosen."""

    moved = Signal()
    """The points lie elsewhere."""
    changed = Signal()
    """It has begun, gone on or ended."""
    failed = Signal(object)
    """A StudioError: this cannot be laid out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = Newest("map of the data", self)
        self._work.progressed.connect(self._progressed)
        self._vectors: FloatArray | None = None
        self._components: Components | None = None
        self._layout: tsne.Layout | None = None
        self._before: Places | None = None
        self.method: Method = "pca"
        self.perplexity: float = tsne.PERPLEXITY
        self._used = self.perplexity

    @property
    def vectors(self) -> FloatArray | None:
        """float32 (n, length); None where there are none."""
        return self._vectors

    @property
    def places(self) -> Places | None:
        """float32 (n, 2), where the points are now; None while that is not known."""
        if self.method == "tsne" and self._layout is not None and self._layout.step:
            return self._layout.places
        return None if self._components is None else self._components.places[:, :2]

    @property
    def title(self) -> str:
        """By what the points are laid out now: "t-SNE (perplexity 30)"; t-SNE begins where PCA has them."""
        if self._components is None or self.method == "pca" or not self.step:
            return METHODS["pca"]
        used = tsne.effective_perplexity(len(self._components.places), self._used)
        return tr("{method} (perplexity {used:.3g})", method=METHODS[self.method], used=used)

    @property
    def is_busy(self) -> bool:
        """Whether something is being worked out."""
        return self._work.is_busy

    @property
    def is_moving(self) -> bool:
        """Whether t-SNE is under way."""
        return self.is_busy and self.method == "tsne" and self._components is not None

    @property
    def step(self) -> int:
        """How many of t-SNE's steps are done."""
        return 0 if self._layout is None else self._layout.step

    @property
    def words(self) -> str:
        """What there is to know about the places."""
        if self._components is None:
            return tr("Working out the principal components…") if self.is_busy else ""
        if self.method == "pca":
            return self._components.words()
        if self.is_moving:
            early = tr("Clusters form first.") if self.step <= tsne.EARLY else tr("Similar pictures draw together.")
            return early if self.step else tr("Seeking the nearest neighbours of every picture…")
        if not self.step:
            return tr("t-SNE has not begun. {words}", words=self._components.words())
        if self.step < tsne.STEPS:
            return _stopped_words(self.step)
        return tr("Near ones are alike; how large clusters are and how far apart means little.")

    def put(self, vectors: FloatArray, same_pictures: bool) -> None:
        """Lays out other vectors.

        Args:
            same_pictures: Whether they are of the same pictures as before, so that the map shall look alike.
        """
        self._before = self.places if same_pictures and self.method == "pca" else None
        self._vectors, self._components, self._layout = vectors, None, None
        self._work.run(lambda watch: components(vectors, between=watch.check), self._found, self._refused)
        self.changed.emit()

    def clear(self) -> None:
        """Lets go of everything."""
        self._work.stop()
        self._vectors = self._components = self._layout = self._before = None
        self.changed.emit()

    def choose(self, method: Method) -> None:
        """Lays the points out by a method; what was worked out before is shown at once."""
        if method == self.method:
            return
        if self.is_moving:
            self._work.stop()
        self.method = method
        if self._components is not None:
            if method == "tsne" and not self.step:
                self.start()
            self.moved.emit()
        self.changed.emit()

    def start(self) -> None:
        """Begins t-SNE, from the beginning."""
        if self._components is None:
            return
        points, perplexity = self._components.places, self.perplexity
        self._layout, self._used = None, perplexity

        def work(watch: Watch) -> tsne.Layout:
            def tell(layout: tsne.Layout) -> None:
                watch.tell(_Moved("t-SNE", layout.step, tsne.STEPS, layout))

            tsne.demand(len(points))
            # Imported here, beside the window: what starts processes takes 16 ms, which opening the page need not.
            from cnnstudio.core.program.child import run_in_child

            return run_in_child("t-SNE", partial(tsne.lay_out, points, perplexity=perplexity), tell, watch.check)

        self._work.run(work, self._laid_out, self._refused)
        self.changed.emit()

    def stop(self) -> None:
        """Ends what is being worked out; the points stay where they are."""
        self._work.stop()
        self.changed.emit()

    def leave(self) -> None:
        """Nobody looks: t-SNE, which takes a minute and which the person has begun, goes on all the same."""
        if not self.is_moving:
            self.stop()

    def resume(self) -> None:
        """Goes on with what a stop left without any places."""
        if self._vectors is not None and self._components is None and not self.is_busy:
            self.put(self._vectors, False)

    # What comes of it

    def _found(self, found: Components) -> None:
        if self._before is not None:
            turned = aligned(np.ascontiguousarray(found.places[:, :2]), self._before)
            found = Components(np.concatenate([turned, found.places[:, 2:]], axis=1), found.shares)
        self._components = found
        if self.method == "tsne":
            self.start()
        self.moved.emit()
        self.changed.emit()

    def _progressed(self, progress: object) -> None:
        if isinstance(progress, _Moved) and progress.layout is not None:
            self._layout = progress.layout
            if progress.layout.step:
                self.moved.emit()
            self.changed.emit()

    def _laid_out(self, layout: tsne.Layout) -> None:
        self._layout = layout
        self.moved.emit()
        self.changed.emit()

    def _refused(self, error: StudioError) -> None:
        self.failed.emit(error)
        self.changed.emit()
