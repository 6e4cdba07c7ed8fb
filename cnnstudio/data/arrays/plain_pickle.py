"""Reads pickles of plain values and byte arrays, as CIFAR-10 is stored in them, without running anything in them.

A pickle is a small program, and Python's own reader does what it says. This one knows the instructions that Python 2
wrote for dictionaries, lists, byte strings, whole numbers and NumPy arrays of bytes, and refuses every other one; the
three names of NumPy that stand in such files are only recognised, never called. Nothing that goes as deep as a value
does (hashing, comparing, printing) is asked of a value before its depth is known: a few bytes can nest tuples so that
this takes hours, or more memory than the C stack has. (Instructions: the standard library's ``pickletools``; an
array's state: ``ndarray.__reduce__`` of NumPy.)
"""

import math
import os
import pickletools
import struct
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from pathlib import Path, PurePath
from typing import IO, Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import plain, quoted
from cnnstudio.data.plain_file import regular

LIMIT = 64 * 1024 * 1024
"""The most bytes a file may have."""

MOST = 200_000
"""The most instructions a file may have, and the most values: a batch of 20,000 pictures has a third of it."""

_MAX_NESTING = 8
_MAX_AXES = 4
_LONGEST_LINE = 256


class _Name(Enum):
    """A name of NumPy that may stand in such a file."""

    ARRAY = "numpy.core.multiarray _reconstruct"
    TYPE_OF_ARRAY = "numpy ndarray"
    TYPE = "numpy dtype"


_NAMES = {name.value: name for name in _Name}
_BYTES = b"u1"
_STRINGS = {"BINSTRING": "<i", "SHORT_BINSTRING": "<B"}
"""The instructions that carry a byte string, and how its length is written."""
_READ = """
BINPUT LONG_BINPUT BINGET LONG_BINGET BININT BININT1 BININT2 PROTO STOP MARK NONE NEWTRUE NEWFALSE EMPTY_DICT EMPTY_LIST
EMPTY_TUPLE GLOBAL TUPLE TUPLE1 TUPLE2 TUPLE3 APPEND APPENDS SETITEM SETITEMS REDUCE BUILD
"""
_KNOWN = {*_READ.split(), *_STRINGS}
_BY_CODE = {each.code.encode("latin-1"): each for each in pickletools.opcodes if each.name in _KNOWN}

_HINT = tr("Download the data again.")


class _Refused(Exception):
    """The pickle holds something else than what is read here."""


_DAMAGED = (ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)


class _Array:
    """An array of bytes that is being put together; ``value`` once its state has been read."""

    value: Any = None


class _ByteType:
    """NumPy's type of one byte."""


def read(path: Path, limit: int = LIMIT, most: int = MOST) -> Any:
    """The value in the file: dict, list, tuple, bytes, int, bool, None, or a uint8 array.

    Raises StudioError, in words, for a file that is missing, too large, cut short, or holds anything else.
    """
    try:
        with regular(path) as file:
            if os.fstat(file.fileno()).st_size > limit:
                raise StudioError(tr("{path} is larger than such a file can be.", path=quoted(path)), _HINT)
            return read_stream(file, path, limit, most)
    except OSError as error:
        raise StudioError(
            tr("{path} cannot be read: {strerror}.", path=quoted(path), strerror=error.strerror), _HINT
        ) from error


def read_stream(stream: IO[bytes], name: PurePath, limit: int = LIMIT, most: int = MOST) -> Any:
    """What ``read`` gives, from an open file or a part of an archive called ``name``."""
    try:
        return _Finishing(most).finished(_Reader(limit, most).value_of(stream))
    except _Refused as error:
        raise StudioError(
            tr("{name} holds {error}, which is not part of such data.", name=quoted(name), error=error), _HINT
        ) from error
    except _DAMAGED as error:
        raise StudioError(tr("{name} is cut short or damaged.", name=quoted(name)), _HINT) from error


def _instructions(stream: IO[bytes], limit: int) -> Iterator[tuple[str, Any]]:
    """Names of instructions with their arguments, up to the end; byte strings as they are.

    As ``pickletools.genops``, which would make a text of the pictures' bytes and need twice the memory.
    """
    while True:
        code = stream.read(1)
        instruction = _BY_CODE.get(code)
        if instruction is None:
            others = [each.name for each in pickletools.opcodes if each.code.encode("latin-1") == code]
            raise _Refused(tr("the instruction {others}", others=others[0])) if others else ValueError("no instruction")
        name = instruction.name
        if name in _STRINGS:
            yield name, _string(stream, _STRINGS[name], limit)
        elif name == "GLOBAL":
            yield name, f"{_line(stream)} {_line(stream)}"
        else:
            yield name, None if instruction.arg is None else instruction.arg.reader(stream)
        if name == "STOP":
            return


