"""The data sets a project can name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One data set on offer: ``name`` is what a project stores, the rest is for people.

    Attributes:
        download: How much is downloaded where it is not on this computer, "11 MB"; empty for what is built in.
    """

    name: str
    title: str
    note: str
    size: str
    download: str = ""

    @property
    def takes_file(self) -> bool:
        """Whether it can be read from an ``.npz`` file that the person names."""
        return bool(self.download)


SOURCES: tuple[Source, ...] = (
    Source(
        name="mnist-10k",
        title="MNIST 10k (built in)",
        note="Handwritten digits, always at hand. Its test part is made of official training images: "
        "it is not the official MNIST test set.",
        size="8,000 training and 2,000 test pictures, 28 × 28 grey",
    ),
    Source(
        name="mnist",
        title="MNIST (full)",
        note="The whole MNIST with its official test set: from Keras's cache, a download of 11 MB, "
        "or an .npz file you name.",
        size="60,000 training and 10,000 test pictures, 28 × 28 grey",
        download="11 MB",
    ),
    Source(
        name="cifar-10",
        title="CIFAR-10",
        note="Small colour photographs of ten classes, airplane to truck: from Keras's cache, a download of 170 MB, "
        "or an .npz file you name.",
        size="50,000 training and 10,000 test pictures, 32 × 32 colour",
        download="170 MB",
    ),
)


def source(name: str) -> Source | None:
    """The source of that name, or None."""
    return next((one for one in SOURCES if one.name == name), None)
