"""Reads files while every deed of the process is watched: what it opens, starts, calls and imports.

Run as a program, so that the watch, which can never be taken away again, ends with it:

python -m tests.files.models.auditing FOLDER STEP

FOLDER holds ``good.keras`` and ``good.h5``. Of the gadgets, every STEP-th one is also read from an ``.h5`` file, which
takes a process of its own each time. Prints one JSON line.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import walk
from cnnstudio.files.saved_model import read_saved
from tests.files.models.gadgets import POSITIONS, attacks, gadget, old_gadget, symbols
from tests.files.models.packing import archive, h5_config, parts_of, with_config

_FORBIDDEN = ("socket.", "os.exec", "os.system", "os.fork", "os.posix_spawn", "os.spawn", "pty.", "ctypes.", "pickle.")
_FORBIDDEN += ("marshal.", "shutil.", "urllib.", "http.", "ftplib.", "os.putenv", "os.chmod", "os.link", "os.symlink")
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate")
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
        if event.startswith(_FORBIDDEN):
            return "forbidden"
        if event == "subprocess.Popen":
            return None if any(str(each).endswith("h5_child.py") for each in arguments[1]) else "started"
        if event.startswith(_CHANGES):
            return None if str(arguments[0]).startswith(self._own) or isinstance(arguments[0], int) else "changed"
        if event == "import":
            return None if arguments[0] in sys.modules or arguments[0].startswith("_") else "imported"
        if event != "open" or isinstance(arguments[0], int):
            return None
        path, mode, flags = str(arguments[0]), arguments[1] or "", arguments[2] or 0
        writes = flags & _WRITING or any(letter in mode for letter in "wax+")
        if writes:
            return None if path.startswith((*self._own, os.devnull)) else "written"
        return None if path.startswith(self._readable) else "read"


def main(folder: Path, step: int) -> dict[str, Any]:
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
    for name, data in attacks(config, parts, h5, str(mark)):
        _read(watch, seen, folder / name, data, name)
    for number, (symbol, position) in enumerate((symbol, position) for symbol in names for position in POSITIONS):
        what = f"{position} {symbol}"
        _read(watch, seen, folder / "gadget.keras", archive(parts, gadget(config, symbol, position)), what)
        if number % step == 0:
            change = old_gadget if number // step % 2 else gadget
            bad = change(h5_config(h5), symbol, position)
            _read(watch, seen, folder / "gadget.h5", with_config(h5, bad), what)
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


def _read(watch: Watch, seen: Counts, path: Path, data: bytes, what: str) -> None:
    path.write_bytes(data)
    began = time.perf_counter()
    watch.is_on = True
    try:
        saved = read_saved(path)
    except StudioError as error:
        watch.is_on = False
        seen.read["refused"] += 1
        if len(str(error)) > 200 or not error.text.isprintable():
            seen.long.append(f"{what}: {error}")
    except Exception as error:  # whatever it is, it is what is looked for
        watch.is_on = False
        seen.other.append(f"{what}: {type(error).__name__} {str(error)[:200]}")
    else:
        watch.is_on = False
        seen.read["accepted"] += 1
        kinds = ",".join(sorted({node.spec.kind for _, node in walk(saved.network.nodes)}))
        seen.accepted.append(f"{what} {path.suffix} {kinds}")
    seen.read[path.suffix] += 1
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
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
