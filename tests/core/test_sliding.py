"""The steps of a window against steps taken one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    Activation,
    Conv2D,
    Dense,
    Flatten,
    GlobalMaxPooling2D,
    MaxPooling2D,
    ZeroPadding2D,
)
from cnnstudio.core.sliding import Axis, axes_of
from cnnstudio.core.spec import LayerSpec
from tests.core.strategies import specs

axes = st.builds(
    Axis,
    length=st.integers(1, 40),
    size=st.integers(1, 9),
    stride=st.integers(1, 9),
    dilation=st.integers(1, 4),
    before=st.integers(-3, 6),
    after=st.integers(-3, 6),
)


def _by_steps(axis: Axis) -> list[list[int]]:
    """What each step reads, taken one after the other until the window no longer fits."""
    steps, start = [], -axis.before
    while start + (axis.size - 1) * axis.dilation < axis.length + axis.after:
        steps.append([start + tap * axis.dilation for tap in range(axis.size)])
        start += axis.stride
    return steps


@given(axes)
def test_that_outputs_places_and_what_is_unused_are_those_of_walking_step_by_step(axis: Axis) -> None:
    steps = _by_steps(axis)
    assert axis.outputs == len(steps)
    assert [list(axis.reads(step)) for step in range(axis.outputs)] == steps
    read = {index for step in steps for index in step}
    unused = [index for first, last in axis.unused() for index in range(first, last + 1)]
    assert unused == [index for index in range(axis.length) if index not in read]


@given(axes)
def test_that_runs_are_apart_and_in_order(axis: Axis) -> None:
    flat = [end for run in axis.unused() for end in run]
    assert flat == sorted(flat)
    assert all(after[0] - before[1] > 1 for before, after in zip(axis.unused(), axis.unused()[1:], strict=False))


@given(specs(), st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4)))
def test_that_the_axes_of_any_kind_give_its_output_size(spec: LayerSpec, shape: tuple[int, int, int]) -> None:
    try:
        after = spec.output_shape(shape)
    except SpecError:
        return
    found = axes_of(spec, shape)
    if found is not None:
        assert (found[0].outputs, found[1].outputs) == after[:2]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (Conv2D(8, (2, 2), padding="same"), Axis(14, 2, before=0, after=1)),
        (Conv2D(8, (5, 5), (2, 2), 2), Axis(14, 5, 2, before=2, after=2)),
        (MaxPooling2D((3, 3), (3, 3)), Axis(14, 3, 3)),
        (ZeroPadding2D((1, 2), (1, 2)), Axis(14, before=1, after=2)),
        (Activation(), Axis(14)),
    ],
)
def test_that_padding_is_where_the_kind_puts_it(spec: LayerSpec, expected: Axis) -> None:
    assert axes_of(spec, (14, 14, 3)) == (expected, expected)


def test_that_columns_left_over_by_a_stride_are_found() -> None:
    assert Axis(28, 5, 5).unused() == ((25, 27),)
    assert Axis(9, 1, 4).unused() == ((1, 3), (5, 7))


def test_that_a_kernel_wider_than_its_holes_is_spread() -> None:
    dilated = Axis(28, 3, dilation=2)
    assert (dilated.spread, dilated.outputs, list(dilated.reads(1))) == (5, 24, [1, 3, 5])


@pytest.mark.parametrize("spec", [Flatten(), Dense(), GlobalMaxPooling2D()])
def test_that_what_does_not_slide_over_a_picture_has_no_axes(spec: LayerSpec) -> None:
    shape = (12,) if isinstance(spec, Dense) else (4, 4, 2)
    assert axes_of(spec, shape) is None


def test_that_the_largest_axis_is_answered_at_once() -> None:
    assert Axis(65_536, 255, 255).unused() == ((65_535, 65_535),)
