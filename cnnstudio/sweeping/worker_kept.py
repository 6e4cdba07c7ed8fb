"""What was sent to a worker, in files known by their SHA-256."""

import contextlib
import hashlib
import os
import platform
import re
from pathlib import Path

from cnnstudio.sweeping.shipping import digest_of_file

_MOST_KEPT = 20 * 10**9
_DIGEST = re.compile("[0-9a-f]{64}")


class Kept:
    """The parcels that came to this machine, by their SHA-256, in one folder; what was not used for longest goes.

    Workers on one machine share it.
    """

    def __init__(self, folder: Path, most: int = _MOST_KEPT) -> None:
        self._folder, self._most = folder, most
        self._whole: set[str] = set()

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def put(self, digest: str, place: int, piece: bytes) -> None:
        """Takes a piece of a parcel that stands at this place in it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._part(digest)
        with part.open("r+b" if place else "wb") as file:
            file.seek(place)
            file.write(piece)

    def finish(self, digest: str) -> bool:
        """Whether all pieces came and are what was sent; then the parcel is there."""
        part = self._part(digest)
        if digest_of_file(part) != digest:
            part.unlink()
            return False
        os.replace(part, self._path(digest))
        self._whole.add(digest)
        self._tidy()
        return True

    def whole(self, digest: str) -> Path | None:
        """Where a parcel is; None where it is not, or is damaged. It is read to the end once a process."""
        path = self._path(digest)
        with contextlib.suppress(OSError):
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

    def _part(self, digest: str) -> Path:
        host = hashlib.blake2b(platform.node().encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return self._path(digest).with_suffix(f".{host}-{os.getpid()}.part")

    def _tidy(self) -> None:
        found = []
        for entry in os.scandir(self._folder):
            with contextlib.suppress(OSError):  # another worker tidies as well
                state = entry.stat()
                found.append((state.st_mtime, state.st_size, Path(entry.path)))
        total = 0
        for number, (_, size, path) in enumerate(sorted(found, reverse=True)):
            total += size
            if number and total > self._most:
                with contextlib.suppress(OSError):
                    path.unlink()
