"""The safe reader of saved networks: the architecture by an allow-list, the weights as bare arrays.

A saved Keras model is a program; Keras's own loader runs parts of it even in its safe mode. This reader never calls
Keras: it reads the JSON itself, builds our own network from it, and has HDF5 read in another process. What a file is
its content decides, never its name.
"""

import math
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.words import plain, quoted, shortened
from cnnstudio.files import words
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved import h5_reading
from cnnstudio.files.saved import keras_archive as archives
from cnnstudio.files.saved.h5_reading import H5Contents, H5Reading
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_json import parsed
from cnnstudio.files.saved.keras_nodes import Described, KerasNode, NotHeld, Told
from cnnstudio.files.saved.keras_places import Place, places
from cnnstudio.files.saved.keras_scaling import scales_pixels, with_pixels
from cnnstudio.files.saved.keras_turns import turned
from cnnstudio.files.saved.pretrained_notes import with_blocks
from cnnstudio.files.saved.saved_kinds import kind_of
from cnnstudio.files.saved.weights_alone import weights_for

METADATA_KEY = "cnnstudio"
"""In metadata.json: {"version": 3, "labels": [text, …], "prepared": Prepared.to_plain()}, and "pretrained" where the
network has such blocks, as ``pretrained_notes.noted`` gives them; Keras ignores it."""

METADATA_VERSION = 3
"""From 2 on a Keras layer that only helps another is called ``NAME>pad``; before (no "version") ``NAME_pad``."""

MAX_PARAMETERS = 500_000_000
"""A network from a file with more is refused."""

MAX_LABEL = 200
"""The most characters of the name of a class."""

_CHANGED = tr("Names of its classes that were empty, there twice or not to be shown were changed.")
_LETTERS = 6  # by which a number is packed, rounded up
_MOST_WORDS = 198
_TIMES = 8  # in float64, with an optimiser's two moments
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


class WeightsAlone(StudioError):
    """The file has weights but no network; they can be read for a network that is given."""


def read_saved(path: Path | str, network: Network | None = None) -> SavedNetwork:
    """The network saved at ``path``; raises StudioError in words for everything that is not a plain network.

    Args:
        network: The network that the weights are for: then only weights are read, whatever else the file holds.
    """
    path = Path(path)
    with _about(path):
        if kind_of(path) == "h5":
            return _from_h5(path, network)
        return _from_archive(path, network)


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """Words that know no file get its name."""
    try:
        yield
    except SpecError as error:
        hint, details = (error.hint, error.details) if isinstance(error, NotHeld) else ("", "")
        start = tr("{path} cannot be opened.", path=quoted(path))
        raise StudioError(f"{start} {shortened(error, _MOST_WORDS - len(start) - len(hint))}", hint, details) from error


def _from_archive(path: Path, network: Network | None) -> SavedNetwork:
    with archives.opened(path) as archive:
        metadata = parsed(archives.text_of(path, archive, archives.METADATA))
        told = Told(_keras_version(metadata), "", "keras", _version(metadata) > 1, _blocks(metadata) is not None)
        found = Described(network, ()) if network is not None else _in_archive(path, archive, told)
        found = found if network is not None else _with_blocks(found, metadata)
        analysis = _checked(found.network)
        _check_size(path, archive.getinfo(archives.WEIGHTS).file_size, analysis)
        with archives.temporary() as folder:
            copy = folder / "weights.h5"
            archives.copy_weights(path, archive, copy)
            with h5_reading.opened(copy, path) as reading:
                return _read(reading, found, told, metadata, analysis, alone=network is not None)


def _in_archive(path: Path, archive: zipfile.ZipFile, told: Told) -> Described:
    return described(parsed(archives.text_of(path, archive, archives.CONFIG)), told)


def _with_blocks(found: Described, metadata: dict[str, Any]) -> Described:
    """With the pretrained blocks that a file of ours notes."""
    notes = _blocks(metadata)
    return found if notes is None else replace(found, network=with_blocks(found.network, notes))


def _blocks(metadata: dict[str, Any]) -> Any:
    """What a file of ours notes of pretrained blocks; None where there are none."""
    ours = metadata.get(METADATA_KEY)
    return ours.get("pretrained") if isinstance(ours, dict) else None


def _from_h5(path: Path, network: Network | None) -> SavedNetwork:
    with h5_reading.opened(path, path) as reading:
        contents = reading.contents
        told = Told(contents.version, contents.backend, "h5")
        if network is None and not contents.config:
            raise _no_network(path, contents)
        found = Described(network, ()) if network is not None else described(parsed(contents.config), told)
        return _read(reading, found, told, {}, _checked(found.network), alone=network is not None)


def _no_network(path: Path, contents: H5Contents) -> StudioError:
    if contents.layers is None and not any("/vars/" in array.path for array in contents.arrays):
        return StudioError(
            tr("{path} is an HDF5 file, but no network of Keras.", path=quoted(path)), tr("Choose a saved network.")
        )
    text = tr("{path} holds weights without the network they belong to.", path=quoted(path))
    return WeightsAlone(text, tr("Open the project with that network first, then load the weights into it."))


