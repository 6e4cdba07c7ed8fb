"""Reads pickles of plain values and byte arrays, as CIFAR-10 is stored in them, without running anything in them.

A pickle is a small program, and Python's own reader does what it says. This one knows the instructions that Python 2
wrote for dictionaries, lists, byte strings, whole numbers and NumPy arrays of bytes, and refuses every other one; the
three names of NumPy that stand in such files are only recognised, never called. (Instructions: the standard library's
``pickletools``; an array's state: ``ndarray.__reduce__`` of NumPy.)
"""

import math
import pickletools
import struct
from pathlib import Path
from typing import Any, Literal

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted

LIMIT = 64 * 1024 * 1024
"""The most bytes a file may have."""

_Name = Literal["array", "ndarray", "dtype"]

_NAMES: dict[str, _Name] = {
    "numpy.core.multiarray _reconstruct": "array",
    "numpy ndarray": "ndarray",
    "numpy dtype": "dtype",
}
_BYTES = "u1"


class _Refused(Exception):
    """The pickle holds something else than what is read here."""


_DAMAGED = (ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)


class _Array:
    """An array of bytes that is being put together; ``value`` once its state has been read."""

    value: Any = None


class _ByteType:
    """NumPy's type of one byte."""


def read(path: Path, limit: int = LIMIT) -> Any:
    """The value in the file: dict, list, tuple, bytes, int, bool, None, or a uint8 array.

    Raises StudioError, in words, for a file that is missing, too large, cut short, or holds anything else.
    """
    hint = "Download the data again."
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise StudioError(f"{quoted(path)} cannot be read: {error.strerror}.", hint) from error
    if len(data) > limit:
        raise StudioError(f"{quoted(path)} is larger than such a file can be.", hint)
    try:
        return _finished(_Reader().value_of(data))
    except _Refused as error:
        raise StudioError(f"{quoted(path)} holds {error}, which is not part of such data.", hint) from error
    except _DAMAGED as error:
        raise StudioError(f"{quoted(path)} is cut short or damaged.", hint) from error


class _Reader:
    """The stack that the instructions work on."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}

    def value_of(self, data: bytes) -> Any:
        """What the pickle leaves on the stack."""
        for instruction, argument, _ in pickletools.genops(data):
            self._do(instruction.name, argument)
        return self._stack.pop()

    def _do(self, name: str, argument: Any) -> None:
        stack = self._stack
        match name:
            case "BINPUT" | "LONG_BINPUT":
                self._memo[argument] = stack[-1]
            case "BINSTRING" | "SHORT_BINSTRING":
                stack.append(argument.encode("latin-1"))  # as which pickletools has decoded it
            case "BININT1" | "BININT2" | "BININT":
                stack.append(argument)
            case "BINGET" | "LONG_BINGET":
                stack.append(self._memo[argument])
            case "PROTO" | "STOP":
                pass
            case "MARK":
                self._marks.append(len(stack))
            case "NONE" | "NEWTRUE" | "NEWFALSE":
                stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[name])
            case "EMPTY_DICT" | "EMPTY_LIST" | "EMPTY_TUPLE":
                stack.append({} if name == "EMPTY_DICT" else [] if name == "EMPTY_LIST" else ())
            case "GLOBAL":
                if argument not in _NAMES:
                    raise _Refused(f"“{argument.replace(' ', '.')[:60]}”")
                stack.append(_NAMES[argument])
            case _:
                self._gather(name)

    def _gather(self, name: str) -> None:
        """Instructions that take several values off the stack."""
        stack = self._stack
        match name:
            case "TUPLE":
                stack.append(tuple(self._since_mark()))
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                count = int(name[-1])
                if len(stack) < count:
                    raise IndexError(count)
                stack[-count:] = [tuple(stack[-count:])]
            case "APPEND" | "APPENDS":
                values = self._since_mark() if name == "APPENDS" else [stack.pop()]
                _expect(stack[-1], list).extend(values)
            case "SETITEM" | "SETITEMS":
                values = self._since_mark() if name == "SETITEMS" else [stack.pop(-2), stack.pop()]
                _expect(stack[-1], dict).update(zip(values[::2], values[1::2], strict=True))
            case "REDUCE":
                arguments, called = stack.pop(), stack.pop()
                stack.append(_called(called, arguments))
            case "BUILD":
                state = stack.pop()
                if isinstance(stack[-1], _Array):
                    stack[-1].value = _array(state)
                elif not isinstance(stack[-1], _ByteType):
                    raise _Refused("an object")
            case _:
                raise _Refused(f"the instruction {name}")

    def _since_mark(self) -> list[Any]:
        start = self._marks.pop()
        values = self._stack[start:]
        del self._stack[start:]
        return values


def _expect(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(kind)
    return value


def _called(name: Any, arguments: Any) -> _Array | _ByteType:
    """What stands for the array or the type that NumPy would make."""
    if name == "array":
        return _Array()
    if name == "dtype" and _expect(arguments, tuple)[:1] == (_BYTES.encode(),):
        return _ByteType()
    raise _Refused("numbers that are not bytes" if name == "dtype" else "a call")


def _array(state: Any) -> Any:
    """The array of a state (version, shape, type, whether columns come first, bytes)."""
    _, shape, kind, by_columns, numbers = _expect(state, tuple)
    if not isinstance(kind, _ByteType) or by_columns is not False:
        raise _Refused("numbers that are not bytes")
    sizes = [_expect(size, int) for size in _expect(shape, tuple)]
    if min(sizes, default=0) < 0 or math.prod(sizes) != len(_expect(numbers, bytes)):
        raise ValueError(shape)
    return np.frombuffer(numbers, np.uint8).reshape(sizes)


def _finished(value: Any) -> Any:
    """The value with arrays in the places of what stood for them; a dictionary's values are looked at, no deeper."""
    if isinstance(value, dict):
        return {key: each.value if isinstance(each, _Array) else each for key, each in value.items()}
    return value.value if isinstance(value, _Array) else value
