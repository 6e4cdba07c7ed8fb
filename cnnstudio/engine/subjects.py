"""Finds the Keras model that a request is about: the one in training, or one made from a stored run or saved file."""

import os
import random
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import RunSubject, SavedSubject, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.engine.build import KerasModel, build, see_weights, set_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.drawn import located
from cnnstudio.engine.inspecting.probe import Probe
from cnnstudio.engine.saved import data_of, open_saved
from cnnstudio.engine.training import memory
from cnnstudio.files.one_file import same_file
from cnnstudio.files.project.database import has_journal
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.sources import completed

_KEPT = 3
"""How many Keras models are kept at hand beside the one in training."""

_CLOCK_NS = 100_000_000
"""File systems tell times a few thousandths of a second apart at best."""

_USUAL = Plan()


@dataclass(frozen=True, eq=False)
class Loaded:
    """A Keras model with what is needed to use it.

    Attributes:
        prepared: None when the saved file does not say how pictures are prepared.
        plan: How it was trained; the usual plan where that is not known.
        data: What it was trained on; None where that is not known.
        tested: How many pictures its run was tested with; None where it was not.
        is_guessed: Whether the file that it came from does not say how pictures are prepared.
        is_data_guessed: Whether ``data`` are merely those that fit a network from a saved file.
        is_still: Whether its weights change no more.
        traced: What was traced of it last, by what it is for, so that it need not be traced again.
    """

    keras_model: KerasModel
    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None
    plan: Plan = _USUAL
    data: DataRecipe | None = None
    tested: int | None = None
    is_guessed: bool = False
    is_data_guessed: bool = False
    is_still: bool = False
    traced: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def probe(self) -> Probe:
        return Probe(self.keras_model, self.network, keeps=self.is_still)


@dataclass(frozen=True, eq=False)
class Live:
    """The run that trains at this moment."""

    file: str
    run: int
    loaded: Loaded

    def is_meant_by(self, subject: Subject) -> bool:
        """Whether the subject is this run with the weights of this moment."""
        return (
            isinstance(subject, RunSubject)
            and subject.run == self.run
            and subject.epoch is None
            and same_file(subject.file, self.file)
        )


class Subjects:
    """The models at hand; ``live`` is set while a run trains, and whoever trains it says when it ``moved_on``."""

    def __init__(self) -> None:
        self.live: Live | None = None
        self._kept: OrderedDict[Any, Loaded] = OrderedDict()
        self._still: Loaded | None = None

    def get(self, subject: Subject) -> Loaded:
        """The subject, made if it is not at hand; raises StudioError in words."""
        if self.live is not None and self.live.is_meant_by(subject):
            return self.live.loaded
        return self._stored(subject) if isinstance(subject, RunSubject) else self._saved(subject)

    def still(self, subject: Subject) -> Loaded:
        """The subject as it is now, though it may be in training: its weights change no more.

        All who ask before the training moves on are given the same.
        """
        loaded = self.get(subject)
        if self.live is None or loaded is not self.live.loaded:
            return loaded
        if self._still is None:
            _ask_for_memory(analyse(loaded.network))
            weights = see_weights(loaded.keras_model, loaded.network)
            copy = load(loaded.network, weights, loaded.labels, loaded.prepared, loaded.plan)
            self._still = replace(copy, data=loaded.data, tested=loaded.tested)
        return self._still

    def used(self, loaded: Loaded) -> None:
        """It was used elsewhere, and is not the next to be let go of."""
        key = next((key for key, each in self._kept.items() if each is loaded), None)
        if key is not None:
            self._kept.move_to_end(key)

    def holds(self, loaded: Loaded) -> bool:
        """Whether this is one of those at hand."""
        return any(loaded is each for each in self._kept.values())

    def moved_on(self) -> None:
        """The weights of the run that trains may be others than they were."""
        self._still = None

    def forget(self) -> None:
        """Lets go of every model at hand; the next request makes its own anew."""
        self.moved_on()
        self._kept.clear()

    def _stored(self, subject: RunSubject) -> Loaded:
        with ProjectFile.open(subject.file, read_only=True) as file:
            run = file.run(subject.run)
            epoch = subject.epoch or run.used_epoch
            if epoch == 0:
                raise StudioError(
                    tr("“{name}” has no weights yet: its first epoch did not end.", name=run.name),
                    tr("Train it, or choose another run."),
                )
            # Another file may have taken this one's place: the start tells their runs apart.
            # That of an imported run may be prepared otherwise than it was.
            key = (str(Path(subject.file).resolve()), run.number, run.started, epoch, run.prepared.method)
            if key not in self._kept:
                _, weights = file.weights(run.number, epoch)
                project = run.project
                weights = completed(project.network, {**self._held_at_hand(project.network), **weights}, subject.file)
                loaded = load(project.network, weights, run.labels, run.prepared, project.plan)
                tested = None if run.test is None else run.test.count
                data, is_guessed = located(project.data, subject.file), run.is_preparation_guessed
                loaded = replace(loaded, is_guessed=is_guessed, is_data_guessed=run.is_imported)
                self._keep(key, replace(loaded, data=data, tested=tested))
        return self._at_hand(key)

    def _held_at_hand(self, network: Network) -> Weights:
        """What the pretrained blocks of a network hold, from a Keras model at hand that holds the same: read-only.

        Known by the checksums of the blocks; empty where there is none, and it comes from its source.
        """
        blocks = _known_again(network)
        if not blocks:
            return {}
        names = _held(network)
        for loaded in reversed(self._kept.values()):
            if _known_again(loaded.network) == blocks and names <= _held(loaded.network):
                found = see_weights(loaded.keras_model, loaded.network, "held")
                return {name: found[name] for name in names}
        return {}

    def _saved(self, subject: SavedSubject) -> Loaded:
        path = Path(subject.path)
        facts = _facts(path)
        how = (subject.project, subject.method, subject.prepared)
        key = (str(path.resolve()), facts.st_mtime_ns, facts.st_size, *how)
        if key not in self._kept:
            saved = open_saved(subject)
            loaded = load(saved.network, saved.weights, saved.labels, saved.prepared)
            self._keep(key, replace(loaded, data=data_of(subject)))
        return self._at_hand(key)

    def _keep(self, key: Any, loaded: Loaded) -> None:
        self._kept[key] = loaded
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _at_hand(self, key: Any) -> Loaded:
        self._kept.move_to_end(key)
        return self._kept[key]


