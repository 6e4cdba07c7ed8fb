"""Folders with things in them that are no files, odd names, odd tables of labels, and classes that are none."""

import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.pictures.importing import open_pictures
from tests.data.hostile.corpus import Case, Ending
from tests.data.hostile.good import encoded, two_classes

PICTURE = encoded(mode="L")


def cases() -> Iterator[Case]:
    """Good pictures in two classes with something beside them, and folders that hold less."""
    yield from _no_files()
    yield from _names()
    yield from _few()
    yield from _tables()


def _beside(title: str, add: Callable[[Path], object], ending: Ending = "data", said: str = "") -> Case:
    def make(folder: Path) -> Path:
        two_classes(folder)
        add(folder)
        return folder

    return Case(title, make, ending, said)


def _no_files() -> Iterator[Case]:
    yield _beside("FIFO", lambda folder: os.mkfifo(folder / "a" / "pipe.png"), said="a/pipe.png: it is a FIFO")
    yield _beside("FIFO as a table", lambda folder: os.mkfifo(folder / "labels.csv"), said="labels.csv: it is a FIFO")
    yield _beside("socket", _socket, said="a/s.png: it is a socket")
    links = {
        "dangling link": "nothing",
        "link to itself": "odd.png",
        "link to /dev/zero": "/dev/zero",
        "link to /dev/stdin": "/dev/stdin",
        "link to a file outside": "/etc/hostname",
        "link to its folder": ".",
        "link to the root": "/",
    }
    for title, target in links.items():
        yield _beside(title, partial(_link, target), said="a/odd.png: it is a link")
    yield _beside("link to another picture", partial(_link, "../b/0.png"))
    yield _beside("links in a circle", _circle)
    yield _beside("link to the folder above", lambda folder: (folder / "a" / "above").symlink_to(".."), said="a/above")
    yield _beside("a folder called .png", lambda folder: (folder / "a" / "odd.png").mkdir())
    yield _beside("a folder called labels.csv", lambda folder: (folder / "labels.csv").mkdir())
    yield Case("a FIFO instead of a folder", _only_a_pipe, "words")
    yield Case("a device instead of a folder", lambda folder: Path("/dev/zero"), "words")
    yield Case("a name with a null byte", lambda folder: folder / "a\0b", "words")
    yield Case("a name of 5,000 letters", lambda folder: folder / ("n" * 5000), "words")
    yield Case("a link to a folder of pictures", _linked_folder, "data")
    for depth in (31, 40, 300):
        yield _beside(f"{depth} folders", partial(_deep, depth))


def _socket(folder: Path) -> None:
    before = os.getcwd()
    os.chdir(folder / "a")  # the whole path may be longer than a socket's may be
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("s.png")
    finally:
        os.chdir(before)


def _link(target: str, folder: Path) -> None:
    (folder / "a" / "odd.png").symlink_to(target)


def _circle(folder: Path) -> None:
    (folder / "a" / "one.png").symlink_to("two.png")
    (folder / "a" / "two.png").symlink_to("one.png")


def _only_a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _linked_folder(folder: Path) -> Path:
    two_classes(folder / "real")
    (folder / "link").symlink_to("real")
    return folder / "link"


def _deep(depth: int, folder: Path) -> None:
    deep = folder / "a" / "/".join("d" * depth)
    deep.mkdir(parents=True)
    (deep / "0.png").write_bytes(PICTURE)


def _names() -> Iterator[Case]:
    names = {
        "255 bytes": b"n" * 251 + b".png",
        "255 bytes of Unicode": "漢".encode() * 83 + b".png",
        "no UTF-8": b"\xff\xfe\x80.png",
        "line break": b"one\ntwo.png",
        "escape": b"\x1b[31mred.png",
        "right to left": "\u202egnp.exe.png".encode(),
        "emoji": "🎨.png".encode(),
        "quotes": b"\"'`$(touch x);.png",
        "minus": b"-rf.png",
        "percent": b"%s%n{0}.png",
        "markup": b"<b>bold<b>.png",
        "spaces": b"   .png",
    }
    for title, name in names.items():
        yield _beside(f"file name: {title}", partial(_named, b"a/" + name))
        yield _beside(f"bad file's name: {title}", partial(_named, b"a/" + name, content=b"no picture"), said="it is a")
        yield _beside(f"class name: {title}", partial(_named, name.removesuffix(b".png") + b"x/0.png"))


