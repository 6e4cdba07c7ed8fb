"""Runs the frozen part of a network once over the pictures of a training, where that was not done before."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import tensorflow as tf

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import tr
from cnnstudio.core.network import nodes_to_plain, walk
from cnnstudio.core.spec import FloatArray
from cnnstudio.core.transferring.features import FeatureCut, in_words
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.data.dataset import Pictures
from cnnstudio.data.pace import Pace
from cnnstudio.data.split import Parts
from cnnstudio.data.watch import Watch
from cnnstudio.engine.build import see_weights
from cnnstudio.engine.features.rows import FeatureRows
from cnnstudio.engine.features.store import FeatureStore, PieceWriter, digests_of, key_of, no_room
from cnnstudio.engine.inspecting.within import traced
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.tensors import prepared_tensor
from cnnstudio.engine.training import memory
from cnnstudio.engine.versions import versions

WHAT = tr("Computing features")
"""What a run says of the work."""

LOOKING = tr("Looking for features")
"""… and of what comes before it, which takes a moment where the pictures are many."""

_PARTS = ("x_train", "x_validation", "x_test")

_AT_ONCE_COST = 4e10
"""Multiply-adds of a batch: about a second on two cores, after which a stop is heard. The size of a batch goes by the
network alone and never by the clock: it may change the last digit of a convolution."""

_LEAST_AT_ONCE = 4

_PIECE_BYTES = 256_000_000
"""After so many bytes what was computed is put on the disk: a crash loses no more."""

_MEMORY_SHARE = 0.25
"""Of the free memory that features take at most where the disk has no room for them."""


@dataclass(frozen=True, eq=False)
class Features:
    """What a frozen part gives for the pictures of each part, and what is to be said of it.

    Attributes:
        computed: For how many pictures it was computed now; for the others it was there.
        words: "4,096 numbers a picture from fc1, computed for it".
    """

    x_train: FeatureRows
    x_validation: FeatureRows
    x_test: FeatureRows
    computed: int
    words: str


@dataclass(frozen=True)
class _Work:
    """A picture whose features are missing: where it is, and by what it is known again."""

    pictures: Pictures
    number: int
    digest: bytes


def features_of(
    loaded: Loaded,
    parts: Parts,
    cut: FeatureCut,
    between: Callable[[], None],
    watch: Watch,
    folder: Path | None = None,
) -> Features:
    """The features of all parts of the data, from the disk where they are there; raises StudioError in words.

    The pictures are those that go into the network behind ``loaded.prepared``. Draws no random number.

    Args:
        loaded: The network with its weights, as it is trained.
        between: Called between two batches; what it raises ends the work, and what was computed stays on the disk.
        watch: Is told how far it is, and ends it.
        folder: As in FeatureStore.
    """
    analysis = analyse(loaded.network)
    row = analysis.row_of(cut.name)
    assert row is not None
    assert row.output_shape is not None
    store = FeatureStore(_key(loaded, cut), row.output_shape, folder, between=between)
    digests = _digests(parts, between, watch)
    missing = list(_missing(store, parts, digests))
    if missing:
        _Computing(loaded, cut, analysis, store, between, Pace(watch, WHAT, len(missing))).run(missing)
    rows = {name: store.rows(found) for name, found in digests.items()}
    pictures = len({each for found in digests.values() for each in found})
    words = in_words(cut.name, row.output_shape, len(missing), pictures)
    return Features(**rows, computed=len(missing), words=words)


class _Computing:
    """One pass over pictures whose features are missing."""

    def __init__(
        self,
        loaded: Loaded,
        cut: FeatureCut,
        analysis: Analysis,
        store: FeatureStore,
        between: Callable[[], None],
        pace: Pace,
    ) -> None:
        assert loaded.prepared is not None
        self._prepared, self._store, self._between, self._pace = loaded.prepared, store, between, pace
        self._batch = batch_for(analysis, cut)
        end = loaded.keras_model.get_layer(cut.name).output
        self._numbers = int(np.prod(end.shape[1:]))

        def flat(found: Any) -> Any:
            return tf.reshape(tf.cast(found, tf.float32), (-1, self._numbers))

        self._function = traced(loaded.keras_model, end, flat)

    def run(self, missing: list[_Work]) -> None:
        """Computes and keeps them: on the disk where it has room, else in memory."""
        if not self._store.has_room(len(missing)):
            self._in_memory(missing)
            return
        writer = self._store.writer()
        try:
            for rows, digests in self._batches(missing):
                writer.add(rows, digests)
                if writer.size >= _PIECE_BYTES:
                    writer = self._next(writer)
        except BaseException:
            self._keep_what_is_there(writer)
            raise
        self._store.put(writer)

    def _next(self, writer: PieceWriter) -> PieceWriter:
        self._store.put(writer)
        return self._store.writer()

    def _keep_what_is_there(self, writer: PieceWriter) -> None:
        """What was computed until a stop stays for the next time, where the disk takes it."""
        with contextlib.suppress(StudioError):  # the first failure is the one to tell
            self._store.put(writer)
        writer.close()

    def _in_memory(self, missing: list[_Work]) -> None:
        size = 4 * self._numbers * len(missing)
        if size > _MEMORY_SHARE * psutil.virtual_memory().available:
            raise no_room(size)
        rows = np.empty((len(missing), self._numbers), np.float32)
        done = 0
        for part, digests in self._batches(missing):
            rows[done : done + len(digests)] = part
            done += len(digests)
        self._store.put_in_memory(rows, [each.digest for each in missing])

    def _batches(self, missing: list[_Work]) -> Iterator[tuple[FloatArray, list[bytes]]]:
        """Rows (n, numbers) with their pictures' digests; pictures of one part to a batch."""
        done = 0
        for pictures, works in _by_part(missing):
            for start in range(0, len(works), self._batch):
                self._between()
                some = works[start : start + self._batch]
                taken = pictures[np.array([each.number for each in some])]
                yield self._function(prepared_tensor(self._prepared, taken)).numpy(), [each.digest for each in some]
                done += len(some)
                self._pace.step(done)


