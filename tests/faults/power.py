"""What a disk may hold when the power goes: of what was not synced some is there, in any order, and some is torn.

What was written to a file is safe once the file was synced, and a name once its folder was; nothing else is believed
(Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). Of the names of a folder, an earlier change is
there where a later one is.
"""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.kernel import Call

_SECTOR = 512
_LONGEST_NAME = 4096


@dataclass
class _File:
    """What is safe of a file, and what was written since: (offset, bytes), or (size, None) for one cut to that."""

    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)


class Disk:
    """Follows the calls of one writing in a folder, and gives what may be left after each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._safe: dict[str, _File | None] = {path.name: _File(path.read_bytes()) for path in folder.iterdir()}
        self._now = dict(self._safe)
        self._names: list[tuple[str, _File | None]] = []
        """Changes of names that are not safe, in order: a name and what it is of from then on."""
        self.steps = 0

    def see(self, call: Call | None) -> None:
        """Follows one call, or a step that is done."""
        if call is None:
            self.steps += 1
            return
        match call.name:
            case "pwrite":
                self._write(call, call.arguments[3])
            case "write":
                self._write(call, _position(call))
            case "ftruncate":
                self._file(call).since.append((call.arguments[1], None))
            case "fsync" | "fdatasync":
                self._sync(call)
            case "open":
                self._open(call)
            case "unlink":
                self._name(_text(call, 0), None)
            case "rename":
                old, new = _text(call, 0), _text(call, 1)
                self._name(new, self._now.get(Path(old).name))
                self._name(old, None)
            case other:
                raise AssertionError(f"{other} is not followed")

    def cut(self, chance: random.Random, target: Path) -> None:
        """Puts into ``target``, an empty folder, what may be left when the power goes now."""
        names = dict(self._safe)
        for name, file in self._names[: chance.randint(0, len(self._names))]:
            names[name] = file
        for name, file in names.items():
            if file is not None:
                (target / name).write_bytes(_left(file, chance))

    def _write(self, call: Call, offset: int) -> None:
        self._file(call).since.append((offset, _memory(call, call.arguments[1], call.arguments[2])))

    def _sync(self, call: Call) -> None:
        path = _path(call)
        if path == self._folder:
            for name, file in self._names:
                self._safe[name] = file
            self._names.clear()
        else:
            file = self._file(call)
            file.safe = _applied(file.safe, file.since)
            file.since.clear()

    def _open(self, call: Call) -> None:
        name = Path(_text(call, 1)).name
        if call.arguments[2] & os.O_CREAT and self._now.get(name) is None:
            self._name(name, _File())

    def _name(self, path: str, file: _File | None) -> None:
        self._names.append((Path(path).name, file))
        self._now[Path(path).name] = file

    def _file(self, call: Call) -> _File:
        found = self._now[_path(call).name]
        assert found is not None, "what is written to has a name"
        return found


def _left(file: _File, chance: random.Random) -> bytes:
    """What may be left of a file: of each write all, nothing, or some sectors."""
    kept: list[tuple[int, bytes | None]] = []
    how_many = chance.choice((0.0, 0.5, 1.0))
    for offset, data in file.since:
        if data is None or chance.random() >= 0.2:
            kept += [(offset, data)] if chance.random() < how_many else []
            continue
        for start in range(0, len(data), _SECTOR):
            kept += [(offset + start, data[start : start + _SECTOR])] if chance.random() < 0.5 else []
    return _applied(file.safe, kept)


def _applied(content: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    found = bytearray(content)
    for offset, data in writes:
        end = offset if data is None else offset + len(data)
        found.extend(bytes(max(0, end - len(found))))
        if data is None:
            del found[offset:]
        else:
            found[offset:end] = data
    return bytes(found)


def _path(call: Call) -> Path:
    return Path(os.readlink(f"/proc/{call.process}/fd/{call.arguments[0]}"))


def _position(call: Call) -> int:
    """Where a file is written to next."""
    text = Path(f"/proc/{call.process}/fdinfo/{call.arguments[0]}").read_text(encoding="ascii")
    return int(text.split("pos:", 1)[1].split()[0])


def _memory(call: Call, address: int, size: int) -> bytes:
    with open(f"/proc/{call.process}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(size)


def _text(call: Call, number: int) -> str:
    """A name that was handed over; it ends within its page or the next."""
    address, found = call.arguments[number], b""
    while b"\0" not in found and len(found) < _LONGEST_NAME:
        found += _memory(call, address + len(found), 64 - (address + len(found)) % 64)
    return os.fsdecode(found.split(b"\0", 1)[0])
