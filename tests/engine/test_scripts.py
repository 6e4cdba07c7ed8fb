"""That an exported script makes what a run made, to the last digit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    SeparableConv2D,
)
from cnnstudio.core.layers.augmentation import RandomFlip, RandomRotation, RandomShear
from cnnstudio.core.messages import EpochEnded, Event
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.optimizers import OPTIMIZERS
from cnnstudio.core.preprocessing import METHODS, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.schedules import Cosine, Exponential, Plateau, Step
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.scripts import starting_weights
from tests.engine.conftest import Bench, of_type, with_plan
from tests.engine.scripted import left_by, written

BLOCKS = Network(
    (8, 8, 1),
    (
        Layer("conv2d_1", Conv2D(4, padding=1, l2=0.01)),
        Block(
            "residual_1",
            Residual(),
            ((Layer("conv2d_2", Conv2D(4, padding="same")), Layer("dropout_1", Dropout(0.3))), ()),
        ),
        Block(
            "parallel_1",
            Parallel(),
            (
                (Layer("conv2d_3", SeparableConv2D(3, padding="same", kernel_initializer="he_normal")),),
                (
                    Layer("batch_normalization_1", BatchNormalization()),
                    Block(
                        "residual_2",
                        Residual("linear"),
                        ((Layer("conv2d_4", Conv2D(4, (1, 1))),), (Layer("dropout_2", Dropout(0.1)),)),
                    ),
                ),
            ),
        ),
        Layer("pool", GlobalAveragePooling2D()),
        Layer("dense_1", Dense(10, "softmax")),
    ),
)


def figures(events: list[Event]) -> dict[str, list[float]]:
    """The columns of a run as Keras's History has them."""
    epochs = [each.epoch for each in of_type(events, EpochEnded)]
    found = {name: [getattr(each, name) for each in epochs] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    more = [dict(each.more) for each in epochs]
    return found | {name: [each[name] for each in more] for name in more[0]}


def check(bench: Bench, folder: Path, projects: dict[str, Project]) -> None:
    """Fails unless the scripts of all projects make the figures of their runs."""
    ours = {name: figures(bench.train(project)[1]) for name, project in projects.items()}
    scripts = [written(project, folder / f"{name}.py") for name, project in projects.items()]
    theirs = {name: found["history"] for name, found in zip(projects, left_by(scripts), strict=True)}
    assert {name: name for name in ours if ours[name] != theirs[name]} == {}, (ours, theirs)


def test_that_a_script_prepares_pictures_as_the_engine_does(bench: Bench, tmp_path: Path, project: Project) -> None:
    prepared = {each: replace(project, preprocessing=Preprocessing(each, floor=3.0)) for each in METHODS}
    layers = (RandomFlip(), RandomRotation(), RandomShear(y_factor=0.1))
    changed = {
        f"{each}_augmented": replace(project, preprocessing=Preprocessing(each, augmentation=layers))
        for each in METHODS
    }
    check(bench, tmp_path, prepared | changed)


def test_that_a_script_computes_every_loss_as_the_engine_does(bench: Bench, tmp_path: Path, project: Project) -> None:
    from cnnstudio.core.plan import LOSSES

    found = {}
    for loss in LOSSES:
        for smoothing in (0.0, 0.1):
            planned = with_plan(project, loss=loss, label_smoothing=smoothing, top_k=3, auc=True, f1=True)
            found[f"{loss}_{smoothing}".replace(".", "_")] = planned
    linear = project.network.change(project.network.path_of("dense_1") or (), activation="linear")
    for loss in ("categorical_crossentropy", "binary_crossentropy_sum", "categorical_focal_crossentropy"):
        found[f"{loss}_linear"] = with_plan(replace(project, network=linear), loss=loss, auc=True)
    hard = project.network.change(project.network.path_of("dense_1") or (), activation="hard_sigmoid")
    found["hard"] = replace(project, network=hard)
    check(bench, tmp_path, found)


def test_that_a_script_follows_every_optimiser_as_the_engine_does(
    bench: Bench, tmp_path: Path, project: Project
) -> None:
    found = {name: with_plan(project, optimizer=name, clip="norm", clip_at=0.5) for name in OPTIMIZERS}
    momentum = OPTIMIZERS["SGD"](momentum=0.9, nesterov=True, weight_decay=0.01)
    found["momentum"] = with_plan(project, optimizer="SGD", optimizer_settings=momentum, clip="global_norm")
    check(bench, tmp_path, found)


def test_that_a_script_sets_the_rate_batch_by_batch_and_stops_as_the_engine_does(
    bench: Bench, tmp_path: Path, project: Project
) -> None:
    schedules = (Step(1, 0.3), Exponential(0.4), Cosine(0.1), Plateau(1, 0.7, 0.5, 0.01))
    found = {
        f"{each.kind}_{warmup:g}".replace(".", "_"): with_plan(project, schedule=each, warmup=warmup, epochs=5)
        for each in schedules
        for warmup in (0.0, 1.5)
    }
    found["stops"] = with_plan(project, learning_rate=0.5, early_stopping=1, epochs=9)
    found["last"] = with_plan(project, keep_best=False)
    found["given"] = with_plan(project, class_weight="given", class_weights=(0.0, 2.5))
    found["balanced"] = with_plan(project, class_weight="balanced")
    found["bfloat16"] = with_plan(project, precision="mixed_bfloat16")
    found["float16"] = with_plan(project, precision="mixed_float16")
    found["processor"] = with_plan(project, device="cpu")
    check(bench, tmp_path, found)


def test_that_a_script_builds_blocks_as_the_engine_does(bench: Bench, tmp_path: Path, project: Project) -> None:
    tail = stack(Conv2D(4, activation="linear"), Activation("tanh"), MaxPooling2D(), Flatten(), Dense(10, "softmax"))
    found = {
        "blocks": replace(project, network=BLOCKS),
        "blocks_in_bfloat16": with_plan(replace(project, network=BLOCKS), precision="mixed_bfloat16"),
        "first": replace(project, network=Network((8, 8, 1), tail), data=replace(project.data, draw="first", subset=90)),
        "random": replace(project, data=replace(project.data, draw="random", subset=200, seed=3)),
        "tested": replace(project, data=replace(project.data, validation="test")),
    }
    check(bench, tmp_path, found)


def test_that_a_script_begins_with_the_weights_of_a_run(bench: Bench, tmp_path: Path, project: Project) -> None:
    subject, _ = bench.train(project)
    for number, changes in enumerate(({}, {"optimizer": "ScheduleFreeAdamW"})):
        again: Any = with_plan(project, start=subject.run, seed=9, **changes)
        _, events = bench.train(again, subject.file)
        weights = starting_weights(subject.file, again)
        (found,) = left_by([written(again, tmp_path / f"again{number}.py", weights)])
        assert found["history"] == figures(events)
    with ProjectFile.open(subject.file, read_only=True) as file:
        assert len(file.runs()) == 3


@pytest.mark.parametrize("draw", ["stratified", "random", "first"])
def test_that_a_script_divides_the_pictures_of_keras_as_the_engine_does(draw: str, tmp_path: Path) -> None:
    import numpy as np

    from cnnstudio.core.plan import DataRecipe
    from cnnstudio.core.scripting.pictures_code import pictures_code
    from cnnstudio.data.split import divide

    labels = np.random.default_rng(1).integers(0, 10, 500)
    recipe = DataRecipe("mnist", draw=draw, subset=301, validation_share=0.17, seed=5)
    _, code = pictures_code(Project(Network((28, 28, 1)), recipe), "", False)
    body = code.replace("keras.datasets.mnist.load_data()", "loaded")
    pictures = np.arange(500, dtype=np.int64)[:, None, None] * np.ones((1, 28, 28), np.int64)
    names: dict[str, Any] = {
        "np": np,
        "loaded": ((pictures, labels.astype(np.uint8)), (pictures[:9], labels[:9])),
        "DATA_SEED": 5,
        "DATA_SUBSET": 301,
        "DATA_VALIDATION_SHARE": 0.17,
    }
    exec(compile(body, "split", "exec"), names)
    found = divide(labels, recipe)
    assert np.array_equal(names["x_train"][:, 0, 0, 0], found.train)
    assert np.array_equal(names["x_val"][:, 0, 0, 0], found.validation)
    assert np.array_equal(names["y_val"], labels[found.validation])
