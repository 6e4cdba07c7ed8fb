"""The commands that only read and write projects: presets, new, summary."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.cli import main
from cnnstudio.core.blanks import Blank
from cnnstudio.core.layers import Dense, Flatten, MaxPooling2D
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.presets import PRESETS, preset
from cnnstudio.core.project import Project
from cnnstudio.core.tables import FORMATS
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile


def _error(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error; nothing may stand on standard output."""
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    return output.err


def test_that_the_gallery_lists_every_preset_with_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets", "--json"]) == 0
    found = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert list(found) == [each.name for each in PRESETS]
    assert found["lenet"]["parameters"] == 431_080
    assert found["lenet"]["input_shape"] == [28, 28, 1]
    assert found["lenet"]["data_set"] == "mnist-10k"
    assert found["lenet"]["group"] == "First steps"
    assert found["vgg16"]["parameters"] == 138_357_544
    assert found["vgg16"]["data_set"] is None


def test_that_the_gallery_is_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    assert capsys.readouterr().out.splitlines()[2].split() == [
        "mnist-cnn",
        "Classic",
        "MNIST",
        "CNN",
        "First",
        "steps",
        "28",
        "×",
        "28",
        "×",
        "1",
        "1,199,882",
        "mnist-10k",
    ]


def test_that_a_new_project_is_the_preset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    assert main(["new", "lenet", "-o", str(path)]) == 0
    with ProjectFile.open(path) as file:
        assert file.project() == preset("lenet").project


def test_that_a_file_is_replaced_only_with_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    main(["new", "lenet", "-o", str(path)])
    capsys.readouterr()
    assert main(["new", "dense", "-o", str(path)]) == 2
    assert "“a.cnnstudio” is there already" in _error(capsys)
    assert main(["new", "dense", "-o", str(path), "--force"]) == 0
    with ProjectFile.open(path) as file:
        assert file.project() == preset("dense").project


def test_that_a_project_open_in_a_window_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    main(["new", "lenet", "-o", str(path)])
    capsys.readouterr()
    lock = ProjectLock(path)
    assert lock.acquire()
    assert main(["new", "dense", "-o", str(path), "--force"]) == 2
    lock.release()
    assert "open in another window" in _error(capsys)


def test_that_the_summary_holds_what_the_contract_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "preset:mnist-cnn", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["input_shape"] == [28, 28, 1]
    assert found["layers"][0] == {
        "name": "conv2d_1",
        "kind": "Conv2D",
        "output_shape": [26, 26, 32],
        "parameters": 320,
        "trainable": 320,
        "frozen": 0,
        "weights": 288,
        "biases": 32,
        "arithmetic": "(3·3·1 + 1) · 32 = 320",
        "multiply_adds": 194_688,
        "receptive_field": [3, 3],
        "memory": 86_528,
        "problem": None,
        "caution": None,
        "depth": 0,
    }
    assert found["totals"]["parameters"] == found["totals"]["trainable"] == 1_199_882
    assert found["totals"]["weights"] + found["totals"]["biases"] == 1_199_882
    assert found["problems"] == []


