"""Networks with pretrained blocks go out with every weight, and a file of ours gives the block back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.messages import Export, Exported, OpenSaved, Predict, Predicted, RunSubject, SavedOpened
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, only, with_plan
from tests.engine.test_pretrained import BODY, WHOLE, transferred


@pytest.fixture
def run(bench: Bench, project: Project) -> RunSubject:
    """A head trained on layers of run 1, whose weights stay there."""
    first = bench.trained(with_plan(replace(project, network=WHOLE), epochs=1))
    with ProjectFile.open(first.file, read_only=True) as file:
        weights = file.weights(1)[1]
    names = {node.name for node in BODY}
    taken = [array for name, array in weights.items() if name.partition("/")[0] in names]
    network = transferred(digest_of(taken))
    return bench.train(with_plan(replace(project, network=network), epochs=1), first.file)[0]


def test_that_the_file_holds_every_weight_and_gives_the_block_back(
    bench: Bench, run: RunSubject, tmp_path: Path
) -> None:
    import keras

    path = tmp_path / "a.keras"
    only(bench.work(Export(subject=run, path=str(path))), Exported)
    with ProjectFile.open(run.file) as file:
        network = file.run(run.run).project.network
    assert only(bench.work(OpenSaved(path=str(path))), SavedOpened).network == network
    picture = np.random.default_rng(2).integers(0, 256, (8, 8, 1), np.uint8)
    ours = only(bench.work(Predict(subject=run, picture=picture)), Predicted).probabilities
    theirs = keras.models.load_model(path).predict(picture[None] / np.float32(255), verbose=0)[0]
    np.testing.assert_allclose(theirs, ours, rtol=1e-4, atol=1e-6)


def test_that_it_goes_to_weights_and_to_other_runtimes_too(bench: Bench, run: RunSubject, tmp_path: Path) -> None:
    for form, name in (("weights", "a.weights.h5"), ("litert", "a.tflite"), ("tensorboard", "log")):
        told = only(bench.work(Export(subject=run, path=str(tmp_path / name), form=form)), Exported)
        assert told.words.startswith("Read back")
