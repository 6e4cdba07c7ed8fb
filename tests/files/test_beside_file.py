"""Files beside a script are known for ours or for another's, whatever is wrong with them."""

import io
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.scripting import OF_EXPORT
from cnnstudio.files.beside_file import check_ours, export_of


def ours() -> bytearray:
    """An ``.npz`` as it is written beside a script, as bytes that can be changed."""
    made = io.BytesIO()
    np.savez_compressed(made, **{OF_EXPORT: np.array("a" * 64)})
    return bytearray(made.getvalue())


def test_that_the_export_of_our_own_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(ours())
    assert export_of(path) == "a" * 64
    check_ours(path)


@pytest.mark.parametrize(
    ("place", "value"), [(6, 255), (8, 1), (10, 99), (None, 0xFF)], ids=["version", "password", "packing", "content"]
)
def test_that_a_zip_that_cannot_be_unpacked_is_none_of_ours(place: int | None, value: int, tmp_path: Path) -> None:
    data = ours()
    if place is None:
        start = 30 + len(OF_EXPORT) + len(".npy") + int.from_bytes(data[28:30], "little")
        data[start : start + 8] = bytes([value]) * 8
    else:
        directory = data.rindex(b"PK\x01\x02")
        data[directory + place] = value  # which the directory tells of a member, and so does the member
        data[place - 2] = value
    path = tmp_path / "a.npz"
    path.write_bytes(data)
    assert export_of(path) == ""
    with pytest.raises(StudioError, match="not written beside a script"):
        check_ours(path)
