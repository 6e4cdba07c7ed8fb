"""What a pretrained network can be taken from, and what is taken of it; knows no Qt, and is asked on a thread."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import BASES, Base, BaseLayer, base_layers, base_network
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import METHODS_INSIDE
from cnnstudio.core.runs.run import GUESSED, Run
from cnnstudio.core.spec import BYTES
from cnnstudio.core.transferring.pretrained import RUN
from cnnstudio.core.transferring.transfer import Body, body_of_run, feature_node
from cnnstudio.core.words import plain
from cnnstudio.files.bases import find_weights
from cnnstudio.files.saved.importing import Imported
from cnnstudio.files.sources import arrays_from

_NAME = 40

HERE = tr("Comes with this program")
OF_KERAS = tr("keras.applications, trained on ImageNet")
RUNS = tr("Runs of this project")
FILES = tr("Saved networks")

HELD = "file:"
"""How the source of a saved network begins that is no run of the project yet."""


@dataclass(frozen=True)
class Choice:
    """One network that can be taken; ``base`` or ``run`` says which.

    Attributes:
        found: What came in a saved file that is no run of the project yet; ``run`` is what it would be.
    """

    title: str
    group: str
    source: str
    base: Base | None = None
    run: Run | None = None
    found: Imported | None = None

    @property
    def side(self) -> int:
        """Rows and columns of the pictures it was trained on."""
        return self.base.side if self.base is not None else self.shape[0]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the pictures it takes, where only one size will do."""
        if self.run is None:
            return (self.side, self.side, 3)
        height, width, channels = self.run.project.network.input_shape
        return height, width, channels

    @property
    def preparation(self) -> str:
        """What its pictures, which come in from 0 to 255, are made by its first layers: "÷ 255, so 0 to 1"."""
        method = self.run.prepared.method if self.run is not None else ""
        return METHODS_INSIDE[method] if method and method != "raw" else ""

    @property
    def about(self) -> str:
        """Where it is from, in words."""
        if self.base is not None:
            base = self.base
            return tr(
                "{title}: {family}, {paper}. Licence of its weights: {licence}.",
                title=base.title,
                family=base.family,
                paper=base.paper,
                licence=base.licence,
            )
        assert self.run is not None
        if self.found is not None:
            return tr(
                "{title}: read from a file. It becomes a run of this project when it is put in.", title=self.title
            )
        number = self.run.number
        if self.run.is_imported:
            return tr("{title}: run {number}, which came in a saved file.", title=self.title, number=number)
        return tr("{title}: run {number}, as it was trained in this project.", title=self.title, number=number)

    @property
    def parameters(self) -> str:
        """Of all its layers: "4.7 M", "1,234"."""
        if self.base is not None:
            return local(f"{self.base.parameters:g} M")
        assert self.run is not None
        count = _parameters(self.run.project.network)
        return local(f"{count:,}" if count < 100_000 else f"{count / 1e6:.1f} M")


def choice_of_file(found: Imported) -> Choice:
    """The network of a saved file, which can be taken before it is a run of the project."""
    versions = {} if found.is_preparation_known else {GUESSED: ""}
    run = Run(0, found.name, found.project, found.labels, found.prepared, "imported", found.started, versions)
    return Choice(plain(found.name, _NAME), FILES, f"{HELD}{found.name}", run=run, found=found)


def choices(runs: Iterable[Run]) -> tuple[Choice, ...]:
    """Everything there is to take, by groups: what comes with the program, Keras's, and the runs with weights."""
    bases = [Choice(base.title, OF_KERAS if base.files else HERE, base.source, base) for base in BASES]
    able = [run for run in runs if run.status != "training" and (run.kept or run.epochs) and run.project.network.nodes]
    of_runs = [Choice(plain(run.name, _NAME), RUNS, f"{RUN}{run.number}", run=run) for run in reversed(able)]
    here, keras = ([each for each in bases if each.group == group] for group in (HERE, OF_KERAS))
    return (*here, *of_runs, *keras)


def sources_here() -> frozenset[str]:
    """The sources of which the weights are on this computer."""
    return frozenset(base.source for base in BASES if find_weights(base) is not None)


def layers_of(choice: Choice, side: int) -> tuple[BaseLayer, ...]:
    """Up to what it can be taken, first to last, for pictures of ``side`` rows; raises SpecError in words."""
    if choice.base is not None:
        return base_layers(choice.base, side)
    assert choice.run is not None
    return _layers_of_run(choice.run.project.network)


def network_of(choice: Choice, side: int, until: str) -> Network:
    """Its layers up to ``until`` with those that prepare pictures in front; raises SpecError in words."""
    if choice.base is not None:
        return base_network(choice.base, side, until)
    assert choice.run is not None
    return body_of_run(choice.run, until)


def body_of(choice: Choice, side: int, until: str, path: Path | None) -> Body:
    """The same with the checksum of its weights, which are read; raises StudioError in words.

    Args:
        path: The project file, for weights of its runs.
    """
    network = network_of(choice, side, until)
    if choice.found is not None:
        weights = choice.found.weights
        names = [f"{row.name}/{each.name}" for row in analyse(network).rows for each in row.params.arrays]
        return Body(choice.source, digest_of([weights[name] for name in names]), network)
    shapes = [each.shape for row in analyse(network).rows for each in row.params.arrays]
    digest = digest_of(arrays_from(choice.source, shapes, path, what=choice.title))
    return Body(choice.source, digest, network, None if choice.run is None else choice.run.prepared.preprocessing)


def body_of_arrived(body: Body, run: Run, until: str) -> Body:
    """The body of a saved network once it is a run of the project; its weights are the same ones."""
    return replace(body, source=f"{RUN}{run.number}", network=body_of_run(run, until))


@lru_cache(maxsize=64)
def _parameters(network: Network) -> int:
    return analyse(network).totals.parameters


def _layers_of_run(network: Network) -> tuple[BaseLayer, ...]:
    feature, parameters = feature_node(network), 0
    found: list[BaseLayer] = []
    for row in analyse(network).rows:
        parameters += row.params.total
        if len(row.path) == 1 and row.output_shape is not None:
            length, is_feature = row.memory // BYTES, row.name == feature
            found.append(BaseLayer(row.name, row.kind, row.output_shape, length, parameters, is_feature, whole=False))
        elif found:  # what stands in a block comes behind its row
            found[-1] = replace(found[-1], parameters=parameters)
    return tuple(found)
