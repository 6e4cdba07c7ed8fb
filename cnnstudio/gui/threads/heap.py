"""Has the C library give back what the window no longer needs."""

import ctypes
import sys
from contextlib import suppress

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""As ``malloc.h`` of glibc has them; see mallopt(3)."""
_LARGE = 128 * 1024
"""Bytes from which on a block has pages of its own: glibc's first value, which grows to 32 MB by itself."""
_ARENAS = 2


def give_back() -> None:
    """Keeps pictures and arrays from leaving holes that no other block fits into; does nothing but with glibc.

    Each piece of work in the background is a thread, and each new thread may take another arena: after ten minutes of
    use half of 260 MB were holes. Only for a process that trains nothing: new pages for every tensor would cost time.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(_MMAP_THRESHOLD, _LARGE)
            mallopt(_ARENA_MAX, _ARENAS)
