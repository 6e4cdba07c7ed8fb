"""Sizes and counts: ways to ask about the receptive field, stride and padding, parameters, and max pooling."""

import math

from cnnstudio.core.arithmetic import shape_in_words, size_in_words
from cnnstudio.core.explain import field_lines
from cnnstudio.core.explain.sizes import slid
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.layers import Conv2D
from cnnstudio.core.params import Params
from cnnstudio.core.review.asked import choice_asked, number_asked
from cnnstudio.core.review.drawn import changed, drawn_axis, pooled_table
from cnnstudio.core.review.material import Material

# Receptive field and activation map


def how_much_it_sees(draw: Material) -> Question:
    """Rows of the picture that one number sees."""
    if not draw.seers:
        return how_many_maps(draw)
    row = draw.random.choice(draw.seers)
    field, shape = row.field, row.output_shape
    if field is None or shape is None:  # a layer that sees has both
        return how_many_maps(draw)
    text = tr(
        "How many **rows of the picture** does one number of `{layer}` see, that is: how high is its receptive field?",
        layer=row.name,
    )
    down = tr("Go down from the picture: each layer adds (its window − 1) times the strides of all layers above it.")
    if any(max(each.spec.dilation_rate) > 1 for each in draw.convolutions):
        down = tr(
            "Go down from the picture: each layer adds (its window with the holes in it − 1) times the strides of all "
            "layers above it."
        )
    hints = (
        down,
        tr("In Build, the card of every layer tells the receptive field when it is unfolded."),
    )
    lines = " ".join(field_lines(row, draw.analysis.network.input_shape))
    why = f"{lines} {_maps_words(row.name, shape)}".strip()
    return number_asked(text, field.size[0], hints, why)


def how_many_maps(draw: Material) -> Question:
    """How many activation maps a layer gives."""
    found = draw.convolution()
    text = tr("How many activation maps does {layer} make of one picture?", layer=found.name)
    hints = (tr("An activation map is what one filter answers at all places."),)
    each = tr("One for each filter.")
    why = f"{each} {_maps_words(found.row.name, found.after)}"
    return number_asked(text, found.after[2], hints, why)


def _maps_words(name: str, shape: tuple[int, ...]) -> str:
    return tr(
        "`{layer}` gives {shape}: {count:,} activation maps of {rows:,} × {columns:,}. In an activation map each "
        "number says how strongly the filter answers at that place; its receptive field is the part of the picture "
        "that can change this number.",
        layer=name,
        shape=shape_in_words(shape),
        count=shape[2],
        rows=shape[0],
        columns=shape[1],
    )


# Stride and padding


def stride_and_padding(draw: Material) -> Question:
    """Rows that come out with another stride and padding."""
    found = draw.convolution()
    axis, padding = drawn_axis(draw.random, found)
    reads = tr_count(
        "{layer} reads {rows:,} rows with a kernel of {count} row.",
        "{layer} reads {rows:,} rows with a kernel of {count} rows.",
        axis.size,
        layer=found.name,
        rows=found.before[0],
    )
    if found.spec.dilation_rate[0] > 1:
        reads = tr_count(
            "{layer} reads {rows:,} rows with a kernel of {count} row, without the holes that it has now.",
            "{layer} reads {rows:,} rows with a kernel of {count} rows, without the holes that it has now.",
            axis.size,
            layer=found.name,
            rows=found.before[0],
        )
    asked = tr(
        "If its stride were **{stride}** and its padding **{padding}**, how many rows would come out?",
        stride=axis.stride,
        padding=padding,
    )
    if padding != "same":
        asked = tr(
            "If its stride were **{stride}** and its padding **{padding}** (zeros on every side), how many rows would "
            "come out?",
            stride=axis.stride,
            padding=padding,
        )
    text = f"{reads} {asked}"
    formula = slid(axis, same=padding == "same")
    hints = (
        tr("The stride is how far the window moves on at each step; the padding makes the input larger at both ends."),
        tr("The rule: {rule}", rule=formula.rule),
    )
    why = tr(
        "{rule}: {sum}. A stride of s keeps about every s-th place, so the output is about s times smaller; zeros "
        "around the input give back what the window loses at the edges. Now it gives {rows:,} rows.",
        rule=formula.rule,
        sum=formula.written,
        rows=found.after[0],
    )
    return number_asked(text, formula.value, hints, why)


def keeps_its_size(draw: Material) -> Question:
    """Which padding keeps the size."""
    found = draw.convolution()
    size = draw.random.choice((3, 5, 7, 9))
    n, p = found.before[0], (size - 1) // 2
    gets = tr("{layer} gets a kernel of {size} × {size}, and stride 1.", layer=found.name, size=size)
    if max(found.spec.dilation_rate) > 1:
        gets = tr(
            "{layer} gets a kernel of {size} × {size}, without the holes that it has now, and stride 1.",
            layer=found.name,
            size=size,
        )
    asked = tr("How many zeros on every side does it need so that {rows:,} rows come out as {rows:,} rows?", rows=n)
    text = f"{gets} {asked}"
    hints = (tr("Without padding a kernel of k rows loses k − 1 rows: half above, half below."), "p = (k − 1) / 2")
    why = tr(
        "{sum}. That is what padding “same” does at stride 1. With stride 2 the size would be halved all the same.",
        sum=local(f"p = ({size} − 1) / 2 = {p}: ⌊({n:,} + 2·{p} − {size}) / 1⌋ + 1 = {n:,}"),
    )
    return number_asked(text, p, hints, why)


