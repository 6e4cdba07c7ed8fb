"""Files that hold no network of Keras are named for what they are; the name of a file says nothing."""

import zipfile

import h5py
import numpy as np
import pytest

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.files.saved.saved_kinds import kind_of
from cnnstudio.files.saved.saved_model import WeightsAlone, read_saved


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "Python pickle"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(20), "TensorFlow Lite"),
        (b"\x40\x00\x00\x00\x00\x00\x00\x00{" + b'"a": 1}', "safetensors"),
        (b"\x08\x01\x12\xb4\x02", "SavedModel"),
        (b"\x08\x07\x12\x07pytorch", "ONNX"),
        (b'{"class_name": "Sequential"}', "description without its weights"),
        (b"<!DOCTYPE html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"\x93NUMPY\x01\x00", "NumPy array"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"SQLite format 3\x00", "a database"),
        (b"\x00", "something else"),
    ],
)
def test_that_other_files_are_named(start, words, tmp_path, refused):
    path = tmp_path / "mnist.keras"
    path.write_bytes(start)
    assert words in refused(read_saved, path)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("archive/data.pkl", "PyTorch"),
        ("x_train.npy", "NumPy arrays"),
        ("net/saved_model.pb", "SavedModel"),
        ("7/a.PNG", "zip of pictures"),
        ("[Content_Types].xml", "office"),
        ("META-INF/MANIFEST.MF", "Java"),
        ("other", "“other”"),
    ],
)
def test_that_other_archives_are_named(member, words, tmp_path, refused):
    path = tmp_path / "mnist.h5"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"x")
    assert words in refused(read_saved, path)


def test_that_a_folder_of_tensorflow_is_a_program(tmp_path, refused):
    (tmp_path / "saved_model.pb").write_bytes(b"\x08\x01\x12")
    assert "a program" in refused(kind_of, tmp_path)


@pytest.mark.parametrize("name", ["a", "a.H5", "a.keras", "a.txt"])
def test_that_the_content_decides_and_not_the_name(name, tmp_path, refused):
    with h5py.File(tmp_path / name, "w") as file:
        file["data"] = [1.0]
    assert kind_of(tmp_path / name) == "h5"
    assert "no network of Keras" in refused(read_saved, tmp_path / name)


def test_that_weights_alone_ask_for_their_network(tmp_path):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["layers/dense/vars/0"] = [1.0]
    with pytest.raises(WeightsAlone, match="without the network"):
        read_saved(tmp_path / "w.h5")


def test_that_refused_weights_say_what_both_networks_are(tmp_path, refused):
    with h5py.File(tmp_path / "w.h5", "w") as file:
        for number, shape in enumerate([(784, 64), (64, 64), (64, 10)]):
            place = f"layers/dense_{number}/vars" if number else "layers/dense/vars"
            file[f"{place}/0"], file[f"{place}/1"] = np.zeros(shape, "f4"), np.zeros(shape[1], "f4")
    network = Network((28, 28, 1), (Layer("flat", Flatten()), Layer("out", Dense(10))))
    words = refused(read_saved, tmp_path / "w.h5", network)
    assert "Its weights are of 3 layers and do not fit this network: 1 layer with weights." in words
    assert "Open the network they are for first: 784 → 64 → 64 → 10." in words