def test_that_a_problem_stands_on_its_row_and_in_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    flat_first = (Layer("flat", Flatten()), Layer("pool", MaxPooling2D()), Layer("end", Dense(10)))
    ProjectFile.create(path, Project(Network((28, 28, 1), flat_first))).close()
    assert main(["summary", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [layer["problem"] is None for layer in found["layers"]] == [True, False, True]
    assert found["problems"] == [f"pool: {found['layers'][1]['problem']}"]
    assert found["layers"][2]["output_shape"] is None


def test_that_a_summary_does_not_tell_what_is_still_blank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    stack = (Layer("flat", Flatten()), Layer("hidden", Dense(77)), Layer("end", Dense(10)))
    ProjectFile.create(path, Project(Network((28, 28, 1), stack), blanks=(Blank("hidden", "units"),))).close()
    for form in FORMATS:
        assert main(["summary", str(path), "--format", form]) == 0
        told = capsys.readouterr().out
        assert "784" in told
        assert not any(secret in told for secret in ("77", "60,445", "61,225", "60445", "61225"))
    assert main(["summary", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [layer["output_shape"] for layer in found["layers"]] == [[784], None, None]
    assert [layer["parameters"] for layer in found["layers"]] == [0, None, None]
    assert set(found["totals"].values()) == {None}
    assert "parameters" in found["totals"]


def test_that_a_summary_for_people_ends_with_the_totals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "preset:dense"]) == 0
    assert "420,260 parameters (419,160 trained, 1,100 not)" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("arguments", [["{}", "--engine", "process"], ["--engine=process", "{}"]])
def test_that_the_window_is_told_where_its_engine_is_to_run(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("cnnstudio.gui.app.main", lambda *given: told.extend(given) or 0)
    path = tmp_path / "a.cnnstudio"
    path.touch()
    assert main([each.format(path) for each in arguments]) == 0
    assert told == [[str(path)], "process"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "no command and no file called “nonsense”"),
        (["--engine", "process", "nonsense"], "no command and no file called “nonsense”"),
        (["--engine=elsewhere"], "invalid choice"),
        (["pyproject.toml", "README.md"], "The window opens one file."),
        (["--engine", "thread", "train", "a.cnnstudio"], "--engine is for the window only."),
        (["bases", "--download", "VGG16", "--json"], "--json and --download exclude each other."),
        (["bases", "--whole"], "--whole is for --download only."),
        (
            ["export", "preset:lenet", "--to", "script", "--style", "blocks", "-o", "a.py"],
            "--style is for pictures only.",
        ),
        (["summary", "nowhere.cnnstudio"], "no file “nowhere.cnnstudio”"),
        (["summary", "preset:nothing"], "no preset called “nothing”"),
        (["summary", "preset:lenet", "--run", "1"], "has no runs"),
        (["summary"], "required: TARGET"),
        (["summary", "preset:lenet", "--jsn"], "--jsn"),
        (["new", "lenet"], "required: -o/--output"),
        (["new", "lenet", "-o", "/nowhere/at/all/a.cnnstudio"], "no folder"),
        (["train", "nowhere.cnnstudio"], "no file"),
        (["evaluate", "preset:lenet"], "has not been trained"),
        (["predict", "preset:lenet", "a.png"], "has not been trained"),
        (["export", "preset:lenet", "--to", "coreml", "-o", "a.mlmodel"], "invalid choice"),
    ],
)
def test_that_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert words in _error(capsys)


def test_that_a_file_that_is_no_project_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.cnnstudio"
    path.write_text("no project")
    assert main(["summary", str(path)]) == 2
    assert "a.cnnstudio" in _error(capsys)
    assert path.read_text() == "no project"


def test_that_our_own_bug_is_a_trace_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(network: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("cnnstudio.cli.describe.analyse", broken)
    assert main(["presets"]) == 1
    assert "ZeroDivisionError: a bug" in capsys.readouterr().err


def test_that_help_and_version_are_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert main(["train", "--help"]) == 0
    assert capsys.readouterr().out.startswith("CNN Studio ")


def test_that_describing_loads_neither_tensorflow_nor_qt(tmp_path: Path) -> None:
    path = tmp_path / "a.cnnstudio"
    script = (
        "import sys; from cnnstudio.cli import main\n"
        f"assert main(['presets']) == 0 and main(['new', 'lenet', '-o', {str(path)!r}]) == 0\n"
        f"assert main(['runs', {str(path)!r}]) == 0\n"
        f"assert main(['summary', {str(path)!r}]) == 0\n"
        "print([name for name in ('tensorflow', 'keras', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_that_a_reader_who_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cnnstudio", "summary", "preset:lenet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("preset_name", "words"),
    [("vgg16", "No data set is chosen for this project."), ("cifar-cnn", "CIFAR-10 is not on this computer yet.")],
)
def test_that_training_without_data_says_what_to_do(
    preset_name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.cnnstudio"
    main(["new", preset_name, "-o", str(path)])
    capsys.readouterr()
    assert main(["train", str(path)]) == 2
    assert words in _error(capsys)


def test_that_a_name_nearly_right_is_answered_with_those_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "preset:resnet"]) == 2
    error = _error(capsys)
    assert "resnet-50" in error
    assert "resnet-20" in error
    assert "cnnstudio presets" in error


def test_that_the_help_of_new_names_no_thirty_presets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--help"]) == 0
    assert "densenet" not in capsys.readouterr().out
