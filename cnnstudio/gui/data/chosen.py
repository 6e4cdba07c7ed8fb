"""Which picture of the data is chosen."""

from dataclasses import dataclass

from cnnstudio.data.dataset import PartName


@dataclass(frozen=True)
class Chosen:
    """A picture by the part it stands in as the source has it, and its number there, from 0."""

    part: PartName
    number: int
