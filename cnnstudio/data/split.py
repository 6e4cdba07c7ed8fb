"""Divides a data set into what a network trains on, what it is watched on and what it is tested on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.plan import DataRecipe
from cnnstudio.data.dataset import DataSet, Labels, Pictures, read_only, take

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
    have = len(labels)
    if not 0 <= recipe.subset <= have:
        raise StudioError(
            f"There are {have:,} training pictures; {recipe.subset:,} were asked for.",
            f"Choose a number from 1 to {have:,}, or 0 for all.",
        )
    used = recipe.subset or have
    kept = 0 if recipe.validation == recipe.TEST else _validation_count(used, recipe.validation_share)
    order = _order(labels, recipe)
    if recipe.draw == "first":  # as Keras's validation_split has it: the last of those used
        train, held = order[: used - kept], order[used - kept : used]
    else:
        train, held = order[kept:used], order[:kept]
    # Sorted, the pictures stand as the data set has them; shuffling is the training's business.
    return Division(np.sort(train), np.sort(held), np.sort(order[used:]))


def set_aside(labels: Labels, share: float, seed: int) -> tuple[Numbers, Numbers]:
    """The numbers of the pictures to train on and of those kept for the test, ``share`` (0..1) of each class.

    Raises StudioError when one of them would be empty.
    """
    kept = round(len(labels) * share)
    if kept in {0, len(labels)}:
        raise StudioError(
            f"A test share of {share:g} of {len(labels):,} pictures leaves none to "
            f"{'train on' if kept else 'test with'}.",
            "Add pictures, choose another share, or put test pictures into a folder “test” beside “train”.",
        )
    order = stratified(labels, seed)
    return np.sort(order[kept:]), np.sort(order[:kept])


def stratified(labels: Labels, seed: int) -> Numbers:
    """All numbers in an order drawn by the seed whose every beginning holds each class by its share.

    Of the first m of n pictures, a class of c pictures has m · c / n, up to one more or less.
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


def _validation_count(used: int, share: float) -> int:
    """How many of the used pictures are kept for validation: at least one, and not all."""
    kept = round(used * share)
    if kept in {0, used}:
        raise StudioError(
            f"A validation share of {share:g} of {used:,} pictures leaves none to "
            f"{'train on' if kept else 'validate with'}.",
            "Use more pictures, or another share, or validate on the test part.",
        )
    return kept
