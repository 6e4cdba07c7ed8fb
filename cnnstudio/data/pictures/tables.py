"""Reads labels from a CSV file beside pictures: which picture belongs to which class."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cnnstudio.core.language import tr
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.listing import Container, Entry, composed

MOST_BYTES = 32_000_000
MOST_ROWS = 1_000_000

_DELIMITERS = ",;\t|"
_LOOKED_AT = 200
"""Rows by which the columns are told apart."""

_LABEL_WORDS = (
    "label",
    "labels",
    "class",
    "classname",
    "class_name",
    "category",
    "target",
    "digit",
    "breed",
    "species",
    "y",
    "truth",
    "name",
)
"""What the column of classes is called, the likeliest first."""


@dataclass(frozen=True)
class Table:
    """The labels of one file.

    Attributes:
        labels: The class of each picture by its number in the listing.
        missing: Names it lists that are no picture, the first few.
        missing_count: How many there are.
        twice: Pictures it gives two classes; the first one counts.
    """

    labels: dict[int, str]
    missing: tuple[str, ...] = ()
    missing_count: int = 0
    twice: tuple[str, ...] = ()


class Finder:
    """Finds pictures by what a table calls them: by path, by name, or by name without its ending."""

    def __init__(self, pictures: Sequence[Entry]) -> None:
        self._paths = {composed(entry.name): number for number, entry in enumerate(pictures)}
        self._names: dict[str, int | None] = {}
        for path, number in self._paths.items():
            name = path.rpartition("/")[2]
            stem = name.rpartition(".")[0]
            for each in (name, stem, path.rpartition(".")[0]):
                # A name that two pictures have finds neither.
                self._names[each] = number if each not in self._names or self._names[each] == number else None

    def find(self, cell: str, folder: str) -> int | None:
        """The picture's number; ``folder`` is where the table lies, "" or "photos/"."""
        path = composed(cell.strip().replace("\\", "/")).removeprefix("./")
        for each in (folder + path, path):
            if each in self._paths:
                return self._paths[each]
        return self._names.get(path, self._names.get(path.rpartition("/")[2]) if "/" in path else None)


def read(container: Container, entry: Entry, finder: Finder) -> Table | None:
    """The labels in a table; None where it names no pictures. Raises BadPicture, in words, when it cannot be read."""
    with container.open(entry, MOST_BYTES) as stream:
        text = _text(stream.read(MOST_BYTES + 1))
    folder = entry.name[: entry.name.rfind("/") + 1]
    try:
        return _table(text, folder, finder)
    except csv.Error as error:
        raise BadPicture(tr("it is not a table")) from error


def _table(text: str, folder: str, finder: Finder) -> Table | None:
    delimiter = _delimiter(text)
    first = list(islice(_rows(text, delimiter), _LOOKED_AT))
    width = max((len(row) for row in first), default=0)
    hits = [sum(_finds(row, column, folder, finder) for row in first) for column in range(min(width, 50))]
    if width < 2 or not any(hits):
        return None
    named = hits.index(max(hits))
    has_header = not _finds(first[0], named, folder, finder)
    labelled = _label_column(first, named, has_header)
    return _gathered(islice(_rows(text, delimiter), int(has_header), MOST_ROWS), named, labelled, folder, finder)


def _gathered(rows: Iterable[list[str]], named: int, labelled: int, folder: str, finder: Finder) -> Table:
    labels: dict[int, str] = {}
    missing: list[str] = []
    twice: list[str] = []
    count = 0
    for row in rows:
        if max(named, labelled) >= len(row) or not (label := composed(row[labelled].strip())):
            continue
        number = finder.find(row[named], folder)
        if number is None:
            count += 1
            if len(missing) < 50:
                missing.append(row[named])
        elif labels.setdefault(number, label) != label:
            twice.append(row[named])
    return Table(labels, tuple(missing), count, tuple(twice))


def _finds(row: list[str], column: int, folder: str, finder: Finder) -> bool:
    return column < len(row) and finder.find(row[column], folder) is not None


def _label_column(rows: list[list[str]], named: int, has_header: bool) -> int:
    if has_header:
        header = [cell.strip().casefold() for cell in rows[0]]
        for word in _LABEL_WORDS:
            if word in header and header.index(word) != named:
                return header.index(word)
    return 1 if named == 0 else 0


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row)))


def _delimiter(text: str) -> str:
    """The one that cuts most of the first rows into the same number of columns, two or more."""

    def agreement(delimiter: str) -> int:
        try:
            widths = Counter(len(row) for row in islice(_rows(text, delimiter), 50))
        except csv.Error:
            return 0
        return max((count for width, count in widths.items() if width > 1), default=0)

    return max(_DELIMITERS, key=agreement)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise BadPicture(tr("it has more than {megabytes} MB", megabytes=MOST_BYTES // 1_000_000))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
