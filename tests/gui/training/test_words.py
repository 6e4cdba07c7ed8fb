"""What the Train page says of runs."""

from dataclasses import replace

import pytest

from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten
from cnnstudio.core.network import Block, Layer, Network, Row, walk
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS, Preset, preset
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch, Run, Status
from cnnstudio.core.transferring.features import FEATURES
from cnnstudio.gui.training import words
from cnnstudio.gui.training.words import architecture, called, ending, run_line


def project(name: str = "lenet") -> Project:
    found = preset(name)
    assert found is not None
    return found.project


def run(status: Status = "finished", epochs: int = 2, test: Scores | None = None) -> Run:
    figures = tuple(Epoch(number, 0.5, 0.9, 0.6, 0.8, 4.0) for number in range(1, epochs + 1))
    return Run(3, "Run 3", project(), ("0", "1"), Prepared(), status, "2026", {}, figures, test)


@pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.name)
def test_that_a_preset_is_called_by_the_first_title_its_network_has(each: Preset) -> None:
    network = each.project.network
    assert architecture(network) == next(other.title for other in PRESETS if other.project.network == network)


def test_that_a_preset_with_other_settings_is_called_like_it() -> None:
    network = project().network
    first = network.nodes[0]
    changed = replace(first, spec=replace(first.spec, filters=21))  # type: ignore[union-attr,type-var,call-arg]
    assert architecture(replace(network, nodes=(changed, *network.nodes[1:]))) == "LeNet-like"


def test_that_another_network_is_told_by_its_length() -> None:
    assert architecture(replace(project().network, nodes=project().network.nodes[:3])) == "3 layers"


def test_that_a_tested_run_is_told_with_its_test_accuracy() -> None:
    scores = Scores(0.1, ("0", "1"), ((49, 1), (2, 48)))
    assert run_line(run(test=scores)) == "Run 3 · LeNet · 2 epochs · 97.0 % on test · ÷ 255"


def test_that_it_is_told_whether_features_were_computed_for_a_run() -> None:
    told = replace(run(), versions={FEATURES: "1,280 numbers a picture from pool, from before"})
    assert run_line(told) == "Run 3 · LeNet · 2 epochs · best 80.0 % on validation · features from before · ÷ 255"


def test_that_a_name_given_by_a_person_is_quoted() -> None:
    assert called(run()) == "Run 3"
    assert ending(replace(run("stopped"), name="my best"))[0].startswith("“my best” was stopped in epoch 3")


def test_that_an_untested_run_is_told_with_its_validation_accuracy_and_its_state() -> None:
    assert (
        run_line(run("interrupted", 1)) == "Run 3 · interrupted · LeNet · 1 epoch · best 80.0 % on validation · ÷ 255"
    )


def test_that_a_run_whose_scoring_was_stopped_says_so_and_how_it_is_scored() -> None:
    words, tone = ending(replace(run(epochs=5), resumable=(5,)))
    assert "It is not scored, since that was broken off: “Score it” does it." in words
    assert tone == "warning"


def test_that_a_run_is_told_with_what_tells_it_from_the_others() -> None:
    assert run_line(run("interrupted", 1), "tanh").startswith("Run 3 · interrupted · tanh · LeNet · 1 epoch")


def test_that_a_run_that_is_no_better_than_chance_is_not_told_in_green() -> None:
    lucky = Scores(0.1, ("0", "1"), ((26, 24), (25, 25)))
    words, tone = ending(run(test=lucky))
    assert words == (
        "Run 3 finished 2 epochs in 8 s. "
        "It is right for 51.0 % of the test pictures: one answer for all of them would be as good."
    )
    assert tone == "warning"
    assert ending(run())[1] == "good"


_AGAIN = "Resumed, it would fail again: change what made it fail, as the advice says, and train anew."


@pytest.mark.parametrize(
    ("status", "epochs", "reason", "words"),
    [
        ("finished", 5, "", "Run 3 finished 5 epochs in 20 s."),
        ("finished", 3, "It stopped early.", "Run 3 finished 3 epochs in 12 s. It stopped early."),
        ("stopped", 2, "", "Run 3 was stopped in epoch 3; the 2 epochs before it are kept."),
        ("stopped", 0, "", "Run 3 was stopped in epoch 1; no epoch was complete, so nothing is kept."),
        ("failed", 1, "The loss is not a number.", f"Run 3 failed in epoch 2: The loss is not a number. {_AGAIN}"),
        ("failed", 1, "ValueError: no", f"Run 3 failed in epoch 2: ValueError: no. {_AGAIN}"),
        ("failed", 0, "The loss is not a number.", "Run 3 failed in epoch 1: The loss is not a number."),
        ("failed", 0, "", "Run 3 failed in epoch 1."),
        ("interrupted", 2, "", "Run 3 ended with the program in epoch 3. The 2 epochs before it are kept."),
        ("interrupted", 0, "The engine crashed.", "Run 3 was broken off in epoch 1. The engine crashed."),
        (
            "interrupted",
            1,
            "It was killed.",
            "Run 3 was broken off in epoch 2. It was killed. The one epoch before it is kept.",
        ),
    ],
)
def test_that_the_end_of_a_run_is_told_in_words(status: Status, epochs: int, reason: str, words: str) -> None:
    assert ending(replace(run(status, epochs), reason=reason))[0] == words


def test_that_layers_inside_blocks_are_counted_and_kinds_of_blocks_told_apart() -> None:
    body = (Layer("conv2d_1", Conv2D(4, padding="same")), Layer("dropout_1", Dropout()))
    nodes = (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(10)))
    network = Network((8, 8, 4), (Block("residual_1", Residual(), (body, ())), *nodes))
    assert architecture(network) == "4 layers"
    resnet = project("resnet-20").network
    assert architecture(replace(resnet, input_shape=(64, 64, 3))) == "ResNet-20-like"
    path = resnet.path_of("residual_1")
    assert path is not None
    block = resnet.node(path)
    assert isinstance(block, Block)
    changed = resnet.put(path, replace(block, spec=Parallel("add")))
    assert architecture(changed) == f"{sum(1 for _ in resnet.layers())} layers"


def test_that_one_layer_is_one() -> None:
    assert architecture(Network((8, 8, 1), (Layer("dense_1", Dense(10)),))) == "1 layer"


def test_that_a_network_is_gone_through_once_and_the_presets_are_known_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    network = replace(project("densenet-121").network, input_shape=(96, 96, 3))
    architecture(network)
    rows, kinds = [], words._kinds

    def counted(row: Row) -> tuple[object, ...]:
        rows.append(row)
        return kinds(row)

    monkeypatch.setattr(words, "_kinds", counted)
    assert architecture(network) == "DenseNet-121-like"
    blocks = (node for _, node in walk(network.nodes) if isinstance(node, Block))
    assert len(rows) == 1 + sum(len(block.branches) for block in blocks)


def test_that_a_network_behind_a_pretrained_one_is_called_after_that() -> None:
    network = project("photographs-pretrained").network
    assert architecture(network) == "Photographs, pretrained"
    block = network.nodes[0]
    fine_tuned = network.change((0,), fine_tune=3)
    assert architecture(fine_tuned) == "EfficientNet-Lite0 and 1 layer"
    assert architecture(replace(network, nodes=(block, *project("lenet").network.nodes[-2:]))) == (
        "EfficientNet-Lite0 and 2 layers"
    )