def _line(stream: IO[bytes]) -> str:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise ValueError("no line")
    return line[:-1].decode("latin-1")


def _string(stream: IO[bytes], length: str, limit: int) -> bytes:
    size = struct.unpack(length, stream.read(struct.calcsize(length)))[0]
    if not 0 <= size <= limit:
        raise ValueError("size")
    found = stream.read(size)
    if len(found) < size:
        raise ValueError("cut short")
    return found


class _Reader:
    """The stack that the instructions work on."""

    def __init__(self, limit: int, most: int) -> None:
        self._limit, self._most = limit, most
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}

    def value_of(self, stream: IO[bytes]) -> Any:
        """What the pickle leaves on the stack."""
        name = ""
        for name, argument in islice(_instructions(stream, self._limit), self._most):
            self._do(name, argument)
        if name != "STOP":
            raise _Refused(tr("more than {most:,} instructions", most=self._most))
        return self._stack.pop()

    def _do(self, name: str, argument: Any) -> None:
        stack = self._stack
        match name:
            case "BINPUT" | "LONG_BINPUT":
                self._memo[argument] = stack[-1]
            case "BINSTRING" | "SHORT_BINSTRING":
                stack.append(argument)
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
                    raise _Refused(f"“{plain(argument[:80].replace(' ', '.'), 60)}”")
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
                _expect(stack[-1], dict).update(zip(map(_key, values[::2]), values[1::2], strict=True))
            case "REDUCE":
                arguments, called = stack.pop(), stack.pop()
                stack.append(_called(called, arguments))
            case "BUILD":
                state = stack.pop()
                if isinstance(stack[-1], _Array):
                    stack[-1].value = _array(state)
                elif not isinstance(stack[-1], _ByteType):
                    raise _Refused(tr("an object"))
            case _:
                raise _Refused(tr("the instruction {name}", name=name))

    def _since_mark(self) -> list[Any]:
        start = self._marks.pop()
        values = self._stack[start:]
        del self._stack[start:]
        return values


def _expect(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(kind)
    return value


def _key(value: Any) -> bytes | int:
    """The value as a key. A tuple is none: its hash takes as long, and as much of the C stack, as it is deep."""
    if type(value) is not bytes and type(value) is not int:
        raise ValueError("no key")
    return value


def _called(name: Any, arguments: Any) -> _Array | _ByteType:
    """What stands for the array or the type that NumPy would make."""
    if name is _Name.ARRAY:
        return _Array()
    if name is not _Name.TYPE:
        raise _Refused(tr("a call"))
    if _expect(_expect(arguments, tuple)[0], bytes) != _BYTES:
        raise _Refused(tr("numbers that are not bytes"))
    return _ByteType()


def _array(state: Any) -> Any:
    """The array of a state (version, shape, type, whether columns come first, bytes)."""
    _, shape, kind, by_columns, numbers = _expect(state, tuple)
    if not isinstance(kind, _ByteType) or by_columns is not False:
        raise _Refused(tr("numbers that are not bytes"))
    # Counted before they are multiplied, which would take as long as the square of their number.
    if len(_expect(shape, tuple)) > _MAX_AXES:
        raise _Refused(tr("an array of more than {max_axes} axes", max_axes=_MAX_AXES))
    sizes = [_expect(size, int) for size in shape]
    if any(not 0 <= size <= LIMIT for size in sizes) or math.prod(sizes) != len(_expect(numbers, bytes)):
        raise ValueError("shape")
    return np.frombuffer(numbers, np.uint8).reshape(sizes)


class _Finishing:
    """Makes plain values of what the instructions left: a copy, so that it is as small and as flat as it is counted."""

    def __init__(self, most: int) -> None:
        self._count, self._most = 0, most

    def finished(self, value: Any, depth: int = 0) -> Any:
        """The value with arrays in the places of what stood for them."""
        self._count += 1
        if self._count > self._most or depth > _MAX_NESTING:
            raise _Refused(tr("too many values, or values too deep in others"))
        match value:
            case dict():
                return {key: self.finished(each, depth + 1) for key, each in value.items()}
            case list() | tuple():
                return type(value)(self.finished(each, depth + 1) for each in value)
            case _Array():
                return value.value
            case None | bool() | int() | bytes():
                return value
            case _:
                raise _Refused(tr("a part of an array alone"))
