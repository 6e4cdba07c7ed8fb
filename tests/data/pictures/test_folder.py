"""A folder is listed by name alone, fast and stoppable, and only regular files are ever opened."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.data.pictures import folder as folder_module
from cnnstudio.data.pictures.decoding import BadPicture
from cnnstudio.data.pictures.folder import Folder
from cnnstudio.data.pictures.listing import Listing
from cnnstudio.data.watch import NOBODY, LoadingStopped, Progress, Watch


def filled(folder: Path, *names: str) -> Folder:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return Folder(folder)


def listed(folder: Path, *names: str) -> Listing:
    return filled(folder, *names).listing(NOBODY)


def test_that_pictures_tables_and_others_are_told_apart_in_natural_order(tmp_path: Path) -> None:
    listing = listed(tmp_path, "a/10.png", "a/9.PNG", "labels.CSV", "a/readme.md", "a/picture")
    assert [entry.name for entry in listing.pictures] == ["a/9.PNG", "a/10.png"]
    assert [entry.name for entry in listing.tables] == ["labels.CSV"]
    assert listing.others == 2
    assert listing.refused == ()


def test_that_what_a_system_leaves_behind_is_not_spoken_of(tmp_path: Path) -> None:
    listing = listed(tmp_path, "a/.DS_Store", "a/Thumbs.db", "__MACOSX/a/._0.png", ".hidden/0.png", "a/desktop.ini")
    assert (listing.pictures, listing.others, listing.refused, listing.bare) == ((), 0, (), ("a",))


def test_that_only_links_to_files_inside_the_folder_are_followed(tmp_path: Path) -> None:
    container = filled(tmp_path / "set", "a/0.png")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "set" / "a" / "inside.png").symlink_to("0.png")
    (tmp_path / "set" / "a" / "outside.png").symlink_to("../../secret.png")
    (tmp_path / "set" / "a" / "above").symlink_to("..")
    listing = container.listing(NOBODY)
    assert [entry.name for entry in listing.pictures] == ["a/0.png", "a/inside.png"]
    assert [name for name, _ in listing.refused] == ["a/above", "a/outside.png"]
    with container.open(listing.pictures[1], 100) as stream:
        assert stream.read() == b"x"


def test_that_a_file_that_became_a_link_or_a_fifo_since_is_not_opened(tmp_path: Path) -> None:
    container = filled(tmp_path, "a.png", "b.png")
    first, second = container.listing(NOBODY).pictures
    (tmp_path / "a.png").unlink()
    (tmp_path / "a.png").symlink_to("/etc/hostname")
    (tmp_path / "b.png").unlink()
    os.mkfifo(tmp_path / "b.png")
    for entry in (first, second):
        with pytest.raises(BadPicture):
            container.open(entry, 100)


def test_that_a_file_larger_than_any_picture_is_not_read(tmp_path: Path) -> None:
    container = filled(tmp_path, "a.png")
    with pytest.raises(BadPicture, match="more bytes"):
        container.open(container.listing(NOBODY).pictures[0], 0)


def test_that_too_many_files_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_FILES", 3)
    assert len(listed(tmp_path, "0.png", "1.png", "2.png").pictures) == 3
    with pytest.raises(StudioError, match="more than 3 files"):
        listed(tmp_path, "3.png")


def test_that_listing_many_files_tells_how_many_and_stops_within_some_hundreds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5000):
        (tmp_path / f"{number}.png").touch()
    told: list[Progress] = []
    assert len(Folder(tmp_path).listing(Watch(told.append)).pictures) == 5000
    assert told[-1].what == "Listing files"
    stop, looked_at, take = threading.Event(), [], Folder._take

    def soon(progress: Progress) -> None:
        stop.set()

    def counted(folder: Folder, entry: os.DirEntry[str], *given: Any) -> bool:
        looked_at.append(entry)
        return take(folder, entry, *given)

    monkeypatch.setattr(Folder, "_take", counted)
    with pytest.raises(LoadingStopped):
        Folder(tmp_path).listing(Watch(soon, stop.is_set))
    assert len(looked_at) <= 500
