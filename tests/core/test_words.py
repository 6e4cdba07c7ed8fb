"""Names from anywhere, fit for a sentence."""

from pathlib import Path

from cnnstudio.core.words import file_name, place_among, plain, quoted


def test_that_a_path_is_called_by_its_last_part() -> None:
    assert quoted(Path("/a/b.npz")) == "“b.npz”"
    assert quoted(Path("/")) == "“/”"
    assert quoted("a/b") == "“a/b”"


def test_that_a_long_name_is_cut() -> None:
    assert plain("x" * 60) == "x" * 60
    assert plain("x" * 61) == "x" * 59 + "…"
    assert len(quoted(Path("x" * 500))) == 42


def test_that_what_cannot_be_seen_is_spelled_out() -> None:
    assert plain("a\nb\u202ec\udcff") == "a\\nb\\u202ec\\udcff"


def test_that_a_title_becomes_a_name_that_every_system_takes() -> None:
    assert file_name('a/b: "Ü"?', "x") == "a_b_ _Ü__"
    assert file_name("  ", "Lab") == "Lab"
    assert len(file_name("y" * 500, "x")) == 80


def test_that_a_class_is_found_that_is_written_otherwise_and_before_it_the_one_that_is_not() -> None:
    assert [place_among(name, ("A", "a", "")) for name in ("a", " A ", "b", " ", "")] == [1, 0, None, None, 2]
