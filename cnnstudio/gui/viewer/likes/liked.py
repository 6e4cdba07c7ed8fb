"""What was found of the pictures that a layer likes, in words and by channel."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.language import tr
from cnnstudio.core.messages import ExcitingFound
from cnnstudio.core.words import plain, quoted
from cnnstudio.gui.viewer.likes.aim import Search
from cnnstudio.gui.viewer.likes.crops import Crops
from cnnstudio.gui.viewer.sample import Sample
from cnnstudio.gui.words import figure


@dataclass(frozen=True, eq=False)
class Liked:
    """The best pictures of every channel.

    Attributes:
        search: What it was found for.
        sample: The pictures that were looked at.
        crops: The parts of the pictures that the layer's numbers see.
        names: What each channel is called, "7" or "7 · cat".
        floor: The least that the layer can give, 0 behind a ReLU; a channel that gives no more than that is silent.
    """

    found: ExcitingFound
    search: Search
    sample: Sample
    crops: Crops
    names: tuple[str, ...]
    floor: float = -np.inf

    @cached_property
    def keys(self) -> NDArray[np.intp]:
        """(channels, count): by which ``crops`` gives the parts, −1 where there is none."""
        return self.crops.keys(self.found.numbers, self.found.places)

    @cached_property
    def values(self) -> NDArray[np.float32]:
        """(channels, count)."""
        return self.found.values

    def is_silent(self, channel: int) -> bool:
        """Whether none of the pictures excites the channel."""
        best = float(self.values[channel, 0])
        return not best > self.floor

    @cached_property
    def silent(self) -> int:
        """How many channels are silent."""
        return int(np.count_nonzero(~(self.values[:, 0] > self.floor)))

    @cached_property
    def longest_names(self) -> tuple[str, ...]:
        """Those of the channels that need most room."""
        return tuple(sorted(self.names, key=len)[-3:])

    def number(self, key: int) -> int:
        """The number in its part of the picture that ``crops`` gives a part of."""
        return int(self.sample.numbers[self.crops.number(key)])

    def label(self, key: int) -> str:
        """The class of that picture."""
        return plain(self.sample.data.labels[int(self.sample.truth[self.crops.number(key)])], 40)

    def words(self, channel: int, rank: int) -> str:
        """One of the best pictures in words."""
        key = int(self.keys[channel, rank])
        if key < 0:
            return tr("No picture")
        value = figure(float(self.values[channel, rank]))
        row, column = self.crops.place(key)
        if self.crops.places != (1, 1):
            value = tr("{value} at row {row}, column {column} of the map", value=value, row=row, column=column)
        return f"{quoted(self.label(key))} · {self.sample.title(self.crops.number(key))} · {value}"
