"""A folder beside a file that is being written, for writers that want a name or a place of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnstudio.files.atomic import temp_name


@contextmanager
def folder_beside(temp: Path) -> Iterator[Path]:
    """An empty folder on the same disk, which goes when it is left; swept up later where the program is killed."""
    folder = temp_name(temp, "-export")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
