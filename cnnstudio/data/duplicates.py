"""Finds pictures that are there more than once, pixel for pixel, in memory or in a file."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.language import tr
from cnnstudio.data.dataset import DataSet, PartName, Pictures
from cnnstudio.data.pace import Pace
from cnnstudio.data.watch import NOBODY, Watch

_PART = 4_000_000
"""Bytes of pictures that are in memory at once."""


@dataclass(frozen=True)
class Twin:
    """One picture of a group of equal ones."""

    part: PartName
    number: int


@dataclass(frozen=True)
class Duplicates:
    """Groups of two or more equal pictures each, in the order of their first ones."""

    groups: tuple[tuple[Twin, ...], ...]


def find(data: DataSet, watch: Watch = NOBODY) -> Duplicates:
    """Every picture that is there more than once, in both parts together.

    Told by a checksum and confirmed by comparing every pixel. Memory stays bounded for pictures in a file. Raises
    LoadingStopped.
    """
    border = len(data.x_train)
    pace = Pace(watch, tr("Looking for pictures that are there twice"), border + len(data.x_test))
    sums = np.empty(border + len(data.x_test), np.uint64)
    done = 0
    for part in (data.x_train, data.x_test):
        for rows in _parts(part):
            sums[done : done + len(rows)] = _checksums(rows)
            done += len(rows)
            pace.step(done)
    groups = []
    for numbers in _alike(sums):
        groups += _confirmed(data, border, numbers, pace)
    groups.sort()
    named = (tuple(_twin(number, border) for number in group) for group in groups)
    return Duplicates(tuple(named))


def _parts(pictures: Pictures) -> Iterator[NDArray[np.uint8]]:
    step = max(1, _PART // int(np.prod(pictures.shape[1:])))
    return (np.ascontiguousarray(pictures[start : start + step]) for start in range(0, len(pictures), step))


def _checksums(pictures: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """One number a picture: its bytes in fours, each times a random number, summed modulo 2⁶⁴.

    (D. Lemire, O. Kaser, "Strongly universal string hashing is fast", 2014: the family called Multilinear.) One
    product of matrices, during which numpy lets Python's lock go; hashlib keeps it for each small picture.
    """
    flat = pictures.reshape(len(pictures), -1)
    fours = np.pad(flat, ((0, 0), (0, -flat.shape[1] % 4))).view(np.uint32)
    factors = np.random.default_rng(0).integers(0, 2**64, fours.shape[1], np.uint64)
    sums: NDArray[np.uint64] = fours.astype(np.uint64) @ factors
    return sums


def _alike(sums: NDArray[np.uint64]) -> Iterator[NDArray[np.intp]]:
    """The numbers of those that have a checksum in common, in order."""
    order = np.argsort(sums, kind="stable")
    edges = np.flatnonzero(np.diff(sums[order])) + 1
    return (numbers for numbers in np.split(order, edges) if len(numbers) > 1)


def _confirmed(data: DataSet, border: int, numbers: NDArray[np.intp], pace: Pace) -> list[tuple[int, ...]]:
    """The groups of truly equal pictures among those of one checksum: one of all, but for a rare chance."""
    groups: list[tuple[int, ...]] = []
    left = [int(number) for number in numbers]
    while len(left) > 1:
        first = _picture(data, border, left[0])
        same: list[int] = []
        other: list[int] = []
        for number in left:
            pace.step(len(data.x_train) + len(data.x_test))
            (same if np.array_equal(first, _picture(data, border, number)) else other).append(number)
        left = other
        if len(same) > 1:
            groups.append(tuple(same))
    return groups


def _picture(data: DataSet, border: int, number: int) -> NDArray[np.uint8]:
    picture: NDArray[np.uint8] = data.x_train[number] if number < border else data.x_test[number - border]
    return picture


def _twin(number: int, border: int) -> Twin:
    return Twin("train", number) if number < border else Twin("test", number - border)
