"""What brings ``fit`` its pictures batch by batch in Keras code: ``tf.data``, folders, and generators."""

from dataclasses import replace
from typing import Any

from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.not_kept import by_name
from cnnstudio.core.keras_code.symbols import UNKNOWN, Data, Thing, is_gap
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

_ARRAYS = "from_tensor_slices"
_PIPELINES = (_ARRAYS, "image_dataset_from_directory")
_SAME = ("shuffle", "prefetch", "cache", "repeat", "with_options", "batch")
"""Steps of a pipeline that change nothing of what is learned, and that which says how large a batch is."""

_OTHERS = ("map", "filter", "take", "skip", "shard", "apply", "concatenate")
_ORDERS = {
    "flow": "generator x y batch_size",
    "flow_from_directory": "generator directory target_size color_mode classes class_mode batch_size",
    "flow_from_dataframe": "generator dataframe directory x_col y_col weight_col target_size color_mode classes "
    "class_mode batch_size",
    "image_dataset_from_directory": "directory labels label_mode class_names color_mode batch_size",
}
"""By the names of what makes batches of 32 unless it is told otherwise what it may be given without a name."""

_USUAL = 32


def is_pipeline(value: Any) -> bool:
    """Whether it is data of ``tf.data`` whose beginning is known."""
    return isinstance(value, Thing) and value.name in _PIPELINES


def behind(reader: Context, pipeline: Thing, name: str, call: tuple[Any, ...], named: dict[str, Any], line: int) -> Any:
    """The pipeline with one more step, ``data.batch(64)``; what is not known to change nothing is noted."""
    if name in _OTHERS:
        words = tr("{name} of {call} is not kept.", name=quoted(name), call=pipeline.name)
        reader.notes.add(line, words, "otherwise")
    if name == "batch":
        size = call[0] if call else named.get("batch_size", UNKNOWN)
        return replace(pipeline, named={**pipeline.named, "batch_size": size})
    return pipeline if name in _SAME or name in _OTHERS else UNKNOWN


def fed(source: Any) -> tuple[Any, ...]:
    """What is brought: the pictures, their labels …"""
    if not isinstance(source, Thing):
        return (source,)
    given = (*source.given, *source.named.values())
    first = given[0] if given else None
    return tuple(first) if source.name == _ARRAYS and isinstance(first, (tuple, list)) else given


def pictures(source: Any) -> Data | None:
    """Those among what is brought, where they are known."""
    return next((each for each in fed(source) if isinstance(each, Data) and each.pictures), None)


def batch_size(given: dict[str, Any]) -> Any:
    """Of what ``fit`` is given, by names; UNKNOWN where it cannot be told."""
    source = given.get("x", given.get("generator"))
    if "batch_size" in given:
        return given["batch_size"]
    if isinstance(source, Thing) and source.name in _ORDERS:
        return by_name(source, _ORDERS[source.name]).get("batch_size", _USUAL)
    if isinstance(source, Thing) and "batch_size" in source.named:
        return source.named["batch_size"]
    # Arrays come with their labels beside them: all else says itself how large its batches are.
    is_array = source is None or isinstance(source, Data) or is_gap(source) or given.get("y") is not None
    return _USUAL if is_array and not is_pipeline(source) else UNKNOWN
