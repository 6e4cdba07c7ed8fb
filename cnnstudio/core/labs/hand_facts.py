"""The facts of convolution by hand: what stands on its table, and what the student filled in alone."""

from collections.abc import Callable

from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.labs.fact import Fact, Kind, plain_value
from cnnstudio.core.labs.lab import FactValue
from cnnstudio.core.labs.scene import NotThere, Scene, TriesCount


def hand_facts() -> tuple[Fact, ...]:
    """Those of the exercise, then those of hiding its answer."""
    return (
        _of("operation", "“convolution”, “max” or “average”.", "text", lambda e: e.operation),
        _of("dimensions", "1 or 2.", "count", lambda e: e.dimensions),
        _of("input shape", "Rows, columns and channels of the input.", "shape", lambda e: plain_value(e.input.shape)),
        _of("input values", "The input: channels, each with its rows.", "table", lambda e: _by_channel(e.input)),
        _of("window", "Rows and columns of the window.", "shape", lambda e: e.window),
        _of("filters", "How many filters there are; of a pooling its channels.", "count", lambda e: e.filters),
        _of("stride", "Steps of the window: rows, columns.", "shape", lambda e: e.stride),
        _of("dilation", "From one number that it reads to the next: rows, columns.", "shape", lambda e: e.dilation),
        _of("padding", "“valid”, “same”, or a number of zeros.", "any", lambda e: e.padding),
        _of("activation", "Of the convolution.", "text", lambda e: e.activation),
        _of("kernel values", "Filters, their channels, rows.", "table", _kernels),
        _of("biases", "One a filter.", "table", lambda e: plain_value(e.biases.tolist())),
        _tried("hidden", "Whether the answer is hidden, to be filled in.", "flag", lambda tries: True),
        _tried("cells right", "Cells of the hidden answer filled in rightly.", "count", lambda tries: tries.right),
        _tried("cells wrong", "Cells of it that stand there wrong.", "count", lambda tries: tries.wrong),
        _tried("cells", "Cells of it in all.", "count", lambda tries: tries.total),
        _tried("all right", "Whether every cell of it was filled in rightly.", "flag", lambda t: t.right == t.total > 0),
    )


def _of(name: str, help: str, kind: Kind, find: Callable[[Exercise], FactValue]) -> Fact:
    return Fact(name, help, kind, ("by_hand",), lambda scene, _: find(_exercise(scene)))


def _tried(name: str, help: str, kind: Kind, find: Callable[[TriesCount], FactValue]) -> Fact:
    def look(scene: Scene, _: str) -> FactValue:
        _exercise(scene)
        if scene.tries is None:
            if name == "hidden":
                return False
            raise NotThere("The answer is not hidden: choose “Hide the answer, let me try”.")
        return find(scene.tries)

    return Fact(name, help, kind, ("by_hand",), look)


def _exercise(scene: Scene) -> Exercise:
    if scene.exercise is None:
        raise NotThere("Nothing stands on the table of convolution by hand.")
    return scene.exercise


def _by_channel(values: object) -> FactValue:
    import numpy as np

    return plain_value(np.moveaxis(np.asarray(values), -1, 0).tolist())


def _kernels(exercise: Exercise) -> FactValue:
    return plain_value(exercise.kernels.transpose(3, 2, 0, 1).tolist())
