"""Reads files while every deed of the process is watched: what it opens, starts, calls and imports.

Run as a program, so that the watch, which can never be taken away again, ends with it:

python -m tests.files.models.auditing FOLDER ARCHIVES HDF5 [ATTACKS]

FOLDER holds ``good.keras`` and ``good.h5``. The description of every gadget is read; every ARCHIVES-th gadget also from
a ``.keras`` file and every HDF5-th from an ``.h5`` file, which takes a process of its own; of the known attacks all
``.keras`` files and every ATTACKS-th ``.h5`` file. Prints one JSON line.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.network import Network, walk
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_json import parsed
from cnnstudio.files.saved.keras_nodes import Told
from cnnstudio.files.saved.saved_model import read_saved
from tests.files.models.gadgets import POSITIONS, attacks, gadget, old_gadget, symbols
from tests.files.models.packing import archive, h5_config, parts_of, with_config

_FORBIDDEN = ("socket.", "os.exec", "os.system", "os.fork", "os.posix_spawn", "os.spawn", "pty.", "ctypes.", "pickle.")
_FORBIDDEN += (
    "marshal.",
    "shutil.copy",
    "shutil.move",
    "shutil.unpack",
    "urllib.",
    "http.",
    "ftplib.",
    "os.putenv",
    "os.chmod",
    "os.link",
    "os.symlink",
)
_CHANGES = ("shutil.rmtree", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """What was done that the reading of a network needs not."""

    def __init__(self, folder: Path) -> None:
        self.found: list[str] = []
        self.is_on = False
        self._own = (str(folder), tempfile.gettempdir() + "/cnnstudio-")
        self._readable = (*self._own, sys.prefix, sys.base_prefix, "/proc/self", os.devnull, str(Path.cwd()))

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook."""
        if not self.is_on or (words := self._wrong(event, arguments)) is None:
            return
        self.is_on = False
        self.found.append(f"{words}: {event} {repr(arguments)[:200]}")
        self.is_on = True

    def _wrong(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        """Which sort of deed it is, if it is one that is not allowed."""
        if event.startswith(_FORBIDDEN):
            return "forbidden"
        if event == "subprocess.Popen":
            return None if any(str(each).endswith("h5_child.py") for each in arguments[1]) else "started"
        if event == "import":
            return None if arguments[0] in sys.modules or arguments[0].startswith("_") else "imported"
        if event == "os.mkdir" and os.path.isdir(arguments[0]):
            return None  # a folder that is there stays as it is
        if event.startswith(_CHANGES):
            inside = isinstance(arguments[-1], int) and arguments[-1] >= 0  # within a folder whose removal was seen
            return None if inside or str(arguments[0]).startswith(self._own) else "changed"
        return self._opened(*arguments) if event == "open" and not isinstance(arguments[0], int) else None

    def _opened(self, path: Any, mode: str | None, flags: int | None) -> str | None:
        if (flags or 0) & _WRITING or any(letter in (mode or "") for letter in "wax+"):
            return None if str(path).startswith((*self._own, os.devnull)) else "written"
        return None if str(path).startswith(self._readable) else "read"


def main(folder: Path, archives: int, hdf5: int, share: int = 1) -> dict[str, Any]:
    """The counts and everything that was not as it should be."""
    import keras

    parts, h5 = parts_of(folder / "good.keras"), (folder / "good.h5").read_bytes()
    config = json.loads(parts["config.json"])
    names = symbols(keras)
    for name in ("good.keras", "good.h5"):
        read_saved(folder / name)  # what is needed at all is imported now
    state = _state(keras)
    watch, seen = Watch(folder), Counts()
    sys.addaudithook(watch.see)
    mark = folder / "mark"
    for number, (name, data) in enumerate(attacks(config, parts, h5, str(mark))):
        if name.endswith(".keras") or number // 2 % share == 0:
            _read_file(watch, seen, folder / name, data, name)
    old = h5_config(h5)
    for number, (symbol, position) in enumerate((symbol, position) for symbol in names for position in POSITIONS):
        what, bad, older = f"{position} {symbol}", gadget(config, symbol, position), old_gadget(old, symbol, position)
        for told, given in ((Told("3.15.1"), bad), (Told("2.15.0", "tensorflow", "h5"), older)):
            _read(watch, seen, f"{what} config", partial(_described, json.dumps(given), told))
        if number % archives == 0:
            _read_file(watch, seen, folder / "gadget.keras", archive(parts, bad), what)
        if number % hdf5 == 0:
            given = older if number // hdf5 % 2 else gadget(old, symbol, position)
            _read_file(watch, seen, folder / "gadget.h5", with_config(h5, given), what)
    return {
        **seen.plain(),
        "symbols": len(names),
        "deeds": watch.found[:20],
        "marked": mark.exists(),
        "keras_changed": _state(keras) != state,
    }


class Counts:
    """What became of the files."""

    def __init__(self) -> None:
        self.read = Counter[str]()
        self.accepted: list[str] = []
        self.other: list[str] = []
        self.long: list[str] = []
        self.slowest = (0.0, "")

    def plain(self) -> dict[str, Any]:
        return {**vars(self), "read": dict(self.read), "other": self.other[:20], "long": self.long[:20]}


def _described(text: str, told: Told) -> Network:
    return described(parsed(text), told).network


def _read_file(watch: Watch, seen: Counts, path: Path, data: bytes, what: str) -> None:
    path.write_bytes(data)
    _read(watch, seen, f"{what} {path.suffix}", lambda: read_saved(path).network)


def _read(watch: Watch, seen: Counts, what: str, read: Callable[[], Network]) -> None:
    """One case, watched."""
    began = time.perf_counter()
    watch.is_on = True
    try:
        network = read()
    except (StudioError, SpecError) as error:
        watch.is_on = False
        seen.read["refused"] += 1
        if len(str(error)) > 200 or not str(error).isprintable():
            seen.long.append(f"{what}: {error}")
    except Exception as error:  # whatever it is, it is what is looked for
        watch.is_on = False
        seen.other.append(f"{what}: {type(error).__name__} {str(error)[:200]}")
    else:
        watch.is_on = False
        seen.read["accepted"] += 1
        kinds = ",".join(sorted({node.spec.kind for _, node in walk(network.nodes)}))
        seen.accepted.append(f"{what} {kinds}")
    seen.read[what.rpartition(" ")[2]] += 1
    seen.slowest = max(seen.slowest, (round(time.perf_counter() - began, 3), what))


def _state(keras: Any) -> dict[str, Any]:
    """Everything of Keras that a program can set."""
    settings = keras.config
    found = {name: getattr(settings, name)() for name in dir(settings) if name.startswith(("is_", "max_"))}
    found |= {name: getattr(settings, name)() for name in ("floatx", "epsilon", "backend", "image_data_format")}
    found["policy"] = settings.dtype_policy().name
    found["custom"] = sorted(keras.saving.get_custom_objects())
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
