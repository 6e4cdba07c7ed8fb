"""What sort of file a saved network is, by its first bytes; what cannot be opened is named, with what to do instead."""

import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.files import words

MAX_FILE = 2**31 - 1
"""From here on zip files need another format, and no network of this program is so large."""

Kind = Literal["keras", "h5"]

HDF5 = b"\x89HDF\r\n\x1a\n"
ZIP = b"PK\x03\x04"

_HEAD = 600
_MOST_HEADER = 100_000_000
_AS_KERAS = tr("Save it as .keras or .h5 with Keras, then open that file.")
_PROGRAM = tr("is a TensorFlow SavedModel: a program, which is not run here")
_AGAIN = tr("Save or download it again.")

_BY_START: tuple[tuple[bytes, str, str], ...] = (
    (b"SQLite format 3\x00", tr("is a database, perhaps a project"), tr("Open projects with File ▸ Open.")),
    (b"\x93NUMPY", tr("is a NumPy array"), tr("Choose a saved network: .keras or .h5.")),
    (b"GGUF", tr("is a language model (GGUF)"), tr("Choose a saved network of Keras.")),
    (b"\x1f\x8b", tr("is packed with gzip"), tr("Unpack it, then open what was in it.")),
    (b"7z\xbc\xaf", tr("is packed with 7-Zip"), tr("Unpack it, then open what was in it.")),
    (b"Rar!", tr("is packed with RAR"), tr("Unpack it, then open what was in it.")),
    (b"\x89PNG", tr("is a picture"), tr("Choose a saved network: .keras or .h5.")),
    (b"\xff\xd8\xff", tr("is a picture"), tr("Choose a saved network: .keras or .h5.")),
    (b"GIF8", tr("is a picture"), tr("Choose a saved network: .keras or .h5.")),
    (b"%PDF", tr("is a PDF"), tr("Choose a saved network: .keras or .h5.")),
    (b"MATLAB ", tr("is a file of MATLAB"), tr("Export the network from MATLAB for Keras.")),
    (b"version https://git-lfs", tr("is only a note of Git LFS where the file lies"), tr("Download the file itself.")),
    (b"model_checkpoint_path:", tr("is a note about checkpoints of TensorFlow"), _AS_KERAS),
)


def kind_of(path: Path) -> Kind:
    """The sort of file, decided by its content; raises StudioError naming what is no saved network of Keras."""
    start = _start(path)
    if start.startswith(ZIP):
        _check_zip(path, start)
        return "keras"
    if start.startswith(HDF5):
        return "h5"
    is_a, hint = _named(start)
    raise StudioError(tr("{path} is not a saved network of Keras: it {is_a}.", path=quoted(path), is_a=is_a), hint)


def _start(path: Path) -> bytes:
    """The first bytes of a file that may be read at all."""
    name = quoted(path)
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise _folder(path)
        if not stat.S_ISREG(state.st_mode):
            raise StudioError(
                tr("{name} is not a file, so not a saved network.", name=name), tr("Choose a .keras or .h5 file.")
            )
        if state.st_size == 0:
            raise StudioError(tr("{name} is empty.", name=name), _AGAIN)
        if state.st_size > MAX_FILE:
            raise StudioError(
                tr("{name} is larger than {size}.", name=name, size=words.megabytes(MAX_FILE)),
                tr("Choose a smaller network."),
            )
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise words.in_words(error, path) from error


def _folder(path: Path) -> StudioError:
    name = quoted(path)
    if any((path / each).exists() for each in ("saved_model.pb", "saved_model.pbtxt")):
        return StudioError(f"{name} {_PROGRAM}.", _AS_KERAS)
    return StudioError(tr("{name} is a folder, not a saved network.", name=name), tr("Choose a .keras or .h5 file."))


def _check_zip(path: Path, start: bytes) -> None:
    """Raises StudioError for archives that others keep networks in, by the name of their first member."""
    length = struct.unpack_from("<H", start, 26)[0] if len(start) >= 30 else 0
    first = start[30 : 30 + length].decode("utf-8", "replace")
    found = next(((what, hint) for test, what, hint in _ARCHIVES if test(first)), None)
    if found is not None:
        raise StudioError(
            tr("{path} is not a saved network of Keras: it {is_a}.", path=quoted(path), is_a=found[0]), found[1]
        )


_ARCHIVES: tuple[tuple[Callable[[str], bool], str, str], ...] = (
    (
        lambda name: name.endswith(("data.pkl", "/.format_version", "/version", "/byteorder")) or "/data/" in name,
        tr("is a file of PyTorch"),
        tr("Bring it over to Keras first; only files of Keras are opened."),
    ),
    (
        lambda name: name.endswith(".npy"),
        tr("is a file of NumPy arrays"),
        tr("Open it as data; a network is .keras or .h5."),
    ),
    (lambda name: "saved_model.pb" in name or name.endswith("variables.index"), _PROGRAM, _AS_KERAS),
    (
        lambda name: name == "[Content_Types].xml",
        tr("is a document of an office program"),
        tr("Choose a saved network."),
    ),
    (lambda name: name.startswith("META-INF/"), tr("is a Java program"), tr("Choose a saved network: .keras or .h5.")),
    (
        lambda name: name.lower().endswith((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")),
        tr("is a zip of pictures"),
        tr("Open it as data, or test a network on it on the Draw page."),
    ),
)


_BY_FORM: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (
    (
        lambda start: start[:1] == b"\x80" and b"\x00" < start[1:2] <= b"\x05",
        tr("is a Python pickle, which is a program"),
        tr("Save the network as .keras or .h5 with Keras."),
    ),
    (lambda start: start[4:8] == b"TFL3", tr("is a network for TensorFlow Lite"), _AS_KERAS),
    (
        lambda start: start[8:9] == b"{" and int.from_bytes(start[:8], "little") <= _MOST_HEADER,
        tr("is a file of safetensors: weights without a network"),
        _AS_KERAS,
    ),
    (lambda start: start[:3] == b"\x08\x01\x12", _PROGRAM, _AS_KERAS),
    (
        lambda start: start[:1] == b"\x08" and start[2:3] in (b"\x12", b"\x3a"),
        tr("is a network in the format ONNX"),
        tr("Bring it over to Keras first; only files of Keras are opened."),
    ),
    (
        lambda start: start.lstrip()[:1] in (b"{", b"["),
        tr("is a text (JSON), at most a network's description without its weights"),
        _AS_KERAS,
    ),
    (
        lambda start: start.lstrip()[:5].lower() in (b"<!doc", b"<html"),
        tr("is a web page"),
        tr("Download the file itself, not its page."),
    ),
)


def _named(start: bytes) -> tuple[str, str]:
    """What a file is that begins so, behind "it", and what to do."""
    known = [(what, hint) for magic, what, hint in _BY_START if start.startswith(magic)]
    known += [(what, hint) for test, what, hint in _BY_FORM if test(start)]
    return known[0] if known else (tr("is something else"), tr("Choose a .keras or .h5 file."))
