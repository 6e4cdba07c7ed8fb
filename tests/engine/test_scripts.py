"""That an exported script makes what a run made, to the last digit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    GlobalAveragePooling2D,
    SeparableConv2D,
)
from cnnstudio.core.layers.augmentation import RandomFlip, RandomRotation, RandomShear
from cnnstudio.core.messages import EpochEnded, Event
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.schedules import Cosine, Exponential, Plateau, Step
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
    own = ("loss", "accuracy", "val_loss", "val_accuracy")
    found = {name: [getattr(each, name) for each in epochs] for name in own}
    more = [dict(each.more) for each in epochs]
    return found | {name: [each[name] for each in more] for name in more[0]}


def drawn(project: Project, **data: Any) -> Project:
    return replace(project, data=replace(project.data, **data))


def varied(project: Project) -> dict[str, Project]:
    """Projects that differ in all that a script has to do as the engine does it; each shows several things at once."""
    changes = (RandomFlip(), RandomRotation(), RandomShear(y_factor=0.1))
    momentum = OPTIMIZERS["SGD"](momentum=0.9, nesterov=True, weight_decay=0.01)
    linear = project.network.change(project.network.path_of("dense_1") or (), activation="linear")
    measured = {"label_smoothing": 0.1, "top_k": 3, "auc": True, "f1": True}

    def made(method: str, augmentation: Any = (), network: Network = project.network, **plan: Any) -> Project:
        preprocessing = Preprocessing(method, 3.0, augmentation=augmentation)
        return with_plan(replace(project, network=network, preprocessing=preprocessing), **plan)

    return {
        "blocks": made(
            "standardise_picture", network=BLOCKS, schedule=Cosine(0.1), warmup=1.5, class_weight="balanced", epochs=3
        ),
        "changed": made("scale", changes, schedule=Plateau(1, 0.7, 0.5, 0.01), epochs=3, **measured),
        "stops": drawn(
            made("standardise", optimizer="SGD", optimizer_settings=momentum, early_stopping=1, epochs=6),
            draw="first",
            subset=90,
        ),
        "sum": drawn(
            made("signed", network=linear, loss="binary_crossentropy_sum", schedule=Exponential(0.4), auc=True),
            validation="test",
            draw="random",
            subset=200,
            seed=3,
        ),
        "focal": made("raw", loss="categorical_focal_crossentropy", schedule=Step(1, 0.3), precision="mixed_bfloat16"),
        "half": made("raw", optimizer="ScheduleFreeAdamW", loss="mean_squared_error", precision="mixed_float16"),
        "error": made(
            "standardise_pixel",
            changes[:1],
            linear,
            loss="mean_squared_error",
            label_smoothing=0.1,
            keep_best=False,
            auc=True,
        ),
        "free": made("scale", optimizer="ScheduleFreeAdamW", class_weight="given", class_weights=(0.0, 2.5)),
    }


def test_that_a_script_makes_the_figures_of_a_run_to_the_last_digit(
    bench: Bench, tmp_path: Path, project: Project
) -> None:
    projects = varied(project)
    ours = {name: figures(bench.train(each)[1]) for name, each in projects.items()}
    scripts = [written(each, tmp_path / f"{name}.py") for name, each in projects.items()]
    theirs = {name: found["history"] for name, found in zip(projects, left_by(scripts), strict=True)}
    assert ours == theirs


@pytest.mark.parametrize("optimizer", ["Adam", "ScheduleFreeAdamW"])
def test_that_a_script_begins_with_the_weights_of_a_run(
    bench: Bench, tmp_path: Path, project: Project, optimizer: str
) -> None:
    subject, _ = bench.train(project)
    again = with_plan(project, start=subject.run, seed=9, optimizer=optimizer)
    _, events = bench.train(again, subject.file)
    (found,) = left_by([written(again, tmp_path / "again.py", starting_weights(subject.file, again))])
    assert found["history"] == figures(events)


@pytest.mark.parametrize("draw", ["stratified", "random", "first"])
def test_that_a_script_divides_the_pictures_of_keras_as_the_engine_does(draw: str, tmp_path: Path) -> None:
    import numpy as np

    from cnnstudio.core.scripting.pictures_code import pictures_code
    from cnnstudio.core.training.plan import DataRecipe
    from cnnstudio.data.split import divide

    labels = np.random.default_rng(1).integers(0, 10, 500)
    recipe = DataRecipe("mnist", draw=draw, subset=301, validation_share=0.17, seed=5)
    _, code = pictures_code(Project(Network((28, 28, 1)), recipe), "", False, {})
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
