"""How a message gets from one of our processes to another: pickled, its large arrays in memory that both see.

A pickle is a program for who reads it, so it may only come from ourselves: over a pipe without a name or a port, which
a process inherits from the one that started it, and which nobody else can open. What strangers wrote, their files,
never travels: each side reads such files itself, as data.
"""

import _thread
import mmap
import os
import pickle
import socket
import weakref
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

_LARGE = 65_536
"""Bytes from which on an array is not copied through the pipe; what the pipe of Linux takes at once."""

_SLOW_TO_FREE = 4_000_000
"""Bytes."""

_ALIGNED = 64
"""Bytes: an array begins at a multiple of it, as NumPy has it."""

_SHARES = hasattr(os, "memfd_create") and hasattr(socket, "send_fds")
"""Whether there is memory that has no name, so that nothing of it is left whoever dies: on Linux."""


def send(pipe: "Connection[Any, Any]", message: object) -> None:
    """Sends a value; raises OSError where nobody reads any more. One thread at a time."""
    large: list[memoryview] = []

    def stays(buffer: pickle.PickleBuffer) -> bool:
        """Whether the bytes travel with the rest."""
        view = buffer.raw()
        if not _SHARES or view.nbytes < _LARGE:
            return True
        large.append(view)
        return False

    plain = pickle.dumps(message, pickle.HIGHEST_PROTOCOL, buffer_callback=stays)
    if not large:
        pipe.send((plain, ()))
        return
    try:
        shared = _written(large)
    except OSError:  # no memory of this sort is left
        pipe.send((pickle.dumps(message, pickle.HIGHEST_PROTOCOL), ()))
        return
    try:
        pipe.send((plain, tuple(view.nbytes for view in large)))
        with _door(pipe) as door:
            socket.send_fds(door, [b"."], [shared])
    finally:
        os.close(shared)


def receive(pipe: "Connection[Any, Any]") -> Any:
    """Waits for the next value, whose large arrays are read-only; raises EOFError or OSError where none comes."""
    plain, sizes = pipe.recv()
    if not sizes:
        return pickle.loads(plain)
    with _door(pipe) as door:
        _, handles, _, _ = socket.recv_fds(door, 1, 1)
    if not handles:
        raise EOFError
    shared = _mapped(handles[0])
    starts = _starts(sizes)
    return pickle.loads(
        plain, buffers=[shared[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    )


def _door(pipe: "Connection[Any, Any]") -> closing[socket.socket]:
    """The pipe as the socket it is, by which open files can be handed over."""
    return closing(socket.fromfd(pipe.fileno(), socket.AF_UNIX, socket.SOCK_STREAM))


def _written(parts: list[memoryview]) -> int:
    """Memory without a name that holds the parts, as an open file; it is there for as long as somebody has it."""
    shared = os.memfd_create("cnnstudio")
    try:
        with open(shared, "wb", closefd=False) as file:
            for start, part in zip(_starts([part.nbytes for part in parts]), parts, strict=True):
                file.seek(start)
                file.write(part)
    except BaseException:
        os.close(shared)
        raise
    return shared


def _mapped(handle: int) -> memoryview:
    """The shared memory that an open file is, which is closed with it."""
    try:
        mapped = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    except BaseException:
        os.close(handle)
        raise
    whole = np.frombuffer(mapped, np.uint8)  # all arrays in it hold this one
    if whole.nbytes < _SLOW_TO_FREE:
        os.close(handle)
    else:
        weakref.finalize(whole, _empty_beside, handle, mapped).atexit = False
    return whole.data


def _empty_beside(handle: int, mapped: mmap.mmap) -> None:
    """Gives shared memory back that nobody needs any more, on a thread of its own.

    Taking back 170 MB lasts 50 to 75 ms. Where an array does it that goes, no thread runs Python meanwhile, and the
    window stands; to empty the file takes as long, but holds nobody up.
    """
    try:
        # Not one of threading's: those take a lock, which whoever lets go of the array may hold.
        _thread.start_new_thread(_empty, (handle, mapped))
    except RuntimeError:  # no thread can be started
        os.close(handle)


def _empty(handle: int, mapped: mmap.mmap) -> None:
    with suppress(OSError):
        os.ftruncate(handle, 0)  # nobody reads in what is mapped, which is let go of only now
    os.close(handle)


def _starts(sizes: "list[int] | tuple[int, ...]") -> list[int]:
    """Where each part begins."""
    starts, end = [], 0
    for size in sizes:
        starts.append(end)
        end += -(-size // _ALIGNED) * _ALIGNED
    return starts
