"""A zip archive of pictures that may be broken or hostile: listed and read, never extracted.

Members with names that climb out, start at a root or a drive, stand for links, are encrypted, come twice, are packed
in a way that cannot be bounded, or unpack to far more than they are worth are left out and named. An archive whose
members all together do so is refused as a whole.
"""

import io
import os
import stat
import struct
import threading
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.data.pace import Pace
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.listing import MOST_FOLDERS_DEEP, Collector, Entry, Listing, is_unseen
from cnnstudio.data.plain_file import regular
from cnnstudio.data.watch import Watch

MOST_MEMBERS = 200_000
MOST_RATIO = 200
"""How many times its packed size a member may unpack to, above SMALL bytes: a blank scan reaches 100."""

SMALL = 4_000_000
MOST_TOTAL = 2**40
_TOTAL_WITHOUT_LOOK = 2 * 10**9
_MOST_DIRECTORY = 64_000_000
_LONGEST_NAME = 4096

_END = struct.Struct("<4s4H2LH")
_RECORD_64, _LOCATOR_64 = 56, 20
"""Bytes of what zip64 puts before the end; the record's directory length stands at its byte 40."""

_MEMBER = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,
)


class _Place(NamedTuple):
    """Where a member lies in the file, and how."""

    offset: int
    packed: int
    stored: bool
    checksum: int


