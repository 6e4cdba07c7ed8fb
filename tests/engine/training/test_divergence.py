"""Numbers that stop being finite: found, located, and what was learned before is kept."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Conv2D, Dense, Flatten, ReLU
from cnnstudio.core.messages import BatchEnded, EpochEnded, Evaluate, Evaluated, Finished, ValidationBatchEnded
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, of_type, only, with_plan

PLAIN = Network((8, 8, 1), stack(Conv2D(4), Flatten(), Dense(10, "softmax")))


def test_that_an_infinite_loss_ends_the_run_in_words(bench: Bench, project: Project) -> None:
    wild = replace(
        with_plan(project, optimizer="SGD", learning_rate=1e6, loss="mean_squared_error"),
        network=Network((8, 8, 1), stack(Flatten(), Dense(10, "linear"))),
        preprocessing=Preprocessing("raw"),
    )
    subject, events = bench.train(wild)
    finished = only(events, Finished)
    assert finished.status == "failed"
    assert finished.text.startswith("The loss became infinite or not a number in epoch 1, batch ")
    assert ", first in the loss, which overflows at outputs as large as " in finished.text
    assert "Lower the learning rate" in finished.text
    with ProjectFile.open(subject.file) as file:
        run = file.run(subject.run)
    assert (run.status, run.kept, run.reason, run.test) == ("failed", (), finished.text, None)


def test_that_after_weights_that_are_no_numbers_the_last_sound_epoch_is_what_remains_and_is_scored(
    bench: Bench, project: Project
) -> None:
    def spoil() -> None:
        kernel = bench.live.loaded.keras_model.get_layer("conv2d_1").kernel
        kernel.assign(np.full(kernel.shape, np.nan))

    bench.when(lambda event: isinstance(event, ValidationBatchEnded) and event.epoch == 2, spoil)
    subject, events = bench.train(replace(project, network=PLAIN))
    finished = only(events, Finished)
    assert finished.text == (
        "A weight became infinite or not a number in epoch 2, first in the weights of “conv2d_1”. What it had learned "
        "by epoch 1 is kept. Lower the learning rate, or prepare the pictures so that their values are small."
    )
    with ProjectFile.open(subject.file) as file:
        run = file.run(subject.run)
        assert all(np.isfinite(array).all() for array in file.weights(subject.run)[1].values())
    assert (run.status, run.kept, run.resumable, run.reason) == ("failed", (1,), (), finished.text)
    assert len(of_type(events, EpochEnded)) == 1
    evaluated = only(bench.work(Evaluate(subject=subject, data=project.data)), Evaluated)
    assert finished.test == run.test == evaluated.scores
    assert run.train is not None
    assert run.validation is not None


def test_that_a_pixel_that_is_no_number_is_found_behind_a_finite_loss(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = Prepared.apply

    def spoilt(prepared: Prepared, pictures: Any) -> Any:
        found = apply(prepared, pictures)
        if found.shape[0] == 216:  # the training pictures
            found[5, 3, 3, 0] = np.nan
        return found

    monkeypatch.setattr(Prepared, "apply", spoilt)
    nodes = stack(Conv2D(4), ReLU(), Flatten(), Dense(10, "softmax"))
    _, events = bench.train(replace(project, network=Network((8, 8, 1), nodes)))
    finished = only(events, Finished)
    losses = [each.loss for each in of_type(events, BatchEnded)]
    assert len(losses) == 7
    assert np.isfinite(losses).all()
    assert " in epoch 1: training picture 6 is no picture of finite numbers once prepared. " in finished.text
    assert finished.text.endswith("Choose another preprocessing, or leave the picture out.")


@pytest.mark.parametrize(
    ("spoilt", "place"),
    [
        ({"dense_1/kernel": 3e38}, "the output of “dense_1”"),
        ({"dense_1/bias": np.nan}, "the weights of “dense_1”"),
        ({"dense_1/bias": np.nan, "conv2d_1/kernel": 1e38}, "the output of “conv2d_1”"),
        ({"dense_1/bias": 1e30}, "the loss, which overflows at outputs as large as 1e+30"),
        ({}, ""),
    ],
)
def test_that_the_first_layer_from_the_picture_on_is_named(ready: Any, spoilt: dict[str, float], place: str) -> None:
    from cnnstudio.engine.build import build, get_weights
    from cnnstudio.engine.subjects import load
    from cnnstudio.engine.training.divergence import Diverged, located

    network = Network((8, 8, 1), stack(Conv2D(4), Flatten(), Dense(10, "linear")))
    weights = get_weights(build(network), network)
    weights = {name: np.full_like(array, spoilt[name]) if name in spoilt else array for name, array in weights.items()}
    loaded = load(network, weights, tuple("0123456789"), Prepared())
    pictures = np.full((40, 8, 8, 1), 200, np.uint8)
    found = located(Diverged("The loss went.", "Do this."), loaded, weights, Prepared(Preprocessing("raw")), pictures)
    assert found.text == (f"The loss went, first in {place}." if place else "The loss went.")