def batch_for(analysis: Analysis, cut: FeatureCut) -> int:
    """How many pictures go through the first part of the network at once."""
    cost = sum(row.multiply_adds for row in analysis.rows if row.path[0] <= cut.index)
    return min(memory.batch_to_look(analysis), max(_LEAST_AT_ONCE, int(_AT_ONCE_COST / max(cost, 1))))


def _digests(parts: Parts, between: Callable[[], None], watch: Watch) -> dict[str, list[bytes]]:
    """By what each picture of each part is known again."""
    pace = Pace(watch, LOOKING, sum(len(getattr(parts, name)) for name in _PARTS))
    found: dict[str, list[bytes]] = {name: [] for name in _PARTS}
    for name, digests in found.items():
        for some in digests_of(getattr(parts, name)):
            digests.extend(some)
            pace.step(sum(map(len, found.values())))
            between()
    return found


def _missing(store: FeatureStore, parts: Parts, digests: dict[str, list[bytes]]) -> Iterator[_Work]:
    """Each picture that is not in the store, once."""
    seen = set()
    for name, found in digests.items():
        pictures = getattr(parts, name)
        for number, digest in enumerate(found):
            if digest not in store and digest not in seen:
                seen.add(digest)
                yield _Work(pictures, number, digest)


def _by_part(missing: list[_Work]) -> Iterator[tuple[Pictures, list[_Work]]]:
    start = 0
    for end in range(1, len(missing) + 1):
        if end == len(missing) or missing[end].pictures is not missing[start].pictures:
            yield missing[start].pictures, missing[start:end]
            start = end


def _key(loaded: Loaded, cut: FeatureCut) -> str:
    """Another one for other layers, other weights of them, another preparation, device, precision or Keras.

    What the layers are called, and where their weights come from, plays no part.
    """
    assert loaded.prepared is not None
    nodes = loaded.network.nodes[: cut.index + 1]
    names = {node.name for _, node in walk(nodes)}
    held = see_weights(loaded.keras_model, loaded.network, "held")
    plan, prepared, found = loaded.plan, loaded.prepared, versions()
    return key_of(
        [_structure(each) for each in nodes_to_plain(nodes)],
        loaded.network.input_shape,
        digest_of(array for name, array in held.items() if name.rpartition("/")[0] in names),
        (prepared.method, prepared.preprocessing.floor, prepared.mean, prepared.spread),
        (plan.precision, plan.device, found["keras"], found["tensorflow"]),
    )


def _structure(plain: Any) -> Any:
    """A node as JSON values without its name, and without what only says where weights come from."""
    settings = {} if plain["kind"] == Pretrained.kind else plain["settings"]
    branches = [[_structure(each) for each in branch] for branch in plain.get("branches", ())]
    return plain["kind"], sorted(settings.items()), branches