class Archive:
    """A Container that is a zip file. Raises StudioError when there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with regular(path) as file:
            state = os.fstat(file.fileno())
        self._size, self._changed = state.st_size, state.st_mtime_ns

    def facts(self) -> tuple[str, ...]:
        return (os.path.realpath(self._path),)

    def listing(self, watch: Watch) -> Listing:
        collector, pace = Collector(), Pace(watch, tr("Listing files"))
        members = self._members()
        self._check_total(members)
        seen: set[str] = set()
        for number, member in enumerate(members):
            if number % 1000 == 0:
                pace.step(number)
            self._take(member, seen, collector)
        return collector.listing()

    def open(self, entry: Entry, most: int) -> BinaryIO:
        """The content unpacked in memory, checked against the size and checksum the archive gives for it."""
        if entry.size > most:
            raise BadPicture(tr("it unpacks to more bytes than a picture of the largest size"))
        try:
            return io.BytesIO(self._unpacked(entry))
        except StudioError as error:
            raise BadPicture(tr("its archive is gone or was changed")) from error
        except MemoryError as error:
            raise BadPicture(tr("there is not enough memory for it")) from error
        except _BROKEN as error:
            raise BadPicture(tr("it is damaged in the archive")) from error

    def start(self, entry: Entry, count: int) -> bytes:
        """The first bytes, without unpacking the rest."""
        place: _Place = entry.place
        try:
            # No data is packed to more than what it is, but for a few bytes.
            packed = self._packed(entry, min(place.packed, count + 1000))
            return packed[:count] if place.stored else zlib.decompressobj(-15).decompress(packed, count)
        except StudioError as error:
            raise BadPicture(tr("its archive is gone or was changed")) from error
        except _BROKEN as error:
            raise BadPicture(tr("it is damaged in the archive")) from error

    def _unpacked(self, entry: Entry) -> bytes:
        place: _Place = entry.place
        packed = self._packed(entry, place.packed)
        # One byte more than promised is asked for: data that lies about its size is found and not unpacked.
        content = packed if place.stored else zlib.decompressobj(-15).decompress(packed, entry.size + 1)
        if len(content) != entry.size or zlib.crc32(content) != place.checksum:
            raise zipfile.BadZipFile("other content than was promised")
        return content

    def _packed(self, entry: Entry, count: int) -> bytes:
        """The first ``count`` bytes of a member as they lie in the file. Raises StudioError and _BROKEN."""
        with regular(self._path) as file:
            state = os.fstat(file.fileno())
            if (state.st_size, state.st_mtime_ns) != (self._size, self._changed):
                raise StudioError(tr("{path} has changed.", path=quoted(self._path)), tr("Load the data again."))
            file.seek(entry.place.offset)
            mark, *_, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
            if mark != b"PK\x03\x04":
                raise zipfile.BadZipFile("no member begins here")
            file.seek(name + extra, os.SEEK_CUR)
            return file.read(count)

    def _take(self, member: zipfile.ZipInfo, seen: set[str], collector: Collector) -> None:
        # Some Windows programs write backslashes; the name is never used as a path.
        name = member.orig_filename.replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if any(is_unseen(part) for part in parts if part != ".."):
            return
        if why := _suspicious(member, name, parts):
            collector.refuse(name, why)
            return
        plain = "/".join(parts)
        if name.endswith("/"):
            if plain:
                collector.folder(plain)
            return
        if plain in seen:
            collector.refuse(plain, tr("its name comes twice"))
            return
        seen.add(plain)
        if why := _unfit(member):
            collector.refuse(plain, why)
            return
        stored = member.compress_type == zipfile.ZIP_STORED
        place = _Place(member.header_offset, member.compress_size, stored, member.CRC)
        collector.file(Entry(plain, member.file_size, member.CRC, place))

    def _members(self) -> list[zipfile.ZipInfo]:
        try:
            with regular(self._path) as file:
                self._check_directory(file)
                file.seek(0)
                with zipfile.ZipFile(file) as archive:
                    members = archive.infolist()
            if len(members) > MOST_MEMBERS:  # it was read in another way than it was counted
                raise self._too_many()
            return members
        except MemoryError as error:
            raise StudioError(
                tr("There is not enough memory to open {path}.", path=quoted(self._path)), tr("Close others.")
            ) from error
        except _BROKEN as error:
            raise StudioError(
                tr("{path} is not a whole zip archive.", path=quoted(self._path)),
                tr("It may be cut short or damaged: download it or pack it again."),
            ) from error

    def _check_directory(self, file: BinaryIO) -> None:
        """Counts the members before anything is made of them; raises StudioError when there are too many.

        The directory is the one that Python's reader goes by, which takes zip64's record wherever there is one.
        """
        tail = min(self._size, _END.size + 65_535)
        file.seek(self._size - tail)
        end = file.read(tail).rfind(b"PK\x05\x06")
        if end < 0:
            raise zipfile.BadZipFile("no end")
        end += self._size - tail
        file.seek(end)
        length = _END.unpack(file.read(_END.size))[5]
        if end >= _RECORD_64 + _LOCATOR_64:
            file.seek(end - _RECORD_64 - _LOCATOR_64)
            larger = file.read(_RECORD_64 + _LOCATOR_64)
            if larger.startswith(b"PK\x06\x06") and larger[_RECORD_64:].startswith(b"PK\x06\x07"):
                end -= len(larger)
                length = struct.unpack_from("<Q", larger, 40)[0]
        if length > _MOST_DIRECTORY:
            raise self._too_many()
        file.seek(max(0, end - length))
        if _count(file.read(length), MOST_MEMBERS) > MOST_MEMBERS:
            raise self._too_many()

    def _too_many(self) -> StudioError:
        return StudioError(
            tr("{path} holds more than {most:,} files.", path=quoted(self._path), most=MOST_MEMBERS),
            tr("Unpack it and name the folder."),
        )

    def _check_total(self, members: list[zipfile.ZipInfo]) -> None:
        total = sum(member.file_size for member in members)
        if total > MOST_TOTAL or (total > _TOTAL_WITHOUT_LOOK and total > MOST_RATIO * self._size):
            raise StudioError(
                tr(
                    "{path} would unpack to {gigabytes:,.0f} GB, {times:,.0f} times its size.",
                    path=quoted(self._path),
                    gigabytes=total / 1e9,
                    times=total / max(1, self._size),
                ),
                tr("No pictures do that: do not trust the archive."),
            )


def _count(directory: bytes, most: int) -> int:
    """How many members a central directory lists; stops counting above ``most``."""
    place = count = 0
    while count <= most and directory[place : place + 4] == b"PK\x01\x02" and place + _MEMBER.size <= len(directory):
        name, extra, comment = struct.unpack_from("<3H", directory, place + 28)
        place += _MEMBER.size + name + extra + comment
        count += 1
    return count


def _suspicious(member: zipfile.ZipInfo, name: str, parts: list[str]) -> str:
    """What is wrong with a name, in words; empty when nothing is."""
    if "\0" in name or not parts or len(name) > _LONGEST_NAME:
        return tr("its name is none")
    if len(parts) > MOST_FOLDERS_DEEP:
        return tr("it lies {count} folders deep", count=MOST_FOLDERS_DEEP)
    if ".." in parts:
        return tr("its name climbs out of the archive")
    if name.startswith("/") or (parts[0][1:2] == ":" and parts[0][0].isalpha()):
        return tr("its name starts at the root of a disk")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind in (0, stat.S_IFREG, stat.S_IFDIR):
        return ""
    return tr("it is a link") if stat.S_ISLNK(kind) else tr("it is a device, not a file")


def _unfit(member: zipfile.ZipInfo) -> str:
    """Why a member is not unpacked, in words; empty when it may be."""
    if member.flag_bits & 0x1:
        return tr("it is encrypted")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return tr("it is packed in a way other than store and deflate")
    stored = member.compress_type == zipfile.ZIP_STORED
    if member.compress_size > member.file_size * 1.01 + 10_000 or (stored and member.compress_size != member.file_size):
        return tr("it is damaged in the archive")
    if member.file_size > SMALL and member.file_size > MOST_RATIO * member.compress_size:
        return tr(
            "it unpacks to {file_size:,.0f} times its packed size",
            file_size=member.file_size / max(1, member.compress_size),
        )
    return ""
