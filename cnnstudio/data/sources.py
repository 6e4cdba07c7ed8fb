"""The data sets a project can name."""

from dataclasses import dataclass

from cnnstudio.core.language import tr
from cnnstudio.data import class_names

FILE = "file"
"""The source of a recipe whose ``path`` says where the data are: a folder, zip, .npz, IDX or CIFAR."""

DRAWN = "drawn"
"""The source of a recipe of what the person drew: of the project it belongs to, or the one at its ``path``."""


@dataclass(frozen=True)
class Source:
    """One data set on offer: ``name`` is what a project stores, the rest is for people.

    Attributes:
        download: How much is downloaded where it is not on this computer, "11 MB"; empty for what is built in.
        labels: What its classes are called, in order of their numbers; empty where the files say so.
        resource: The file under ``resources/data`` that holds it, for what is built in.
    """

    name: str
    title: str
    note: str
    size: str
    download: str = ""
    labels: tuple[str, ...] = ()
    resource: str = ""

    @property
    def bare_title(self) -> str:
        """The title without what stands behind it in brackets: "MNIST 10k", "MNIST"."""
        return self.title.partition(" (")[0]

    @property
    def short_title(self) -> str:
        """The title, without saying that it is built in: "MNIST 10k", "MNIST (full)"."""
        return self.bare_title if self.resource else self.title

    @property
    def takes_file(self) -> bool:
        """Whether it can be read from a file that the person names."""
        return bool(self.download)


SOURCES: tuple[Source, ...] = (
    Source(
        name="mnist-10k",
        title=tr("MNIST 10k (built in)"),
        note=tr(
            "Handwritten digits, always at hand. Its test part is made of official training images: "
            "it is not the official MNIST test set."
        ),
        size=tr("8,000 training and 2,000 test pictures, 28 × 28, grey"),
        labels=class_names.DIGITS,
        resource="mnist_10k_lzma.npz",
    ),
    Source(
        name="fashion-10k",
        title=tr("Fashion-MNIST 10k (built in)"),
        note=tr(
            "Clothes in ten classes, harder to tell apart than digits. A part of the official training and test "
            "pictures."
        ),
        size=tr("10,000 training and 2,000 test pictures, 28 × 28, grey"),
        labels=class_names.FASHION,
        resource="fashion_10k_lzma.npz",
    ),
    Source(
        name="photos-7",
        title=tr("Seven photographs (built in)"),
        note=tr(
            "Small colour pictures cut from seven photographs. So few that a network learns them by heart: "
            "good for seeing over-fitting."
        ),
        size=tr("560 training and 210 test pictures, 64 × 64, colour"),
        resource="photo_patches7_64.zip",
    ),
    Source(
        name="mnist",
        title=tr("MNIST (full)"),
        note=tr(
            "The whole MNIST with its official test set: from Keras's cache, a download of 11 MB, or a file you name."
        ),
        size=tr("60,000 training and 10,000 test pictures, 28 × 28, grey"),
        download="11 MB",
        labels=class_names.DIGITS,
    ),
    Source(
        name="fashion-mnist",
        title=tr("Fashion-MNIST (full)"),
        note=tr(
            "Clothes in ten classes, with the official test set: from Keras's cache, a download of 31 MB, "
            "or a file you name."
        ),
        size=tr("60,000 training and 10,000 test pictures, 28 × 28, grey"),
        download="31 MB",
        labels=class_names.FASHION,
    ),
    Source(
        name="cifar-10",
        title="CIFAR-10",
        note=tr(
            "Small colour photographs of ten classes, airplane to truck: from Keras's cache, a download of 170 MB, "
            "or a file you name."
        ),
        size=tr("50,000 training and 10,000 test pictures, 32 × 32, colour"),
        download="170 MB",
        labels=class_names.CIFAR_10,
    ),
    Source(
        name="cifar-100",
        title="CIFAR-100",
        note=tr(
            "Small colour photographs of a hundred classes, apple to worm: from Keras's cache, a download of 169 MB, "
            "or a file you name."
        ),
        size=tr("50,000 training and 10,000 test pictures, 32 × 32, colour"),
        download="169 MB",
        labels=class_names.CIFAR_100,
    ),
    Source(
        name="cifar-100-coarse",
        title=tr("CIFAR-100, 20 groups"),
        note=tr(
            "The photographs of CIFAR-100 with the twenty groups its classes belong to, fish to vehicles: the same "
            "download."
        ),
        size=tr("50,000 training and 10,000 test pictures, 32 × 32, colour"),
        download="169 MB",
        labels=class_names.CIFAR_100_COARSE,
    ),
)


def shown_name(name: str) -> str:
    """What the data set of that name is called in a sentence, "MNIST 10k"; empty for FILE, DRAWN and unknown ones."""
    known = source(name)
    return "" if known is None else known.short_title


def source(name: str) -> Source | None:
    """The source of that name, or None; FILE and DRAWN are none of them."""
    return next((one for one in SOURCES if one.name == name), None)
