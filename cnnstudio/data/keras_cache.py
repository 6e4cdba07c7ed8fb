"""Where Keras keeps the data sets it downloads, and what of each must be there."""

from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import keras_home
from cnnstudio.data.arrays import cifar, idx, npz
from cnnstudio.data.found import Found
from cnnstudio.data.watch import Watch

FASHION = (
    "train-labels-idx1-ubyte.gz",
    "train-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
)
"""Keras's ``fashion_mnist.load_data`` keeps these four under ``datasets/fashion-mnist``."""


@dataclass(frozen=True)
class Kept:
    """A data set as Keras keeps it.

    Attributes:
        place: A file, or a folder.
        files: What must be in the folder; empty for a file.
        by_hand: What a person without a connection does: "put a copy of … into …".
    """

    place: Path
    files: tuple[str, ...]
    by_hand: str

    @property
    def is_there(self) -> bool:
        """Whether all of it is."""
        if not self.files:
            return self.place.is_file()
        return all((self.place / name).is_file() for name in self.files)

    @property
    def needed(self) -> tuple[Path, ...]:
        """The files it consists of."""
        return tuple(self.place / name for name in self.files) or (self.place,)


def datasets_folder() -> Path:
    """Where Keras keeps data sets."""
    return keras_home() / "datasets"


def kept(source: str) -> Kept:
    """Where the Keras set called ``source`` is, or would be once it has been downloaded."""
    where = datasets_folder()
    if source == "mnist":
        return Kept(where / "mnist.npz", (), tr("put a copy of mnist.npz into {where}", where=where))
    if source == "fashion-mnist":
        names = tr("{most} and {last}", most=", ".join(FASHION[:-1]), last=FASHION[-1])
        by_hand = tr("put {names} into {where}", names=names, where=where / "fashion-mnist")
        return Kept(where / "fashion-mnist", FASHION, by_hand)
    family = cifar.FAMILIES[source]
    by_keras_3 = where / f"{family.folder}-target" / family.folder
    by_others = where / family.folder  # Keras 2, and a person who unpacks the archive by hand
    older = cifar.is_whole(by_others, family) and not cifar.is_whole(by_keras_3, family)
    return Kept(
        by_others if older else by_keras_3,
        family.batches,
        tr("unpack {archive} in {where}", archive=family.archive, where=where),
    )


def read(source: str, watch: Watch) -> Found:
    """What Keras keeps of that set. Raises StudioError in words."""
    place = kept(source).place
    if source == "mnist":
        return npz.read(place, watch=watch)
    return idx.read(place, watch) if source == "fashion-mnist" else cifar.read(place, cifar.FAMILIES[source], watch)
