"""Tells whether two paths name one file or folder."""

import os


def same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether both paths name one file or folder, whichever way they are written; links are followed.

    What is not there, or is no name at all, is the same only where it is written alike.
    """
    try:
        return os.path.realpath(one) == os.path.realpath(other) or os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.fspath(one) == os.fspath(other)
