"""Finds out what the folders above pictures mean: training and test part, class, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnstudio.data.pictures.listing import Listing, composed

_PARTS = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}
"""What folders for the parts are called, in small letters."""

Folders = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """How the folders of one listing are read.

    Attributes:
        common: How many outer folders all pictures share, which say nothing.
        part: Which of the next folders names the part: 0 or 1; None where none does.
        inner: How many folders after that all pictures share ("train/images/cat/7.png").
        parts: Which parts there are: "train", "test", "validation".
    """

    common: int
    part: int | None
    inner: int
    parts: frozenset[str]

    def place(self, folders: Folders) -> tuple[str, Folders] | None:
        """The part, empty where the data know none, and the folders that may be classes.

        None for a place outside the parts, where the data have parts.
        """
        rest = folders[self.common :]
        if self.part is None:
            return "", rest[self.inner :]
        name = part_of(rest, self.part)
        return (name, (rest[: self.part] + rest[self.part + 1 :])[self.inner :]) if name else None


def folders_of(name: str) -> Folders:
    """("cats", "big") of "cats/big/7.png"."""
    return tuple(composed(name).split("/")[:-1])


def part_of(folders: Folders, place: int) -> str:
    """The part that the folder at that place names; empty when it names none."""
    return _PARTS.get(folders[place].casefold(), "") if place < len(folders) else ""


def layout(listing: Listing) -> Layout:
    """How the folders of the listing's pictures are read."""
    kinds = {folders_of(entry.name) for entry in listing.pictures}
    common = _shared(kinds)
    inside = {folders[common:] for folders in kinds}
    for place in (0, 1):
        found = frozenset(part for folders in inside if (part := part_of(folders, place)))
        everywhere = all(part_of(folders, place) for folders in inside)
        # "train" alone may be a class, beside "bus" and "plane"; with "test", or with nothing beside it, it is a part.
        if "train" in found and (everywhere or (place == 0 and len(found) > 1)):
            rest = {folders[:place] + folders[place + 1 :] for folders in inside if part_of(folders, place)}
            return Layout(common, place, _shared(rest), found)
    return Layout(common, None, 0, frozenset())


def _shared(kinds: Iterable[Folders]) -> int:
    """How many first folders all have in common, as long as there are folders below them to tell pictures apart."""
    kinds = set(kinds)
    count = 0
    while kinds and all(len(folders) > count for folders in kinds):
        names = {folders[count] for folders in kinds}
        deeper = len({folders[count + 1] for folders in kinds if len(folders) > count + 1}) > 1
        if len(names) != 1 or not (deeper or _goes_on(kinds, count + 1)) or next(iter(names)).casefold() in _PARTS:
            return count
        count += 1
    return count


def _goes_on(kinds: set[Folders], count: int) -> bool:
    """Whether a part begins below: "mine/train/cat" with nothing but "train"."""
    return any(part_of(folders, count) for folders in kinds)
