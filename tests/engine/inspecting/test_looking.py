"""Kernels, feature maps and predictions of stored runs and saved files."""

from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.blocks import Residual
from cnnstudio.core.messages import (
    Export,
    Failed,
    FeaturesShown,
    KernelsShown,
    Predict,
    Predicted,
    RunSubject,
    SavedSubject,
    ShowFeatures,
    ShowKernels,
    Train,
)
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.engine.inspecting.predict import softmax
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, of_type, only, small_network, with_plan

PICTURE = np.random.default_rng(5).integers(0, 256, (8, 8, 1), np.uint8)


def test_that_kernels_are_the_weights_in_the_file(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    shown = only(bench.work(ShowKernels(subject=subject, layer="conv2d_2")), KernelsShown)
    with ProjectFile.open(subject.file) as file:
        assert np.array_equal(shown.kernels, file.weights(1)[1]["conv2d_2/kernel"])
    assert not shown.kernels.flags.writeable


def test_that_each_kept_epoch_can_be_looked_at(bench: Bench, project: Project) -> None:
    subject = bench.trained(project)
    kernels = []
    for epoch in (1, 2):
        request = ShowKernels(subject=replace(subject, epoch=epoch), layer="conv2d_1")
        kernels.append(only(bench.work(request), KernelsShown).kernels)
    with ProjectFile.open(subject.file) as file:
        stored = [file.weights(1, epoch)[1]["conv2d_1/kernel"] for epoch in (1, 2)]
    assert not np.array_equal(*kernels)
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(kernels, stored, strict=True))


def test_that_the_features_of_every_layer_have_the_shape_of_its_row(bench: Bench, project: Project) -> None:
    from cnnstudio.core.analysis import analyse

    subject = bench.trained(project)
    for row in analyse(project.network).rows:
        shown = only(bench.work(ShowFeatures(subject=subject, layer=row.name, picture=PICTURE)), FeaturesShown)
        assert shown.maps.shape == row.output_shape


@pytest.mark.parametrize("method", ["raw", "scale", "standardise"])
def test_that_a_prediction_goes_through_the_runs_own_preprocessing(bench: Bench, project: Project, method: str) -> None:
    from cnnstudio.engine.build import build, set_weights

    subject = bench.drawn(replace(project, preprocessing=Preprocessing(method)))
    predicted = only(bench.work(Predict(subject=subject, picture=PICTURE)), Predicted)
    with ProjectFile.open(subject.file) as file:
        run, (_, weights) = file.run(1), file.weights(1)
    keras_model = build(project.network)
    set_weights(keras_model, project.network, weights)
    expected = np.asarray(keras_model(run.prepared.apply(PICTURE[None]), training=False))[0]
    np.testing.assert_allclose(predicted.probabilities, expected, rtol=1e-5, atol=1e-7)
    assert predicted.labels == tuple("0123456789")


def test_that_logits_are_shown_as_probabilities(bench: Bench, project: Project) -> None:
    subject = bench.drawn(replace(project, network=small_network("linear")))
    predicted = only(bench.work(Predict(subject=subject, picture=PICTURE)), Predicted)
    logits = only(bench.work(ShowFeatures(subject=subject, layer="dense_1", picture=PICTURE)), FeaturesShown)
    np.testing.assert_allclose(predicted.probabilities, softmax(logits.maps), rtol=1e-6)
    assert predicted.probabilities.sum() == pytest.approx(1)


def test_that_a_large_number_does_not_make_softmax_overflow() -> None:
    assert softmax(np.array([1000, 0], np.float32)).tolist() == [1, 0]


@pytest.mark.parametrize("shape", [(9, 8, 1), (8, 8, 3), (8, 8)])
def test_that_a_picture_of_another_size_is_refused_in_words(
    bench: Bench, project: Project, shape: tuple[int, ...]
) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    failed = only(bench.work(Predict(subject=subject, picture=np.zeros(shape, np.uint8))), Failed)
    assert failed.text == (f"The network expects pictures of 8 × 8 × 1, not of {' × '.join(map(str, shape))}.")
    assert failed.details == ""


def test_that_a_layer_without_weights_or_without_a_name_is_said(bench: Bench, project: Project) -> None:
    subject = bench.trained(with_plan(project, epochs=1))
    events = bench.work(
        ShowKernels("a", subject=subject, layer="flatten_1"), ShowKernels("b", subject=subject, layer="conv2d_9")
    )
    assert [each.text for each in of_type(events, Failed)] == [
        "“flatten_1” has no weights to show.",
        "This network has no layer called “conv2d_9”.",
    ]


def test_that_a_run_that_never_ended_an_epoch_is_said_to_have_no_weights(bench: Bench, project: Project) -> None:
    file = bench.file(project)
    bench.mailbox.post(Train(file=file, project=project))
    bench.mailbox.stop()
    bench.work()
    with ProjectFile.open(file) as opened:
        assert opened.runs() == ()  # stopped before it began: nothing was stored
        from cnnstudio.core.pictures.preprocessing import Prepared

        labels = tuple("0123456789")
        opened.begin_run(project, name="", labels=labels, prepared=Prepared(), started="2026-01-01", versions={})
    failed = only(bench.work(Predict(subject=RunSubject(file, 1), picture=PICTURE)), Failed)
    assert failed.text == "“Run 1” has no weights yet: its first epoch did not end."


def test_that_only_a_few_networks_are_kept_at_hand_and_a_new_file_is_read_again(bench: Bench, project: Project) -> None:
    first, second = (bench.train(with_plan(project, epochs=1, seed=seed))[0] for seed in (1, 2))
    path = f"{first.file}.keras"
    shown = []
    for subject in (first, second):
        bench.work(Export(subject=subject, path=path))
        request = ShowKernels(subject=SavedSubject(path), layer="conv2d_1")
        shown.append(only(bench.work(request), KernelsShown).kernels)
    assert not np.array_equal(*shown)
    assert len(bench._desk._subjects._kept) == 3


def test_that_a_network_with_blocks_is_looked_into_by_the_names_of_its_blocks(bench: Bench, project: Project) -> None:
    from cnnstudio.core.layers import Conv2D, Dense, Flatten
    from cnnstudio.core.network import Block, Layer

    body = (Layer("inner", Conv2D(1, padding=1)),)
    nodes = (Block("residual", Residual(), (body, ())), Layer("flat", Flatten()), Layer("end", Dense(10, "softmax")))
    subject = bench.drawn(with_plan(replace(project, network=Network((8, 8, 1), nodes)), epochs=1))
    maps = {}
    for name in ("inner", "residual"):
        maps[name] = only(bench.work(ShowFeatures(subject=subject, layer=name, picture=PICTURE)), FeaturesShown).maps
    np.testing.assert_allclose(maps["residual"], maps["inner"] + PICTURE / np.float32(255), rtol=1e-5, atol=1e-6)
