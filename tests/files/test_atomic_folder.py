"""A folder is replaced whole or not at all, and only where it is one of ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.files import atomic_folder
from cnnstudio.files.atomic import sweep, temp_name
from cnnstudio.files.atomic_folder import Contents, write_folder

KNOWN = Contents(("graph\\.pb", "numbers/\\d+"))
MARKED = Contents(("graph\\.pb", "numbers/\\d+"), "ours")


def filling(text):
    def fill(folder):
        (folder / "graph.pb").write_text(text)
        (folder / "numbers").mkdir()
        (folder / "numbers" / "0").write_text(text)

    return fill


def content(path):
    return sorted((str(each.relative_to(path)), each.read_text()) for each in path.rglob("*") if each.is_file())


def whole(text):
    return [("graph.pb", text), (str(Path("numbers") / "0"), text)]


def test_that_a_folder_is_made_and_replaced(tmp_path):
    path = tmp_path / "out"
    write_folder(path, filling("one"), KNOWN)
    assert content(path) == whole("one")
    write_folder(path, filling("two"), KNOWN)
    assert content(path) == whole("two")
    assert os.listdir(tmp_path) == ["out"]


def test_that_an_empty_folder_may_be_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", filling("one"), KNOWN)
    assert content(tmp_path / "out") == whole("one")


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_that_the_old_one_stays_when_writing_fails(tmp_path, error):
    path = tmp_path / "out"
    write_folder(path, filling("one"), KNOWN)

    def fails(folder):
        filling("two")(folder)
        raise error

    with pytest.raises(type(error)):
        write_folder(path, fails, KNOWN)
    assert content(path) == whole("one")
    assert os.listdir(tmp_path) == ["out"]


def test_that_the_old_one_comes_back_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    path, replace = tmp_path / "out", os.replace
    write_folder(path, filling("one"), KNOWN)

    def refuses(source, target):
        if Path(source).name.startswith(".cs-"):
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(atomic_folder.os, "replace", refuses)
    with pytest.raises(StudioError):
        write_folder(path, filling("two"), KNOWN)
    assert content(path) == whole("one")
    assert os.listdir(tmp_path) == ["out"]


def test_that_a_killed_writer_leaves_the_old_one_whole_under_a_name_that_says_so(tmp_path):
    path = tmp_path / "out"
    write_folder(path, filling("one"), KNOWN)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from cnnstudio.files import atomic_folder\n"
        "real = os.replace\n"
        "atomic_folder.os.replace = lambda a, b: os._exit(9) if Path(a).name.startswith('.cs-') else real(a, b)\n"
        "atomic_folder.write_folder(Path(sys.argv[1]), lambda folder: (folder / 'graph.pb').write_text('two'), "
        "atomic_folder.Contents(('graph.pb', 'numbers/0')))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert content(tmp_path / "out (old)") == whole("one")
    (left,) = tmp_path.glob(".cs-*")
    os.utime(left, (0, 0))
    write_folder(path, filling("three"), KNOWN)  # which sweeps up what the killed one left
    assert sorted(os.listdir(tmp_path)) == ["out", "out (old)"]


def test_that_a_folder_with_anything_else_in_it_and_a_file_are_refused(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("…")
    with pytest.raises(StudioError, match=r"“mine” is a folder with other things in it: “thesis.txt”"):
        write_folder(tmp_path / "mine", filling("one"), KNOWN)
    (tmp_path / "file").write_text("…")
    with pytest.raises(StudioError, match="is a file, not a folder"):
        write_folder(tmp_path / "file", filling("one"), KNOWN)
    assert sorted(os.listdir(tmp_path)) == ["file", "mine"]


def test_that_only_folders_of_ours_are_swept(tmp_path):
    ours = tmp_path / ".cs-2hwcf0-folder"  # of a process number that no system gives
    theirs = tmp_path / ".cs-2hwcf0-config"
    for each in (ours, theirs):
        each.mkdir()
        (each / "a").write_text("a")
        os.utime(each, (0, 0))
    living = temp_name(tmp_path / "out", "-folder")
    living.mkdir()
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == sorted([theirs.name, living.name])


def test_that_a_folder_that_is_not_there_is_said_in_words(tmp_path):
    with pytest.raises(StudioError, match=r"The folder “none” does not exist"):
        write_folder(tmp_path / "none" / "out", filling("one"), KNOWN)


@pytest.mark.parametrize("known", [KNOWN, MARKED])
@pytest.mark.parametrize("strange", ["numbers/rose/1.png", "numbers/thesis.doc", "numbers/1x", "rose/1.png", "empty/"])
def test_that_a_folder_with_anything_else_deep_in_it_is_refused(tmp_path, known, strange):
    path = tmp_path / "out"
    path.mkdir()
    filling("one")(path)
    thing = path / strange
    thing.parent.mkdir(parents=True, exist_ok=True)
    if strange.endswith("/"):
        thing.mkdir()
    else:
        thing.write_text("…")
    with pytest.raises(StudioError, match="is a folder with other things in it"):
        write_folder(path, filling("two"), known)
    assert thing.exists()
    assert (path / "graph.pb").read_text() == "one"


def test_that_a_folder_without_our_mark_is_refused(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    filling("theirs")(path)
    with pytest.raises(StudioError, match="“out” is a folder that CNN Studio did not write"):
        write_folder(path, filling("two"), MARKED)
    assert content(path) == whole("theirs")
    (path / "ours").write_text("")
    write_folder(path, filling("two"), MARKED)
    assert content(path) == whole("two")


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_that_a_folder_with_links_in_it_is_refused(tmp_path):
    path, theirs = tmp_path / "out", tmp_path / "theirs"
    for each in (path, theirs):
        each.mkdir()
    (theirs / "0").write_text("0")
    (path / "numbers").symlink_to(theirs)
    with pytest.raises(StudioError, match="with other things in it: “numbers”"):
        write_folder(path, filling("two"), KNOWN)


def test_that_what_came_into_the_old_one_meanwhile_is_kept(tmp_path):
    path = tmp_path / "out"
    write_folder(path, filling("one"), KNOWN)

    def slowly(folder):
        filling("two")(folder)
        (path / "thesis.doc").write_text("…")

    write_folder(path, slowly, KNOWN)
    assert content(path) == whole("two")
    assert (tmp_path / "out (old)" / "thesis.doc").exists()
