"""The facts of convolution by hand: what stands on its table, and what the student filled in alone.

In one dimension rows are left out of shapes and pairs, and tables are rows of numbers; a single channel or filter
stands without brackets around it.
"""

from collections.abc import Callable

from cnnstudio.core.by_hand.computing import output
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.steps import dilation_of, output_shape, stride_of, unused
from cnnstudio.core.by_hand.telling import parameters
from cnnstudio.core.by_hand.tries import Counts, counts
from cnnstudio.core.labs.fact import Fact, Kind, plain_value
from cnnstudio.core.labs.lab import FactValue
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import FloatArray, Pair

OTHER_INPUT = tr("On the table stands another exercise: open the one of this task first.")
OTHER_OUTPUT = tr("Something else comes out: compare the kernels and the settings with the task.")
_NOT_HIDDEN = tr("The answer is not hidden: choose “Hide the answer, let me try”.")
_NOT_FILLED_IN = tr("Not every cell is filled in rightly yet.")


def hand_facts() -> tuple[Fact, ...]:
    """Those of the exercise, then those of hiding its answer."""
    return (
        _of("operation", tr("“convolution”, “max” or “average”."), "text", lambda e: e.operation),
        _of("dimensions", tr("1 or 2."), "count", lambda e: e.dimensions),
        _of("input shape", tr("Rows, columns, channels."), "shape", lambda e: _shape(e, e.input.shape)),
        _of("output shape", tr("Rows, columns, filters."), "shape", lambda e: _shape(e, output_shape(e))),
        _of(
            "input values",
            tr("Rows of numbers; of several channels a list of such."),
            "table",
            lambda e: _maps(e, e.input),
            OTHER_INPUT,
        ),
        _of(
            "output values",
            tr("Rows of numbers; of several filters a list of such."),
            "table",
            _output_values,
            OTHER_OUTPUT,
        ),
        _of("kernel values", tr("As the input; of several filters a list of such."), "table", _kernel_values),
        _of("biases", tr("One a filter."), "table", lambda e: plain_value(e.biases.tolist())),
        _of("window", tr("Rows and columns of the window."), "shape", lambda e: _pair(e, e.window)),
        _of("channels", tr("Of the input."), "count", lambda e: e.input.shape[2]),
        _of("filters", tr("How many filters there are; of a pooling its channels."), "count", lambda e: e.filters),
        _of("stride", tr("From one step of the window to the next."), "shape", lambda e: _pair(e, stride_of(e))),
        _of("dilation", tr("From one number that it reads to the next."), "shape", lambda e: _pair(e, dilation_of(e))),
        _of("padding", tr("“valid”, “same”, or a number of zeros on every side."), "any", lambda e: e.padding),
        _of("activation", tr("Behind the sum."), "text", lambda e: e.activation),
        _of("parameters", tr("Numbers of the kernels and biases."), "count", lambda e: parameters(e).count),
        _of("unused", tr("Numbers of a channel of the input that no step reads."), "count", lambda e: unused(e).count),
        Fact(
            "hidden",
            tr("Whether the answer is hidden, to be filled in."),
            "flag",
            ("by_hand",),
            _is_hidden,
            label=tr("answer hidden"),
        ),
        _tried("cells right", tr("Cells of the hidden answer filled in rightly."), "count", lambda c: c.right),
        _tried("cells wrong", tr("Cells of it that stand there wrong."), "count", lambda c: c.wrong),
        _tried("cells", tr("Cells of it in all."), "count", lambda c: c.total),
        _tried(
            "all right",
            tr("Whether every cell of it was filled in rightly, and none was shown."),
            "flag",
            _all_right,
            tr("all cells right"),
            _NOT_FILLED_IN,
        ),
    )


def _of(name: str, help: str, kind: Kind, find: Callable[[Exercise], FactValue], instead: str = "") -> Fact:
    return Fact(name, help, kind, ("by_hand",), lambda scene, _: find(_exercise(scene)), instead=instead)


def _tried(
    name: str, help: str, kind: Kind, find: Callable[[Counts], FactValue], label: str = "", instead: str = ""
) -> Fact:
    def look(scene: Scene, _: str) -> FactValue:
        exercise, tries = _exercise(scene), scene.tries
        if tries is None or not (tries.hidden or tries.typed):
            raise NotThere(_NOT_HIDDEN)
        return find(counts(tries, output(exercise).values))

    return Fact(name, help, kind, ("by_hand",), look, label=label, instead=instead)


def _all_right(counts: Counts) -> FactValue:
    if counts.is_done and counts.shown:
        words = tr_count(
            "{count:,} cell was shown to you. Choose “Try anew” and fill all in yourself.",
            "{count:,} cells were shown to you. Choose “Try anew” and fill all in yourself.",
            counts.shown,
        )
        raise NotThere(words)
    return counts.is_done


def _is_hidden(scene: Scene, _: str) -> FactValue:
    _exercise(scene)
    return scene.tries is not None and scene.tries.hidden


def _exercise(scene: Scene) -> Exercise:
    if scene.exercise is None:
        raise NotThere(tr("Nothing stands on the table of convolution by hand."))
    return scene.exercise


def _shape(exercise: Exercise, shape: tuple[int, ...]) -> FactValue:
    return plain_value(shape[1:] if exercise.dimensions == 1 else shape)


def _pair(exercise: Exercise, pair: Pair) -> FactValue:
    return pair[1:] if exercise.dimensions == 1 else pair


def _maps(exercise: Exercise, values: FloatArray) -> FactValue:
    """Of (rows, columns, channels)."""
    maps = values.transpose(2, 0, 1)
    maps = maps[:, 0] if exercise.dimensions == 1 and maps.shape[1] == 1 else maps
    return plain_value((maps[0] if len(maps) == 1 else maps).tolist())


def _output_values(exercise: Exercise) -> FactValue:
    return _maps(exercise, output(exercise).values)


def _kernel_values(exercise: Exercise) -> FactValue:
    if exercise.operation != "convolution":
        raise NotThere(tr("A pooling has no kernel."))
    filters = tuple(_maps(exercise, exercise.kernels[..., filter]) for filter in range(exercise.filters))
    return filters[0] if len(filters) == 1 else filters