# Parameters


def parameters(draw: Material) -> Question:
    """Weights and biases of a convolution with other numbers than it has."""
    found = draw.convolution()
    spec = changed(draw.random, found)
    counted = spec.params(found.before)
    reads = tr("{layer} reads {shape}.", layer=found.name, shape=shape_in_words(found.before))
    text = f"{reads} {_how_many(spec)}"
    hints = (_of_one_filter(spec), tr("The size of the picture and the stride do not count."))
    why = tr(
        "{sum} = {total:,}: {arrays}. Now it has {own}.",
        sum=counted.arithmetic,
        total=counted.total,
        arrays=_arrays_in_words(counted),
        own=found.row.arithmetic,
    )
    return number_asked(text, counted.total, hints, why)


def _how_many(spec: Conv2D) -> str:
    """The question, of a layer that may be without a bias or in groups."""
    given = {"filters": spec.filters, "kernel": size_in_words(spec.kernel_size), "groups": spec.groups}
    if spec.groups > 1 and spec.use_bias:
        return tr(
            "With **{filters:,} filters** and a kernel of **{kernel}**, in **{groups:,} groups** as it is now, how "
            "many parameters would it have in all?",
            **given,
        )
    if spec.groups > 1:
        return tr(
            "With **{filters:,} filters** and a kernel of **{kernel}**, without a bias, in **{groups:,} groups** as it "
            "is now, how many parameters would it have in all?",
            **given,
        )
    if spec.use_bias:
        return tr(
            "With **{filters:,} filters** and a kernel of **{kernel}**, how many parameters would it have in all?",
            **given,
        )
    return tr(
        "With **{filters:,} filters** and a kernel of **{kernel}**, without a bias, how many parameters would it have "
        "in all?",
        **given,
    )


def _of_one_filter(spec: Conv2D) -> str:
    if spec.groups > 1 and spec.use_bias:
        return tr("One filter has a weight for each of rows · columns · input channels of its group, and one bias.")
    if spec.groups > 1:
        return tr("One filter has a weight for each of rows · columns · input channels of its group.")
    if spec.use_bias:
        return tr("One filter has a weight for each of rows · columns · input channels, and one bias.")
    return tr("One filter has a weight for each of rows · columns · input channels.")


def _arrays_in_words(counted: Params) -> str:
    sizes = {weight.name == "bias": weight.size for weight in counted.arrays}
    if True in sizes:
        return tr_count(
            "{weights:,} weights and {count:,} bias",
            "{weights:,} weights and {count:,} biases",
            sizes[True],
            weights=sizes[False],
        )
    return tr("{weights:,} weights", weights=sizes[False])


# Max pooling


def pooled_number(draw: Material) -> Question:
    """What comes out of a small table."""
    table, right, place = pooled_table(draw.random)
    text = tr(
        "Max pooling with a window of 2 × 2 and stride 2 reads these numbers. What comes out at {place}?\n\n{table}\n",
        place=place,
        table=table,
    )
    hints = (tr("The windows do not overlap: each output number is the largest of four."),)
    largest = tr("The largest of its four numbers is {right}.", right=right)
    return number_asked(
        text,
        right,
        hints,
        f"{largest} {_pooling_words(draw)}",
    )


def pooling_learns(draw: Material) -> Question:
    """What a max pooling is for."""
    text = tr("What does a max pooling do in a CNN?")
    right = tr("It keeps the strongest answer of each small window: maps get smaller, and nothing is learned in it.")
    wrong = (
        tr("It learns which of the numbers in each window is the most important one."),
        tr("It keeps the strongest of all channels, so that fewer channels are left."),
        tr("It adds up all numbers of a window, so that no information is lost."),
    )
    hints = (tr("Count its parameters, and look at what it does to rows, columns and channels."),)
    return choice_asked(draw, text, right, wrong, hints, _pooling_words(draw))


def _pooling_words(draw: Material) -> str:
    role = tr(
        "It has no parameters. What is left is where something was found, only more coarsely: the layers after it have "
        "less to compute and see more of the picture, and a shift by a pixel often changes nothing."
    )
    if not draw.poolings:
        none = tr("This network has no max pooling.")
        return f"{role} {none}"
    row = draw.random.choice(draw.poolings)
    if row.input_shape is None or row.output_shape is None:
        return role
    before, after = math.prod(row.input_shape), math.prod(row.output_shape)
    left = tr(
        "`{layer}` makes {output} of {input}: {after:,} of {before:,} numbers are left, all channels stay.",
        layer=row.name,
        output=shape_in_words(row.output_shape),
        input=shape_in_words(row.input_shape),
        after=after,
        before=before,
    )
    return f"{left} {role}"
