"""What is seen of a run while it learns and afterwards, as blocks of bytes: snapshots, looks inside, outcomes.

Every reader checks what it reads and raises ValueError for what no writer here makes.
"""

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.language import tr
from cnnstudio.core.runs.snapshot import MOST_KERNELS, MOST_MAPS, MOST_SIDE, Snapshot
from cnnstudio.core.training.health import Health, LayerHealth
from cnnstudio.files.project import arrays_blob

_MOST_CLASSES = 1_000_000
_MOST_JSON = 16_000_000
_MOST_LAYERS = 100_000
_OUTCOMES = {"truth": np.int32, "predicted": np.int32, "confidence": np.float32, "truth_confidence": np.float32}


_OUTCOMES_OF_TWO = {**_OUTCOMES, "second": np.float32}
"""Where there are two classes."""


def pack_batches(batches: npt.NDArray[np.float32]) -> bytes:
    """Loss, accuracy and rate of every batch of an epoch, float32 (n, 3)."""
    figures = np.asarray(batches, np.float32)
    if figures.ndim != 2 or figures.shape[1] != 3:
        raise ValueError("batches have a loss, an accuracy and a rate")
    return arrays_blob.pack({"batches": figures})


def unpack_batches(data: bytes | bytearray) -> npt.NDArray[np.float32]:
    """What ``pack_batches`` was given, read-only."""
    figures = _arrays(data, {"batches": np.float32})[0]["batches"]
    if figures.ndim != 2 or figures.shape[1] != 3:
        raise ValueError("batches have a loss, an accuracy and a rate")
    return figures


def pack_picture(picture: npt.NDArray[np.uint8]) -> bytes:
    """The picture of a snapshot, uint8 (height, width, channels): it is kept once for all of them."""
    if picture.dtype != np.uint8 or not _fits(picture, 3):
        raise ValueError("a picture has rows, columns and channels")
    return arrays_blob.pack({"picture": picture})


def pack_snapshot(snapshot: Snapshot) -> bytes:
    """A snapshot but for its picture."""
    _check_snapshot(snapshot.kernels, snapshot.maps)
    texts = {"kernel_layer": snapshot.kernel_layer, "map_layer": snapshot.map_layer}
    kernels, maps = np.asarray(snapshot.kernels, np.float32), np.asarray(snapshot.maps, np.float16)
    return arrays_blob.pack({"kernels": kernels, "maps": maps}, texts)


def unpack_snapshot(epoch: int, data: bytes | bytearray, picture: bytes | bytearray) -> Snapshot:
    """The snapshot of two blocks, its arrays read-only."""
    arrays, texts = _arrays(data, {"kernels": np.float32, "maps": np.float16})
    seen = _arrays(picture, {"picture": np.uint8})[0]["picture"]
    kernels, maps = arrays["kernels"], arrays["maps"]
    _check_snapshot(kernels, maps)
    if set(texts) != {"kernel_layer", "map_layer"} or not _fits(seen, 3):
        raise ValueError("not a snapshot")
    return Snapshot(epoch, texts["kernel_layer"], kernels, texts["map_layer"], maps, seen)


def pack_health(health: Health) -> bytes:
    """A look inside, as JSON."""
    return json.dumps(asdict(health), separators=(",", ":"), default=int).encode()


def unpack_health(epoch: int, data: bytes | bytearray) -> Health:
    """What ``pack_health`` was given for this epoch."""
    plain = _object(_json(data), "epoch", "pictures", "layers", "predicted", "true")
    layers = plain["layers"]
    if plain["epoch"] != epoch or not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise ValueError("not the health of this epoch")
    counts = (_counts(plain["predicted"]), _counts(plain["true"]))
    return Health(epoch, _count(plain["pictures"]), tuple(map(_layer_health, layers)), *counts)


def pack_norms(norms: Norms) -> bytes:
    """How long weights and gradients are, as JSON; Python's own words for what is not finite."""
    return json.dumps(asdict(norms), separators=(",", ":"), default=float).encode()


def unpack_norms(epoch: int, data: bytes | bytearray) -> Norms:
    """What ``pack_norms`` was given for this epoch."""
    plain = _object(_json(data), "epoch", "layers", "pictures")
    layers = plain["layers"]
    if plain["epoch"] != epoch or not isinstance(layers, list) or len(layers) > _MOST_LAYERS:
        raise ValueError("not the norms of this epoch")
    return Norms(epoch, tuple(map(_layer_norms, layers)), _count(plain["pictures"]))


