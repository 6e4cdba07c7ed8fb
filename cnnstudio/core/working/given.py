"""What a number is worked out from: the layer's input, its weights, and what the network itself gave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.spec import FloatArray
from cnnstudio.core.working.activating import Numbers, activated, activated_across, looks_across
from cnnstudio.core.working.work import How, Work


@dataclass(frozen=True, eq=False)
class Given:
    """All that is at hand.

    Attributes:
        inputs: The layer's input, or of a block what each of its branches gives; without the batch axis.
        output: What the layer gave out.
        weights: Its arrays by Keras's names, ``"kernel"``; only the part that is needed of each is read.
    """

    layer: str
    kind: str
    inputs: tuple[FloatArray, ...]
    output: FloatArray
    weights: Mapping[str, npt.NDArray[Any]]
    place: tuple[int, ...]

    @property
    def input(self) -> FloatArray:
        """Of a layer, which has only one."""
        return self.inputs[0]

    def weight(self, name: str, index: Any) -> float | None:
        """One number of a weight array; None where the layer has none of that name."""
        return float(self.weights[name][index]) if name in self.weights else None

    def work(self, how: How, read: npt.NDArray[Any], value: float, **more: Any) -> Work:
        """What was found, as float32 has it."""
        rounded = float(np.float32(value))
        more.setdefault("before", rounded)
        numbers = np.ascontiguousarray(read, np.float32)
        given = float(self.output[self.place])
        return Work(self.layer, self.kind, self.place, how, numbers, rounded, given, **more)

    def activate(
        self,
        how: How,
        read: npt.NDArray[Any],
        before: float,
        activation: str,
        every: Callable[[], Numbers],
        **more: Any,
    ) -> Work:
        """As ``work``, after the activation.

        Args:
            every: Gives the numbers of all channels at the place before the activation, (channels,); only asked where
                the activation looks at them.
        """
        if looks_across(activation):
            value, formula = activated_across(activation, every(), self.place[-1])
        else:
            value, formula = activated(activation, before)
        return self.work(
            how, read, value, before=float(np.float32(before)), activation=activation, formula=formula, **more
        )

    def here(self, read: int | None = None) -> dict[str, Any]:
        """Of work on the one number at the same place of the input: its box and channel.

        Args:
            read: How many channels are read from the first on; the place's own alone where it is None.
        """
        if len(self.place) != 3:
            return {} if read is not None else {"channels": (self.place[-1],)}
        channels = {} if read is not None else {"channels": (self.place[2],)}
        return {"box": (self.place[0], self.place[1], 1, 1), **channels}

    def shaped(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Numbers (n,) of one place as ``Work.read`` has them: (1, 1, n) of a picture."""
        return numbers.reshape(1, 1, -1) if len(self.place) == 3 else numbers


def patch(
    array: FloatArray, rows: range, columns: range
) -> tuple[FloatArray, npt.NDArray[np.bool_] | None, tuple[int, int, int, int]]:
    """The numbers of a picture (height, width, channels) at these rows and columns, with zeros beyond it.

    Also what lies beyond, None where nothing does; and ``Work.box``.
    """
    down, across = np.array(rows, np.intp), np.array(columns, np.intp)
    lost = ((down < 0) | (down >= array.shape[0]))[:, None] | ((across < 0) | (across >= array.shape[1]))[None]
    places = np.ix_(np.clip(down, 0, array.shape[0] - 1), np.clip(across, 0, array.shape[1] - 1))
    read = np.where(lost[..., None], np.float32(0), array[places])
    return read, lost if lost.any() else None, (rows.start, columns.start, rows.step, columns.step)