def _named(name: bytes, folder: Path, content: bytes = PICTURE) -> None:
    path = os.path.join(os.fsencode(folder), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _files(names: tuple[str, ...], content: bytes, folder: Path) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def _few() -> Iterator[Case]:
    yield Case("empty folder", lambda folder: folder, "words")
    yield Case("nothing there", lambda folder: folder / "nothing", "words")
    sets: dict[str, tuple[tuple[str, ...], Ending]] = {
        "hidden files": ((".DS_Store", "__MACOSX/a/._0.png", "Thumbs.db", ".git/x.png"), "words"),
        "other files": (("a.txt", "b.doc"), "words"),
        "one picture": (("a/0.png",), "data"),
        "one picture a class": (("a/0.png", "b/0.png"), "either"),
        "one class": (tuple(f"a/{number}.png" for number in range(6)), "data"),
        "no classes": (("sky.png", "sea.png", "sun.png"), "words"),
        "counted": (tuple(f"{number}.png" for number in range(1, 30)), "words"),
        "only a test part": (tuple(f"test/a/{number}.png" for number in range(6)), "data"),
        "empty test part": ((*(f"train/a/{number}.png" for number in range(6)), "test/a/note.txt"), "data"),
        "1,001 classes": (tuple(f"c{number}/0.png" for number in range(1001)), "words"),
    }
    for title, (names, ending) in sets.items():
        yield Case(f"folder: {title}", partial(_files, names, PICTURE), ending)
        yield Case(f"folder, nothing good: {title}", partial(_files, names, b"no picture"), "words")
    yield _beside("empty class", lambda folder: (folder / "c").mkdir())
    yield _beside("a class of bad pictures", partial(_files, ("c/0.png", "c/1.png"), b"no picture"))
    yield _beside("many sizes", _many_sizes, said="brought to")
    yield _beside("half of them bad", partial(_files, tuple(f"a/bad{n}.png" for n in range(6)), b""), said="6 of 12")


def _many_sizes(folder: Path) -> None:
    for side in range(1, 30):
        (folder / "a" / f"size{side}.png").write_bytes(encoded(size=(side, 2 * side)))


def _tables() -> Iterator[Case]:
    rows = [(f"{label}/{number}.png", label) for label in "ab" for number in range(3)]
    table = "filename,label\n" + "".join(f"{name},{label}\n" for name, label in rows)
    contents: dict[str, bytes] = {
        "empty": b"",
        "only a header": b"filename,label\n",
        "one column": b"filename\na/0.png\n",
        "null bytes": table.encode().replace(b"a/0", b"a\0/0"),
        "binary": bytes(range(256)) * 50,
        "a picture": PICTURE,
        "UTF-16": table.encode("utf-16"),
        "UTF-16 cut": table.encode("utf-16")[:-1],
        "BOM": b"\xef\xbb\xbf" + table.encode(),
        "latin-1": table.replace("label", "étiquette").encode("latin-1"),
        "semicolons": table.replace(",", ";").encode(),
        "tabs": table.replace(",", "\t").encode(),
        "old Mac": table.replace("\n", "\r").encode(),
        "an open quote": b'filename,label\n"a/0.png,a\n' + table.encode() * 20,
        "a field of 1 MB": b"filename,label\na/0.png," + b"x" * 1_000_000 + b"\n",
        "a row of 100,000": b"a/0.png" + b",a" * 100_000 + b"\n",
        "climbing": b"filename,label\n../../../etc/passwd,a\n/etc/passwd,b\n",
        "missing files": b"filename,label\n" + b"".join(b"gone%d.png,a\n" % n for n in range(500)),
        "two classes for one": b"filename,label\na/0.png,a\na/0.png,b\nb/0.png,b\n",
        "no labels": b"filename,label\n" + b"".join(f"{name},\n".encode() for name, _ in rows),
        "as many classes as rows": b"filename,label\n" + b"".join(f"{n},{n}\n".encode() for n, _ in rows),
        "formulas": b"filename,label\n" + b"".join(f"{n},=cmd|' /C calc'!A0\n".encode() for n, _ in rows),
        "numbers": b"filename,label\n" + b"".join(f"{n},{i}e400\n".encode() for i, (n, _) in enumerate(rows)),
        "blank lines": b"\n\n\n" + table.replace("\n", "\n\n").encode(),
        "40 MB": b"filename,label\n" + b"x.png,a\n" * 5_000_000,
        "commas": b"," * 100_000,
        "quotes": b'"' * 100_000,
    }
    for title, content in contents.items():
        yield _beside(f"table: {title}", partial(_write, content))
    for how, ending in (("csv", "words"), ("names", "either"), ("folders", "data")):
        opening = partial(_by, how)
        yield Case(f"labels from {how} that are not there", two_classes, ending, open=opening)  # type: ignore[arg-type]


def _write(content: bytes, folder: Path) -> None:
    (folder / "labels.csv").write_bytes(content)


def _by(how: str, path: Path) -> DataSet:
    return open_pictures(path, DataRecipe("file", labels=how), Geometry())
