"""Drawings in a project file: kept, relabelled, removed and put back, whatever order that happens in."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.pictures.collected import MOST, MOST_LABEL, MOST_PNG, Collected
from cnnstudio.files.project import drawings
from cnnstudio.files.project_file import ProjectFile, copy_run, save_as

MADE = "2026-11-22T10:00:00+01:00"
SAMPLE = Path(__file__).parents[2] / "samples" / "version_3.cnnstudio"


def changed(path, statement, *values):
    """Does something to the file that the program never does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def test_that_a_drawing_comes_back_as_it_was_given(file):
    added = file.add_drawing("  sieben é ", b"picture", MADE)
    assert added == Collected(1, "sieben é", MADE, b"picture")
    assert file.drawings() == (added,)
    assert added.is_whole


def test_that_the_number_of_a_removed_drawing_waits_for_it(file):
    first, second = (file.add_drawing("1", bytes([number]), MADE) for number in (1, 2))
    file.remove_drawings([second.number])
    third = file.add_drawing("3", b"3", MADE)
    assert third.number == 3
    file.put_back_drawings([second])
    assert file.drawings() == (first, second, third)


def test_that_putting_back_what_is_there_is_refused_and_changes_nothing(file, refused):
    first, second = (file.add_drawing("1", bytes([number]), MADE) for number in (1, 2))
    file.remove_drawings([first.number])
    assert "drawing 2 already" in refused(file.put_back_drawings, [first, second])
    assert file.drawings() == (second,)


def test_that_several_are_relabelled_or_none(file, refused):
    one, two = (file.add_drawing("1", bytes([number]), MADE) for number in (1, 2))
    assert "no drawing 9" in refused(file.relabel_drawings, {one.number: "5", 9: "6"})
    assert [each.label for each in file.drawings()] == ["1", "1"]
    file.relabel_drawings({one.number: "5", two.number: "6"})
    assert [each.label for each in file.drawings()] == ["5", "6"]


@pytest.mark.parametrize("label", ["", "  ", "a\nb", "x" * (MOST_LABEL + 1), "\u202e7"])
def test_that_what_is_no_label_is_refused_in_words(label, file, refused):
    refused(file.add_drawing, label, b"picture", MADE)
    kept = file.add_drawing("7", b"picture", MADE)
    refused(file.relabel_drawings, {kept.number: label})
    assert file.drawings() == (kept,)


def test_that_too_large_a_drawing_is_refused(file, refused):
    assert "too large" in refused(file.add_drawing, "7", bytes(MOST_PNG + 1), MADE)
    refused(file.add_drawing, "7", b"", MADE)
    assert file.drawings() == ()


def test_that_more_drawings_than_there_is_room_for_are_refused(file, refused, monkeypatch):
    monkeypatch.setattr(drawings, "MOST_BYTES", 10)
    kept = file.add_drawing("7", bytes(8), MADE)
    assert "no room" in refused(file.add_drawing, "7", bytes(3), MADE)
    assert "no room" in refused(file.put_back_drawings, [Collected(9, "7", MADE, bytes(3))])
    assert file.drawings() == (kept,)


def test_that_a_file_opened_for_reading_gives_its_drawings_and_takes_none(tmp_path, refused):
    path = tmp_path / "read.cnnstudio"
    shutil.copyfile(SAMPLE, path)
    with ProjectFile.open(path, read_only=True) as file:
        assert len(file.drawings()) == 3
        assert "reading only" in refused(file.add_drawing, "7", b"picture", MADE)


def test_that_saving_under_another_name_takes_the_drawings_along_and_copying_a_run_does_not(file, tmp_path, begin):
    kept = file.add_drawing("7", b"picture", MADE)
    run, target, other = begin(file), tmp_path / "as.cnnstudio", tmp_path / "other.cnnstudio"
    save_as(file.path, target)
    with ProjectFile.open(target) as copy:
        assert copy.drawings() == (kept,)
    with ProjectFile.create(other, file.project()) as made:
        copy_run(file.path, other, run)
        assert made.drawings() == ()


def test_that_a_damaged_drawing_stays_among_the_others_and_can_be_removed(file):
    good, bad, large = (file.add_drawing("7", bytes([number]), MADE) for number in (1, 2, 3))
    changed(file.path, "UPDATE drawing SET data = x'00' WHERE number = ?", bad.number)
    changed(file.path, "UPDATE drawing SET data = zeroblob(?) WHERE number = ?", MOST_PNG + 1, large.number)
    found = file.drawings()
    assert [each.is_whole for each in found] == [True, False, False]
    file.remove_drawings([bad.number, large.number])
    assert file.drawings() == (good,)


def test_that_more_bytes_than_a_project_may_have_are_refused_in_words(file, refused):
    file.add_drawing("7", b"picture", MADE)
    changed(file.path, "UPDATE drawing SET data = zeroblob(256000001)")
    assert "more drawings" in refused(file.drawings)
    assert file.project()


@pytest.mark.parametrize("label", ["''", "' 7'", "hex(zeroblob(5000))"])
def test_that_one_unreadable_label_does_not_take_the_others_along(label, file):
    good, bad = (file.add_drawing("7", bytes([number]), MADE) for number in (1, 2))
    changed(file.path, f"UPDATE drawing SET label = {label} WHERE number = 2")
    assert file.drawings() == (good, Collected(2, "?", MADE, b""))
    file.relabel_drawings({2: "8"})
    assert file.drawings() == (good, Collected(2, "8", MADE, bad.png))


def test_that_a_time_which_is_none_is_left_out(file):
    kept = file.add_drawing("7", b"picture", MADE)
    changed(file.path, "UPDATE drawing SET made = hex(zeroblob(5000))")
    assert file.drawings() == (Collected(kept.number, "7", "", b"picture"),)


def test_that_more_drawings_than_a_project_may_have_are_not_read(file, refused):
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= {MOST}) "
    changed(file.path, f"{numbers} INSERT INTO drawing SELECT i, '7', '', x'00', x'00' FROM n")
    assert "more drawings" in refused(file.drawings)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from("0123456789"), st.binary(min_size=1, max_size=20)),
        st.tuples(st.just("relabel"), st.integers(0, 9), st.sampled_from(["1", "zwei é", "cat"])),
        st.tuples(st.just("remove"), st.integers(0, 9), st.none()),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("open"), st.none(), st.none()),
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_any_order_of_steps_leaves_what_a_list_would_have(steps, tmp_path_factory, project):
    path = tmp_path_factory.mktemp("steps") / "steps.cnnstudio"
    wanted: dict[int, Collected] = {}
    removed: list[Collected] = []
    file = ProjectFile.create(path, project)
    for what, one, two in steps:
        there = sorted(wanted)
        match what:
            case "add":
                made = file.add_drawing(one, two, MADE)
                assert made.number not in wanted
                wanted[made.number] = made
            case "relabel" if there:
                old = wanted[there[one % len(there)]]
                wanted[old.number] = Collected(old.number, two, old.made, old.png)
                file.relabel_drawings({old.number: two})
            case "remove" if there:
                removed.append(wanted.pop(there[one % len(there)]))
                file.remove_drawings([removed[-1].number])
            case "undo" if removed:
                back = removed.pop()
                wanted[back.number] = back
                file.put_back_drawings([back])
            case "open":
                file.close()
                file = ProjectFile.open(path)
        assert file.drawings() == tuple(wanted[number] for number in sorted(wanted))
    file.close()
