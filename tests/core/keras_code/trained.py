"""Keras code that trains a small network, with one part of it told by a test."""

from cnnstudio.core.keras_code import read_code
from cnnstudio.core.keras_code.found import Found
from cnnstudio.core.project import Project

START = """
import numpy as np
import keras
from keras.callbacks import *
from keras.preprocessing.image import ImageDataGenerator
(x, y), _ = keras.datasets.mnist.load_data()
m = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
"""
COMPILED = f'{START}m.compile("adam", "categorical_crossentropy")\n'


def project_of(found: Found) -> Project:
    assert found.project is not None
    return found.project


def said(found: Found) -> list[str]:
    return [note.text for note in found.notes]


def with_callback(call: str) -> Found:
    return read_code(f"{COMPILED}m.fit(x, y, epochs=9, validation_split=0.1, callbacks=[{call}])")


def with_loss(call: str) -> Found:
    return read_code(f"{START}m.compile('adam', {call})\nm.fit(x, y)")


def with_generator(given: str) -> Found:
    return read_code(f"{COMPILED}g = ImageDataGenerator({given})\nm.fit(g.flow(x, y, batch_size=32))")
