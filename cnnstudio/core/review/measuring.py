"""Sizes and counts: ways to ask about the receptive field, stride and padding, parameters, and max pooling."""

import math

from cnnstudio.core.arithmetic import shape_in_words, size_in_words
from cnnstudio.core.explain import field_lines
from cnnstudio.core.explain.sizes import slid
from cnnstudio.core.labs.lab import Question
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
    text = (
        f"How many **rows of the picture** does one number of `{row.name}` see, that is: how high is its receptive "
        "field?"
    )
    has_holes = any(max(each.spec.dilation_rate) > 1 for each in draw.convolutions)
    holes = " with the holes in it" if has_holes else ""
    hints = (
        f"Go down from the picture: each layer adds (its window{holes} − 1) times the strides of all layers above it.",
        "In Build, the card of every layer tells the receptive field when it is unfolded.",
    )
    lines = " ".join(field_lines(row, draw.analysis.network.input_shape))
    why = f"{lines} {_maps_words(row.name, shape)}".strip()
    return number_asked(text, field.size[0], hints, why)


def how_many_maps(draw: Material) -> Question:
    """How many activation maps a layer gives."""
    found = draw.convolution()
    text = f"How many activation maps does {found.name} make of one picture?"
    hints = ("An activation map is what one filter answers at all places.",)
    why = f"One for each filter. {_maps_words(found.row.name, found.after)}"
    return number_asked(text, found.after[2], hints, why)


def _maps_words(name: str, shape: tuple[int, ...]) -> str:
    return (
        f"`{name}` gives {shape_in_words(shape)}: {shape[2]:,} activation maps of {shape[0]:,} × {shape[1]:,}. In an "
        "activation map each number says how strongly the filter answers at that place; its receptive field is the "
        "part of the picture that can change this number."
    )


# Stride and padding


def stride_and_padding(draw: Material) -> Question:
    """Rows that come out with another stride and padding."""
    found = draw.convolution()
    axis, padding = drawn_axis(draw.random, found)
    holes = ", without the holes that it has now" if found.spec.dilation_rate[0] > 1 else ""
    text = (
        f"{found.name} reads {found.before[0]:,} rows with a kernel of {axis.size} rows{holes}. If its stride "
        f"were **{axis.stride}** and its padding **{padding}**{'' if padding == 'same' else ' (zeros on every side)'}, "
        "how many rows would come out?"
    )
    formula = slid(axis, same=padding == "same")
    hints = (
        "The stride is how far the window moves on at each step; the padding makes the input larger at both ends.",
        f"The rule: {formula.rule}",
    )
    why = (
        f"{formula.rule}: {formula.numbers} = {formula.value:,}. A stride of s keeps about every s-th place, so the "
        "output is about s times smaller; zeros around the input give back what the window loses at the edges. Now it "
        f"gives {found.after[0]:,} rows."
    )
    return number_asked(text, formula.value, hints, why)


def keeps_its_size(draw: Material) -> Question:
    """Which padding keeps the size."""
    found = draw.convolution()
    size = draw.random.choice((3, 5, 7, 9))
    holes = ", without the holes that it has now" if max(found.spec.dilation_rate) > 1 else ""
    text = (
        f"{found.name} gets a kernel of {size} × {size}{holes}, and stride 1. How many zeros on every side "
        f"does it need so that {found.before[0]:,} rows come out as {found.before[0]:,} rows?"
    )
    hints = ("Without padding a kernel of k rows loses k − 1 rows: half above, half below.", "p = (k − 1) / 2")
    n, p = found.before[0], (size - 1) // 2
    why = (
        f"p = ({size} − 1) / 2 = {p}: ⌊({n:,} + 2·{p} − {size}) / 1⌋ + 1 = {n:,}. That is what padding “same” does at "
        "stride 1. With stride 2 the size would be halved all the same."
    )
    return number_asked(text, p, hints, why)


# Parameters


def parameters(draw: Material) -> Question:
    """Weights and biases of a convolution with other numbers than it has."""
    found = draw.convolution()
    spec = changed(draw.random, found)
    counted = spec.params(found.before)
    groups = f", in **{spec.groups:,} groups** as it is now" if spec.groups > 1 else ""
    channels = "input channels of its group" if spec.groups > 1 else "input channels"
    text = (
        f"{found.name} reads {shape_in_words(found.before)}. With **{spec.filters:,} filters** and a kernel of "
        f"**{size_in_words(spec.kernel_size)}**{'' if spec.use_bias else ', without a bias'}{groups}, how many "
        "parameters would it have in all?"
    )
    hints = (
        f"One filter has a weight for each of rows · columns · {channels}{', and one bias' if spec.use_bias else ''}.",
        "The size of the picture and the stride do not count.",
    )
    arrays = " and ".join(
        f"{weight.size:,} {'biases' if weight.name == 'bias' else 'weights'}" for weight in counted.arrays
    )
    why = f"{counted.arithmetic} = {counted.total:,}: {arrays}. Now it has {found.row.arithmetic}."
    return number_asked(text, counted.total, hints, why)


# Max pooling


def pooled_number(draw: Material) -> Question:
    """What comes out of a small table."""
    table, right, place = pooled_table(draw.random)
    text = (
        f"Max pooling with a window of 2 × 2 and stride 2 reads these numbers. What comes out at {place}?\n\n{table}\n"
    )
    hints = ("The windows do not overlap: each output number is the largest of four.",)
    return number_asked(text, right, hints, f"The largest of its four numbers is {right}. {_pooling_words(draw)}")


def pooling_learns(draw: Material) -> Question:
    """What a max pooling is for."""
    text = "What does a max pooling do in a CNN?"
    right = "It keeps the strongest answer of each small window: maps get smaller, and nothing is learned in it."
    wrong = (
        "It learns which of the numbers in each window is the most important one.",
        "It keeps the strongest of all channels, so that fewer channels are left.",
        "It adds up all numbers of a window, so that no information is lost.",
    )
    hints = ("Count its parameters, and look at what it does to rows, columns and channels.",)
    return choice_asked(draw, text, right, wrong, hints, _pooling_words(draw))


def _pooling_words(draw: Material) -> str:
    role = (
        "It has no parameters. What is left is where something was found, only more coarsely: the layers after it have "
        "less to compute and see more of the picture, and a shift by a pixel often changes nothing."
    )
    if not draw.poolings:
        return f"{role} This network has no max pooling."
    row = draw.random.choice(draw.poolings)
    if row.input_shape is None or row.output_shape is None:
        return role
    before, after = math.prod(row.input_shape), math.prod(row.output_shape)
    return (
        f"`{row.name}` makes {shape_in_words(row.output_shape)} of {shape_in_words(row.input_shape)}: "
        f"{after:,} of {before:,} numbers are left, all channels stay. {role}"
    )
