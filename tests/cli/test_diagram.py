"""The network as a picture from the command line: no run, no screen, no TensorFlow."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from cnnstudio.cli import main
from cnnstudio.core.presets import preset
from cnnstudio.files.project_file import ProjectFile

pytestmark = pytest.mark.usefixtures("qapp")  # the tests of the window need the one there is to be theirs


def test_that_a_preset_becomes_an_svg(tmp_path: Path) -> None:
    path = tmp_path / "net.svg"
    assert main(["export", "preset:lenet", "--to", "svg", "-o", str(path), "--style", "blocks"]) == 0
    words = [each.text for each in ElementTree.parse(path).getroot().iter() if each.tag.endswith("text")]
    assert "Conv2D 5×5, 20" in words


def test_that_an_untrained_project_becomes_a_png_of_the_width_asked_for(tmp_path: Path) -> None:
    project, path = tmp_path / "a.cnnstudio", tmp_path / "net.png"
    found = preset("lenet")
    assert found is not None
    ProjectFile.create(project, found.project).close()
    assert main(["export", str(project), "--to", "png", "-o", str(path), "--width", "777"]) == 0
    with Image.open(path) as picture:
        picture.load()
        assert picture.width == 777
        assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 50


def test_that_pdf_and_png_are_written_by_a_program_without_a_screen(tmp_path: Path) -> None:
    without = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    code = (
        "import sys; from cnnstudio.cli import main\n"
        "codes = [main(['export', 'preset:lenet', '--to', kind, '-o', f'net.{kind}']) for kind in ('pdf', 'png')]\n"
        "print(codes, [name for name in ('tensorflow', 'keras', 'PySide6.QtWidgets') if name in sys.modules])"
    )
    paths = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=without | paths, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[0, 0] []"
    assert (tmp_path / "net.pdf").read_bytes().startswith(b"%PDF-1.")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--to", "svg", "-o", "net.png"], "does not end in .svg"),
        (["--to", "svg", "-o", "none/net.svg"], "There is no folder"),
        (["--to", "png", "-o", "net.png", "--width", "0"], "Choose a width from 64 to"),
        (["--to", "png", "-o", "net.png", "--width", "1000000"], "Choose a width from 64 to"),
        (["--to", "svg", "-o", "net.svg", "--width", "100"], "Only a PNG has a width"),
        (["--to", "keras", "-o", "net.keras", "--style", "blocks"], "--style is for pictures only"),
        (["--to", "keras", "-o", "net.keras", "--no-fold"], "--no-fold is for pictures only"),
        (["--to", "svg", "-o", "net.svg", "--style", "cubist"], "invalid choice"),
    ],
)
def test_that_what_cannot_be_drawn_is_refused_in_one_line(
    arguments: list[str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "preset:lenet", *arguments]) == 2
    error = capsys.readouterr().err
    assert expected in error
    assert error.count("\n") == 1
    assert list(tmp_path.glob("net*")) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("csv", "Depth,Layer,Kind"), ("markdown", "| Layer | Kind |"), ("latex", r"\begin{tabular}"), ("table", "Layer ")],
)
def test_that_the_summary_is_written_in_every_format(
    name: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", "preset:lenet", "--format", name]) == 0
    assert expected in capsys.readouterr().out


def test_that_the_summary_as_json_has_memory_and_cautions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "preset:lenet", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["layers"][0]["memory"] == 24 * 24 * 20 * 4
    assert found["layers"][0]["caution"] is None
    assert found["totals"]["memory"] == sum(layer["memory"] for layer in found["layers"])


def test_that_json_and_another_format_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "preset:lenet", "--json", "--format", "csv"]) == 2
    assert "exclude each other" in capsys.readouterr().err