def pack_outcomes(outcomes: Outcomes) -> bytes:
    """What a network said to each picture of a part."""
    texts = {"labels": json.dumps(outcomes.labels), "loss": repr(float(outcomes.loss))}
    kinds = _OUTCOMES if outcomes.second is None else _OUTCOMES_OF_TWO
    arrays = {name: np.asarray(getattr(outcomes, name), kind) for name, kind in kinds.items()}
    _check_outcomes(arrays, len(outcomes.labels))
    return arrays_blob.pack(arrays, texts, tr("The outcomes of so many pictures"))


def unpack_outcomes(data: bytes | bytearray) -> Outcomes:
    """What ``pack_outcomes`` was given, its arrays read-only."""
    arrays, texts = _arrays(data, _OUTCOMES, _OUTCOMES_OF_TWO)
    if set(texts) != {"labels", "loss"}:
        raise ValueError("not outcomes")
    labels = _json(texts["labels"])
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ValueError("the labels are not texts")
    _check_outcomes(arrays, len(labels))
    if "second" in arrays and len(labels) != 2:
        raise ValueError("only of two classes there is a second")
    return Outcomes(tuple(labels), **arrays, loss=float(texts["loss"]))


def _arrays(data: bytes | bytearray, *kinds: dict[str, Any]) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """The arrays of one of these sets of names and kinds, in their order, read-only; and the texts beside them."""
    arrays, texts = arrays_blob.unpack(data)
    found = {name: array.dtype for name, array in arrays.items()}
    if not any(list(found) == list(each) and found == each for each in kinds):
        raise ValueError("the arrays are not of these names and kinds")
    for array in arrays.values():
        array.setflags(write=False)
    return arrays, texts


def _json(text: str | bytes | bytearray) -> Any:
    if len(text) > _MOST_JSON:
        raise ValueError("too long")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _fits(array: npt.NDArray[Any], axes: int) -> bool:
    return array.size == 0 or array.ndim == axes


def _check_snapshot(kernels: npt.NDArray[Any], maps: npt.NDArray[Any]) -> None:
    if not _fits(kernels, 4) or (kernels.size and kernels.shape[-1] > MOST_KERNELS):
        raise ValueError("the kernels of a snapshot have another shape")
    if not _fits(maps, 3) or (maps.size and (max(maps.shape[:2]) > MOST_SIDE or maps.shape[2] > MOST_MAPS)):
        raise ValueError("the maps of a snapshot have another shape")


def _check_outcomes(arrays: dict[str, npt.NDArray[Any]], classes: int) -> None:
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 1 or classes > _MOST_CLASSES:
        raise ValueError("outcomes are one row a picture")
    for numbers in (arrays["truth"], arrays["predicted"]):
        if numbers.size and not (numbers.min() >= 0 and numbers.max() < classes):
            raise ValueError("a class number is none of the classes")


def _layer_health(plain: Any) -> LayerHealth:
    found = _object(plain, "layer", "dead", "of")
    if not isinstance(found["layer"], str):
        raise ValueError("a layer has a name")
    return LayerHealth(found["layer"], _count(found["dead"]), _count(found["of"]))


def _layer_norms(plain: Any) -> LayerNorms:
    found = _object(plain, "layer", "weights", "gradients")
    if not isinstance(found["layer"], str):
        raise ValueError("a layer has a name")
    return LayerNorms(found["layer"], _length(found["weights"]), _length(found["gradients"]))


def _object(plain: Any, *names: str) -> dict[str, Any]:
    if not isinstance(plain, dict) or set(plain) != set(names):
        raise ValueError("not of these names")
    return plain


def _counts(plain: Any) -> tuple[int, ...]:
    if not isinstance(plain, list) or len(plain) > _MOST_CLASSES:
        raise ValueError("not one number a class")
    return tuple(map(_count, plain))


def _length(plain: Any) -> float:
    if type(plain) not in (int, float) or plain < 0 or (type(plain) is int and plain >= 2**53):
        raise ValueError("not a length")
    return float(plain)


def _count(plain: Any) -> int:
    if type(plain) is not int or not 0 <= plain < 2**53:
        raise ValueError("not a count")
    return plain
