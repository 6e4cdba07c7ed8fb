"""What the loss of a batch is computed from: the network's outputs for pictures it learns from, and their classes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from cnnstudio.core.analysis import analyse
from cnnstudio.core.ending import ends_in_logits
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import LossWorked, WorkLoss, read_only
from cnnstudio.core.network import Network
from cnnstudio.core.runs.run import Run
from cnnstudio.core.spec import FloatArray
from cnnstudio.data.dataset import Labels
from cnnstudio.data.split import split
from cnnstudio.data.watch import Watch
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.drawn import load
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.training import memory

MOST = 1024
"""The most pictures that are worked through."""


@dataclass(frozen=True, eq=False)
class _Batch:
    """The first pictures that a run learns from, prepared, and their class numbers."""

    key: Any
    x: FloatArray
    y: Labels


class LossWork:
    """Answers WorkLoss; keeps the pictures it was asked about last, so that each epoch is answered at once."""

    def __init__(self) -> None:
        self._batch: _Batch | None = None

    def answer(self, ticket: int, request: WorkLoss, run: Run, loaded: Loaded, watch: Watch) -> LossWorked:
        """What the network gives out for the first training pictures of its run, as in validation, without dropout.

        Raises StudioError, in words, where the data are not those of the run any more.

        Args:
            loaded: The subject with its weights of the moment.
        """
        batch = self._pictures(request, run, watch)
        size = memory.batch_to_look(analyse(loaded.network))
        outputs, logits = outputs_of(loaded.keras_model, loaded.network, batch.x, size)
        penalty = float(sum(float(each) for each in loaded.keras_model.losses))
        told = None if logits is None else read_only(logits)
        return LossWorked(ticket, request.subject, run.labels, read_only(outputs), read_only(batch.y), penalty, told)

    def _pictures(self, request: WorkLoss, run: Run, watch: Watch) -> _Batch:
        count = max(1, min(request.count, MOST))
        key = (str(Path(request.subject.file).resolve()), run.number, run.started, count)
        if self._batch is None or self._batch.key != key:
            recipe = run.project.data
            data = load(recipe, run.project.preprocessing.geometry, watch, file=request.subject.file)
            if data.labels != run.labels or data.input_shape != run.project.network.input_shape:
                raise StudioError(
                    tr("The data are not those of “{name}” any more.", name=run.name), tr("Bring the data back.")
                )
            parts = split(data, recipe)
            self._batch = _Batch(key, run.prepared.apply(parts.x_train[:count]), parts.y_train[:count].astype(np.int64))
        return self._batch


def outputs_of(
    keras_model: KerasModel, network: Network, x: FloatArray, size: int
) -> tuple[FloatArray, FloatArray | None]:
    """What the network gives out, (n, classes), and the logits as in ``core.losses.probabilities``.

    Args:
        x: Prepared pictures, (n, height, width, channels), of which ``size`` go through at once.
    """
    parts = [keras_model(x[start : start + size], training=False) for start in range(0, len(x), size)]
    outputs = _array(parts)
    if ends_in_logits(network):
        return outputs, outputs
    # What Keras hangs on the result of a softmax or sigmoid for its losses to find.
    before = [getattr(each, "_keras_logits", None) for each in parts]
    return outputs, None if any(each is None for each in before) else _array(before)


def _array(parts: list[Any]) -> npt.NDArray[np.float32]:
    return np.concatenate([np.asarray(keras.ops.convert_to_numpy(each), np.float32) for each in parts])