def _read(
    reading: H5Reading, found: Described, told: Told, metadata: dict[str, Any], analysis: Analysis, *, alone: bool
) -> SavedNetwork:
    """The rest once the description is read.

    Args:
        alone: Whether only weights are taken from the file.
    """
    if alone:
        table, notes = weights_for(reading.contents, analysis)
    else:
        table, notes = places(reading.contents, found.nodes, analysis), found.notes
    given, prepared = _ours(metadata, analysis, math.prod(found.network.input_shape))
    prepared = _fitting(prepared, found.nodes, found.network)
    if prepared is None and not alone and scales_pixels(found.network):
        prepared = Prepared(Preprocessing("raw"))
    weights = _weights(reading, table, analysis)
    labels = shown(given)
    notes = notes if labels == given else (*notes, _CHANGED)
    return SavedNetwork(found.network, labels, prepared, weights, _origin(told.version), notes)


def _weights(reading: H5Reading, table: tuple[Place, ...], analysis: Analysis) -> Weights:
    """The arrays in our order, turned as ours are."""
    arrays = reading.arrays([(place.path, place.shape) for place in table])
    for place, array in zip(table, arrays, strict=True):
        if not np.isfinite(array).all():
            raise SpecError(
                tr("Some weights of {name} are too large or not numbers (NaN).", name=plain(place.name, 60))
            )
    by_name = {place.name: turned(array, place.turns) for place, array in zip(table, arrays, strict=True)}
    order = [f"{row.name}/{each.name}" for row in analysis.rows for each in row.params.arrays]
    return {name: by_name[name] for name in order}


def _origin(version: str) -> str:
    """ "Keras 2.2.4"; "Keras" where the file does not say."""
    return f"Keras {plain(version, 20)}".strip()


def _keras_version(metadata: Any) -> str:
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"[23]\.\d+\.\d+.{0,20}", version):
        raise SpecError(tr("It was not written by Keras 2 or 3 but by {version}.", version=plain(version, 20)))
    return version


def _version(metadata: dict[str, Any]) -> int:
    """The version of our own notes in the file; 1 where it has none."""
    ours = metadata.get(METADATA_KEY)
    version = ours.get("version", 1) if isinstance(ours, dict) else 1
    if type(version) is not int or not 1 <= version <= METADATA_VERSION:
        raise SpecError(tr("It was written by a newer version of this program."))
    return version


def _checked(network: Network) -> Analysis:
    analysis = analyse(network)
    if analysis.problems:
        row = analysis.problems[0]
        assert row.problem is not None
        raise SpecError(f"{row.name}: {row.problem.text}")
    if analysis.totals.parameters > MAX_PARAMETERS:
        raise SpecError(tr("{parameters:,} parameters are too many.", parameters=analysis.totals.parameters))
    return analysis


def _ours(metadata: dict[str, Any], analysis: Analysis, numbers: int) -> tuple[tuple[str, ...], Prepared | None]:
    classes = analysis.output_shape[-1] if analysis.output_shape else 0
    plain = metadata.get(METADATA_KEY)
    if plain is None:
        return tuple(map(str, range(classes))), None
    labels = plain.get("labels") if isinstance(plain, dict) else None
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels) or len(labels) != classes:
        raise SpecError(tr("It does not name the {classes} classes of its network.", classes=classes))
    if any(len(each) > MAX_LABEL for each in labels):
        raise SpecError(tr("A class has a name of more than {most} characters.", most=MAX_LABEL))
    prepared = plain.get("prepared")
    packed = prepared.values() if isinstance(prepared, dict) else ()
    if any(isinstance(each, str) and len(each) > _LETTERS * numbers + _LETTERS for each in packed):
        # Said before it is unpacked, which takes ten times as much memory.
        raise SpecError(tr("Its preprocessing does not fit the network's input."))
    return tuple(labels), None if prepared is None else Prepared.from_plain(prepared)


def shown(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they may be shown and told apart: nothing invisible in them, none empty, none twice."""
    found: dict[str, None] = {}
    for number, label in enumerate(labels):
        name = plain(label.strip(), MAX_LABEL) or str(number)
        found[name if name not in found else f"{plain(name, MAX_LABEL - 20)} (class {number})"] = None
    return tuple(found) if len(found) == len(labels) else tuple(map(str, range(len(labels))))


def _fitting(prepared: Prepared | None, nodes: tuple[KerasNode, ...], network: Network) -> Prepared | None:
    """With what a first layer does to every pixel; raises SpecError where it is for pictures of another shape."""
    pixels = next((node.pixels for node in nodes if node.pixels is not None), None)
    if pixels is not None:
        return with_pixels(prepared, pixels)
    if prepared is not None and not prepared.fits(network.input_shape):
        raise SpecError(tr("Its preprocessing does not fit the network's input."))
    return prepared


def _check_size(path: Path, size: int, analysis: Analysis) -> None:
    """The weights take what the network needs, an optimiser's state of a few times as much, and some spare."""
    if size > 4 * analysis.totals.parameters * _TIMES + _SPARE + _SPARE_PER_LAYER * len(analysis.rows):
        found = words.megabytes(size)
        raise StudioError(
            tr("The weights in {path} are {found}, more than its network has.", path=quoted(path), found=found)
        )
