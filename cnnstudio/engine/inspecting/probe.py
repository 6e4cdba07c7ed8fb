"""Looks inside a Keras model: every layer's output for one picture."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from cnnstudio.core.network import Network, Node, Path, walk
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.inspecting.within import node_of, traced


class Probe:
    """One traced function that gives the outputs of all nodes of a network for one picture.

    It shares the variables of the Keras model and so sees the weights of this moment, also while ``fit`` runs; it
    neither changes the model nor draws a random number. About 1 ms a picture for a small network, where
    ``predict`` takes 60.
    """

    def __init__(self, keras_model: KerasModel, network: Network, *, keeps: bool = False) -> None:
        """``keeps``: whether what it gave for the last picture is true as long as that is asked about."""
        self._network = network
        self._keras_model = keras_model
        self._keeps = keeps
        self._kept: tuple[FloatArray, Mapping[str, Any]] | None = None
        outputs = {node.name: keras_model.get_layer(node.name).output for _, node in walk(network.nodes)}
        self._function = traced(keras_model, outputs, batch=1)

    def output(self, picture: FloatArray) -> FloatArray:
        """What the network gives for a prepared picture, (height, width, channels)."""
        return self.features(picture, self._network.nodes[-1].name)

    def features(self, picture: FloatArray, name: str) -> FloatArray:
        """What the node called ``name`` gives for a prepared picture: (height, width, channels) or (length,)."""
        return np.array(self.outputs(picture, {name})[name])

    def outputs(self, picture: FloatArray, names: Collection[str]) -> dict[str, FloatArray]:
        """What each of these nodes gives for a prepared picture; read-only, in TensorFlow's own memory where it can be.

        Where it keeps, the network runs once for a picture, however many of its numbers are asked about.
        """
        for name in names:
            self.node(name)
        found = self._run(picture)
        return {name: np.asarray(memoryview(tf.cast(found[name], tf.float32)))[0] for name in names}

    def node(self, name: str) -> tuple[Node, Path]:
        """The node of that name and where it stands; StudioError where there is none."""
        return node_of(self._network, name)

    def _run(self, picture: FloatArray) -> Mapping[str, Any]:
        """Every node's output, (1, …), as tensors."""
        kept = self._kept  # another thread may keep another one meanwhile
        if kept is not None and np.array_equal(kept[0], picture):
            return kept[1]
        found: Mapping[str, Any] = self._function(tf.constant(picture[None], tf.float32))
        self._kept = (picture, found) if self._keeps else None
        return found
