"""What was sent to a worker, in files known by their SHA-256."""

import hashlib
import os
import platform
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import filelock

from cnnstudio.sweeping.shipping import digest_of_file

_MOST_KEPT = 20 * 10**9
_DIGEST, _TOKEN = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{32}")

_STALE_SECONDS = 24 * 3600
"""A part of a parcel that is older is of a sender that is gone."""


class Kept:
    """The parcels that came to this machine, by their SHA-256, in one folder; what was not used for longest goes.

    Workers on one machine share it.
    """

    def __init__(self, folder: Path, most: int = _MOST_KEPT) -> None:
        self._folder, self._most = folder, most
        self._whole: set[str] = set()

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def put(self, sender: str, digest: str, place: int, piece: bytes) -> None:
        """Takes a piece of a parcel that stands at this place in it.

        Args:
            sender: Who sends it, so that two who send the same do not write into each other's: 32 hexadecimal digits.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._part(digest, sender)
        with part.open("r+b" if place else "wb") as file:
            file.seek(place)
            file.write(piece)

    def finish(self, sender: str, digest: str) -> bool:
        """Whether all pieces came and are what was sent, or somebody else's are; then the parcel is there."""
        part, path = self._part(digest, sender), self._path(digest)
        if not path.is_file() or digest_of_file(path) != digest:
            if digest_of_file(part) != digest:
                part.unlink()
                return False
            os.replace(part, path)
        part.unlink(missing_ok=True)
        self._whole.add(digest)
        self._tidy()
        return True

    @contextmanager
    def in_use(self, digests: Sequence[str]) -> Iterator[None]:
        """These parcels, where they are there, stay there meanwhile, whoever tidies."""
        with ExitStack() as stack:
            for digest in digests:
                self._folder.mkdir(parents=True, exist_ok=True)
                lock = self._path(digest).with_suffix(f".{_process()}.lock")
                stack.callback(lock.unlink, missing_ok=True)
                with suppress(NotImplementedError):  # a disk without locks
                    stack.enter_context(filelock.FileLock(lock, timeout=0, thread_local=False))
            yield

    def whole(self, digest: str) -> Path | None:
        """Where a parcel is; None where it is not, or is damaged. It is read to the end once a process."""
        path = self._path(digest)
        with suppress(OSError):
            if digest in self._whole or digest_of_file(path) == digest:
                self._whole.add(digest)
                os.utime(path)
                return path
            path.unlink()
        return None

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("no SHA-256")
        return self._folder / digest

    def _part(self, digest: str, sender: str) -> Path:
        if not _TOKEN.fullmatch(sender):
            raise ValueError("no sender")
        return self._path(digest).with_suffix(f".{_process()}-{sender}.part")

    def _tidy(self) -> None:
        """Removes what was not used for longest where there is too much, and parts whose sender is gone."""
        found = []
        for entry in os.scandir(self._folder):
            with suppress(OSError):  # another worker tidies as well
                state, path = entry.stat(), Path(entry.path)
                if _DIGEST.fullmatch(entry.name):
                    found.append((state.st_mtime, state.st_size, path))
                elif path.suffix == ".part" and time.time() - state.st_mtime > _STALE_SECONDS:
                    path.unlink()
        total = 0
        for number, (_, size, path) in enumerate(sorted(found, reverse=True)):
            total += size
            if number and total > self._most and not _is_in_use(path):
                with suppress(OSError):
                    path.unlink()


def _process() -> str:
    """This process, among those of all computers that share the folder."""
    host = hashlib.blake2b(platform.node().encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{host}-{os.getpid()}"


def _is_in_use(parcel: Path) -> bool:
    """Whether a job that is under way has it; the marks of processes that were killed go."""
    for mark in parcel.parent.glob(f"{parcel.name}.*.lock"):
        try:
            with filelock.FileLock(mark, timeout=0, thread_local=False):
                mark.unlink(missing_ok=True)
        except filelock.Timeout:
            return True
        except (NotImplementedError, OSError):  # who knows
            return True
    return False
