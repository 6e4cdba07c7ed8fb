"""What a pretrained network can be taken from, and what is taken of it; knows no Qt, and is asked on a thread."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import BASES, Base, BaseLayer, base_layers, base_network
from cnnstudio.core.digest import digest_of
from cnnstudio.core.network import Network
from cnnstudio.core.pretrained import RUN
from cnnstudio.core.run import Run
from cnnstudio.core.spec import BYTES
from cnnstudio.core.transfer import Body, body_of_run, feature_node
from cnnstudio.core.words import plain
from cnnstudio.files.bases import find_weights
from cnnstudio.files.sources import arrays_from

_NAME = 40

HERE = "Comes with this program"
OF_KERAS = "keras.applications, trained on ImageNet"
RUNS = "Runs of this project"


@dataclass(frozen=True)
class Choice:
    """One network that can be taken; ``base`` or ``run`` says which."""

    title: str
    group: str
    source: str
    base: Base | None = None
    run: Run | None = None

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
    shapes = [each.shape for row in analyse(network).rows for each in row.params.arrays]
    return Body(choice.source, digest_of(arrays_from(choice.source, shapes, path, what=choice.title)), network)


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
