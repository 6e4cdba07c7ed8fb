"""The parent's side of reading weights: starts the child, gives it a limited time, believes no number of bytes."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.words import plain, quoted

Table = tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]
"""Groups of the HDF5 file with the shapes of their arrays, in order."""

_CHILD = Path(__file__).with_name("h5_child.py")
_SECONDS = 20.0
_BYTES_A_SECOND = 100_000_000
_REFUSED = 3


def read_arrays(weights: Path, table: Table, shown: Path, seconds: float = _SECONDS) -> list[npt.NDArray[np.float32]]:
    """Every array of ``table``, in its order, from the HDF5 file ``weights``.

    Args:
        shown: The file that the words are about.
        seconds: How long reading may take, besides a second for each 100 MB.

    Raises StudioError when the file does not hold exactly these arrays, all finite, or the child does not answer.
    """
    shapes = [shape for _, group in table for shape in group]
    sizes = [int(np.prod(shape, dtype=np.int64)) for shape in shapes]
    flat = np.empty(sum(sizes), np.dtype("<f4"))
    status, complaint = _ask(weights, table, flat, seconds + weights.stat().st_size / _BYTES_A_SECOND)
    name = quoted(shown)
    if status == _REFUSED:
        raise StudioError(f"The weights in {name} {plain(complaint, 90)}.", "Save the network again.")
    if status != 0:
        raise StudioError(f"The weights in {name} cannot be read: they are damaged.", "Save or download it again.")
    if not np.isfinite(flat).all():
        raise StudioError(f"Some weights in {name} are not numbers (NaN).", "Train that network again.")
    parts = np.split(flat.astype(np.float32, copy=False), np.cumsum(sizes)[:-1]) if sizes else []
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def _ask(weights: Path, table: Table, flat: npt.NDArray[np.float32], seconds: float) -> tuple[int, str]:
    """Fills ``flat`` with the child's answer; gives its exit status, 1 for a wrong count, and its complaint."""
    # One thread each: the libraries' thread pools reserve address space by the gigabyte.
    quiet = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with subprocess.Popen(
        [sys.executable, "-P", str(_CHILD), str(weights)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **quiet},
        start_new_session=True,
    ) as child:
        clock = threading.Timer(seconds, child.kill)
        clock.start()
        try:
            whole = _exchange(child, json.dumps(table).encode(), flat)
            assert child.stdout is not None
            assert child.stderr is not None
            child.stdout.close()  # a child that wants to say more ends here
            complaint = child.stderr.read(2000)
            child.stderr.close()
            status = child.wait()
        finally:
            child.kill()
            clock.cancel()
            clock.join()
    return (status or (0 if whole else 1)), complaint.decode("ascii", "replace").strip()


def _exchange(child: "subprocess.Popen[bytes]", question: bytes, flat: npt.NDArray[np.float32]) -> bool:
    """Whether the child's answer has exactly the bytes that fill ``flat``."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(question)
        child.stdin.close()
    except BrokenPipeError:
        return False
    view = flat.view(np.uint8).data
    filled = 0
    while filled < len(view):
        count = child.stdout.readinto(view[filled : filled + (1 << 24)])  # type: ignore[attr-defined]
        if not count:
            return False
        filled += count
    return child.stdout.read(1) == b""
