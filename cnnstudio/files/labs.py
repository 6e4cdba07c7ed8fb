"""Reads labs from files: within bounds, and of a lab's folder nothing but the regular files that it names."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.beside import PICTURE_ENDINGS, why_not_beside
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.limits import MOST_BYTES, MOST_CODE
from cnnstudio.core.labs.mistakes import LabErrors, Mistake
from cnnstudio.core.labs.picture_header import size_of
from cnnstudio.core.labs.reading import read_lab
from cnnstudio.core.language import in_language, tr
from cnnstudio.core.program.paths import resource
from cnnstudio.core.words import quoted
from cnnstudio.files.words import in_words, megabytes

ENDING = ".toml"

MOST_PICTURE = 4_000_000
"""Bytes of a picture."""

MOST_PICTURES = 64_000_000
"""Bytes of all pictures of a lab."""

MOST_SIDE = 4_000
"""Pixels of a picture's sides."""

MOST_PIXELS = 64_000_000
"""Of all pictures of a lab: shown, each takes four bytes."""

_NAME = "{name}"
"""In the place of a file's name, until it is known by which it is to be called."""

_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, eq=False)
class ReadLab:
    """A lab with the pictures that lie beside it.

    Attributes:
        path: Its file, links followed; its pictures lie in the same folder.
        pictures: PNG and JPEG files by their names, as they are.
    """

    lab: Lab
    path: Path
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def built_in() -> tuple[Path, ...]:
    """The files of the labs that come with the program: the first one first, then by their names."""
    found = sorted(resource("labs").glob(f"*{ENDING}"))
    return tuple(sorted(found, key=lambda path: not path.stem.startswith("first")))


def is_lab(path: Path) -> bool:
    """Whether a file is opened as a lab, by its name."""
    return path.suffix.lower() == ENDING


def read(path: Path | str) -> ReadLab:
    """The lab in a file, with its pictures; one of the program in the person's language, if it is there in it.

    Raises LabErrors with every mistake in it, and StudioError in words where it cannot be read at all.
    """
    named = Path(path)
    try:
        path = Path(os.path.realpath(named))
        raw = _bytes_of(path, MOST_BYTES)
    except OSError as error:
        raise in_words(error, named) from error
    except (_Refused, ValueError) as error:
        refused = error if isinstance(error, _Refused) else _Refused(tr("{name} is no name of a file."))
        raise StudioError(refused.of(named), tr("Name the file of a lab; its name ends in .toml.")) from error
    folder = Beside(path.parent)
    lab = _translated(read_lab(raw, named.stem, folder), path, folder)
    return ReadLab(lab, path, _pictures(lab, folder))


def _translated(lab: Lab, path: Path, folder: "Beside") -> Lab:
    """The lab in the person's language; as it is where it is none of the program, or there in English alone."""
    said = in_language(path)
    if said == path or path not in map(Path.resolve, built_in()):
        return lab
    return replace(read_lab(said.read_bytes(), lab.name, folder), digest=lab.digest, original=lab)


class Beside(Mapping[str, bytes]):
    """The files in a lab's folder that a lab may name, each read when it is asked for; no links are followed.

    Whether a file is there is asked of the folder; ``get`` gives None for one that is there and cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> bytes:
        """The file; raises KeyError where it is none that may be read."""
        most = MOST_PICTURE if name.lower().endswith(PICTURE_ENDINGS) else MOST_CODE * 4
        try:
            return self.read(name, most)
        except (OSError, _Refused, ValueError) as error:
            raise KeyError(name) from error

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not why_not_beside(name) and os.path.lexists(self._folder / name)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(os.listdir(self._folder)))

    def __len__(self) -> int:
        return len(os.listdir(self._folder))

    def read(self, name: str, most: int) -> bytes:
        """The file, of at most so many bytes; raises OSError or _Refused."""
        if why_not_beside(name):
            raise _Refused(tr("{name} does not lie beside the lab."))
        path = self._folder / name
        if path.is_symlink():
            raise _Refused(tr("{name} is a link; put the file itself beside the lab."))
        return _bytes_of(path, most, _NOT_A_LINK)


class _Refused(Exception):
    """Why a file is not read: a sentence with a place for its name."""

    def of(self, name: object) -> str:
        """The sentence about the file of that name."""
        return str(self).format(name=quoted(name))


def _bytes_of(path: Path, most: int, how: int = 0) -> bytes:
    """A regular file of at most so many bytes; what it is was asked of the very file that was opened."""
    handle = os.open(path, _OPENING | how)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise _Refused(tr("{name} is a folder.") if stat.S_ISDIR(mode) else tr("{name} is no file."))
    with os.fdopen(handle, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _Refused(tr("{name} is too large: at most {size} are read.", name=_NAME, size=megabytes(most)))
    return data


def _pictures(lab: Lab, folder: Beside) -> dict[str, bytes]:
    """Every picture that the lab names; raises LabErrors for those that cannot be shown."""
    found: dict[str, bytes] = {}
    mistakes: list[Mistake] = []
    pixels = 0
    for place, name in _named(lab):
        try:
            found[name], size = _picture(folder, name)
        except _Refused as error:
            mistakes.append(Mistake(place, error.of(name)))
            continue
        except (OSError, ValueError):
            mistakes.append(Mistake(place, tr("{name} cannot be read.", name=quoted(name))))
            continue
        pixels += size[0] * size[1]
        too_much = _why_too_much(sum(map(len, found.values())), pixels)
        if too_much:
            raise LabErrors((*mistakes, Mistake(place, too_much)))
    if mistakes:
        raise LabErrors(tuple(mistakes))
    return found


def _named(lab: Lab) -> Iterator[tuple[str, str]]:
    """The place and the name of each picture, at the first place that it is named."""
    seen: set[str] = set()
    for number, step in enumerate(lab.steps, 1):
        for count, picture in enumerate(step.pictures, 1):
            if picture.name not in seen:
                seen.add(picture.name)
                yield tr("Step {step}, picture {number}", step=number, number=count), picture.name


def _why_too_much(size: int, pixels: int) -> str:
    if size > MOST_PICTURES:
        return tr("All pictures together are larger than {size}.", size=megabytes(MOST_PICTURES))
    if pixels > MOST_PIXELS:
        return tr("All pictures together have more than {count:,} pixels. Make them smaller.", count=MOST_PIXELS)
    return ""


def _picture(folder: Beside, name: str) -> tuple[bytes, tuple[int, int]]:
    """The file, and its width and height."""
    data = folder.read(name, MOST_PICTURE)
    size = size_of(data)
    if size is None:
        raise _Refused(tr("{name} is no PNG or JPEG picture."))
    if max(size) > MOST_SIDE:
        words = tr(
            "{name} has {width:,} × {height:,} pixels; at most {most:,} on a side are shown.",
            name=_NAME,
            width=size[0],
            height=size[1],
            most=MOST_SIDE,
        )
        raise _Refused(words)
    return data, size
