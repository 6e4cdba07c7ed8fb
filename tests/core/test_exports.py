"""The forms in which a network leaves the program."""

from pathlib import Path

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Residual
from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS, check_name, for_use, has_training_only, missing, named
from cnnstudio.core.layers import Conv2D, Dense, Dropout, Flatten, GaussianNoise
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.network import Block, Layer, Network

BODY = (Layer("drop", Dropout(0.5)), Layer("conv", Conv2D(1, padding="same")))
NETWORK = Network(
    (4, 4, 1),
    (
        Layer("flip", RandomFlip()),
        Block("r", Residual(), (BODY, (Layer("noise", GaussianNoise(0.1)),))),
        Layer("flat", Flatten()),
        Layer("end", Dense(2)),
    ),
)


def test_that_layers_of_training_go_at_every_depth_and_every_weight_and_shape_stays() -> None:
    used = for_use(NETWORK)
    assert used.nodes[0] == Block("r", Residual(), ((BODY[1],), ()))
    assert (has_training_only(NETWORK), has_training_only(used)) == (True, False)
    before, after = analyse(NETWORK), analyse(used)
    assert after.totals.parameters == before.totals.parameters
    assert after.output_shape == before.output_shape


def test_that_a_network_of_nothing_else_stays_as_it_is() -> None:
    only = Network((4, 4, 1), (Layer("drop", Dropout(0.5)),))
    assert for_use(only) == only


@pytest.mark.parametrize(
    ("form", "given", "expected"),
    [
        ("keras", "a", "a.keras"),
        ("keras", "a.KERAS", "a.KERAS"),
        ("weights", "a.h5", "a.h5.weights.h5"),
        ("weights", "a.weights.h5", "a.weights.h5"),
        ("savedmodel", "a", "a"),
        ("onnx", "v1.2", "v1.2.onnx"),
    ],
)
def test_that_a_name_gets_the_ending_of_its_form(form: str, given: str, expected: str) -> None:
    assert named(Path("x") / given, form) == Path("x") / expected  # type: ignore[arg-type]
    check_name(Path(expected), form)  # type: ignore[arg-type]


def test_that_a_wrong_ending_is_said_with_the_right_one() -> None:
    with pytest.raises(StudioError) as raised:
        check_name(Path("a.cnnstudio"), "litert")
    assert str(raised.value) == "“a.cnnstudio” does not end in .tflite. Name it a.tflite: LiteRT goes by that."
    with pytest.raises(StudioError, match=r"Name it a\.weights\.h5: Keras goes by that"):
        check_name(Path("a.h5"), "weights")


def test_that_what_is_missing_is_what_no_import_would_find() -> None:
    assert missing("onnx", lambda name: None if name == "onnxruntime" else name) == ("onnxruntime",)
    assert missing("keras", lambda name: None) == ()


def test_that_every_form_is_described() -> None:
    for name, form in FORMS.items():
        assert form.name == name
        assert form.about.endswith(".")
        assert form.is_folder == (not form.suffix)
        assert bool(form.extra) == bool(form.needs)
