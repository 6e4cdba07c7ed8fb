"""Divides a data set into what a network trains on, what it is watched on and what it is tested on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.training.dividing import counts
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet, Labels, Pictures, read_only, take
from cnnstudio.data.stored import StoredPictures

Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Division:
    """Numbers of pictures in the training part, each in its order there; together they are all of them.

    Attributes:
        validation: Empty where the test part serves for validation.
        unused: What a subset leaves out.
    """

    train: Numbers
    validation: Numbers
    unused: Numbers


@dataclass(frozen=True, eq=False)
class Parts:
    """The three parts of a data set, arrays as in DataSet and read-only."""

    division: Division
    x_train: Pictures
    y_train: Labels
    x_validation: Pictures
    y_validation: Labels
    x_test: Pictures
    y_test: Labels

    @property
    def is_streamed(self) -> bool:
        """Whether pictures to train or validate with are in a file, as too many for the memory."""
        return any(isinstance(each, StoredPictures) for each in (self.x_train, self.x_validation))


def split(data: DataSet, recipe: DataRecipe) -> Parts:
    """The parts for one run; the same recipe gives the same pictures on every machine.

    Raises StudioError when a part would be empty.
    """
    division = divide(data.y_train, recipe)
    on_test = recipe.validation == recipe.TEST
    whole = len(division.train) == len(data.x_train)
    return Parts(
        division,
        x_train=data.x_train if whole else take(data.x_train, division.train),
        y_train=data.y_train if whole else read_only(data.y_train[division.train]),
        x_validation=data.x_test if on_test else take(data.x_train, division.validation),
        y_validation=data.y_test if on_test else read_only(data.y_train[division.validation]),
        x_test=data.x_test,
        y_test=data.y_test,
    )


def divide(labels: Labels, recipe: DataRecipe) -> Division:
    """Which training pictures, with these labels (n,), are learned from and which are kept for validation.

    ``recipe.subset`` of them are drawn (0: all), and ``validation_share`` of those is kept. A smaller subset of the
    same seed lies within a larger one. Raises StudioError when a part would be empty.
    """
    found = counts(len(labels), recipe)
    kept, used = found.validation, found.train + found.validation
    order = _order(labels, recipe)
    if recipe.draw == "first":  # as Keras's validation_split has it: the last of those used
        train, held = order[: used - kept], order[used - kept : used]
    else:
        train, held = order[kept:used], order[:kept]
    # Sorted, the pictures stand as the data set has them; shuffling is the training's business.
    return Division(np.sort(train), np.sort(held), np.sort(order[used:]))


def set_aside(labels: Labels, identities: Iterable[bytes], share: float, seed: int) -> tuple[Numbers, Numbers]:
    """The numbers of the pictures to train on and of those kept for the test, ``share`` (0..1) of each class.

    Which ones are kept is drawn by each picture's own identity, not by its place among the others: when a picture
    comes or goes, at most one other of its class changes sides. What was trained on is so not tested with after a
    file was added. Of two pictures and more a class has some in both parts; one alone is trained on.

    Args:
        identities: Of each picture what is its own and stays so when others come or go, as its name or its content.

    Returns:
        Both sorted; no picture is kept where no class has two.
    """
    ranks = np.array([_drawn(identity, seed) for identity in identities], np.uint64)
    held = np.zeros(len(labels), np.bool_)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        order = members[np.argsort(ranks[members], kind="stable")]
        held[order[: _held_count(len(members), share)]] = True
    return np.flatnonzero(~held), np.flatnonzero(held)


def _drawn(identity: bytes, seed: int) -> int:
    return int.from_bytes(hashlib.blake2b(identity, digest_size=8, key=seed.to_bytes(8, "big")).digest(), "big")


def _held_count(members: int, share: float) -> int:
    """With one picture more it is the same or one more, which the promise of ``set_aside`` rests on."""
    return min(max(1, round(members * share)), members - 1)


def stratified(labels: Labels, seed: int) -> Numbers:
    """All numbers in an order drawn by the seed whose every beginning holds each class by its share.

    Of the first m of n pictures in k classes, a class of c pictures has m · c / n, up to (1 + k · c / n) / 2 more or
    less: up to one where all classes are alike. Each picture stands where Webster's method would give its class the
    next seat (Balinski and Young, Fair Representation, 1982), which does not always keep to the quota.
    """
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(labels))
    place = np.empty(len(labels), np.float64)
    for label in np.unique(labels):
        members = shuffled[labels[shuffled] == label]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    # Equal places are told apart by the shuffled order, so that no class always comes first.
    return shuffled[np.argsort(place[shuffled], kind="stable")]


def _order(labels: Labels, recipe: DataRecipe) -> Numbers:
    if recipe.draw == "stratified":
        return stratified(labels, recipe.seed)
    if recipe.draw == "random":
        return np.random.default_rng(recipe.seed).permutation(len(labels))
    return np.arange(len(labels))
