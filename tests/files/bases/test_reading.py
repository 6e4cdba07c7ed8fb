"""Weights of a base are read from a file laid out as Keras's, and nothing else is taken for them."""

import os
import weakref
from pathlib import Path

import h5py
import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import IMAGENET_SPREAD, Base, array_order, base_layers, base_network, base_of
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.program.paths import app_folder, keras_home, resource
from cnnstudio.core.spec import FloatArray
from cnnstudio.files.bases import (
    KeptWeights,
    WeightsMissing,
    base_arrays,
    base_weights,
    check_weights,
    find_weights,
    keep_weights,
    readable_weights,
)
from cnnstudio.files.bases.reading import VARIANCE


def base(name: str) -> Base:
    found = base_of(name)
    assert found is not None
    return found


def names_of(one: Base, until: str) -> dict[str, tuple[int, ...]]:
    rows = analyse(base_network(one, one.side, until)).rows
    return {f"{row.name}/{each.name}": each.shape for row in rows for each in row.params.arrays}


def drawn(one: Base, until: str) -> dict[str, FloatArray]:
    """Arrays that are all different, under the names of Keras's order."""
    random, shapes = np.random.default_rng(1), names_of(one, until)
    found: dict[str, FloatArray] = {}
    for number, name in enumerate(array_order(one)):
        shape = shapes.get(f"{name[1:]}/bias" if name.startswith("*") else name, (3,))
        if not name or name == VARIANCE or name in shapes or f"{name[1:]}/bias" in shapes:
            array = random.standard_normal(shape).astype(np.float32)
            found[name or f"passed/{number}"] = np.asarray(IMAGENET_SPREAD, np.float32) if name == VARIANCE else array
    return found


