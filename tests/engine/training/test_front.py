"""Training on pictures as they are: the front, augmentation, and pictures that stay in a file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.layers.augmentation import RandomErasing, RandomFlip, RandomRotation
from cnnstudio.core.layers.colour import RandomHue
from cnnstudio.core.messages import (
    Augment,
    Augmented,
    BatchEnded,
    Cancelled,
    EpochEnded,
    Event,
    Failed,
    Finished,
    Started,
    Train,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import LOSSES, Plan
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, columns, of_type, only, with_plan

RANDOM = np.random.default_rng(0)
PICTURES = (RANDOM.integers(0, 256, (300, 6, 5, 3)) * RANDOM.uniform(0, 1, (6, 5, 3))).astype(np.uint8)
COLOURS = Network((6, 5, 3), stack(Conv2D(4), Flatten(), Dense(10, "softmax")))
AUGMENTED = Preprocessing(augmentation=(RandomRotation(), RandomErasing()))


def weights_of(event: Started) -> dict[str, Any]:
    with ProjectFile.open(event.file) as file:
        return file.weights(event.run)[1]


def test_that_the_layers_of_the_front_do_what_the_preprocessing_does(ready: Any) -> None:
    import tensorflow as tf

    from cnnstudio.engine.training.front import made, scaling

    pictures = np.concatenate([PICTURES, np.zeros((1, 6, 5, 3), np.uint8), np.full((1, 6, 5, 3), 255, np.uint8)])
    for method in METHODS:
        prepared = Preprocessing(method).fit(PICTURES)
        tensor = tf.cast(pictures, tf.float32)
        for layer in made(scaling(prepared, (6, 5, 3))):
            tensor = layer(tensor)
        wanted = prepared.apply(pictures)
        np.testing.assert_allclose(tensor.numpy(), wanted, rtol=1e-6, atol=1e-6 * np.abs(wanted).max(), err_msg=method)


@pytest.mark.parametrize("loss", LOSSES)
def test_that_a_step_behind_a_front_is_the_step_of_a_plain_script(ready: Any, loss: str) -> None:
    import keras

    from cnnstudio.engine.build import build
    from cnnstudio.engine.training.compiling import compile_
    from cnnstudio.engine.training.front import with_front
    from cnnstudio.engine.training.losses import targets

    prepared, y = Preprocessing("standardise_pixel").fit(PICTURES), targets(loss, np.arange(32) % 10, 10)
    figures = []
    for behind in (False, True):
        keras.utils.set_random_seed(1)
        inner = build(COLOURS)
        trained = with_front(inner, prepared, COLOURS.input_shape) if behind else inner
        compile_(trained, Plan(loss=loss), COLOURS)
        x = PICTURES[:32] if behind else prepared.apply(PICTURES[:32])
        figures.append([*trained.train_on_batch(x, y), *(each.numpy() for each in inner.trainable_variables)])
    for ours, theirs in zip(*figures, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_that_an_augmented_run_is_the_same_again_bit_for_bit_and_another_than_the_plain_one(
    bench: Bench, project: Project
) -> None:
    augmented = replace(project, preprocessing=AUGMENTED)
    (_, first), (_, second), (_, plain) = bench.train(augmented), bench.train(augmented), bench.train(project)
    assert columns(first) == columns(second) != columns(plain)
    ours, theirs = (weights_of(only(events, Started)) for events in (first, second))
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    assert only(first, Finished).prepared.preprocessing.augmentation == AUGMENTED.augmentation


def test_that_nothing_is_augmented_in_validation_and_test(bench: Bench, project: Project) -> None:
    on_test = replace(project, preprocessing=AUGMENTED, data=replace(project.data, validation="test"))
    _, events = bench.train(on_test)
    finished, epochs = only(events, Finished), [each.epoch for each in of_type(events, EpochEnded)]
    best = epochs[finished.best_epoch - 1]
    assert finished.test is not None
    assert finished.test.loss == pytest.approx(best.val_loss, rel=1e-5)  # by the inner network and Prepared.apply


def test_that_an_augmentation_the_pictures_cannot_have_is_refused_in_words(bench: Bench, project: Project) -> None:
    wrong = replace(project, preprocessing=Preprocessing(augmentation=(RandomHue(),)))
    failed = only(bench.work(Train(file=bench.file(wrong), project=wrong)), Failed)
    assert failed.text.startswith("RandomHue works on colours")
    assert failed.details == ""


def test_that_batches_from_a_file_are_drawn_anew_each_epoch_and_counted(
    bench: Bench, project: Project, store: Callable[[], Path]
) -> None:
    store()
    _, events = bench.train(replace(project, preprocessing=AUGMENTED))
    assert (only(events, Started).batches, len(of_type(events, BatchEnded))) == (7, 14)
    _, again = bench.train(replace(project, preprocessing=AUGMENTED))
    assert columns(again) == columns(events)


def test_that_a_file_cut_short_in_training_ends_the_run_in_words(
    bench: Bench, project: Project, store: Callable[[], Path]
) -> None:
    path = store()

    def cut() -> None:
        path.write_bytes(b"")

    bench.when(lambda event: isinstance(event, EpochEnded), cut)
    _, events = bench.train(with_plan(project, epochs=5))
    finished = only(events, Finished)
    assert (finished.status, finished.epochs) == ("failed", 1)
    assert finished.text == "The stored pictures “pictures.raw” cannot be read any more. Load the data again."


def test_that_a_run_on_pictures_in_a_file_stops_at_the_batch(
    bench: Bench, project: Project, store: Callable[[], Path]
) -> None:
    store()
    bench.when(lambda event: isinstance(event, BatchEnded) and event.batch == 3, bench.mailbox.stop)
    _, events = bench.train(with_plan(project, epochs=50))
    assert only(events, Finished).status == "stopped"
    assert len(of_type(events, BatchEnded)) == 3


def test_that_measuring_the_pictures_is_stopped_before_a_run_begins(
    bench: Bench, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = Preprocessing.fit

    def stopping(self: Preprocessing, pictures: Any, between: Callable[[], None] = lambda: None) -> Prepared:
        bench.mailbox.stop()
        return fit(self, pictures, between)

    monkeypatch.setattr(Preprocessing, "fit", stopping)
    changed = replace(project, preprocessing=Preprocessing("standardise"))
    events = bench.work(Train(file=bench.file(changed), project=changed))
    assert [type(event) for event in events] == [Cancelled]


PICTURE = PICTURES[0]


def test_that_variants_are_pictures_that_the_seed_decides_on(bench: Bench) -> None:
    def shown(**changes: Any) -> Any:
        request = Augment(picture=PICTURE, augmentation=(RandomFlip(), RandomRotation(0.1)))
        return only(bench.work(replace(request, **changes)), Augmented).pictures

    first = shown()
    assert (first.shape, first.dtype, first.flags.writeable) == ((8, 6, 5, 3), np.uint8, False)
    assert np.array_equal(first, shown())
    assert not np.array_equal(first, shown(seed=1))
    assert len({each.tobytes() for each in first}) > 4
    assert np.array_equal(shown(augmentation=(), count=2), np.stack([PICTURE] * 2))


def test_that_variants_of_what_cannot_be_changed_are_refused_in_words(bench: Bench) -> None:
    grey = PICTURE[..., :1]
    failed = only(bench.work(Augment(picture=grey, augmentation=(RandomHue(),))), Failed)
    assert failed.text.startswith("RandomHue works on colours")
    failed = only(bench.work(Augment(picture=grey, augmentation=(), count=1000)), Failed)
    assert (failed.text, failed.details) == ("1 to 64 variants of one picture can be shown.", "")


def test_that_variants_asked_for_while_training_change_no_figure(bench: Bench, project: Project) -> None:
    augmented = replace(project, preprocessing=AUGMENTED)
    _, quiet = bench.train(augmented)

    def at_batch(event: Event) -> bool:
        return isinstance(event, BatchEnded) and event.batch == 3

    ask = Augment(picture=PICTURE, augmentation=AUGMENTED.augmentation)
    bench.when(at_batch, lambda: bench.mailbox.post(ask))
    _, watched = bench.train(augmented)
    assert only(watched, Augmented).pictures.shape == (8, 6, 5, 3)
    assert columns(watched) == columns(quiet)
