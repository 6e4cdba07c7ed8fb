"""In what order the pictures are learned: another one each epoch, the same wherever they lie, and a script's own."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.layers.augmentation import RandomFlip, RandomRotation
from cnnstudio.core.messages import EpochEnded, Event, Finished, RunSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.data import library
from cnnstudio.data.split import Parts, split
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, columns, of_type, only, with_plan

PLAIN = Network((8, 8, 1), stack(Conv2D(4), Flatten(), Dense(10, "softmax")))


def parts_of(project: Project) -> Parts:
    return split(library.load(project.data), project.data)


def last_weights(subject: RunSubject) -> list[Any]:
    with ProjectFile.open(subject.file, read_only=True) as file:
        return list(file.weights(subject.run, len(file.run(subject.run).epochs))[1].values())


def losses(events: list[Event]) -> list[tuple[float, float]]:
    return [(each.epoch.loss, each.epoch.val_loss) for each in of_type(events, EpochEnded)]


@pytest.mark.parametrize("streamed", [False, True])
def test_that_every_picture_is_learned_once_an_epoch_in_an_order_of_seed_and_epoch(
    project: Project, ready: Any, store: Callable[[], Path], streamed: bool
) -> None:
    from cnnstudio.engine.training.feed import feed

    if streamed:
        store()
    parts = parts_of(project)
    given = feed(parts, project.preprocessing.fit(parts.x_train), project.plan, 10)
    seen = []
    for epoch in (1, 2, 1):
        given.begin(epoch)
        batches = [(np.asarray(x), np.asarray(y)) for x, y in given.arguments["x"]]
        assert [len(y) for _, y in batches] == [32] * 6 + [24]
        x, y = (np.concatenate(each) for each in zip(*batches, strict=True))
        order = np.random.default_rng((project.plan.seed, epoch)).permutation(216)
        assert np.array_equal(y, parts.y_train[order])
        assert np.array_equal(x, parts.x_train[order] if streamed else np.float32(parts.x_train[order] / 255))
        seen.append(y.tolist())
    assert seen[0] == seen[2] != seen[1]


def test_that_a_run_is_bit_for_bit_a_plain_script_with_the_same_batches(bench: Bench, project: Project) -> None:
    import keras

    planned = with_plan(project, epochs=3, batch_size=40, class_weight="balanced")
    subject, events = bench.train(replace(planned, network=PLAIN))
    parts, seed = parts_of(project), project.plan.seed

    weights = 216 / (10 * np.bincount(parts.y_train))

    def batches() -> Iterator[Any]:
        for epoch in itertools.count(1):
            order = np.random.default_rng((seed, epoch)).permutation(216)
            for start in range(0, 216, 40):
                some = order[start : start + 40]
                y = parts.y_train[some]
                yield parts.x_train[some].astype("float32") / 255, y, weights[y]

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, (3, 3), activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    held = parts.x_validation.astype("float32") / 255, parts.y_validation
    logs = network.fit(batches(), steps_per_epoch=6, epochs=3, validation_data=held, shuffle=False, verbose=0).history
    assert losses(events) == list(zip(logs["loss"], logs["val_loss"], strict=True))
    assert all(np.array_equal(*pair) for pair in zip(last_weights(subject), network.get_weights(), strict=True))


@pytest.mark.parametrize(("method", "augmented"), [("scale", True), ("standardise", False), ("scale", False)])
def test_that_a_run_is_the_same_wherever_its_pictures_lie(
    bench: Bench, project: Project, store: Callable[[], Path], method: str, augmented: bool
) -> None:
    layers = (RandomRotation(), RandomFlip()) if augmented else ()
    changed = replace(project, preprocessing=Preprocessing(method, augmentation=layers))
    one, in_memory = bench.train(changed)
    store()
    other, streamed = bench.train(changed)
    assert only(in_memory, Finished).prepared == only(streamed, Finished).prepared
    if (method, augmented) == ("scale", False):  # divided by 255 in memory, by the front multiplied with 1 / 255
        np.testing.assert_allclose(losses(in_memory), losses(streamed), rtol=1e-5)
    else:
        assert columns(in_memory) == columns(streamed)
        assert all(np.array_equal(*pair) for pair in zip(last_weights(one), last_weights(other), strict=True))


def test_that_no_rewritten_source_is_left_in_the_temporary_folder(
    project: Project, ready: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.training.feed import feed

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parts = parts_of(project)
    given = feed(parts, project.preprocessing.fit(parts.x_train), project.plan, 10)
    assert sum(1 for _ in given.arguments["x"]) == 7
    assert not list(tmp_path.iterdir())
