"""Arrays that somebody saved as pictures and labels, made what a data set needs: bytes and class numbers.

What can be understood without doubt is taken and said in a Finding; anything else is refused in words.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.finding import Finding
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import MOST_CLASSES, Labels
from cnnstudio.data.found import Found, Part

_Array = NDArray[Any]
_Bytes = NDArray[np.uint8]

_PART = 16_000_000
_DEEP = 4096
"""From this value on pictures of whole numbers have 16 bits; below it nobody can tell how many they have."""
_LONGEST_NAME = 4096
_PIXEL_HINT = tr("Save the pictures as uint8, whole numbers 0 to 255; preprocessing then scales them.")
_LABEL_HINT = tr("Labels must be one whole number a picture: 0, 1, 2, …; or a name; or one-hot vectors.")


@dataclass(frozen=True, eq=False)
class Named:
    """An array and what it is called in a sentence: ‘x_train in “digits.npz”’."""

    words: str
    array: _Array


@dataclass(frozen=True, eq=False)
class Raw:
    """The arrays of one part, as they were saved."""

    x: Named
    y: Named


def found_in(train: Raw, test: Raw | None = None, names: Sequence[str] = (), more: tuple[Finding, ...] = ()) -> Found:
    """The parts of a data set.

    Args:
        names: What the classes are called, where the file says so apart from the labels.
        more: What has been noticed before.

    Raises StudioError, in words, for arrays that are no pictures or no labels.
    """
    parts = [train] if test is None else [train, test]
    pictures, of_pictures = _pictures([part.x for part in parts])
    labels, found_names, of_labels = _labels([part.y for part in parts])
    for part, x, y in zip(parts, pictures, labels, strict=True):
        if len(x) != len(y):
            raise StudioError(
                tr(
                    "{array} holds {pictures}, but {other} {labels}.",
                    array=part.x.words,
                    pictures=tr_count("{count:,} picture", "{count:,} pictures", len(x)),
                    other=part.y.words,
                    labels=tr_count("{count:,} label", "{count:,} labels", len(y)),
                ),
                tr("There must be exactly one label a picture."),
            )
    highest = max(int(y.max()) for y in labels)
    made = [Part(x, y) for x, y in zip(pictures, labels, strict=True)]
    return Found(
        made[0],
        made[1] if test else None,
        found_names or (tuple(names) if highest < len(names) <= MOST_CLASSES else ()),
        (*more, *of_pictures, *of_labels),
    )


def _pictures(parts: Sequence[Named]) -> tuple[list[_Bytes], list[Finding]]:
    findings: list[Finding] = []
    shaped = [_with_channels(part) for part in parts]
    if all(part.array.shape[3] in {1, 3} for part in shaped):
        pass
    elif all(part.array.shape[1] in {1, 3} for part in shaped):
        shaped = [Named(part.words, np.moveaxis(part.array, 1, 3)) for part in shaped]
        findings.append(
            Finding(tr("The pictures have their channels first; they were turned to height, width, channels."))
        )
    else:
        wrong = next(part for part in shaped if part.array.shape[3] not in {1, 3})
        raise StudioError(
            tr("{words} has {channels:,} channels a picture.", words=wrong.words, channels=wrong.array.shape[3]),
            tr("Save the pictures in grey (1 channel) or colour (3 channels, the last axis)."),
        )
    factor, offset, note = _scale(shaped)
    if note:
        findings.append(Finding(note))
    return [_as_bytes(part.array, factor, offset) for part in shaped], findings


def _with_channels(part: Named) -> Named:
    array = part.array
    if array.dtype.kind not in "buif":
        raise StudioError(tr("{words} does not hold numbers.", words=part.words), _PIXEL_HINT)
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if array.ndim != 4 or 0 in array.shape:
        raise StudioError(
            tr(
                "{words} has the shape {shape}, which is not a list of pictures.",
                words=part.words,
                shape=_shape(part.array),
            ),
            tr("Pictures must have the shape (count, height, width) or (count, height, width, channels)."),
        )
    return Named(part.words, array)


def _scale(parts: Sequence[Named]) -> tuple[float, float, str]:
    """Factor and offset with which the values become 0 to 255, alike in all parts, and what to say about it."""
    if all(part.array.dtype == np.uint8 for part in parts) and any(part.array.max() > 1 for part in parts):
        return 1, 0, ""
    ranges = [_range(part) for part in parts]
    low, high = min(each[0] for each in ranges), max(each[1] for each in ranges)
    floats = any(part.array.dtype.kind == "f" for part in parts)
    if low >= 0 and high <= 1:
        of_floats = tr("The values lie between 0 and 1; they were multiplied by 255.")
        of_whole = tr("All values are 0 or 1; they were multiplied by 255.")
        return (255, 0, of_floats if floats else of_whole) if high else (1, 0, "")
    if low >= 0 and high <= 255:
        whole = not floats or all(_is_whole(part.array) for part in parts)
        return 1, 0, "" if whole else tr("The values are not whole numbers; they were rounded.")
    if floats and low >= -1 and high <= 1:
        return 127.5, 127.5, tr("The values lie between −1 and 1; they were brought to 0 to 255.")
    if low >= 0 and _DEEP <= high <= 65_535 and not floats:
        return (
            1 / 257,
            0,
            tr("The values go up to {high:,.0f}; they were divided by 257, from 16 bits to 8.", high=high),
        )
    odd = next(part for part, (least, most) in zip(parts, ranges, strict=True) if least < 0 or most > 255)
    raise StudioError(
        tr("{words} has pixel values from {low:.4g} to {high:.4g}.", words=odd.words, low=low, high=high), _PIXEL_HINT
    )


def _range(part: Named) -> tuple[float, float]:
    low, high = float(part.array.min()), float(part.array.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    for start, rows in _rows(part.array):
        bad = np.flatnonzero(~np.isfinite(rows).all(axis=(1, 2, 3)))
        if len(bad):
            text = tr(
                "{words} holds values that are not finite numbers (NaN or ∞), first in picture {number:,}.",
                words=part.words,
                number=start + int(bad[0]),
            )
            raise StudioError(text, tr("Remove or repair such pictures."))
    raise StudioError(tr("{words} has values too large to reckon with.", words=part.words), _PIXEL_HINT)


def _is_whole(array: _Array) -> bool:
    return array.dtype.kind != "f" or all(np.array_equal(rows, np.rint(rows)) for _, rows in _rows(array))


def _as_bytes(array: _Array, factor: float, offset: float) -> _Bytes:
    if array.dtype == np.uint8 and factor == 1:
        return np.ascontiguousarray(array)
    result = np.empty(array.shape, np.uint8)
    for start, rows in _rows(array):
        values = np.rint(rows.astype(np.float32) * np.float32(factor) + np.float32(offset))
        result[start : start + len(rows)] = np.clip(values, 0, 255)
    return result


def _rows(array: _Array) -> Iterator[tuple[int, _Array]]:
    """The pictures some at a time, each with the number of its first: no copy is ever as large as all of them."""
    step = max(1, _PART // max(1, int(np.prod(array.shape[1:]))))
    return ((start, array[start : start + step]) for start in range(0, len(array), step))


def _labels(parts: Sequence[Named]) -> tuple[list[Labels], tuple[str, ...], list[Finding]]:
    """Class numbers, what the classes are called where labels are names, and what was noticed."""
    flat, findings = [], []
    for part in parts:
        array = part.array
        if array.ndim == 2 and array.shape[1] == 1:  # as CIFAR-10 stores them
            array = array[:, 0]
        if array.ndim == 2 and array.dtype.kind in "buif":
            array = _from_one_hot(Named(part.words, array))
            note = Finding(tr("The labels are one-hot vectors; the class is where the 1 stands."))
            findings = [note]
        if array.ndim != 1 or array.dtype.kind not in "buifUS" or not len(array):
            raise StudioError(
                tr(
                    "{words} is an array of {dtype} with the shape {shape}.",
                    words=part.words,
                    dtype=part.array.dtype,
                    shape=_shape(part.array),
                ),
                _LABEL_HINT,
            )
        flat.append(Named(part.words, array))
    if any(part.array.dtype.kind in "US" for part in flat):
        labels, names = _from_names(flat)
        return labels, names, findings
    return [_numbers(part) for part in flat], (), findings


def _from_one_hot(part: Named) -> _Array:
    array = part.array
    # A row with a single 1 and else zeros has the sum 1 and the sum of squares 1, and no other number has its square.
    with np.errstate(all="ignore"):
        is_one_hot = array.shape[1] <= MOST_CLASSES and bool(
            ((array == 0) | (array == 1)).all() and (array.sum(axis=1, dtype=np.float64) == 1).all()
        )
    if not is_one_hot:
        raise StudioError(
            tr(
                "{words} has the shape {shape}, but its rows are not one-hot: a single 1 and else 0.",
                words=part.words,
                shape=_shape(array),
            ),
            _LABEL_HINT,
        )
    return np.asarray(array.argmax(axis=1))


def _from_names(parts: Sequence[Named]) -> tuple[list[Labels], tuple[str, ...]]:
    texts = [_texts(part) for part in parts]
    names = sorted(set().union(*(set(np.unique(each).tolist()) for each in texts)))
    if len(names) > MOST_CLASSES:
        raise StudioError(
            tr(
                "{words} has {count:,} different labels; the most classes CNN Studio takes is {most_classes:,}.",
                words=parts[0].words,
                count=len(names),
                most_classes=MOST_CLASSES,
            ),
            _LABEL_HINT,
        )
    if all(name.isascii() and name.isdecimal() and len(name) < 10 for name in names):
        names.sort(key=int)
    order = {name: number for number, name in enumerate(names)}
    labels = [np.fromiter((order[name] for name in each.tolist()), np.int64, len(each)) for each in texts]
    return labels, tuple(plain(name.strip(), 80) or "(no name)" for name in names)


def _texts(part: Named) -> _Array:
    array = part.array
    if array.dtype.itemsize > _LONGEST_NAME:
        raise StudioError(
            tr("{words} has labels of {itemsize:,} bytes each.", words=part.words, itemsize=array.dtype.itemsize),
            _LABEL_HINT,
        )
    if array.dtype.kind == "S":
        return np.asarray(np.char.decode(array, "utf-8", "replace"))
    try:
        texts = np.asarray(array.astype(np.str_))
    except (ValueError, UnicodeError) as error:
        raise StudioError(tr("{words} holds text that is none.", words=part.words), _LABEL_HINT) from error
    if not is_text(texts):
        raise StudioError(tr("{words} holds text that is none.", words=part.words), _LABEL_HINT)
    return texts


def is_text(texts: _Array) -> bool:
    """Whether every sign of an array of texts is one of Unicode.

    NumPy takes any number for one, and hands out strings with it that Python cannot hold.
    """
    if not texts.size or not texts.dtype.itemsize:
        return True
    codes = np.ascontiguousarray(texts).reshape(-1).view(np.dtype(np.uint32).newbyteorder(texts.dtype.byteorder))
    return bool(codes.max() <= sys.maxunicode)


def _numbers(part: Named) -> Labels:
    low, high = part.array.min(), part.array.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise StudioError(tr("{words} holds labels that are not numbers (NaN or ∞).", words=part.words), _LABEL_HINT)
    if low < 0 or high >= MOST_CLASSES:
        values: dict[str, Any] = {"words": part.words, "low": float(low), "high": float(high)}
        if low < 0:
            text = tr("The labels {words} run from {low:,.6g} to {high:,.6g}.", **values)
        else:
            text = tr(
                "The labels {words} run from {low:,.6g} to {high:,.6g}; the most classes CNN Studio takes is {most:,}.",
                **values,
                most=MOST_CLASSES,
            )
        raise StudioError(text, tr("Number the classes 0, 1, 2, … without gaps."))
    labels = part.array.astype(np.int64)
    if part.array.dtype.kind == "f" and not np.array_equal(labels, part.array):
        raise StudioError(tr("{words} holds labels that are not whole numbers.", words=part.words), _LABEL_HINT)
    return labels


def _shape(array: _Array) -> str:
    text = "(" + ", ".join(str(side) for side in array.shape) + ")"
    return text if len(text) <= 40 else tr("of {ndim} axes", ndim=array.ndim)
