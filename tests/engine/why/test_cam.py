"""Grad-CAM, Grad-CAM++ and the gradient against tf-keras-vis; and where what they find lies on the picture."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.field import Field, box, whole
from cnnstudio.core.inspecting.attribution import gives_maps
from cnnstudio.core.network import Network
from tests.engine.why.cases import BLOCKS, PICTURE, SAME, VALID, found_by, loaded

NETWORKS = {"valid": VALID, "same": SAME, "blocks": BLOCKS}


@pytest.fixture(params=NETWORKS)
def case(ready: Any, request: pytest.FixtureRequest) -> tuple[Any, npt.NDArray[np.float32]]:
    """A network, and the picture as it receives it."""
    return loaded(NETWORKS[request.param]), (PICTURE / np.float32(255)).astype(np.float32)


def oracle(kind: str, found: Any) -> Any:
    """The method of tf-keras-vis, of the network without its softmax."""
    import keras

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is written for an older SciPy
        from tf_keras_vis.gradcam import Gradcam
        from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
        from tf_keras_vis.saliency import Saliency
    output = found.keras_model.outputs[0]
    if found.network is VALID or found.network is SAME:
        dense = keras.models.clone_model(found.keras_model)
        dense.set_weights(found.keras_model.get_weights())
        last = next(layer for layer in reversed(dense.layers) if layer.name.startswith("dense"))
        last.activation = keras.activations.linear
        inner = dense.layers[dense.layers.index(last) - 1]
        plain = keras.Model(dense.inputs[0], last(inner.output))
    else:
        plain = keras.Model(found.keras_model.inputs[0], output)
    return {"gradcam": Gradcam, "plus": GradcamPlusPlus, "saliency": Saliency}[kind](plain)


def call(method: Any, target: int, x: npt.NDArray[np.float32], **more: Any) -> npt.NDArray[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(method(lambda outputs: outputs[:, target], x[None], **more))[0]


def compare_cams(found: Any, x: Any, kind: str, ours: Callable[..., Any]) -> None:
    from cnnstudio.engine.why.score import Scorer

    layers = [row.name for row in analyse(found.network).rows if gives_maps(row)]
    assert layers
    theirs, scorer = oracle(kind, found), Scorer(found)
    for target in range(4):
        for layer in layers:
            expected = call(theirs, target, x, penultimate_layer=layer, seek_penultimate_conv_layer=False,
                            expand_cam=False, normalize_cam=False)  # fmt: skip
            values = ours(*scorer.maps(x, layer, target))
            reach = max(float(expected.max()), 1e-9)
            np.testing.assert_allclose(values / max(float(values.max()), 1e-9), expected / reach, atol=1e-4)


def test_that_grad_cam_is_that_of_tf_keras_vis_for_every_layer_and_class(case: Any) -> None:
    from cnnstudio.engine.why.cam import grad_cam

    compare_cams(*case, "gradcam", grad_cam)


def test_that_grad_cam_plus_plus_is_that_of_tf_keras_vis_for_every_layer_and_class(case: Any) -> None:
    from cnnstudio.engine.why.cam import grad_cam_plus_plus

    compare_cams(*case, "plus", grad_cam_plus_plus)


def test_that_the_gradient_is_that_of_tf_keras_vis(case: Any) -> None:
    found, x = case
    for target in range(4):
        expected = call(oracle("saliency", found), target, x, normalize_map=False)
        event = found_by(found, "gradient", target=target)
        np.testing.assert_allclose(event.heat * event.reach, expected, atol=1e-4 * expected.max())


def test_that_numbers_too_large_for_e_to_their_power_are_weighed_all_the_same() -> None:
    from cnnstudio.engine.why.cam import grad_cam_plus_plus

    random = np.random.default_rng(1)
    maps, gradients = (random.normal(size=(4, 4, 3)).astype(np.float32) for _ in range(2))
    assert np.isfinite(grad_cam_plus_plus(maps, gradients * np.float32(1e15))).all()
    assert not grad_cam_plus_plus(maps, np.zeros_like(gradients)).any()


def test_that_each_place_of_a_map_lies_in_the_middle_of_what_it_sees() -> None:
    from cnnstudio.engine.why.cam import placed

    field = analyse(VALID).row_of("conv2d_2").field
    rows, columns = analyse(VALID).row_of("conv2d_2").output_shape[:2]
    for place in ((1, 1), (2, 1)):
        values = np.zeros((rows, columns), np.float32)
        values[place] = 1
        heat = placed(values, field, (14, 12))
        top, left, bottom, right = box(field, place, (14, 12))
        middle = [np.average(np.arange(heat.shape[axis]) + 0.5, weights=heat.sum(1 - axis)) for axis in (0, 1)]
        assert middle == pytest.approx([(top + bottom) / 2, (left + right) / 2])
    np.testing.assert_allclose(placed(np.ones((rows, columns), np.float32), field, (14, 12)), 1, rtol=1e-6)


def test_that_maps_whose_rows_run_along_the_columns_are_turned() -> None:
    from cnnstudio.engine.why.cam import placed

    values = np.arange(6, dtype=np.float32).reshape(3, 2)
    np.testing.assert_array_equal(placed(values, Field(swapped=True), (2, 3)), values.T)


def test_that_maps_of_which_nothing_is_known_are_stretched() -> None:
    from cnnstudio.engine.why.cam import placed

    heat = placed(np.array([[0, 1]], np.float32), whole((4, 8), exact=False), (4, 8))
    assert (heat.shape, heat[0, 0], heat[0, -1]) == ((4, 8), 0, 1)
    assert (np.diff(heat[0]) >= 0).all()


def test_that_without_a_name_the_last_maps_before_pooling_and_dropout_are_weighed(ready: Any) -> None:
    assert found_by(loaded(VALID), "grad_cam").layer == "conv2d_2"
    assert found_by(loaded(SAME), "grad_cam").layer == "conv2d_2"
    assert found_by(loaded(BLOCKS), "grad_cam").layer == "residual_1"


def test_that_a_layer_inside_a_block_can_be_weighed(ready: Any) -> None:
    event = found_by(loaded(BLOCKS), "grad_cam", layer="conv2d_2")
    assert (event.layer, event.heat.shape) == ("conv2d_2", (14, 12))


def test_that_grad_cam_is_greatest_where_the_only_map_is(ready: Any) -> None:
    from cnnstudio.core.layers import Conv2D, Dense, GlobalAveragePooling2D
    from cnnstudio.core.presets import stack

    network = Network((14, 12, 3), stack(Conv2D(1, (1, 1)), GlobalAveragePooling2D(), Dense(4, "softmax")))
    found = loaded(network)
    weights = {
        "conv2d_1": [np.ones((1, 1, 3, 1)), np.zeros(1)],
        "dense_1": [np.ones((1, 4)) * [1, 0, 0, 0], np.zeros(4)],
    }
    for name, values in weights.items():
        found.keras_model.get_layer(name).set_weights(values)
    picture = np.zeros_like(PICTURE)
    picture[3:5, 7:9] = 255
    event = found_by(found, "grad_cam", picture=picture, target=0)
    np.testing.assert_array_equal(event.heat, picture[..., 0] / 255)
    assert event.reach == pytest.approx(3 / (14 * 12), rel=1e-5)
