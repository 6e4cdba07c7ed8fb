"""CIFAR-10 as its makers publish it: a folder of six batches of 10,000 pictures, and the archive it comes in.

(https://www.cs.toronto.edu/~kriz/cifar.html: each row of ``data`` is a picture, 1,024 red values, then green, then
blue, row by row.)
"""

import os
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import quoted
from cnnstudio.data import plain_pickle
from cnnstudio.data.dataset import Labels, Pictures

FOLDER = "cifar-10-batches-py"
TRAINING = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST = "test_batch"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

_MOST_PICTURES = 20_000
_MEMBERS = (*TRAINING, TEST, "batches.meta")


def is_whole(folder: Path) -> bool:
    """Whether all six batches are in the folder."""
    return all((folder / name).is_file() for name in (*TRAINING, TEST))


def read(folder: Path) -> tuple[Pictures, Labels, Pictures, Labels]:
    """x_train, y_train, x_test, y_test; pictures (n, 32, 32, 3) uint8, labels (n,) int64 from 0 to 9.

    Raises StudioError, in words, for a folder it cannot take.
    """
    batches = [_batch(folder / name) for name in TRAINING]
    x_test, y_test = _batch(folder / TEST)
    return (
        np.concatenate([pictures for pictures, _ in batches]),
        np.concatenate([labels for _, labels in batches]),
        x_test,
        y_test,
    )


def _batch(path: Path) -> tuple[Pictures, Labels]:
    found = plain_pickle.read(path)
    data, labels = (found.get(key) for key in (b"data", b"labels")) if isinstance(found, dict) else (None, None)
    if not (
        isinstance(data, np.ndarray)
        and data.ndim == 2
        and data.shape[1] == 3072
        and 0 < len(data) <= _MOST_PICTURES
        and isinstance(labels, list)
        and len(labels) == len(data)
        and all(type(label) is int and 0 <= label <= 9 for label in labels)
    ):
        raise StudioError(f"{quoted(path)} is not a batch of CIFAR-10.", "Download the data again.")
    pictures = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(pictures), np.asarray(labels, np.int64)


def unpack(archive: Path, folder: Path) -> None:
    """Puts the batches of ``cifar-10-python.tar.gz`` into ``folder``, all of them or none.

    Only plain files of the known names and sizes are taken out. Raises StudioError when one of them is missing, and
    OSError when the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="cifar-10-", dir=folder.parent))
    try:
        _take_out(archive, fresh)
        if not is_whole(fresh):
            raise StudioError(f"{quoted(archive)} does not hold CIFAR-10.", "Download it again.")
        if folder.exists():  # half of it, since otherwise nobody would have asked
            shutil.rmtree(folder)
        os.replace(fresh, folder)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise StudioError(f"{quoted(archive)} is cut short or damaged.", "Download it again.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _take_out(archive: Path, folder: Path) -> None:
    with tarfile.open(archive, "r:gz") as file:
        for member in file:
            inside, _, name = member.name.rpartition("/")
            if inside != FOLDER or name not in _MEMBERS or not member.isreg() or member.size > plain_pickle.LIMIT:
                continue
            source = file.extractfile(member)
            if source is not None:
                with source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
