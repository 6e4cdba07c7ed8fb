"""Networks for other runtimes, read by these in the test too, and what happens where one does not take them."""

import threading
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, Form
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.messages import Export, Exported, Failed, LoadingProgress, Predict, Predicted, RunSubject
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.engine.exporting import reading_back, served
from cnnstudio.engine.failures import Stopped
from tests.engine.conftest import Bench, of_type, only, with_plan

SAME = Conv2D(2, padding="same")
BODY = (Layer("in", SAME), Layer("drop", Dropout(0.5)), Layer("norm", BatchNormalization()))
LEFT, RIGHT = (Layer("left", Conv2D(2, padding=1)),), (Layer("only", Dropout(0.3)),)
RICH = Network(
    (8, 8, 1),
    (
        Layer("flip", RandomFlip()),
        Layer("first", SAME),
        Block("r", Residual(), (BODY, ())),
        Block("join", Parallel("concatenate"), (LEFT, RIGHT)),
        Layer("gelu", Activation("gelu")),
        Layer("celu", Activation("celu")),
        Layer("pool", MaxPooling2D()),
        Layer("flat", Flatten()),
        Layer("end", Dense(10, "softmax")),
    ),
)


def saved_model(path: Path, pictures: Any) -> Any:
    import tensorflow as tf

    network = tf.saved_model.load(str(path))
    return network.serve(tf.constant(pictures)).numpy()


def litert(path: Path, pictures: Any) -> Any:
    import tensorflow as tf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = tf.lite.Interpreter(str(path))
    given, answer = reader.get_input_details()[0]["index"], reader.get_output_details()[0]["index"]
    reader.resize_tensor_input(given, pictures.shape)
    reader.allocate_tensors()
    reader.set_tensor(given, pictures)
    reader.invoke()
    return reader.get_tensor(answer)


def onnx(path: Path, pictures: Any) -> Any:
    session = pytest.importorskip("onnxruntime").InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: pictures})[0]


pytestmark = pytest.mark.slow
READERS: dict[Form, Callable[[Path, Any], Any]] = {"savedmodel": saved_model, "litert": litert, "onnx": onnx}
NAMES: dict[Form, str] = {"savedmodel": "saved", "litert": "a.tflite", "onnx": "a.onnx"}


@pytest.fixture
def run(bench: Bench, project: Project) -> RunSubject:
    rich = replace(project, network=RICH, preprocessing=Preprocessing("standardise"))
    return bench.trained(with_plan(rich, epochs=1))


@pytest.mark.parametrize("form", READERS)
def test_that_its_own_runtime_says_what_the_run_says_with_the_preparation_inside_and_without(
    form: Form, bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    for each in FORMS[form].needs:
        pytest.importorskip(each)
    place = tmp_path / "out"
    place.mkdir()
    pictures = np.random.default_rng(1).integers(0, 256, (3, 8, 8, 1), np.uint8)
    ours = [only(bench.work(Predict(subject=run, picture=each)), Predicted).probabilities for each in pictures]
    for with_scaling in (False, True):  # the second takes the place of the first
        asked = Export(subject=run, path=str(place / NAMES[form]), form=form, with_scaling=with_scaling)
        events = bench.work(asked)
        told = only(events, Exported)
        assert "tried on 8 random pictures: its answers" in told.words
        assert "in training only were left out" in told.words
        assert [each.done for each in of_type(events, LoadingProgress)] == [1, 2]
    theirs = READERS[form](place / NAMES[form], pictures.astype(np.float32))
    np.testing.assert_allclose(theirs, ours, rtol=1e-3, atol=1e-6)
    assert [each.name for each in place.iterdir()] == [NAMES[form]]


def test_that_what_gives_other_answers_takes_no_place(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"old")
    right = served.said_by_runtime

    def wrong(*given: Any) -> Any:
        said = right(*given)
        return replace(said, answers=said.answers + np.float32(0.01))

    monkeypatch.setattr(served, "said_by_runtime", wrong)
    failed = only(bench.work(Export(subject=run, path=str(path), form="litert")), Failed)
    assert failed.text == "What was written does not give the same answers, so it was not kept."
    assert "0.01" in failed.details
    assert path.read_bytes() == b"old"


def test_that_what_no_converter_takes_is_said_in_words(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served.KERAS_FORMATS, "litert", "a format of the future")
    failed = only(bench.work(Export(subject=run, path=str(tmp_path / "a.tflite"), form="litert")), Failed)
    assert (failed.text, failed.hint) == ("This network cannot be written as LiteRT.", "Export it in another form.")
    assert "Traceback" in failed.details


def test_that_a_folder_with_anything_else_in_it_is_left_alone(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.tex").write_text("…")
    failed = only(bench.work(Export(subject=run, path=str(folder), form="savedmodel")), Failed)
    assert failed.text == "“thesis” is a folder with other things in it: “chapter.tex”."
    assert [each.name for each in folder.iterdir()] == ["chapter.tex"]


def test_that_a_form_that_lacks_its_packages_says_which(
    bench: Bench, run: RunSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMS, "onnx", replace(FORMS["onnx"], needs=("no_such_package",)))
    failed = only(bench.work(Export(subject=run, path=str(tmp_path / "a.onnx"), form="onnx")), Failed)
    assert failed.text == "ONNX needs a package that is not installed: no_such_package."
    assert failed.hint == 'Install with: pip install "cnnstudio[onnx]"'


PICTURES = np.zeros((1, 2, 2, 1), np.float32)


def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    path = tmp_path / "child.py"
    path.write_text(text)
    monkeypatch.setattr(reading_back, "_CHILD", path)
    return tmp_path / "a.tflite"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("import os; os.abort()", "crashed on"),
        ("raise ValueError('no such file')", "does not take"),
        ("print('no numbers')", "does not take"),
    ],
)
def test_that_a_runtime_that_crashes_takes_nobody_with_it(
    text: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = child(tmp_path, monkeypatch, text)
    with pytest.raises(StudioError) as raised:
        reading_back.said_by_runtime("litert", path, PICTURES, lambda: None)
    assert raised.value.text == f"The runtime of LiteRT {how} what was written, so it was not kept."
    assert raised.value.details


def test_that_a_stop_ends_the_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = child(tmp_path, monkeypatch, "import threading; threading.Event().wait()")
    asked = threading.Event()

    def between() -> None:
        asked.set()
        raise Stopped

    with pytest.raises(Stopped):
        reading_back.said_by_runtime("litert", path, PICTURES, between)
    assert asked.is_set()


def test_that_a_runtime_that_never_answers_is_said_to_be_late_and_not_to_have_crashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = child(tmp_path, monkeypatch, "import threading; threading.Event().wait()")
    monkeypatch.setattr(reading_back, "_SECONDS", 0.0)
    with pytest.raises(StudioError, match="took longer than 0 minutes to read and try what was written"):
        reading_back.said_by_runtime("litert", path, PICTURES, lambda: None)


def test_that_somebody_elses_saved_model_and_what_lies_among_assets_are_left_alone(
    bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    (folder / "assets").mkdir(parents=True)
    (folder / "saved_model.pb").write_text("theirs")
    asked = Export(subject=run, path=str(folder), form="savedmodel")
    assert only(bench.work(asked), Failed).text == "“saved” is a folder that CNN Studio did not write."
    (folder / "assets" / "thesis.doc").write_text("…")
    failed = only(bench.work(asked), Failed)
    assert failed.text == "“saved” is a folder with other things in it: “assets/thesis.doc”."
    assert sorted(each.name for each in folder.rglob("*")) == ["assets", "saved_model.pb", "thesis.doc"]
