"""Paths that name one file."""

from pathlib import Path

from cnnstudio.files.one_file import same_file


def test_that_links_and_detours_lead_to_one_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    file, link = tmp_path / "a" / "b", tmp_path / "link"
    file.write_bytes(b"")
    link.symlink_to(tmp_path / "a", target_is_directory=True)
    for other in (file, link / "b", tmp_path / "a" / ".." / "a" / "b"):
        assert same_file(file, other)
    assert not same_file(file, tmp_path / "a")


def test_that_what_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    assert same_file(tmp_path / "no" / ".." / "b", tmp_path / "b")
    assert not same_file(tmp_path / "a", tmp_path / "b")
    assert not same_file("a\0", "b")
    assert same_file("a\0", "a\0")
