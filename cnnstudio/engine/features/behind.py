"""The part of a network that stands behind its features, as a Keras model of its own."""

import keras

from cnnstudio.core.transferring.features import FeatureCut
from cnnstudio.engine.build import KerasModel


def behind(keras_model: KerasModel, cut: FeatureCut) -> KerasModel:
    """A Keras model from the output of ``cut`` to the end.

    It has the very layers of the whole one: what either learns the other knows, and those that draw random numbers draw
    the same ones.
    """
    features = keras_model.get_layer(cut.name).output
    return keras.Model(features, keras_model.output, name=f"behind_{cut.name}")
