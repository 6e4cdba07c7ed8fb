"""Finds out what the folders above pictures mean: training and test part, class, or nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

_WORDS = re.compile(r"[ _\-.]+")

Folders = tuple[str, ...]
_Kinds = Mapping[Folders, int]
"""The folders above pictures, and how many pictures lie there."""


@dataclass(frozen=True)
class Layout:
    """How the folders of one listing are read.

    Attributes:
        common: The outer folders that all pictures share, which say nothing; with parts, the folder they lie in.
        part: Which of the next folders names the part: 0 or 1; None where none does.
        inner: How many folders after that all pictures share ("train/images/cat/7.png").
        parts: Which folders are which part: "train", "test", "validation".
        doubled: Those of them that hold nothing but a folder of their own name, which says nothing ("seg_train/
            seg_train/sea/7.png").
    """

    common: Folders
    part: int | None
    inner: int
    parts: Mapping[str, str] = field(default_factory=dict)
    doubled: frozenset[str] = frozenset()

    def place(self, folders: Folders) -> tuple[str, Folders] | None:
        """The part, empty where the data know none, and the folders that may be classes.

        None for a place outside the parts, where the data have parts.
        """
        rest = folders[len(self.common) :]
        if self.part is None:
            return "", rest[self.inner :]
        if folders[: len(self.common)] != self.common or len(rest) <= self.part:
            return None
        name = self.parts.get(rest[self.part], "")
        return (name, _without(rest, self.part, self.doubled)[self.inner :]) if name else None


def folders_of(name: str) -> Folders:
    """("cats", "big") of "cats/big/7.png"."""
    return tuple(composed(name).split("/")[:-1])


def part_called(name: str) -> str:
    """The part that is usually called so; empty where none is."""
    return _PARTS.get(name.casefold(), "")


def layout(listing: Listing) -> Layout:
    """How the folders of the listing's pictures are read."""
    kinds = Counter(folders_of(entry.name) for entry in listing.pictures)
    within = _holder_of_parts(kinds)
    common = _shared(set(kinds)) if within is None else within
    inside = {folders[len(common) :] for folders in kinds if folders[: len(common)] == common}
    for place in (0, 1):
        parts = parts_among(folders[place] for folders in inside if len(folders) > place)
        everywhere = all(len(folders) > place and folders[place] in parts for folders in inside)
        # "train" alone may be a class, beside "bus" and "plane"; with "test", or with nothing beside it, it is a part.
        if "train" in parts.values() and (everywhere or (place == 0 and len({*parts.values()}) > 1)):
            named = [folders for folders in inside if len(folders) > place and folders[place] in parts]
            doubled = frozenset(part for part in parts if place == 0 and _is_doubled(part, named))
            return Layout(
                common, place, len(_shared({_without(each, place, doubled) for each in named})), parts, doubled
            )
    return Layout(common + _lone_part(inside), None, 0)


def _lone_part(inside: set[Folders]) -> Folders:
    """A part that is there alone, "test" of "test/cat/7.png", with the folders in it that say nothing.

    Empty where there is none, or nothing in it tells pictures apart: then it may be a class.
    """
    firsts, below = {folders[:1] for folders in inside}, [folders[1:] for folders in inside]
    alone = firsts.pop() if len(firsts) == 1 else ()
    if not alone or not part_called(alone[0]) or not _tells_apart(below):
        return ()
    shared = _shared(set(below))
    return alone + shared + _lone_part({folders[len(shared) :] for folders in below})


def _is_doubled(part: str, inside: Iterable[Folders]) -> bool:
    return {folders[1:2] for folders in inside if folders[0] == part} == {(part,)}


def _without(folders: Folders, place: int, doubled: frozenset[str]) -> Folders:
    """What is left where the folder for the part is taken out."""
    return folders[:place] + folders[place + (2 if folders[place] in doubled else 1) :]


def parts_among(names: Iterable[str]) -> dict[str, str]:
    """Which of these folders, side by side, are parts, and of which kind.

    Beside the usual names those that differ by them alone: "seg_train" and "seg_test", "train-set" and "test-set".
    """
    names = set(names)
    found = {name: part for name in names if (part := part_called(name))}
    if "train" in found.values():
        return found
    by_rest: dict[Folders, dict[str, str]] = {}
    for name in names:
        words = tuple(_WORDS.split(name.casefold()))
        for number in {0, len(words) - 1} if len(words) > 1 else ():
            if words[number] in _PARTS:
                by_rest.setdefault((*words[:number], "", *words[number + 1 :]), {})[name] = _PARTS[words[number]]
    pairs = [parts for parts in by_rest.values() if {"train", "test"} <= {*parts.values()}]
    return pairs[0] if len(pairs) == 1 else found


def _holder_of_parts(kinds: _Kinds) -> Folders | None:
    """The one folder, wherever it lies, in which "train" and another part stand; None where most lies elsewhere."""
    below: dict[Folders, set[str]] = {}
    for folders in kinds:
        for depth in range(len(folders)):
            below.setdefault(folders[:depth], set()).add(folders[depth])
    holders = {at for at, names in below.items() if _are_parts({*parts_among(names).values()})}
    outermost = [at for at in holders if not any(at[:depth] in holders for depth in range(len(at)))]
    if len(outermost) != 1:
        return None
    at = outermost[0]
    elsewhere = {folders: count for folders, count in kinds.items() if folders[: len(at)] != at}
    # "cat" with both parts and "dog" with one: the parts stand in the classes.
    if any(part_called(name) for folders in elsewhere for name in folders[len(at) : len(at) + 1]):
        return None
    return at if 2 * sum(elsewhere.values()) < sum(kinds.values()) else None


def _are_parts(found: set[str]) -> bool:
    return "train" in found and len(found) > 1


def _shared(kinds: set[Folders]) -> Folders:
    """The first folders that all have in common, as long as something below them tells pictures apart."""
    shared: list[str] = []
    while kinds and all(len(folders) > len(shared) for folders in kinds):
        names = {folders[len(shared)] for folders in kinds}
        below = [folders[len(shared) + 1 :] for folders in kinds]
        if len(names) != 1 or part_called(name := names.pop()) or not _tells_apart(below):
            break
        shared.append(name)
    return tuple(shared)


def _tells_apart(kinds: list[Folders]) -> bool:
    """Whether folders part somewhere, or a part of the data is named, as with nothing but "mine/train/cat"."""
    deepest = max(map(len, kinds), default=0)
    parting = any(len({each[depth] for each in kinds if len(each) > depth}) > 1 for depth in range(deepest))
    return parting or any(part_called(name) for folders in kinds for name in folders)
