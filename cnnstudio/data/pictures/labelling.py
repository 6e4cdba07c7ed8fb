"""Which class and which part each listed picture belongs to: by folders, file names or a CSV."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.words import plain, quoted
from cnnstudio.data.dataset import MOST_CLASSES, UNKNOWN, Labels
from cnnstudio.data.pictures import naming, tables
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.layout import Layout, folders_of, layout, part_called
from cnnstudio.data.pictures.listing import Container, Entry, Listing, natural

DETAILS = 200
"""The most lines a finding's list has."""

_MOST_TABLES = 20
_HOW_TO = tr(
    "Put each class into a folder of its own, begin the file names with the class (“7_123.png”), or put a labels.csv "
    "with “filename,label” beside them."
)


class Unlabelled(StudioError):
    """It cannot be told which class the pictures belong to."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """The pictures that have a class, in the listing's order.

    Attributes:
        names: The classes, in natural order; behind them UNKNOWN where pictures without a label were asked for and
            there are some.
        labels: The number of each picture's class.
        is_test: Whether it belongs to the test part; none does where the data have no test part.
    """

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    labels: Labels
    is_test: NDArray[np.bool_]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Source:
    """One way to the labels: the class of each picture, empty for none, and how to say so."""

    labels: Sequence[str]
    words: str
    findings: tuple[Finding, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        return sum(1 for label in self.labels if label)

    @property
    def classes(self) -> int:
        return len({label for label in self.labels if label})


def label(container: Container, listing: Listing, how: str, *, unlabelled: bool = False) -> Labelled:
    """The class of every picture; ``how`` is a recipe's ``labels``. Raises StudioError where none has one.

    Args:
        unlabelled: Pictures without a label are taken as well, as class UNKNOWN, be it all of them.
    """
    found = layout(listing)
    places = [found.place(folders_of(entry.name)) for entry in listing.pictures]
    source = _source_or_none(container, listing, found, how) if unlabelled else _source(container, listing, found, how)
    outside = [entry.name for entry, place in zip(listing.pictures, places, strict=True) if place is None]
    inside = [number for number, place in enumerate(places) if place is not None]
    without = [listing.pictures[number].name for number in inside if not source.labels[number]]
    if unlabelled:
        kept, without = inside, []
    else:
        kept = [number for number in inside if source.labels[number]]
    if not kept:
        raise Unlabelled(tr("No picture has a label."), _HOW_TO)
    names, labels = _numbered([source.labels[number] for number in kept], source.empty)
    parts = [place[0] if (place := places[number]) else "" for number in kept]
    is_test, words = _test_part(parts)
    findings = (
        Finding(source.words),
        *source.findings,
        *words,
        *_left_out(outside, _outside(len(outside))),
        *_left_out(without, _without(len(without))),
    )
    return Labelled(tuple(listing.pictures[number] for number in kept), names, labels, is_test, findings)


def _source_or_none(container: Container, listing: Listing, found: Layout, how: str) -> "_Source":
    """As ``_source``; no label for any picture where none was asked for and none can be told."""
    try:
        return _source(container, listing, found, how)
    except Unlabelled as error:
        if how != "auto":
            raise
        return _Source([UNKNOWN] * len(listing.pictures), error.text)


def listed(texts: Iterable[str]) -> tuple[str, ...]:
    """Lines fit for a finding's details: bounded in number and length."""
    lines = list(texts)
    shown = tuple(plain(line, 160) for line in lines[:DETAILS])
    return (*shown, tr("… and {count:,} more", count=len(lines) - DETAILS)) if len(lines) > DETAILS else shown


def with_reason(name: str, why: str) -> str:
    """ "cats/7.png: it is cut short"; of a long name as much as leaves room for the reason."""
    return f"{plain(name, 90)}: {why}"


def counted(count: int) -> str:
    """ "1 picture", "2,000 pictures"."""
    return tr_count("{count:,} picture", "{count:,} pictures", count)


def _source(container: Container, listing: Listing, found: Layout, how: str) -> _Source:
    """The labels by the way that was asked for, or by the first that fits."""
    enough = len(listing.pictures) / 2
    table = _by_table(container, listing) if how in {"auto", "csv"} else None
    if how == "csv":
        if table is None or not table.covered:
            raise Unlabelled(tr("No CSV file names the pictures and their labels."), _HOW_TO)
        return table
    if table is not None and table.covered >= enough:
        return table
    folders = _by_folders(listing, found) if how in {"auto", "folders"} else None
    if folders is not None and ((folders.classes > 1 and folders.covered >= enough) or how == "folders"):
        return folders
    names = _by_names(listing, how == "names")
    if names is not None:
        return names
    if how == "names":
        raise Unlabelled(tr("The file names do not tell the classes."), _HOW_TO)
    if folders is None or not folders.covered:
        raise Unlabelled(tr("It cannot be told which class each picture belongs to."), _HOW_TO)
    return folders


def _by_folders(listing: Listing, found: Layout) -> _Source:
    labels = [place[1][0] if (place := found.place(folders_of(e.name))) and place[1] else "" for e in listing.pictures]
    bare = [found.place(folders_of(f"{folder}/x")) for folder in listing.bare]
    empty = tuple(place[1][0] for place in bare if place and len(place[1]) == 1)
    return _Source(labels, tr("The folders are the classes."), _like_parts(listing, found, set(labels)), empty)