def write(path: Path, arrays: dict[str, FloatArray]) -> Path:
    """As Keras writes weights by layer, one layer for each array."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        layers = []
        for number, array in enumerate(arrays.values()):
            group = file.create_group(f"layer_{number}")
            group.attrs["weight_names"] = [b"kernel:0"]
            group["kernel:0"] = array
            layers.append(f"layer_{number}".encode())
        file.attrs["layer_names"] = [b"input_1", *layers]
        file.create_group("input_1").attrs["weight_names"] = []
        file.attrs["backend"], file.attrs["keras_version"] = "tensorflow", "2.1.6"
    return path


def test_that_the_built_in_base_has_its_weights_here() -> None:
    lite = base("EfficientNet-Lite0")
    weights = base_weights(lite, "avg_pool")
    assert {name: array.shape for name, array in weights.items()} == names_of(lite, "avg_pool")
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in weights.values())
    assert digest_of(weights.values()) == "48c033b608755eaa4a3e016f1ff5fac23dba2a34d544ce66eeba379114cbfa03"
    part = base_weights(lite, "b0_bn2")
    assert list(part) == list(weights)[: len(part)]


def test_that_the_base_that_was_read_last_is_not_read_again_until_its_file_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, read = [], np.load
    monkeypatch.setattr(np, "load", lambda *given, **how: reads.append(1) or read(*given, **how))
    lite, path = base("EfficientNet-Lite0"), tmp_path / "lite.npz"
    path.write_bytes(resource("bases", "EfficientNet-Lite0.npz").read_bytes())
    first, again = (base_weights(lite, "b0_bn2", path) for _ in range(2))
    assert len(reads) == 1
    assert first is not again
    assert all(first[name] is array and not array.flags.writeable for name, array in again.items())
    os.utime(path, (1, 1))
    base_weights(lite, "b0_bn2", path)
    monkeypatch.setattr("cnnstudio.files.bases.reading._MOST_SHARE", 0.0)
    base_weights(lite, "b0_bn2", path)
    assert len(reads) == 3


def test_that_a_block_gets_its_arrays_by_their_order_whatever_its_layers_are_called() -> None:
    lite = base("EfficientNet-Lite0")
    weights = base_weights(lite, "b0_bn2")
    arrays = base_arrays(lite, [array.shape for array in weights.values()])
    assert digest_of(arrays) == digest_of(weights.values())
    with pytest.raises(StudioError, match="not those of EfficientNet-Lite0"):
        base_arrays(lite, [(3, 3, 3, 31)])


def test_that_weights_are_read_in_kerass_order_and_blue_first_becomes_red_first(tmp_path: Path) -> None:
    vgg = base("VGG16")
    arrays = drawn(vgg, "block2_pool")
    found = base_weights(vgg, "block2_pool", write(tmp_path / "any.h5", arrays))
    assert list(found) == list(names_of(vgg, "block2_pool"))
    np.testing.assert_array_equal(found["block1_conv1/kernel"], arrays["block1_conv1/kernel"][:, :, ::-1])
    for name in list(found)[1:]:
        np.testing.assert_array_equal(found[name], arrays[name])


def test_that_factors_behind_a_layer_are_multiplied_into_it(tmp_path: Path) -> None:
    tiny = base("ConvNeXtTiny")
    until = next(each.name for each in base_layers(tiny) if each.kind == "Parallel")
    arrays = drawn(tiny, until)
    factors = [name for name in arrays if name.startswith("*")]
    assert factors
    found = base_weights(tiny, until, write(tmp_path / "any.h5", arrays))
    dense = factors[0][1:]
    np.testing.assert_array_equal(found[f"{dense}/kernel"], arrays[f"{dense}/kernel"] * arrays[factors[0]])
    np.testing.assert_array_equal(found[f"{dense}/bias"], arrays[f"{dense}/bias"] * arrays[factors[0]])


def test_that_arrays_of_the_preparation_are_passed_over(tmp_path: Path) -> None:
    first = base("EfficientNetB0")
    arrays = drawn(first, "block1a_bn")
    assert [name for name in arrays if name.startswith("passed")]
    found = base_weights(first, "block1a_bn", write(tmp_path / "any.h5", arrays))
    np.testing.assert_array_equal(found["stem_conv/kernel"], arrays["stem_conv/kernel"])
    arrays[VARIANCE] = np.asarray(IMAGENET_SPREAD, np.float32) ** 2
    found = base_weights(first, "block1a_bn", write(tmp_path / "other.h5", arrays))
    rest = 1 / np.sqrt(np.asarray(IMAGENET_SPREAD)).reshape(3, 1)
    np.testing.assert_allclose(found["stem_conv/kernel"], arrays["stem_conv/kernel"] * rest, rtol=1e-6)


def test_that_weights_are_found_in_the_programs_own_folder_and_then_in_kerass() -> None:
    vgg = base("VGG16")
    small, large = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
    assert find_weights(vgg) is None
    with pytest.raises(WeightsMissing, match="not on this computer") as caught:
        base_weights(vgg, "fc1")
    assert caught.value.whole
    assert large in caught.value.hint
    theirs, ours = keras_home() / "models", app_folder() / "weights"
    write(theirs / small, {})
    assert find_weights(vgg) == KeptWeights(theirs / small, whole=False)
    assert find_weights(vgg, whole=True) is None
    write(ours / large, {})
    for whole in (False, True):
        assert find_weights(vgg, whole=whole) == KeptWeights(ours / large, whole=True)
    write(ours / small, {})
    assert find_weights(vgg) == KeptWeights(ours / small, whole=False)


def test_that_a_broken_file_does_not_hide_a_good_one() -> None:
    mobile = base("MobileNetV3Small")
    small, large = (file.name for file in mobile.files_for(whole=False))
    broken = write(app_folder() / "weights" / small, {})
    broken.write_bytes(broken.read_bytes()[:100])
    with pytest.raises(StudioError, match="damaged"):
        base_weights(mobile, "conv_bn")
    assert readable_weights(mobile) is None
    good = write(keras_home() / "models" / large, drawn(mobile, mobile.feature))
    assert len(base_weights(mobile, "conv_bn")) == 5
    assert readable_weights(mobile) == KeptWeights(good, whole=True)


def test_that_a_file_that_fits_is_kept_and_then_found(tmp_path: Path) -> None:
    mobile = base("MobileNetV3Small")
    path = write(tmp_path / "mine.h5", drawn(mobile, mobile.feature))
    kept = keep_weights(mobile, path)
    assert kept == find_weights(mobile)
    assert kept.path.parent == app_folder() / "weights"
    assert kept.path.read_bytes() == path.read_bytes()
    assert len(base_weights(mobile, mobile.feature)) == len(names_of(mobile, mobile.feature))


def notop(one: Base) -> dict[str, FloatArray]:
    """Arrays of a file without the dense layers."""
    last = [layer.name for layer in base_layers(one) if not layer.whole][-1]
    return drawn(one, last)


def test_that_a_file_without_the_dense_layers_is_not_kept_under_the_name_of_the_whole_one(tmp_path: Path) -> None:
    vgg = base("VGG16")
    path = write(tmp_path / "mine.h5", notop(vgg))
    kept = keep_weights(vgg, path)
    assert not kept.whole
    assert kept.path.name == "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
    assert find_weights(vgg) == kept
    assert find_weights(vgg, whole=True) is None


def test_that_a_file_with_the_classifier_is_kept_as_the_whole_one(tmp_path: Path) -> None:
    mobile = base("MobileNetV3Small")
    arrays = drawn(mobile, mobile.feature)
    more = {name: np.zeros(shape, np.float32) for name, shape in (("end/kernel", (1024, 10)), ("end/bias", (10,)))}
    assert not keep_weights(mobile, write(tmp_path / "body.h5", arrays)).whole
    assert keep_weights(mobile, write(tmp_path / "all.h5", arrays | more)).whole


def test_that_a_file_without_the_dense_layers_is_refused_where_those_are_needed(tmp_path: Path) -> None:
    vgg = base("VGG16")
    with pytest.raises(StudioError, match="has 26 arrays, and 30 are needed") as refused:
        keep_weights(vgg, write(tmp_path / "mine.h5", notop(vgg)), whole=True)
    assert refused.value.hint == f"Choose {vgg.files_for(whole=True)[0].name}."
    assert find_weights(vgg) is None


def test_that_stopping_while_a_file_is_copied_keeps_nothing(tmp_path: Path) -> None:
    mobile = base("MobileNetV3Small")
    path, told = write(tmp_path / "mine.h5", drawn(mobile, mobile.feature)), list[tuple[int, int]]()
    with pytest.raises(StudioError, match="was stopped"):
        keep_weights(mobile, path, tell=lambda *now: told.append(now), stopped=lambda: bool(told))
    assert told
    assert list((app_folder() / "weights").iterdir()) == []
    assert find_weights(mobile) is None


def test_that_a_folder_that_cannot_be_made_for_the_weights_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("…")
    monkeypatch.setattr("cnnstudio.files.bases.keeping.weights_folders", lambda: (tmp_path / "file" / "weights",))
    mobile = base("MobileNetV3Small")
    path = write(tmp_path / "mine.h5", drawn(mobile, mobile.feature))
    with pytest.raises(StudioError, match="could not be used"):
        keep_weights(mobile, path)


def test_that_what_does_not_fit_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    mobile = base("MobileNetV3Small")
    arrays = drawn(mobile, mobile.feature)
    with pytest.raises(StudioError, match="and 206 are needed"):
        keep_weights(mobile, write(tmp_path / "short.h5", dict(list(arrays.items())[:50])))
    with pytest.raises(StudioError, match="has 7 where conv_bn/gamma belongs"):
        keep_weights(mobile, write(tmp_path / "other.h5", arrays | {"conv_bn/gamma": np.zeros(7, np.float32)}))
    (tmp_path / "text.h5").write_text("no weights")
    with pytest.raises(StudioError, match="not a saved network of Keras"):
        keep_weights(mobile, tmp_path / "text.h5")
    broken = arrays | {"conv_bn/gamma": np.full(16, np.nan, np.float32)}
    with pytest.raises(StudioError, match="weights that are no numbers"):
        base_weights(mobile, mobile.feature, write(tmp_path / "nan.h5", broken))
    with pytest.raises(StudioError, match="weights that are no numbers"):
        keep_weights(mobile, tmp_path / "nan.h5")
    with pytest.raises(SpecError, match="no layer"):
        base_weights(mobile, "nothing")
    assert find_weights(mobile) is None


def test_that_where_memory_is_short_nothing_read_before_is_kept_and_a_check_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lite, reads, read = base("EfficientNet-Lite0"), [], np.load
    monkeypatch.setattr(np, "load", lambda *given, **how: reads.append(1) or read(*given, **how))
    path = tmp_path / "lite.npz"
    path.write_bytes(resource("bases", "EfficientNet-Lite0.npz").read_bytes())
    kept = base_weights(lite, "b0_bn2", path)
    check_weights(lite, False, path)
    assert base_weights(lite, "b0_bn2", path)["stem_conv/kernel"] is kept["stem_conv/kernel"]
    alive = weakref.ref(kept.pop("stem_conv/kernel"))
    monkeypatch.setattr("cnnstudio.files.bases.reading._MOST_SHARE", 0.0)
    monkeypatch.setattr(np, "load", lambda *given, **how: reads.append(alive()) or read(*given, **how))
    assert not any(array.flags.writeable for array in base_weights(lite, "b0_bn2", path).values())
    assert reads == [1, 1, None]  # nothing of the last was there any more when the next was read
