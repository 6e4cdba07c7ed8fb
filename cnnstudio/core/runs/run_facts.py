"""What a run's row says of its network and its data, worked out once for equal ones."""

from dataclasses import dataclass
from functools import lru_cache

from cnnstudio.core.analysis import analyse
from cnnstudio.core.architecture import architecture
from cnnstudio.core.language import tr_count
from cnnstudio.core.network import Network
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain

_REMEMBERED = 4_096


@dataclass(frozen=True)
class NetworkFacts:
    """A network in one line, and how many numbers it has."""

    architecture: str
    parameters: int


@lru_cache(maxsize=_REMEMBERED)
def network_facts(network: Network) -> NetworkFacts:
    """The line and the count; a file has many runs of one network."""
    return NetworkFacts(architecture(network), analyse(network).totals.parameters)


def pictures_in_words(data: DataRecipe, title: str = "") -> str:
    """The data set in a few words: "mnist-10k", "mnist-10k, 600 pictures", "digits.zip".

    Args:
        title: What it is called otherwise, "MNIST 10k"; a file is called by its name.
    """
    name = plain(data.path.replace("\\", "/").rstrip("/").rpartition("/")[2]) if data.path else title or data.source
    return (
        tr_count("{name}, {count:,} picture", "{name}, {count:,} pictures", data.subset, name=name)
        if data.subset
        else name
    )
