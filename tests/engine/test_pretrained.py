"""Training, looking and scoring with pretrained blocks, held against Keras by hand."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, ReLU
from cnnstudio.core.messages import (
    BatchEnded,
    Cancelled,
    Evaluate,
    Evaluated,
    Event,
    Export,
    Exported,
    Failed,
    FeaturesShown,
    Finished,
    MeasureWeights,
    Predict,
    Predicted,
    RunSubject,
    ShowFeatures,
    Train,
    WeightsMeasured,
)
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.data import library
from cnnstudio.data.split import split
from cnnstudio.engine.start import Ready
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import beginning, imported
from cnnstudio.files.saved.saved_model import read_saved
from cnnstudio.files.sources import brought
from tests.engine.conftest import Bench, columns, of_type, only, with_plan

BODY = (
    Layer("conv_1", Conv2D(4, padding=1)),
    Layer("norm", BatchNormalization()),
    Layer("relu", ReLU()),
    Layer("pool", MaxPooling2D()),
    Layer("conv_2", Conv2D(6, (2, 2), activation="relu")),
    Layer("norm_2", BatchNormalization()),
)
HEAD = (Layer("flat", Flatten()), Layer("hidden", Dense(8, "relu")), Layer("last", Dense(10, "softmax")))
WHOLE = Network((8, 8, 1), (*BODY, Layer("end", Flatten()), Layer("old", Dense(10, "softmax"))))


def transferred(digest: str = "", fine_tune: int = 0, source: str = "run:1") -> Network:
    return Network((8, 8, 1), (Block("base", Pretrained(source, digest, fine_tune, cache=False), (BODY,)), *HEAD))


class Transfer:
    """A project file with a run 1 whose first layers are taken on by others."""

    def __init__(self, bench: Bench, project: Project, path: str) -> None:
        self.bench, self.file = bench, path
        with ProjectFile.open(self.file, read_only=True) as file:
            weights = file.weights(1)[1]
        names = {node.name for node in BODY}
        self.taken = {name: array for name, array in weights.items() if name.partition("/")[0] in names}
        self.project = with_plan(replace(project, network=transferred(digest_of(self.taken.values()))), epochs=2)

    def train(self, fine_tune: int = 0, **plan: Any) -> tuple[RunSubject, list[Event]]:
        network = self.project.network.change((0,), fine_tune=fine_tune)
        return self.bench.train(with_plan(replace(self.project, network=network), **plan), self.file)

    def weights(self, run: int) -> dict[str, Any]:
        with ProjectFile.open(self.file, read_only=True) as file:
            return file.weights(run)[1]


@pytest.fixture(scope="module")
def trained(ready: Ready, digits: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A project file with one run."""
    recipe = DataRecipe("mnist", str(digits), validation_share=0.1)
    project = Project(WHOLE, recipe, plan=Plan(learning_rate=0.01, batch_size=32, epochs=2))
    subject, _ = Bench(tmp_path_factory.mktemp("trained")).train(project)
    return subject.file


@pytest.fixture
def transfer(bench: Bench, project: Project, trained: str, tmp_path: Path) -> Transfer:
    file = tmp_path / "transfer.cnnstudio"
    shutil.copy(trained, file)
    return Transfer(bench, project, str(file))


