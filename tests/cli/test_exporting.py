"""Networks taken out on the command line; what is wrong is said before TensorFlow starts."""

from pathlib import Path

import pytest

from cnnstudio.cli import exporting, main
from cnnstudio.core.exports import FORMS
from cnnstudio.core.messages import Exported

ONNX = 'ONNX needs a package that is not installed: no_such_package. Install with: pip install "cnnstudio[onnx]"'


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = str(tmp_path / "a.cnnstudio")
    assert main(["new", "lenet", "-o", path]) == 0
    return path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to", "litert", "-o", "a.onnx"], "“a.onnx” does not end in .tflite. Name it a.tflite"),
        (["--to", "weights", "-o", "a.h5"], "“a.h5” does not end in .weights.h5. Name it a.weights.h5"),
        (["--to", "onnx", "-o", "a.onnx"], ONNX),
        (["--to", "savedmodel", "-o", "none/a"], "There is no folder"),
        (["--to", "weights", "-o", "a.weights.h5", "--with-scaling"], "no layers go into Weights alone"),
        (["--to", "tensorboard", "-o", "log", "--with-scaling"], "no layers go into TensorBoard"),
        (["--to", "savedmodel", "-o", "a", "--width", "3"], "--width is for pictures only"),
        (["--to", "svg", "-o", "a.svg", "--with-scaling"], "--with-scaling is for Keras and other runtimes only"),
        (["--to", "savedmodel", "-o", "a"], "has no trained run yet"),
    ],
)
def test_that_what_cannot_be_is_one_line_before_tensorflow_starts(
    arguments: list[str],
    words: str,
    project: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(FORMS, "onnx", replace(FORMS["onnx"], needs=("no_such_package",)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(exporting, "answers", lambda *_: pytest.fail("TensorFlow was started"))
    assert main(["export", project, *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(("form", "takes"), [("litert", "It takes pictures of 28 × 28"), ("tensorboard", "")])
def test_that_it_says_what_was_written_and_compared(
    form: str,
    takes: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = []

    def answers(requests, progress):
        asked.extend(requests)
        return [Exported(1, requests[0].path, "Read back: the same.")]

    monkeypatch.setattr(exporting, "answers", answers)
    monkeypatch.setattr(exporting, "trained", lambda *_: pretended())
    path = tmp_path / f"a{FORMS[form].suffix}"  # type: ignore[index]
    assert main(["export", "some.cnnstudio", "--to", form, "-o", str(path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"Wrote {path.name}.")
    assert takes in first
    assert second == "Read back: the same."
    assert [(each.form, each.path) for each in asked] == [(form, str(path))]


def pretended():
    from cnnstudio.cli.target import Trained
    from cnnstudio.core.messages import RunSubject
    from cnnstudio.core.pictures.preprocessing import Prepared
    from cnnstudio.core.presets import preset

    network = preset("lenet").project.network
    return Trained(RunSubject("some.cnnstudio", 1), network, tuple("0123456789"), Prepared())