def _known_again(network: Network) -> tuple[Any, ...]:
    """The same for networks whose pretrained blocks were made of the same weights; empty where that is not known."""
    found = [
        (each.branches, each.spec.digest) for each in pretrained_blocks(network) if isinstance(each.spec, Pretrained)
    ]
    return tuple(found) if all(digest for _, digest in found) else ()


def _held(network: Network) -> set[str]:
    return {f"{row.name}/{each.name}" for row in analyse(network).rows for each in row.params.arrays if each.held}


def _facts(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise StudioError(
            tr("“{name}” is not there any more.", name=path.name), tr("Open it from where it is now.")
        ) from error


def is_being_written(subject: Subject) -> bool:
    """Whether the subject's project is written to right now: who asks what is in it may wait for the end of that."""
    return isinstance(subject, RunSubject) and has_journal(Path(os.path.realpath(subject.file)))


def glance_at(subject: Subject) -> Any:
    """What is another value as soon as the subject's file was written to; None where that cannot be told yet.

    Far cheaper than ``mark_of``, and as free to be asked. Raises StudioError where the file is not there any more.
    """
    facts = _facts(Path(subject.path if isinstance(subject, SavedSubject) else subject.file))
    if abs(time.time_ns() - facts.st_mtime_ns) < _CLOCK_NS:
        return None  # written to once more it might look the same
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def mark_of(subject: Subject) -> Any:
    """What is another value when the subject has become another one; cheap, and to be asked on any thread.

    Raises StudioError in words where it is not there any more.
    """
    if isinstance(subject, SavedSubject):
        facts = _facts(Path(subject.path))
        return facts.st_mtime_ns, facts.st_size
    with ProjectFile.open(subject.file, read_only=True) as file:
        run = file.run(subject.run)
    method = None if run.prepared is None else run.prepared.method
    return run.started, subject.epoch or run.used_epoch, method


def load(
    network: Network,
    weights: Weights,
    labels: tuple[str, ...],
    prepared: Prepared | None,
    plan: Plan = _USUAL,
) -> Loaded:
    """A Keras model with these weights; one label an output, numbered where there are none."""
    analysis = analyse(network)
    if analysis.output_shape is None:
        raise StudioError(
            tr("The network of this file cannot work."), tr("Open it and mend the layer marked in its stack.")
        )
    if prepared is not None and not prepared.fits(network.input_shape):
        raise StudioError(
            tr("What was measured for the preprocessing does not fit the network."), tr("Train it again.")
        )
    _ask_for_memory(analysis)
    # Keras draws the seeds of its first weights from Python's generator. A training beside it must not notice.
    state = random.getstate()
    try:
        with collector_off():
            keras_model = build(network)
    finally:
        random.setstate(state)
    set_weights(keras_model, network, weights)
    outputs = analysis.output_shape[-1]
    names = labels if len(labels) == outputs else tuple(str(number) for number in range(outputs))
    return Loaded(keras_model, network, names, prepared, plan, is_still=True)


def _ask_for_memory(analysis: Analysis) -> None:
    memory.require(memory.to_look(analysis, memory.batch_to_look(analysis)))