def plain_keras(taken: dict[str, Any], fine_tune: int) -> Any:
    """The same by hand; layers are made in the order in which they stand."""
    import keras

    base = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.ZeroPadding2D(1),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(6, 2, activation="relu"),
            keras.layers.BatchNormalization(),
        ]
    )
    base.set_weights(list(taken.values()))
    base.trainable = False
    if fine_tune:
        base.layers[5].trainable = True
    head = [
        keras.layers.Flatten(),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
    return keras.Sequential([keras.Input((8, 8, 1)), *base.layers, *head])


@pytest.mark.parametrize("fine_tune", [0, 1])
def test_that_training_is_bit_for_bit_that_of_plain_keras_with_frozen_layers(
    transfer: Transfer, fine_tune: int
) -> None:
    import keras

    subject, events = transfer.train(fine_tune)
    project = transfer.project
    parts, plan = split(library.load(project.data), project.data), project.plan

    def batches() -> Iterator[Any]:
        for epoch in itertools.count(1):
            order = np.random.default_rng((plan.seed, epoch)).permutation(216)
            for start in range(0, 216, plan.batch_size):
                some = order[start : start + plan.batch_size]
                yield parts.x_train[some].astype("float32") / 255, parts.y_train[some]

    keras.utils.set_random_seed(plan.seed)
    model = plain_keras(transfer.taken, fine_tune)
    model.compile(keras.optimizers.Adam(plan.learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    held = parts.x_validation.astype("float32") / 255, parts.y_validation
    how = {"steps_per_epoch": 7, "epochs": 2, "verbose": 0, "shuffle": False}
    history = model.fit(batches(), validation_data=held, **how).history
    with ProjectFile.open(subject.file, read_only=True) as file:
        epochs = file.run(subject.run).epochs
    assert [each.val_loss for each in epochs] == history["val_loss"]
    assert [each.val_accuracy for each in epochs] == history["val_accuracy"]
    assert only(events, Finished).status == "finished"


def test_that_a_run_stores_only_what_it_trains_and_is_looked_into_as_a_whole(transfer: Transfer) -> None:
    bench = transfer.bench
    subject, events = transfer.train()
    assert {name.partition("/")[0] for name in transfer.weights(2)} == {"hidden", "last"}
    picture = np.random.default_rng(1).integers(0, 256, (8, 8, 1), np.uint8)
    found = only(bench.work(Predict(subject=subject, picture=picture)), Predicted)
    model = plain_keras(transfer.taken, 0)
    model.set_weights([*transfer.taken.values(), *transfer.weights(2).values()])
    expected = np.asarray(model(picture[None].astype("float32") / 255, training=False))[0]
    assert np.allclose(found.probabilities, expected, atol=1e-6)
    maps = only(bench.work(ShowFeatures(subject=subject, picture=picture, layer="conv_2")), FeaturesShown)
    assert maps.maps.shape[-1] == 6
    measured = only(bench.work(MeasureWeights(subject=subject)), WeightsMeasured)
    assert [name for name, _ in measured.weights][:2] == ["conv_1/kernel", "conv_1/bias"]
    scored = only(bench.work(Evaluate(subject=subject, data=transfer.project.data)), Evaluated)
    assert scored.scores.misclassified == only(events, Finished).test.misclassified


def test_that_a_resumed_run_ends_as_one_that_was_never_broken_off(transfer: Transfer) -> None:
    straight, _ = transfer.train(1, epochs=3, keep_best=False)
    broken, _ = transfer.train(1, epochs=2, keep_best=False)
    transfer.bench.work(Train(file=transfer.file, project=transfer.project, resume=broken.run, epochs=3))
    one, two = transfer.weights(straight.run), transfer.weights(broken.run)
    assert list(one) == list(two)
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_that_fine_tuning_goes_on_from_the_head_with_the_base_as_its_source_has_it(transfer: Transfer) -> None:
    transfer.train()
    subject, events = transfer.train(1, start=2, learning_rate=1e-30, epochs=1)
    assert only(events, Finished).status == "finished"
    before, now = transfer.weights(2), transfer.weights(subject.run)
    assert all(np.array_equal(now[name], array) for name, array in before.items())
    assert {name: array for name, array in now.items() if name not in before}.keys() == {"conv_2/kernel", "conv_2/bias"}
    assert np.array_equal(now["conv_2/kernel"], transfer.taken["conv_2/kernel"])


def test_that_a_frozen_network_starts_from_a_fine_tuned_run_without_its_tuned_layers(transfer: Transfer) -> None:
    transfer.train(1)
    subject, events = transfer.train(0, start=2, learning_rate=1e-30, epochs=1)
    picture = np.zeros((8, 8, 1), np.uint8)
    transfer.bench.work(Predict(subject=subject, picture=picture))
    assert only(events, Finished).status == "finished"
    assert np.array_equal(transfer.weights(subject.run)["last/bias"], transfer.weights(2)["last/bias"])
    assert only(events, Finished).text == "Not as in run 2, which trained on them, but as in their source: conv_2."
    assert only(transfer.train(1, start=2, epochs=1)[1], Finished).text == ""


def test_that_a_run_knows_by_what_weights_it_was_trained_though_its_project_did_not(transfer: Transfer) -> None:
    without = replace(transfer.project, network=transferred(fine_tune=1))
    for plan in ({"epochs": 1}, {"epochs": 1, "start": 2}):
        subject, events = transfer.bench.train(with_plan(without, **plan), transfer.file)
        assert only(events, Finished).status == "finished"
        with ProjectFile.open(transfer.file, read_only=True) as file:
            assert file.run(subject.run).project.network == transfer.project.network.change((0,), fine_tune=1)


def test_that_epoch_after_epoch_is_looked_at_without_reading_the_source_again(
    transfer: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.files import sources

    subject, _ = transfer.train(keep_best=False)
    read, arrays_from = [], sources._arrays_from

    def counted(*arguments: Any) -> Any:
        read.append(arguments)
        return arrays_from(*arguments)

    monkeypatch.setattr(sources, "_arrays_from", counted)
    picture = np.random.default_rng(1).integers(0, 256, (8, 8, 1), np.uint8)
    found = [
        only(transfer.bench.work(Predict(subject=replace(subject, epoch=epoch), picture=picture)), Predicted)
        for epoch in (1, 2)
    ]
    assert len(read) == 1
    assert not np.array_equal(found[0].probabilities, found[1].probabilities)
    alone = Bench(Path(transfer.file).parent)
    again = only(alone.work(Predict(subject=replace(subject, epoch=2), picture=picture)), Predicted)
    assert np.array_equal(again.probabilities, found[1].probabilities)


def test_that_memory_is_asked_for_before_the_weights_of_a_base_are_read(
    transfer: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.training import train

    def refused(*_: object) -> None:
        raise StudioError("No memory.")

    def read(*_: object, **__: object) -> None:
        pytest.fail("the weights were read")

    monkeypatch.setattr(train.memory, "require", refused)
    monkeypatch.setattr(train, "brought", read)
    failed = only(transfer.bench.work(Train(file=transfer.file, project=transfer.project)), Failed)
    assert failed.text == "No memory."


def test_that_a_stop_is_heard_once_the_weights_of_a_base_are_read(
    transfer: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstudio.engine.training import train

    def stopped(*arguments: Any, **named: Any) -> Any:
        transfer.bench.mailbox.stop()
        return brought(*arguments, **named)

    def read(*_: object, **__: object) -> None:
        pytest.fail("the pictures were read")

    monkeypatch.setattr(train, "brought", stopped)
    monkeypatch.setattr(train, "material", read)
    events = transfer.bench.work(Train(file=transfer.file, project=transfer.project))
    assert of_type(events, Cancelled)


def test_that_the_same_seed_gives_the_same_run_with_other_precision_scored_as_it_is_opened(transfer: Transfer) -> None:
    subject, events = transfer.train(1, precision="mixed_bfloat16", epochs=1)
    scored = only(transfer.bench.work(Evaluate(subject=subject, data=transfer.project.data)), Evaluated)
    assert scored.scores.misclassified == only(events, Finished).test.misclassified
    _, others = transfer.train(1, precision="mixed_bfloat16", epochs=1)
    assert columns(others) == columns(events)


def test_that_a_missing_or_changed_source_is_said_in_words_before_anything_begins(transfer: Transfer) -> None:
    subject, _ = transfer.train()
    gone = replace(transfer.project, network=transferred(source="run:9"))
    failed = only(transfer.bench.work(Train(file=transfer.file, project=gone)), Failed)
    assert "run 9, which is not in" in failed.text
    other = replace(transfer.project, network=transferred("0" * 64))
    failed = only(transfer.bench.work(Train(file=transfer.file, project=other)), Failed)
    assert "not those any more" in failed.text
    with ProjectFile.open(transfer.file) as file:
        assert [run.number for run in file.runs()] == [1, 2]
        file.delete_run(1, anyway=True)
    bench = Bench(Path(transfer.file).parent)
    failed = only(bench.work(Predict(subject=subject, picture=np.zeros((8, 8, 1), np.uint8))), Failed)
    assert "run 1, which is not in" in failed.text


def test_that_the_live_network_answers_while_it_trains(transfer: Transfer) -> None:
    bench = transfer.bench
    picture = np.zeros((8, 8, 1), np.uint8)
    subject = RunSubject(transfer.file, 2)
    bench.when(
        lambda event: isinstance(event, BatchEnded) and event.batch == 3,
        lambda: bench.mailbox.post(Predict(subject=subject, picture=picture)),
    )
    _, events = transfer.train()
    assert len(of_type(events, Predicted)) == 1


def test_that_layers_of_a_base_that_change_at_random_do_so_as_in_keras(bench: Bench, project: Project) -> None:
    from cnnstudio.engine.build import build

    body = (Layer("conv", Conv2D(4)), Layer("drop", Dropout(0.5)))
    network = Network((8, 8, 1), (Block("base", Pretrained("run:1", cache=False), (body,)), *HEAD))
    model = build(network)
    assert [each.name for each in model.layers if each.trainable_variables] == ["hidden", "last"]
    assert analyse(network).totals.trainable == sum(int(np.prod(each.shape)) for each in model.trainable_variables)


def test_that_a_network_with_frozen_layers_goes_out_as_keras_file_and_comes_back_with_its_block(
    transfer: Transfer, tmp_path: Path
) -> None:
    import keras

    subject, _ = transfer.train(1)
    target = tmp_path / "taken home.keras"
    only(transfer.bench.work(Export(subject=subject, path=str(target))), Exported)
    plain = keras.models.load_model(target)
    assert [each.name for each in plain.layers if each.trainable_variables] == ["conv_2", "hidden", "last"]
    saved = read_saved(target)
    assert saved.notes == ()
    assert saved.network == transfer.project.network.change((0,), fine_tune=1)
    found = imported(saved, target)
    other = str(tmp_path / "other.cnnstudio")
    start = with_plan(replace(transfer.project, network=saved.network), epochs=1, learning_rate=1e-30)
    with ProjectFile.create(other, beginning(replace(found, project=start)), found) as file:
        mine = file.project()
        before = file.weights(1)[1]
    block = mine.network.nodes[0]
    assert isinstance(block.spec, Pretrained)
    assert block.spec.source == "run:1"
    tried, events = transfer.bench.train(mine, other)
    assert only(events, Finished).status == "finished"
    with ProjectFile.open(other, read_only=True) as file:
        after = file.weights(tried.run)[1]
        assert file.why_not_delete([1])
    assert all(np.array_equal(before[name], array) for name, array in after.items())


def test_that_a_run_others_rest_on_does_not_go_on_and_is_not_deleted_by_itself(transfer: Transfer) -> None:
    transfer.train()
    failed = only(transfer.bench.work(Train(file=transfer.file, project=transfer.project, resume=1, epochs=9)), Failed)
    assert "Run 2" in failed.text
    with ProjectFile.open(transfer.file) as file:
        with pytest.raises(StudioError, match="Run 2"):
            file.delete_run(1)
        assert file.why_not_delete([1, 2]) == ""
        assert file.why_not_delete([2]) == ""


def test_that_a_base_of_a_base_brings_all_its_weights(transfer: Transfer) -> None:
    transfer.train()
    block = transfer.project.network.nodes[0]
    inner = Block("outer", Pretrained("run:2", cache=False), ((block, *HEAD[:2]),))
    network = Network((8, 8, 1), (inner, Layer("new", Dense(10, "softmax"))))
    third, events = transfer.bench.train(replace(transfer.project, network=network), transfer.file)
    assert only(events, Finished).status == "finished"
    assert {name.partition("/")[0] for name in transfer.weights(third.run)} == {"new"}
    measured = only(transfer.bench.work(MeasureWeights(subject=third)), WeightsMeasured)
    assert [name for name, _ in measured.weights][:1] == ["conv_1/kernel"]