def _like_parts(listing: Listing, found: Layout, labels: set[str]) -> tuple[Finding, ...]:
    """What is to be asked where classes are called as parts of the data are."""
    called = sorted((label for label in labels if part_called(label)), key=natural)
    if not called:
        return ()
    below: dict[str, set[str]] = {label: set() for label in called}
    for entry in listing.pictures:
        place = found.place(folders_of(entry.name))
        if place is not None and len(place[1]) > 1 and place[1][0] in below:
            below[place[1][0]].add(place[1][1])
    findings = [
        Finding(
            tr(
                "The folders below {label} ({names}) are no classes: all their pictures are of class {label}.",
                label=quoted(label),
                names=plain(", ".join(sorted(names, key=natural)), 60),
            ),
            "caution",
        )
        for label, names in below.items()
        if names
    ]
    if len(called) > 1:
        names = tr(" and ").join(quoted(label) for label in called)
        words = tr(
            "The classes {names} are called as parts of the data are. Is a folder “train” missing beside them?",
            names=names,
        )
        findings.append(Finding(words, "caution"))
    return tuple(findings)


def _by_names(listing: Listing, asked_for: bool) -> _Source | None:
    stems = [naming.stem(entry.name) for entry in listing.pictures]
    labels = naming.labels_from(stems, asked_for)
    if labels is None:
        return None
    example = next(number for number, each in enumerate(labels) if each)
    name = listing.pictures[example].name.rpartition("/")[2]
    return _Source(
        labels,
        tr(
            "The classes stand in the file names: {name} is of class {label}.",
            name=quoted(name),
            label=quoted(labels[example]),
        ),
    )


def _by_table(container: Container, listing: Listing) -> _Source | None:
    """The labels of all tables together; the first that names a picture counts."""
    if not listing.tables:
        return None
    finder = tables.Finder(listing.pictures)
    read: list[tuple[Entry, tables.Table]] = []
    findings: list[Finding] = []
    for entry in listing.tables[:_MOST_TABLES]:
        try:
            if (table := tables.read(container, entry, finder)) is not None:
                read.append((entry, table))
        except BadPicture as error:
            findings.append(
                Finding(tr("{name} was not read: {error}.", name=quoted(entry.name), error=error), "caution")
            )
    if not read:
        return None
    labels = [""] * len(listing.pictures)
    for entry, table in read:
        for number, text in table.labels.items():
            labels[number] = labels[number] or text
        findings += _about_table(entry, table)
    names = ", ".join(quoted(entry.name.rpartition("/")[2]) for entry, _ in read[:3])
    return _Source(labels, tr("The classes stand in {names}.", names=names), tuple(findings))


def _about_table(entry: Entry, table: tables.Table) -> Iterable[Finding]:
    name = quoted(entry.name.rpartition("/")[2])
    if table.missing_count:
        yield Finding(
            tr_count(
                "{name} names {count:,} picture that cannot be found.",
                "{name} names {count:,} pictures that cannot be found.",
                table.missing_count,
                name=name,
            ),
            "caution",
            listed(table.missing),
        )
    if table.twice:
        yield Finding(
            tr_count(
                "{name} gives {count:,} picture two classes; the first one counts.",
                "{name} gives {count:,} pictures two classes; the first one counts.",
                len(table.twice),
                name=name,
            ),
            "caution",
            listed(table.twice),
        )


def _numbered(labels: Sequence[str], empty: Iterable[str]) -> tuple[tuple[str, ...], Labels]:
    """The classes' names as they may be shown, each once, UNKNOWN last, and the number of each label's."""
    order = sorted({*labels, *empty}, key=lambda text: (text == UNKNOWN, natural(text)))
    if len(order) > MOST_CLASSES:
        raise StudioError(
            tr(
                "There are {count:,} classes; the most CNN Studio takes is {most_classes:,}.",
                count=len(order),
                most_classes=MOST_CLASSES,
            ),
            tr("If the labels are not what you meant, choose where they come from: folders, file names or CSV."),
        )
    numbers = {text: number for number, text in enumerate(order)}
    shown: list[str] = []
    for text in order:
        if text == UNKNOWN:
            shown.append(UNKNOWN)
            continue
        name, again = plain(text, 80), 2
        while name in shown:
            name, again = f"{plain(text, 80)} ({again})", again + 1
        shown.append(name)
    return tuple(shown), np.array([numbers[text] for text in labels], np.int64)


def _test_part(parts: Sequence[str]) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Which pictures are for the test, and what is to be said about a validation folder."""
    have = Counter(parts)
    stands_in = have["validation"] > 0 and not have["test"]
    is_test = np.array([part == "test" or (stands_in and part == "validation") for part in parts], np.bool_)
    if stands_in:
        words = tr("There is a folder for validation and none for the test: its pictures are used as the test part.")
        return is_test, (Finding(words),)
    if have["validation"]:
        words = tr_count(
            "The {count:,} picture of the folder for validation are added to the training pictures; "
            "the validation part is drawn from them all.",
            "The {count:,} pictures of the folder for validation are added to the training pictures; "
            "the validation part is drawn from them all.",
            have["validation"],
        )
        return is_test, (Finding(words),)
    return is_test, ()


def _left_out(names: Sequence[str], words: str) -> tuple[Finding, ...]:
    return (Finding(words, "caution", listed(names)),) if names else ()


def _outside(count: int) -> str:
    return tr_count(
        "{count:,} picture outside the folders for training and test is left out.",
        "{count:,} pictures outside the folders for training and test are left out.",
        count,
    )


def _without(count: int) -> str:
    return tr_count(
        "{count:,} picture without a label is left out.", "{count:,} pictures without a label are left out.", count
    )
