"""A run as TensorBoard's event files: curves, learning rate, weights as histograms, and the graph.

An event file is TFRecords of ``Event`` messages; figures stand in it as ``simple_value`` and weights as ``histo``, as
TensorFlow 1 wrote them and every TensorBoard reads them (tensorboard/data_compat.py). Names and the two folders are
those of ``keras.callbacks.TensorBoard``. Neither writing nor reading needs the package ``tensorboard``.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import tensorflow as tf
from tensorflow.core.framework import summary_pb2
from tensorflow.core.util import event_pb2

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import RunSubject
from cnnstudio.core.runs.run import Epoch, Run
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.failures import full_disk_told
from cnnstudio.engine.subjects import Loaded
from cnnstudio.files.atomic_folder import Contents
from cnnstudio.files.project_file import ProjectFile

_NAME = r"events\.out\.tfevents\.\d+\.cnnstudio"

CONTENTS = Contents(("train/" + _NAME, "validation/" + _NAME))
"""What is in the folder: one folder for the curves of each part."""

_BINS = 64

_AT_ONCE = 1000
"""Entries between two questions whether to go on."""

_VERSION = "brain.Event:2"

Between = Callable[[], None]

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class _Entry:
    """One number, or one histogram, of the run."""

    tag: str
    step: int
    time: float
    value: float | FloatArray


def write(subject: RunSubject, loaded: Loaded, folder: Path, tell: Callable[[str], None], between: Between) -> str:
    """Fills the folder, reads it back and compares every number; says so.

    Weights are those of the epochs that the run keeps; of an imported run there are only these.
    """
    tell(tr("Writing TensorBoard's files"))
    with ProjectFile.open(subject.file, read_only=True) as file:
        run = file.run(subject.run)
        entries = {
            "train": [*_curves(run, validation=False), *_batches(file, run), *_weights(file, run, between)],
            "validation": list(_curves(run, validation=True)),
        }
    began = _begun(run)
    graph = _graph(loaded)
    for name, given in entries.items():
        if given:
            (folder / name).mkdir()
            path = folder / name / f"events.out.tfevents.{int(began)}.cnnstudio"
            _write(path, began, given, graph if name == "train" else b"", between)
            between()
    tell(tr("Reading TensorBoard's files"))
    count = sum(_checked(folder / name, given, between) for name, given in entries.items() if given)
    return tr(
        "Read back: all {count:,} entries are the same. To see them, run tensorboard --logdir on this folder.",
        count=count,
    )


def _begun(run: Run) -> float:
    """Seconds since 1970; 0 where the file does not say."""
    try:
        return max(datetime.fromisoformat(run.started).timestamp(), 0.0)
    except ValueError:
        return 0.0


def _ends(run: Run) -> dict[int, float]:
    """When each epoch ended, pauses left out."""
    time, found = _begun(run), {}
    for epoch in run.epochs:
        time += epoch.seconds
        found[epoch.number] = time
    return found


def _curves(run: Run, *, validation: bool) -> Iterator[_Entry]:
    """The figures of every epoch, called as Keras calls them; Keras counts epochs from 0."""
    ends = _ends(run)
    for epoch in run.epochs:
        for name, value in _figures(epoch, validation=validation).items():
            if value is not None and not math.isnan(value):
                yield _Entry(f"epoch_{name}", epoch.number - 1, ends[epoch.number], value)


def _figures(epoch: Epoch, *, validation: bool) -> dict[str, float | None]:
    if validation:
        more: dict[str, float | None] = {
            name.removeprefix("val_"): value for name, value in epoch.more if name.startswith("val_")
        }
        return {"loss": epoch.val_loss, "accuracy": epoch.val_accuracy, **more}
    more = {name: value for name, value in epoch.more if not name.startswith("val_")}
    return {"loss": epoch.loss, "accuracy": epoch.accuracy, "learning_rate": epoch.rate, **more}


def _batches(file: ProjectFile, run: Run) -> Iterator[_Entry]:
    """Loss, accuracy and learning rate of every batch, counted through the epochs."""
    ends, step = _ends(run), 0
    seconds = {epoch.number: epoch.seconds for epoch in run.epochs}
    for epoch, figures in file.batches(run.number):
        for number, row in enumerate(figures):
            left = seconds.get(epoch, 0.0) * (1 - (number + 1) / len(figures))
            time = ends.get(epoch, _begun(run)) - left
            for name, value in zip(("loss", "accuracy", "learning_rate"), row, strict=True):
                if not math.isnan(value):
                    yield _Entry(f"batch_{name}", step, time, float(value))
            step += 1


def _weights(file: ProjectFile, run: Run, between: Between) -> Iterator[_Entry]:
    """The weights of every epoch that is kept; what stays frozen all along is left out."""
    ends = _ends(run)
    for epoch in run.kept:
        _, found = file.weights(run.number, epoch)
        for name, array in found.items():
            between()
            if np.isfinite(array).all():
                yield _Entry(f"{name}/histogram", max(epoch - 1, 0), ends.get(epoch, _begun(run)), array.ravel())


def _write(path: Path, began: float, entries: list[_Entry], graph: bytes, between: Between) -> None:
    with full_disk_told(path), tf.io.TFRecordWriter(str(path)) as writer:
        writer.write(event_pb2.Event(wall_time=began, file_version=_VERSION).SerializeToString())
        if graph:
            writer.write(event_pb2.Event(wall_time=began, graph_def=graph).SerializeToString())
        for entry in _with_turns(entries, between):
            summary = summary_pb2.Summary(value=[_value(entry)])
            event = event_pb2.Event(wall_time=entry.time, step=entry.step, summary=summary)
            writer.write(event.SerializeToString())


def _with_turns(given: Iterable[_Made], between: Between) -> Iterator[_Made]:
    for number, each in enumerate(given, 1):
        yield each
        if number % _AT_ONCE == 0:
            between()


def _value(entry: _Entry) -> Any:
    if isinstance(entry.value, float):
        return summary_pb2.Summary.Value(tag=entry.tag, simple_value=entry.value)
    return summary_pb2.Summary.Value(tag=entry.tag, histo=_histogram(entry.value))


def _histogram(values: FloatArray) -> Any:
    """The counts between equal steps from the least to the greatest; each limit belongs to the bucket below it."""
    wide = values.astype(np.float64)
    counts, edges = np.histogram(wide, bins=_BINS)
    return summary_pb2.HistogramProto(
        min=wide.min(),
        max=wide.max(),
        num=wide.size,
        sum=wide.sum(),
        sum_squares=np.square(wide).sum(),
        bucket_limit=edges[1:].tolist(),
        bucket=counts.astype(np.float64).tolist(),
    )


def _graph(loaded: Loaded) -> bytes:
    """The operations of one answer, as TensorBoard draws them."""
    signature = tf.TensorSpec((None, *loaded.network.input_shape), tf.float32, name="pictures")
    with collector_off():
        traced = tf.function(lambda pictures: loaded.keras_model(pictures, training=False))
        found: bytes = traced.get_concrete_function(signature).graph.as_graph_def().SerializeToString()
    return found


def _checked(folder: Path, given: list[_Entry], between: Between) -> int:
    """How many entries came back as they were written; StudioError where one did not."""
    (path,) = folder.iterdir()
    records = _with_turns(tf.data.TFRecordDataset(str(path)), between)
    events = [event_pb2.Event.FromString(each.numpy()) for each in records]
    found = [(event.step, event.wall_time, value) for event in events for value in event.summary.value]
    expected = [(entry.step, entry.time, _value(entry)) for entry in _with_turns(given, between)]
    if events[0].file_version != _VERSION or found != expected:
        raise StudioError(
            tr("The files did not read back as they were written, so they were not kept."), tr("Try another disk.")
        )
    return len(found)
