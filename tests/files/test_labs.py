"""Labs from files: nothing but the regular files that a lab names in its own folder is ever read."""

import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.keeping import begun
from cnnstudio.core.labs.limits import MOST_BYTES
from cnnstudio.core.labs.mistakes import LabErrors
from cnnstudio.core.labs.picture_header import size_of
from cnnstudio.core.language import use
from cnnstudio.files import labs
from cnnstudio.files.labs import MOST_PICTURE, MOST_SIDE, Beside, built_in, is_lab, read

LAB = 'title = "x"\n[[step]]\ntitle = "y"\npictures = [{ file = "a.png", words = "A" }]\n'
CODE = 'title = "x"\n[[step]]\ntitle = "y"\n[[step.do]]\nlabel = "z"\ncode_file = "a.py"\n'


def png(width: int = 3, height: int = 2) -> bytes:
    """The beginning of a picture, as much as is looked at."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def jpeg(width: int, height: int) -> bytes:
    """A comment, a filling byte, a progressive frame."""
    return b"\xff\xd8\xff\xfe\x00\x04hi\xff\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(LAB, encoding="utf-8")
    (tmp_path / "a.png").write_bytes(png())
    return path


def refused(path: Path) -> str:
    with pytest.raises(StudioError) as error:
        read(path)
    return str(error.value)


def test_that_a_lab_comes_with_its_pictures(lab: Path) -> None:
    found = read(lab)
    assert (found.lab.name, found.lab.title, found.path) == ("mine", "x", lab)
    assert found.pictures == {"a.png": png()}


def test_that_a_lab_is_read_through_a_link_and_its_pictures_lie_where_it_leads(lab: Path, tmp_path: Path) -> None:
    link = tmp_path / "folder" / "link.toml"
    link.parent.mkdir()
    link.symlink_to(lab)
    assert (read(link).lab.name, list(read(link).pictures)) == ("link", ["a.png"])


def test_that_a_picture_that_is_a_link_is_not_followed(lab: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").rename(tmp_path / "elsewhere.png")
    (tmp_path / "a.png").symlink_to(tmp_path / "elsewhere.png")
    assert "“a.png” is a link" in refused(lab)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_that_nothing_waits_for_a_pipe_or_reads_a_device(lab: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").unlink()
    os.mkfifo(tmp_path / "a.png")
    assert "“a.png” is no file." in refused(lab)
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is no file" in refused(tmp_path / "pipe.toml")
    assert "is no file" in refused(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no PNG or JPEG picture"),
        (b"<svg/>", "is no PNG or JPEG picture"),
        (png()[:20], "is no PNG or JPEG picture"),
        (png(0, 5), "is no PNG or JPEG picture"),
        (png(MOST_SIDE + 1, 1), "at most 4,000 on a side"),
        (png() + b"\0" * MOST_PICTURE, "is too large"),
    ],
)
def test_that_a_picture_that_cannot_be_shown_is_said_with_its_place(lab: Path, data: bytes, words: str) -> None:
    (lab.parent / "a.png").write_bytes(data)
    with pytest.raises(LabErrors) as error:
        read(lab)
    (mistake,) = error.value.mistakes
    assert (mistake.place, words in mistake.words) == ("Step 1, picture 1", True)


def test_that_the_size_of_pictures_is_read_from_their_beginning() -> None:
    assert (size_of(png(640, 480)), size_of(jpeg(640, 480))) == ((640, 480), (640, 480))
    assert [size_of(jpeg(640, 480)[:end]) for end in range(17)] == [None] * 17
    assert size_of(b"\xff\xd8\xff\xfe\x00\x00") is None
    assert size_of(b"\xff\xd8" + b"\xff" * 1000) is None


def test_that_code_beside_a_lab_is_read_and_a_link_is_not(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CODE, encoding="utf-8")
    assert "There is no file “a.py”" in refused(path)
    (tmp_path / "a.py").write_text("model = 1", encoding="utf-8")
    assert read(path).lab.steps[0].actions[0].value == "model = 1"
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    assert "that can be read" in refused(path)


def test_that_names_that_lead_out_of_the_folder_are_never_read(lab: Path) -> None:
    beside = Beside(lab.parent)
    for name in ("../mine.toml", "/etc/passwd", "..", ".", "a/b.png", "C:a.png", "a\0.png", "", "\\\\server\\a.png"):
        assert beside.get(name) is None
        assert name not in beside or name == ""
    assert "a.png" in beside
    assert sorted(beside) == ["a.png", "mine.toml"]


def test_that_what_is_no_lab_is_said(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)
    assert "does not exist" in refused(tmp_path / "gone.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    assert "is too large" in refused(tmp_path / "large.toml")
    (tmp_path / "odd.toml").write_bytes(b"\xff")
    assert "UTF-8" in refused(tmp_path / "odd.toml")


def test_that_the_first_lab_of_the_program_is_the_first() -> None:
    paths = built_in()
    assert paths[0].stem == "first-cnn"
    assert len(paths) >= 6
    assert all(map(is_lab, paths))
    assert is_lab(Path("X.TOML"))
    assert not is_lab(Path("x.py"))


def test_that_pictures_of_too_many_pixels_together_are_refused(lab: Path, tmp_path: Path) -> None:
    names = [f"p{number}.png" for number in range(5)]
    for name in names:
        (tmp_path / name).write_bytes(png(MOST_SIDE, MOST_SIDE))
    listed = ", ".join(f'{{ file = "{name}", words = "A" }}' for name in names)
    lab.write_text(f'title = "x"\n[[step]]\ntitle = "y"\npictures = [{listed}]\n', encoding="utf-8")
    assert "Step 1, picture 5: All pictures together have more than 64,000,000 pixels." in refused(lab)


def test_that_a_name_that_no_file_can_have_is_said() -> None:
    assert "is no name of a file" in refused(Path("a\0b.toml"))


@pytest.fixture
def in_german() -> Iterator[None]:
    use("de")
    yield
    use("en")


def test_that_the_programs_labs_are_read_in_the_persons_language_and_are_the_same(in_german: None) -> None:
    path = built_in()[0]
    said = read(path)
    use("en")
    before = read(path)
    assert (before.lab.title, said.lab.title) == ("Your first CNN in ten minutes", "Ihr erstes CNN in zehn Minuten")
    assert (said.path, said.lab.name, said.lab.digest) == (before.path, before.lab.name, before.lab.digest)
    assert (list(before.pictures), list(said.pictures)) == (["kernel.png"], ["kernel_de.png"])
    assert begun(said.lab) == begun(before.lab)
    assert before.lab.original is None
    assert said.lab.original == before.lab


def test_that_a_lab_that_was_not_translated_is_read_in_english(
    in_german: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (built_in()[0], built_in()[0].parent / "kernel.png"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(labs, "resource", lambda _: tmp_path)
    (path,) = built_in()
    assert read(path).lab.title == "Your first CNN in ten minutes"


def test_that_nothing_but_the_labs_of_the_program_is_sought_in_other_languages(in_german: None, lab: Path) -> None:
    (lab.parent / "de").mkdir()
    (lab.parent / "de" / lab.name).write_text(LAB.replace('"x"', '"ein x"'), encoding="utf-8")
    assert read(lab).lab.title == "x"
