"""Notes in a project file: kept and removed by key, copied with the file, and bounded whoever wrote them."""

import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cnnstudio.files.project import notes, versions
from cnnstudio.files.project_file import ProjectFile, save_as

SAMPLES = Path(__file__).parents[2] / "samples"


def changed(path, statement, *values):
    """Does something to the file that the program never does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def test_that_notes_come_back_as_they_were_given_and_an_empty_one_goes(file):
    file.put_notes({"lab:é": '{"a": 1}', "by_hand": "{}"})
    assert file.notes() == {"lab:é": '{"a": 1}', "by_hand": "{}"}
    file.put_notes({"lab:é": "[2]", "by_hand": "", "never": ""})
    assert file.notes() == {"lab:é": "[2]"}


@pytest.mark.parametrize(
    ("key", "text"), [("", "x"), ("k" * (notes.MOST_KEY + 1), "x"), ("k", "x" * (notes.MOST_TEXT + 1))]
)
def test_that_what_is_too_large_is_refused_in_words_and_nothing_of_it_is_kept(key, text, file, refused):
    file.put_notes({"before": "1"})
    refused(file.put_notes, {"another": "2", key: text})
    assert file.notes() == {"before": "1"}


def test_that_more_notes_than_a_project_keeps_are_refused(file, refused):
    file.put_notes({str(number): "1" for number in range(notes.MOST)})
    assert "as much work" in refused(file.put_notes, {"one more": "1"})
    assert len(file.notes()) == notes.MOST


def test_that_notes_that_a_stranger_wrote_are_read_within_bounds(file):
    file.put_notes({"mine": "1"})
    changed(file.path, "INSERT INTO note VALUES ('large', ?)", "x" * (notes.MOST_TEXT + 1))
    changed(file.path, "INSERT INTO note VALUES (?, '1')", "k" * (notes.MOST_KEY + 1))
    changed(file.path, "INSERT INTO note VALUES ('', '1')")
    assert file.notes() == {"mine": "1"}
    for number in range(12):
        changed(file.path, "INSERT INTO note VALUES (?, ?)", f"a{number:02}", "x" * notes.MOST_TEXT)
    assert len(file.notes()) == notes.MOST_CHARACTERS // notes.MOST_TEXT


def test_that_a_saved_copy_has_the_notes(file, tmp_path):
    file.put_notes({"lab:x": "1"})
    save_as(file.path, tmp_path / "copy.cnnstudio")
    with ProjectFile.open(tmp_path / "copy.cnnstudio", read_only=True) as copy:
        assert copy.notes() == {"lab:x": "1"}


@pytest.mark.parametrize("old", [1, 2, 3])
def test_that_a_file_of_an_older_version_has_no_notes_and_keeps_them_once_it_may_be_written_to(old, tmp_path):
    path = Path(shutil.copyfile(SAMPLES / f"version_{old}.cnnstudio", tmp_path / "old.cnnstudio"))
    before = path.read_bytes()
    with ProjectFile.open(path, read_only=True) as file:
        drawn, runs = file.drawings(), repr(file.runs())
        assert file.notes() == {}
    assert path.read_bytes() == before
    with ProjectFile.open(path) as file:
        file.put_notes({"by_hand": "{}"})
        assert (file.notes(), file.drawings(), repr(file.runs())) == ({"by_hand": "{}"}, drawn, runs)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (versions.VERSION,)


def test_that_a_file_of_version_4_opens_with_every_note(tmp_path):
    path = Path(shutil.copyfile(SAMPLES / "version_4.cnnstudio", tmp_path / "old.cnnstudio"))
    for read_only in (True, False):
        with ProjectFile.open(path, read_only=read_only) as file:
            assert file.notes() == {"lab:first-cnn": '{"lab":"first-cnn","step":2}', "by_hand": '{"é":[1]}'}
            assert [each.label for each in file.drawings()] == ["7", "neun é", "8"]


def test_that_a_text_with_a_nul_in_it_is_as_long_as_it_is(file):
    file.put_notes({"mine": "1"})
    changed(
        file.path,
        "INSERT INTO note VALUES ('a', 'x' || char(0) || CAST(zeroblob(?) AS TEXT))",
        4 * notes.MOST_TEXT,
    )
    assert file.notes() == {"mine": "1"}


def test_that_a_note_that_is_no_text_in_utf_8_is_passed_over_and_the_project_opens(file):
    file.put_notes({"mine": "1", "é": "ö"})
    changed(file.path, "INSERT INTO note VALUES ('a', CAST(x'ff22' AS TEXT))")
    changed(file.path, "INSERT INTO note VALUES (CAST(x'ff23' AS TEXT), '1')")
    assert file.notes() == {"mine": "1", "é": "ö"}


def test_that_one_note_without_room_does_not_hide_the_others(file):
    for number in range(6):
        changed(file.path, "INSERT INTO note VALUES (?, ?)", f"a{number}", "x" * (notes.MOST_TEXT - 1))
    file_notes = {key: len(text) for key, text in file.notes().items()}
    changed(file.path, "INSERT INTO note VALUES ('z', '12345')")
    assert file.notes().keys() == {*file_notes, "z"}


def test_that_what_is_there_is_kept_however_much_a_stranger_put_beside_it(file, refused):
    file.put_notes({"by_hand": "1"})
    rows = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 600)"
    changed(file.path, f"{rows} INSERT INTO note SELECT 'z' || x, 'v' FROM c")
    file.put_notes({"by_hand": "longer"})
    assert file.notes()["by_hand"] == "longer"
    assert "“lab:x”" in refused(file.put_notes, {"by_hand": "2", "lab:x": "1"})
    assert file.notes()["by_hand"] == "longer"
    file.put_notes({"z1": "", "z2": ""})
    assert len(file.notes()) == notes.MOST


def test_that_a_refusal_names_every_note_that_cannot_be_kept(file):
    wrong = {"k" * (notes.MOST_KEY + 1): "1", "half": "\ud83d", "": "1"}
    with pytest.raises(notes.NotesRefused) as caught:
        file.put_notes({"good": "1", **wrong})
    assert set(caught.value.keys) == set(wrong)
    assert pickle.loads(pickle.dumps(caught.value)).keys == caught.value.keys
    assert file.notes() == {}
