"""A copy of the Keras model in training, which others may ask while the training writes to its own."""

from collections.abc import Callable
from dataclasses import replace

from cnnstudio.engine.build import copying, see_weights
from cnnstudio.engine.subjects import Loaded, load

_BETWEEN = 0.5
"""Seconds between two copies of the weights."""

_SHARE = 0.05
"""Of the training's time at most this is spent on copying."""


class Replica:
    """Made and written on the engine's thread; whoever asks it sees to it that no answer is computed meanwhile."""

    def __init__(self, source: Loaded, clock: Callable[[], float]) -> None:
        weights = see_weights(source.keras_model, source.network)
        made = load(source.network, weights, source.labels, source.prepared, source.plan)
        self.source, self.loaded = source, replace(made, is_still=False)
        self._copy = copying(source.keras_model, made.keras_model, source.network)
        self._clock = clock
        self._copied, self._between = clock(), _BETWEEN
        self._has_moved = self._is_wanted = False
        self.is_stale = False
        """Whether its weights were too old to answer by when the training last came round."""

    def is_fresh(self) -> bool:
        """Whether its weights are those of the training, or nearly; a copy of them is wanted now.

        Who asks all the time finds it so: the next copy is made well before this one is too old.
        """
        self._is_wanted = True
        return not self.is_stale

    def moved_on(self) -> None:
        """The weights in training may be others than they were; to be called where they can be copied."""
        self._has_moved = True
        self.is_stale = self._clock() - self._copied >= 2 * self._between

    @property
    def is_due(self) -> bool:
        """Whether somebody has asked since the last copy, and the time for the next one has come."""
        return self._is_wanted and self._has_moved and self._clock() - self._copied >= self._between

    def bring_up(self) -> None:
        """Copies the weights of the training as they are now, where they are others."""
        if not self._has_moved:
            return
        begun = self._clock()
        self._copy()
        self._copied = self._clock()
        self._between = max(_BETWEEN, (self._copied - begun) / _SHARE)
        self._has_moved = self._is_wanted = self.is_stale = False
