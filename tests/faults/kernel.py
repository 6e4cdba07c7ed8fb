"""A kernel that refuses: the n-th call that writes fails with an error of choice, or the process is killed in it.

A filter of seccomp in the process under test hands every call that writes to the one that tests (seccomp_unotify(2)),
which answers "go on" or with an error. Nothing is faked above the kernel: SQLite and Python see what they would see.
Linux on x86-64 and ARM alone.
"""

import ctypes
import fcntl
import os
import platform
import socket
import struct
from dataclasses import dataclass

_CALLS = {
    "x86_64": (317, 257, {1: "write", 18: "pwrite", 20: "writev", 74: "fsync", 75: "fdatasync", 77: "ftruncate"}
               | {82: "rename", 264: "rename", 316: "rename", 87: "unlink", 263: "unlink", 285: "fallocate"}),
    "aarch64": (277, 56, {64: "write", 68: "pwrite", 66: "writev", 82: "fsync", 83: "fdatasync", 46: "ftruncate"}
                | {38: "rename", 276: "rename", 35: "unlink", 47: "fallocate"}),
}  # fmt: skip
"""By machine: the numbers of ``seccomp`` and ``openat``, and the calls that write by their numbers."""

_LOAD, _IF_EQUAL, _IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_NUMBER_AT, _FLAGS_AT = 0, 32
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_NO_NEW_PRIVILEGES, _FILTER_MODE, _NEW_LISTENER = 38, 1, 8
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_ASKED, _ANSWER, _GO_ON = "QIIi", "QqiI", 1
_ASKED_BYTES, _ARGUMENTS_AT = 80, 32


@dataclass(frozen=True)
class Call:
    """A call that waits to be answered.

    Attributes:
        ticket: To answer it by.
        process: Who calls.
        arguments: Six numbers, as the kernel gets them.
    """

    ticket: int
    process: int
    name: str
    arguments: tuple[int, ...]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def why_not() -> str:
    """Why this machine cannot refuse so; empty where it can."""
    if platform.system() != "Linux" or platform.machine() not in _CALLS:
        return "only Linux on x86-64 and ARM hands calls over so"
    try:
        with open("/proc/sys/kernel/seccomp/actions_avail", encoding="ascii") as file:
            return "" if "user_notif" in file.read() else "this kernel hands no calls over"
    except OSError:
        return "this kernel has no seccomp"


def hand_over(to: socket.socket) -> None:
    """From now on every call of this process and its children that writes is asked for at the other end of ``to``."""
    seccomp, openat, writing = _CALLS[platform.machine()]
    statements = [(_LOAD, 0, 0, _NUMBER_AT)]
    for number in writing:
        statements += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ASK)]
    statements += [(_IF_EQUAL, 0, 3, openat), (_LOAD, 0, 0, _FLAGS_AT), (_IF_SET, 0, 1, _TO_WRITE)]
    statements += [(_RETURN, 0, 0, _ASK), (_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", what, yes, no, value) for what, yes, no, value in statements)
    kept = ctypes.create_string_buffer(code)
    program = _Program(len(statements), ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = libc.syscall(seccomp, _FILTER_MODE, _NEW_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    socket.send_fds(to, [b"listener"], [listener])
    os.close(listener)


class Listener:
    """The end at which calls are asked for, and answered.

    Args:
        handle: Of the kernel, as ``hand_over`` sent it.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._names = {**_CALLS[platform.machine()][2], _CALLS[platform.machine()][1]: "open"}

    def fileno(self) -> int:
        return self._handle

    def close(self) -> None:
        os.close(self._handle)

    def asked(self) -> Call | None:
        """The next call; None where its process has just died."""
        about = bytearray(_ASKED_BYTES)
        try:
            fcntl.ioctl(self._handle, _RECEIVE, about)
        except FileNotFoundError:
            return None
        ticket, process, _, number = struct.unpack_from(_ASKED, about)
        return Call(ticket, process, self._names[number], struct.unpack_from("6Q", about, _ARGUMENTS_AT))

    def answer(self, ticket: int, error: int = 0) -> None:
        """Lets the call go on, or has it fail with an ``errno``; who has died meanwhile needs no answer."""
        answer = struct.pack(_ANSWER, ticket, 0, -error, 0 if error else _GO_ON)
        try:
            fcntl.ioctl(self._handle, _SEND, bytearray(answer))
        except FileNotFoundError:
            return
