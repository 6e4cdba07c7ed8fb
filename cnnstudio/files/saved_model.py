"""The safe reader of ``.keras`` files: the architecture by an allow-list, the weights as bare arrays.

A saved Keras model is a program; Keras's own loader runs parts of it even in its safe mode. This reader never calls
Keras: it reads the JSON itself, builds our own network from it, and has the arrays read in another process.
"""

import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.network import Network
from cnnstudio.core.preprocessing import Prepared
from cnnstudio.core.spec import Weight
from cnnstudio.core.words import plain, quoted
from cnnstudio.files import keras_archive as archives
from cnnstudio.files import words
from cnnstudio.files.keras_config import KerasNode, network_of
from cnnstudio.files.keras_scaling import with_pixels
from cnnstudio.files.keras_weights import Table, read_arrays
from cnnstudio.files.weights_blob import Weights

METADATA_KEY = "cnnstudio"
"""In metadata.json: {"version": 3, "labels": [text, …], "prepared": Prepared.to_plain()}; Keras ignores it."""

METADATA_VERSION = 3
"""From 2 on a Keras layer that only helps another is called ``NAME>pad``; before (no "version") ``NAME_pad``."""

_MAX_LABEL = 200
_SPARE = 16_000_000
_SPARE_PER_LAYER = 16_000  # a group of HDF5 with two arrays takes 5,000 bytes


@dataclass(frozen=True)
class SavedNetwork:
    """What a saved file holds.

    Attributes:
        labels: One a class; "0", "1" … where the file does not name them.
        prepared: How pictures are prepared for it; None where the file does not say.
        weights: In Keras's order, as in a project file.
        origin: What wrote it, "Keras 2.2.4".
        notes: What was read otherwise than it stands in the file, a sentence each.
    """

    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None
    weights: Weights
    origin: str = ""
    notes: tuple[str, ...] = ()


def read_saved(path: Path | str) -> SavedNetwork:
    """The network saved at ``path``; raises StudioError in words for everything that is not a plain network."""
    path = Path(path)
    try:
        with archives.opened(path) as archive:
            metadata = _json(archives.text_of(path, archive, archives.METADATA))
            _check_version(metadata)
            config = _json(archives.text_of(path, archive, archives.CONFIG))
            network, nodes = network_of(config, marked=_version(metadata) > 1)
            analysis = _checked(network)
            names, table = _table(analysis, nodes)
            labels, prepared = _ours(metadata, analysis)
            prepared = _fitting(prepared, nodes, network)
            _check_size(path, archive.getinfo(archives.WEIGHTS).file_size, analysis, len(nodes))
            with tempfile.TemporaryDirectory(prefix="cnnstudio-") as folder:
                copy = Path(folder) / "weights.h5"
                archives.copy_weights(path, archive, copy)
                arrays = read_arrays(copy, table, path)
    except SpecError as error:
        raise StudioError(f"{quoted(path)} cannot be opened. {plain(error, 130)}", "") from error
    by_name = dict(zip(names, arrays, strict=True))
    order = [f"{row.name}/{each.name}" for row in analysis.rows for each in row.params.arrays]
    return SavedNetwork(network, labels, prepared, {name: by_name[name] for name in order})


def _json(text: str) -> Any:
    if len(text) > archives.MAX_TEXT:
        raise SpecError("Its description is too long.")
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise SpecError("Its description is not JSON.") from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("a key stands twice")
    return result


def _check_version(metadata: Any) -> None:
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"3\.\d+\.\d+.{0,20}", version):
        raise SpecError(f"It was not written by Keras 3 but by {plain(version, 20)}.")


def _version(metadata: dict[str, Any]) -> int:
    """The version of our own notes in the file; 1 where it has none."""
    ours = metadata.get(METADATA_KEY)
    version = ours.get("version", 1) if isinstance(ours, dict) else 1
    if type(version) is not int or not 1 <= version <= METADATA_VERSION:
        raise SpecError("It was written by a newer version of this program.")
    return version


def _checked(network: Network) -> Analysis:
    analysis = analyse(network)
    if analysis.problems:
        row = analysis.problems[0]
        assert row.problem is not None
        raise SpecError(f"{row.name}: {row.problem.text}")
    if analysis.totals.parameters * 4 > archives.MAX_FILE:
        raise SpecError(f"{analysis.totals.parameters:,} parameters are too many.")
    return analysis


def _table(analysis: Analysis, nodes: tuple[KerasNode, ...]) -> tuple[list[str], Table]:
    """The arrays' names, and where Keras puts them: ``layers/conv2d_1`` is the second Conv2D, whatever its name."""
    arrays: dict[str, tuple[Weight, ...]] = {row.name: row.params.arrays for row in analysis.rows}
    taken: Counter[str] = Counter()
    names: list[str] = []
    table: list[tuple[str, tuple[tuple[int, ...], ...]]] = [("layers/input_layer", ())]
    for node in nodes:
        base = snake_case(node.kind)
        group = f"layers/{base}_{taken[base]}" if taken[base] else f"layers/{base}"
        taken[base] += 1
        found = arrays.get(node.name, ())
        names += [f"{node.name}/{each.name}" for each in found]
        table.append((group, tuple(each.shape for each in found)))
    return names, tuple(table)


def snake_case(kind: str) -> str:
    """Keras's name of a class in a file (``keras/src/utils/naming.py``): ``"max_pooling2d"`` for MaxPooling2D."""
    apart = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", apart).lower()


def _ours(metadata: dict[str, Any], analysis: Analysis) -> tuple[tuple[str, ...], Prepared | None]:
    classes = analysis.output_shape[-1] if analysis.output_shape else 0
    plain = metadata.get(METADATA_KEY)
    if plain is None:
        return tuple(map(str, range(classes))), None
    labels = plain.get("labels") if isinstance(plain, dict) else None
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels) or len(labels) != classes:
        raise SpecError(f"It does not name the {classes} classes of its network.")
    if any(len(each) > _MAX_LABEL for each in labels):
        raise SpecError(f"A class has a name of more than {_MAX_LABEL} characters.")
    prepared = plain.get("prepared")
    return tuple(labels), None if prepared is None else Prepared.from_plain(prepared)


def _fitting(prepared: Prepared | None, nodes: tuple[KerasNode, ...], network: Network) -> Prepared | None:
    """With what a first layer does to every pixel; raises SpecError where it is for pictures of another shape."""
    pixels = next((node.pixels for node in nodes if node.pixels is not None), None)
    if pixels is not None:
        return with_pixels(prepared, pixels)
    if prepared is not None and not prepared.fits(network.input_shape):
        raise SpecError("Its preprocessing does not fit the network's input.")
    return prepared


def _check_size(path: Path, size: int, analysis: Analysis, layers: int) -> None:
    """The weights take what the network needs, an optimiser's state of a few times as much, and some spare."""
    if size > 4 * analysis.totals.parameters * 5 + _SPARE + _SPARE_PER_LAYER * layers:
        found = words.megabytes(size)
        raise StudioError(f"The weights in {quoted(path)} are {found}, more than its network has.")
