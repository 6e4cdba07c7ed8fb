"""A file is replaced whole or not at all."""

import errno
import os
import subprocess
import sys
import time

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.files import atomic
from cnnstudio.files.atomic import sweep, temp_name, write_atomically, write_whole


def writing(text):
    return lambda temp: temp.write_text(text) and None


def test_that_a_file_is_made_and_replaced(tmp_path):
    path = tmp_path / "a.txt"
    write_atomically(path, writing("one"))
    write_atomically(path, writing("two"))
    assert path.read_text() == "two"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_that_the_temporary_file_is_beside_the_target_short_and_ends_as_asked(tmp_path):
    seen = []
    path = tmp_path / ("é" * 127)
    write_atomically(path, seen.append, suffix=".keras")
    assert seen[0].parent == tmp_path
    assert seen[0].name.startswith(".cs-")
    assert seen[0].name.endswith(".keras")
    assert path.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("own_group", [True, False])
def test_that_group_and_mode_are_kept_where_the_owner_cannot_be(own_group, tmp_path, monkeypatch):
    path, given = tmp_path / "shared.txt", []
    path.write_text("one")
    path.chmod(0o664)

    def chown(_, owner, group):
        if owner != -1 or not own_group:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        given.append(group)

    monkeypatch.setattr(os, "chown", chown)
    previous = os.umask(0o077)
    try:
        write_atomically(path, writing("two"))
    finally:
        os.umask(previous)
    assert path.stat().st_mode & 0o777 == 0o664
    assert given == [path.stat().st_gid] * own_group


def test_that_file_rename_and_folder_are_synced_in_this_order(tmp_path, monkeypatch):
    calls = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(handle):
        calls.append(os.readlink(f"/proc/self/fd/{handle}"))
        real_fsync(handle)

    def replace(source, target):
        calls.append("replace")
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    write_atomically(tmp_path / "a.txt", writing("one"))
    assert len(calls) == 3
    assert calls[0].startswith(f"{tmp_path}/.cs-")
    assert calls[1:] == ["replace", str(tmp_path)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EXDEV])
@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_that_a_refused_step_keeps_the_old_file_and_leaves_nothing(step, number, tmp_path, refused, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with monkeypatch.context() as patched:

        def fails(*_, **__):
            raise OSError(number, os.strerror(number))

        patched.setattr(os, step, fails)
        text = refused(write_atomically, path, lambda temp: None)
    assert ("disk is full" in text) == (number == errno.ENOSPC)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_that_a_writer_that_raises_keeps_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def raises(temp):
        temp.write_text("half")
        raise KeyError("ours")

    with pytest.raises(KeyError):
        write_atomically(path, raises)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_that_how_much_is_missing_is_said(tmp_path, refused):
    def fails(temp):
        raise OSError(errno.ENOSPC, "full")

    assert " MB are missing)" in refused(write_atomically, tmp_path / "a", fails, size=2**60)


def test_that_a_write_protected_target_and_a_pipe_are_refused(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StudioError, match="not a file"):
        write_atomically(tmp_path / "pipe", writing("x"))
    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write to anything
    with pytest.raises(StudioError, match="no permission"):
        write_atomically(path, writing("x"))


def grow_old(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def test_that_leftovers_of_dead_writers_are_swept_and_nothing_else(tmp_path):
    process = subprocess.run(
        [sys.executable, "-c", "from cnnstudio.files.atomic import _base36; import os; print(_base36(os.getpid()))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
    )
    dead = process.stdout.strip().rjust(5, "0")
    kept = [".cs-config", ".cs-notours", ".cs-x", "file.txt"]
    for name in [f".cs-{dead}0", f".cs-{dead}1-journal", f".cs-{dead}2.keras", *kept]:
        (tmp_path / name).write_text("")
        grow_old(tmp_path / name, 3700)
    young, living = tmp_path / f".cs-{dead}3", temp_name(tmp_path / "file.txt", "")
    young.write_text("")  # another computer may be at it, whose processes are not seen here
    living.write_text("")
    grow_old(living, 3700)
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted([*kept, young.name, living.name])
    grow_old(living, 25 * 3600)
    sweep(tmp_path)
    assert not living.exists()


def test_that_a_text_is_written_as_it_is_and_the_room_it_needs_is_counted_in_bytes(tmp_path, monkeypatch):
    path, sizes = tmp_path / "a.csv", []

    def write(path, fill, size):
        sizes.append(size)
        fill(path)

    monkeypatch.setattr(atomic, "write_atomically", write)
    write_whole(path, "Löwe – 犬\r\n")
    assert path.read_bytes() == "Löwe – 犬\r\n".encode()
    assert sizes == [path.stat().st_size]
