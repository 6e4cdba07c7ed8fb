"""What cannot be trained is refused before anything begins: in a sentence that says what, and what would help."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.core.project import Project, why_not_train
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.core.training.dividing import counts
from cnnstudio.core.training.plan import DataRecipe, Plan

LONGEST = 200
END = (Flatten(), Dense(10, "softmax"))


def why_not(*layers: LayerSpec, classes: int = 10, pictures: Shape = (16, 16, 1), channels: int = 1) -> str:
    """What is said of a network for pictures of 16 x 16, trained on others."""
    project = Project(Network((16, 16, channels), stack(*layers, *END)), DataRecipe("mnist"))
    return why_not_train(project, analyse(project.network, classes, project.plan.loss), pictures)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (why_not(classes=11), ("dense_1", "11 classes", "10 numbers")),
        (why_not(pictures=(15, 16, 1)), ("16 × 16 × 1", "15 × 16 × 1")),
        (why_not(channels=3), ("16 × 16 × 3", "16 × 16 × 1")),
        (why_not(Conv2D(4, kernel_size=(17, 17))), ("conv2d_1", "17 × 17", "16 × 16", "padding “same”")),
        (why_not(Conv2D(4, kernel_size=(16, 16)), MaxPooling2D()), ("max_pooling2d_1", "2 × 2", "1 × 1")),
    ],
)
def test_that_a_network_that_does_not_fit_is_refused_by_the_layer_and_its_sizes(
    said: str, named: tuple[str, ...]
) -> None:
    assert all(each in said for each in named), said
    assert len(said) <= LONGEST


@pytest.mark.parametrize(
    ("make", "named"),
    [
        *(
            (lambda name=name, value=value: replace(Plan(), **{name: value}), named)
            for name, value, named in [
                ("epochs", 0, "Epochs is from 1"),
                ("epochs", -1, "Epochs is from 1"),
                ("batch_size", 0, "Batch size is from 1"),
                ("batch_size", -1, "Batch size is from 1"),
                ("batch_size", 2.5, "Batch size is a whole number"),
                ("learning_rate", 0.0, "Learning rate is above 0"),
                ("learning_rate", -1.0, "Learning rate is above 0"),
                ("learning_rate", float("nan"), "Learning rate is a number"),
                ("learning_rate", float("inf"), "Learning rate is a number"),
                ("learning_rate", 1e10, "Learning rate is above 0 to 1,000,000"),
            ]
        ),
        (lambda: Dense(2**62), "Units is from 1"),
        (lambda: Dense(2**63), "Units is from 1"),
        (lambda: Conv2D(2**40), "Filters is from 1"),
        (lambda: Conv2D(1.5), "Filters is a whole number"),  # type: ignore[arg-type]
        (lambda: Dropout(1.0), "Rate is from 0 to 0.99"),
        (lambda: DataRecipe("mnist", subset=-1), "Use only is from 0"),
        (lambda: counts(1, DataRecipe("mnist", validation_share=0.1)), "leaves none to validate with"),
        (lambda: counts(0, DataRecipe("mnist")), "leaves none to validate with"),
        (lambda: counts(50, DataRecipe("mnist", subset=100)), "There are 50 training pictures"),
    ],
)
def test_that_a_value_that_keras_would_take_or_choke_on_is_none(make: Callable[[], object], named: str) -> None:
    with pytest.raises((SpecError, StudioError)) as caught:
        make()
    assert named in str(caught.value)
    assert len(str(caught.value)) <= LONGEST
