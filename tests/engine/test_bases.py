"""A base gives out what the network of ``keras.applications`` does that it is, with the same weights from a file."""

import importlib
from pathlib import Path

import h5py
import numpy as np
import pytest

from cnnstudio.core.bases import base_network, base_of
from cnnstudio.engine.build import build, put_weights
from cnnstudio.files.bases import base_weights

MODULES = {"MobileNetV2": "mobilenet_v2", "MobileNetV3Small": "mobilenet_v3", "EfficientNetV2B0": "efficientnet_v2"}


@pytest.mark.parametrize(("name", "side"), [("MobileNetV2", 33), ("MobileNetV3Small", 64), ("EfficientNetV2B0", 32)])
def test_that_a_base_gives_what_kerass_own_network_gives(name: str, side: int, tmp_path: Path) -> None:
    import keras
    from keras.src.legacy.saving import legacy_h5_format

    theirs = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(side, side, 3))
    random = np.random.default_rng(1)
    for variable in theirs.weights:
        low, high = (0.5, 1.5) if variable.name in ("gamma", "moving_variance") else (-0.1, 0.1)
        variable.assign(random.uniform(low, high, variable.shape).astype(np.float32))
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, theirs)

    base = base_of(name)
    assert base is not None
    network = base_network(base, side, base.feature)
    ours = build(network)
    put_weights(ours, network, base_weights(base, base.feature, tmp_path / "weights.h5"))
    pictures = random.integers(0, 256, (2, side, side, 3)).astype(np.float32)
    prepared = importlib.import_module(f"keras.applications.{MODULES[name]}").preprocess_input(pictures.copy())
    expected = np.asarray(theirs(prepared, training=False)).mean((1, 2))
    found = np.asarray(ours(pictures, training=False)).reshape(expected.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * float(np.abs(expected).max()))
