"""What a saved network becomes: a project to begin with, and in it a run that holds its weights."""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.preprocessing import FITTED, Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.pretrained import RUN, Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import bare, plain
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved.saved_model import SavedNetwork

_MOST_TITLE = 80
_USUAL_DATA: dict[tuple[tuple[int, ...], int], str] = {
    ((28, 28, 1), 10): "mnist-10k",
    ((32, 32, 3), 10): "cifar-10",
    ((32, 32, 3), 20): "cifar-100-coarse",
    ((32, 32, 3), 100): "cifar-100",
}
"""The data sets that are likely meant, by the shape of the pictures and the number of classes."""

_FASHION = "fashion-10k"


@dataclass(frozen=True, eq=False)
class Imported:
    """A run whose weights came in a saved file, as it goes into a project file.

    Attributes:
        project: Its network has these weights; what else it says is what is known of the file.
        started: When it was opened; ISO 8601, with the offset from UTC.
        origin: What wrote the file, "Keras 2.2.4".
        notes: What is to be known of the way it was read, in words.
        is_preparation_known: Whether it is settled how its pictures are prepared: the file says so.
        found_way: How that was found out by trying; None where it was not.
    """

    project: Project
    name: str
    labels: tuple[str, ...]
    prepared: Prepared
    weights: Weights
    started: str
    origin: str = ""
    notes: str = ""
    is_preparation_known: bool = True
    found_way: FoundWay | None = None


def imported(
    saved: SavedNetwork,
    path: Path,
    into: Project | None = None,
    labels: tuple[str, ...] = (),
    tried: Prepared | None = None,
    data: DataRecipe | None = None,
    found_way: FoundWay | None = None,
) -> Imported:
    """The run that a saved network becomes.

    Args:
        into: The project whose run it will be, for weights that came without a network of their own: what the project
            says of data and pictures holds for them too.
        labels: What its classes are called where the file does not name them; empty where that is not known.
        tried: How its pictures are prepared where the file does not say, as was asked for or found out.
        data: What it learned, where that was found out.
        found_way: How ``tried`` was found out.
    """
    prepared = saved.prepared or tried or usual_preparation(into)
    begun = Project(saved.network, data=data or usual_data(saved.network, saved.labels)) if into is None else into
    project = replace(
        begun,
        network=saved.network,
        preprocessing=replace(prepared.preprocessing, augmentation=begun.preprocessing.augmentation),
        plan=replace(begun.plan, start=0),
    )
    return Imported(
        project,
        path.name,
        named(saved, labels),
        prepared,
        saved.weights,
        datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        saved.origin,
        " ".join(saved.notes),
        saved.prepared is not None,
        found_way if saved.prepared is None else None,
    )


def usual_preparation(into: Project | None = None) -> Prepared:
    """How pictures are prepared where nothing is known of it.

    Args:
        into: The project that weights alone belong to: as it says, but for what only training pictures can tell.
    """
    own = Preprocessing() if into is None else into.preprocessing
    return Prepared(own if own.method not in FITTED else replace(own, method="scale"))


def named(saved: SavedNetwork, labels: tuple[str, ...]) -> tuple[str, ...]:
    """What the classes are called: as the file says, else by these labels where there is one for each."""
    numbered = saved.labels == tuple(map(str, range(len(saved.labels))))
    return labels if numbered and len(labels) == len(saved.labels) else saved.labels


def beginning(found: Imported) -> Project:
    """The project that begins with a saved network: its training starts from the weights that came with it, run 1."""
    return as_run(found, 1)


def as_run(found: Imported, number: int) -> Project:
    """The project of a saved network that is a run of this number now: what it goes on from, and rests on."""
    network = resting_on(found.project.network, number, found.weights)
    return replace(found.project, network=network, plan=replace(found.project.plan, start=number))


def resting_on(network: Network, run: int, weights: Weights) -> Network:
    """The network, where weights of it came from a run of some project now with those of this one, which has them all.

    Args:
        weights: All of the run; what was fine-tuned is as it became.
    """
    analysis = analyse(network)
    for block in pretrained_blocks(network):
        path = network.path_of(block.name)
        if path is not None and isinstance(block.spec, Pretrained) and block.spec.source.startswith(RUN):
            inside = [row for row in analysis.rows if row.path[: len(path)] == path]
            arrays = [weights[f"{row.name}/{each.name}"] for row in inside for each in row.params.arrays]
            network = network.change(path, source=f"{RUN}{run}", digest=digest_of(arrays))
    return network


def title_of(path: Path) -> str:
    """What a project that begins with a saved network is called."""
    name = path.name
    for ending in (".keras", ".h5", ".hdf5", ".weights"):
        name = name[: -len(ending)] if name.lower().endswith(ending) else name
    return plain(name, _MOST_TITLE).replace("/", " ").strip(". ") or tr("Network")


def usual_data(network: Network, labels: tuple[str, ...]) -> DataRecipe:
    """The built-in data that fit the network's input and classes; without a source where none do."""
    shape = analyse(network).output_shape
    if shape is None or len(shape) != 1:
        return DataRecipe(source="")
    found = _USUAL_DATA.get((tuple(network.input_shape), shape[-1]), "")
    clothes = found == "mnist-10k" and any(bare(label) in ("sneaker", "ankle boot") for label in labels)
    return DataRecipe(source=_FASHION if clothes else found)
