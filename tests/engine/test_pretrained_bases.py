"""Bases of ``keras.applications`` end to end: their files as Keras writes them, held against Keras by hand."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from cnnstudio.core.bases import base_network, base_of
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import Dense, GlobalAveragePooling2D
from cnnstudio.core.messages import Failed, Finished, Predict, Predicted, Train
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.data import library
from cnnstudio.data.split import split
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.sources import brought
from tests.engine.conftest import Bench, only

SIDE = 32
CASES = [("VGG16", "vgg16", "block2_pool"), ("MobileNet", "mobilenet", "conv_pw_2_relu")]


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 training and 10 test pictures, 32 × 32 in colour, of which class k is bright in channel k mod 3."""
    random = np.random.default_rng(0)
    labels = np.arange(70) % 10
    pictures = random.integers(0, 200, (70, SIDE, SIDE, 3), np.uint8)
    pictures[np.arange(70), :, :, labels % 3] |= 128
    path = tmp_path_factory.mktemp("colours") / "colours.npz"
    np.savez(path, x_train=pictures[:60], y_train=labels[:60], x_test=pictures[60:], y_test=labels[60:])
    return path


def theirs(name: str, until: str, home: Path) -> Any:
    """Keras's own network up to a layer with numbers drawn at random, and its file where Keras keeps such files."""
    import keras
    from keras.src.legacy.saving import legacy_h5_format

    keras.utils.set_random_seed(4)
    whole = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(SIDE, SIDE, 3))
    random = np.random.default_rng(5)
    whole.set_weights([random.uniform(0.5, 1.5, each.shape) * (each + 0.01) for each in whole.get_weights()])
    base = base_of(name)
    assert base is not None
    (home / "models").mkdir(parents=True)
    with h5py.File(home / "models" / base.files_for(False)[0].name, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, whole)
    return keras.Model(whole.input, whole.get_layer(until).output)


def transferred(name: str, until: str, colours: Path) -> Project:
    base = base_of(name)
    assert base is not None
    body = base_network(base, SIDE, until)
    block = Block("base", Pretrained(base.source, cache=False), (body.nodes,))
    head = (Layer("mean", GlobalAveragePooling2D()), Layer("last", Dense(10, "softmax")))
    return Project(
        Network(body.input_shape, (block, *head)),
        DataRecipe("mnist", str(colours), validation_share=0.2),
        Preprocessing("raw"),
        Plan(learning_rate=0.01, batch_size=16, epochs=2),
    )


@pytest.mark.parametrize(("name", "module", "until"), CASES)
def test_that_a_head_on_a_base_learns_as_in_plain_keras(
    bench: Bench, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, until: str
) -> None:
    import keras

    from cnnstudio.engine.build import build

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    base = theirs(name, until, tmp_path / "home")
    project = transferred(name, until, colours)
    digest = digest_of(brought(project.network, None).values())
    project = replace(project, network=project.network.change((0,), digest=digest))
    subject, events = bench.train(project)
    assert only(events, Finished).status == "finished"

    parts, prepare = split(library.load(project.data), project.data), getattr(keras.applications, module)
    x, held = (prepare.preprocess_input(each.astype("float32")) for each in (parts.x_train[:], parts.x_validation[:]))

    def batches() -> Iterator[Any]:
        for epoch in itertools.count(1):
            order = np.random.default_rng((project.plan.seed, epoch)).permutation(48)
            for some in np.split(order, 3):
                yield x[some], parts.y_train[some]

    base.trainable = False
    last = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), base, keras.layers.GlobalAveragePooling2D(), last])
    keras.utils.set_random_seed(project.plan.seed)
    last.set_weights(build(project.network).get_layer("last").get_weights())
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    how = {"steps_per_epoch": 3, "epochs": 2, "verbose": 0, "shuffle": False}
    history = model.fit(batches(), validation_data=(held, parts.y_validation), **how).history
    with ProjectFile.open(subject.file, read_only=True) as file:
        epochs, stored = file.run(subject.run).epochs, file.weights(subject.run)[1]
    assert {each.partition("/")[0] for each in stored} == {"last"}
    picture = parts.x_test[0]
    found = only(bench.work(Predict(subject=subject, picture=picture)), Predicted).probabilities
    last.set_weights(list(stored.values()))
    expected = np.asarray(model(prepare.preprocess_input(picture[None].astype("float32")), training=False))[0]
    assert np.allclose(found, expected, atol=1e-4)
    assert np.allclose([each.loss for each in epochs], history["loss"], rtol=1e-3)
    assert np.allclose([each.val_loss for each in epochs], history["val_loss"], rtol=1e-3)


def test_that_a_base_without_its_file_says_which_is_missing_before_anything_begins(
    bench: Bench, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "none"))
    project = transferred("VGG16", "block1_pool", colours)
    file = bench.file(project)
    failed = only(bench.work(Train(file=file, project=project)), Failed)
    assert "weights of VGG16 are not on this computer" in failed.text
    assert "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5" in failed.hint
    with ProjectFile.open(file, read_only=True) as opened:
        assert opened.runs() == ()
