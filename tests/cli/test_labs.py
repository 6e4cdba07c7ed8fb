"""The commands around labs."""

import json
from pathlib import Path

import pytest

from cnnstudio.cli import main
from cnnstudio.core.labs.keeping import note_of, progress_to_text
from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.presets import preset
from cnnstudio.files.labs import built_in
from cnnstudio.files.project_file import ProjectFile

GOOD = 'title = "Mine"\n[[step]]\ntitle = "y"\n[[step.ask]]\ntext = "x"\nnumber = 1\nwhy = "One."\n'
BAD = GOOD.replace("number = 1", "numbr = 1")


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_that_a_good_lab_is_counted(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "check", str(lab)]) == 0
    assert capsys.readouterr().out == "“Mine” can be used: 1 step, 1 question, 0 checks.\n"
    assert main(["lab", "check", str(lab), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["name"], found["questions"], found["warnings"]) == (True, "mine", 1, [])


def test_that_what_is_probably_not_meant_is_said_and_no_mistake(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab.write_text(GOOD.replace('why = "One."', ""), encoding="utf-8")
    assert main(["lab", "check", str(lab)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Step 1, question 1: It has no “why”")
    assert out[1].endswith("1 thing to look at again.")


def test_that_every_mistake_is_said_on_a_line_of_its_own(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lab.write_text(BAD, encoding="utf-8")
    assert main(["lab", "check", str(lab)]) == 2
    told = capsys.readouterr()
    assert [line.partition(": ")[0] for line in told.out.splitlines()] == ["Step 1, question 1"] * 2
    assert told.err == "cnnstudio: This is no lab yet: it has 2 mistakes.\n"
    assert main(["lab", "check", str(lab), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], len(found["mistakes"]), found["mistakes"][0]["place"]) == (False, 2, "Step 1, question 1")


def test_that_a_file_that_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "check", str(tmp_path / "gone.toml")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_that_the_labs_of_the_program_are_listed_and_each_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "list", "--json"]) == 0
    names = [each["name"] for each in json.loads(capsys.readouterr().out)]
    assert names == [path.stem for path in built_in()]
    assert main(["lab", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(names) + 1
    assert [main(["lab", "check", str(path)]) for path in built_in()] == [0] * len(names)


def test_that_all_facts_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "facts"]) == 0
    assert "| `val_accuracy` | number from 0 to 1 | run |" in capsys.readouterr().out
    assert main(["lab", "facts", "--json"]) == 0
    assert {"name", "kind", "of", "help"} == set(json.loads(capsys.readouterr().out)[0])


def test_that_a_command_without_what_to_do_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab"]) == 2
    assert "cnnstudio lab --help" in capsys.readouterr().err


@pytest.fixture
def done(tmp_path: Path, lab: Path) -> Path:
    """A project in which the lab was done."""
    path = tmp_path / "work.cnnstudio"
    found = preset("lenet")
    assert found is not None
    with ProjectFile.create(path, found.project) as file:
        progress = Progress("mine", student="Ada", answers={"1.ask.1": Answer("1", True, 2)})
        file.put_notes({note_of("mine"): progress_to_text(progress)})
    return path


def test_that_a_report_has_what_was_answered(done: Path, lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = done.with_name("out.html")
    command = ["lab", "report", str(done), "--lab", str(lab), "-o", str(out)]
    assert main(command) == 0
    assert capsys.readouterr().out == "Wrote out.html: all 1 done.\n"
    text = out.read_text(encoding="utf-8")
    assert all(words in text for words in ("Ada", "Mine", "work", "431,080"))
    assert main(command) == 2
    assert "--force" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0


@pytest.mark.parametrize(
    ("name", "out", "words"),
    [
        ("nobodys", "a.html", "There is no lab called"),
        ("first-cnn", "a.html", "was not begun"),
        ("x", "a.pdf", ".html"),
    ],
)
def test_that_what_no_report_can_be_made_of_is_said(
    done: Path, name: str, out: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lab", "report", str(done), "--lab", name, "-o", str(done.with_name(out))]) == 2
    assert words in capsys.readouterr().err
    assert not done.with_name(out).exists()
