"""Which of the arrays in a file are pictures and which are their labels, by their names."""

from collections.abc import Iterable
from dataclasses import dataclass

_PICTURES = ("x", "images", "image", "imgs", "img", "pictures", "data", "features", "inputs")
_LABELS = ("y", "labels", "label", "targets", "target", "classes", "class")
_TRAIN = ("train", "training", "tr")
_TEST = ("test", "testing", "t10k", "te")
_VALIDATION = ("val", "valid", "validation", "dev")
_CLASS_NAMES = ("class_names", "label_names", "target_names", "names", "classes", "categories")


@dataclass(frozen=True)
class Chosen:
    """Names of arrays as the file has them.

    Attributes:
        test: Pictures and labels of the test part; None where there is none.
        class_names: What may say how the classes are called; empty where nothing does.
        validation: Whether pictures for validation are there that are left alone.
        alone: Pictures without labels, or labels without pictures.
    """

    train: tuple[str, str]
    test: tuple[str, str] | None = None
    class_names: str = ""
    validation: bool = False
    alone: tuple[str, ...] = ()


def choose(names: Iterable[str]) -> Chosen | None:
    """What to read; None where the names do not say which arrays are pictures and labels."""
    there = {_plain(name): name for name in names}
    train = _pair(there, _TRAIN) or _pair(there, ())
    test, validation = _pair(there, _TEST), _pair(there, _VALIDATION)
    left = bool(test and validation)
    parts = [part for part in (train, test or validation) if part is not None]
    if not parts:
        return None
    taken = {name for part in parts for name in part}
    called = next((there[name] for name in _CLASS_NAMES if name in there and there[name] not in taken), "")
    alone = tuple(
        name
        for words in (_TRAIN, _TEST, _VALIDATION)
        for name in (_first(there, _PICTURES, words), _first(there, _LABELS, words))
        if name is not None and name not in taken and not (words is _VALIDATION and left)
    )
    return Chosen(parts[0], parts[1] if len(parts) > 1 else None, called, left, alone)


def _pair(there: dict[str, str], words: tuple[str, ...]) -> tuple[str, str] | None:
    pictures, labels = _first(there, _PICTURES, words), _first(there, _LABELS, words)
    return None if pictures is None or labels is None else (pictures, labels)


def _first(there: dict[str, str], stems: tuple[str, ...], words: tuple[str, ...]) -> str | None:
    for stem in stems:
        for word in words or ("",):
            for name in (f"{stem}_{word}", f"{word}_{stem}", f"{stem}{word}", f"{word}{stem}"):
                if name.strip("_") in there:
                    return there[name.strip("_")]
    return None


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_").replace(".", "_").strip("_")
