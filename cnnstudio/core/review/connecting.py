"""What a convolution reads and what it is made of: ways to ask about the kind of layer, the places, and the filters."""

import math

from cnnstudio.core.arithmetic import shape_in_words, size_in_words
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.review.asked import choice_asked, number_asked, product
from cnnstudio.core.review.material import Convolved, Material
from cnnstudio.core.sliding import axes_of

# Dense and Conv2D


def dense_instead(draw: Material) -> Question:
    """How many parameters a Dense layer of the same reach would have."""
    found = draw.convolution()
    inputs, outputs = math.prod(found.before), math.prod(found.after)
    answer = (inputs + 1) * outputs
    text = (
        f"{found.name} turns {shape_in_words(found.before)} into {shape_in_words(found.after)} and learns "
        f"{found.row.params.total:,} numbers. How many would a **Dense** layer learn that reads all these numbers, "
        "gives out as many as it does, and has a bias?"
    )
    hints = (
        "Every number that a Dense layer gives out has a weight of its own for every number it reads, and a bias.",
        f"It reads {product(found.before)} = {inputs:,} numbers and gives out {product(found.after)} = {outputs:,}.",
    )
    why = (
        f"({inputs:,} + 1) · {outputs:,} = {answer:,}, against {found.row.arithmetic} of {found.name}. A Dense layer "
        "connects everything with everything. A convolution looks at a small window at a time, and uses the same "
        f"kernels at all {found.after[0]:,} · {found.after[1]:,} = {found.after[0] * found.after[1]:,} places."
    )
    return number_asked(text, answer, hints, why)


def what_tells_them_apart(draw: Material) -> Question:
    """In which two things a convolution differs."""
    found = draw.convolution()
    size = size_in_words(found.spec.kernel_size)
    text = f"What makes {found.name}, a Conv2D, another kind of layer than a Dense layer?"
    right = (
        "Each number it gives out reads only a small window of the input, and all places share the same few weights."
    )
    wrong = (
        "It has no weights of its own: its kernels are given, and only the biases are learned.",
        "Each number it gives out reads the whole input, but through fewer weights.",
        "It can only be used on pictures in grey; a Dense layer takes any number of channels.",
    )
    hints = ("Two things: what one output number reads, and whether another output number has weights of its own.",)
    why = (
        f"One number of {found.name} reads {size} places of {_channels(found)}, and the same "
        f"{found.spec.filters:,} kernels slide over the "
        f"whole input: {found.row.arithmetic} numbers to learn, however large the input is."
    )
    return choice_asked(draw, text, right, wrong, hints, why)


def _channels(found: Convolved) -> str:
    return f"{found.depth:,} {'channel' if found.depth == 1 else 'channels'}"


# The spatial structure


def shuffled(draw: Material) -> Question:
    """Which network does not care where a pixel stands."""
    found = draw.convolution()
    text = (
        "The pixels of all pictures, in training and in test, are put into another order, the same for every picture. "
        "Then two networks are trained anew: one of Dense layers alone, and one of convolutions. What happens?"
    )
    right = "The Dense network learns as well as before; the convolutions get worse."
    wrong = (
        "The convolutions learn as well as before; the Dense network gets worse.",
        "Both learn as well as before: no pixel is lost.",
        "Neither learns anything any more.",
    )
    hints = ("Which of the two knows which pixels are neighbours?",)
    why = (
        "A Dense layer reads a list: where a pixel stands in it means nothing, so another order costs nothing. "
        f"{found.name} takes {shape_in_words(found.before)} and gives {shape_in_words(found.after)}: rows and columns "
        "stay rows and columns, and what lies side by side in the input lies side by side in the output. That is what "
        "preserving the spatial structure means, and it is why neighbours that are none any more confuse it."
    )
    return choice_asked(draw, text, right, wrong, hints, why)


def where_it_reads(draw: Material) -> Question:
    """At which row of the input the window of an output number begins."""
    found = draw.convolution()
    axes = axes_of(found.spec, found.before)
    if axes is None:  # a convolution always slides
        return shuffled(draw)
    rows = axes[0]
    at = draw.random.randrange(rows.outputs)
    text = (
        f"Take the output number of {found.name} at row {at:,} (rows are counted from 0, from the top). "
        "At which row of the layer’s input does its window begin? A row above the input has a number below 0."
    )
    hints = (
        "The window moves down by the stride from one output row to the next, and begins above the input by as many "
        "rows as are padded there.",
        f"Stride {rows.stride}, {rows.before:,} rows of padding above.",
    )
    why = (
        f"{at:,} · {rows.stride} − {rows.before:,} = {rows.start(at):,}: it reads the rows {rows.start(at):,} to "
        f"{rows.start(at) + rows.spread - 1:,}. Every output number stays tied to its place in the input: the spatial "
        "structure is preserved."
    )
    return number_asked(text, rows.start(at), hints, why)


# What a convolution does


def products(draw: Material) -> Question:
    """How many products make one number."""
    found = draw.convolution()
    rows, columns = found.spec.kernel_size
    answer = rows * columns * found.depth
    text = (
        f"How many numbers of its input does {found.name} multiply with a weight and add up, for **one** number of "
        "its output?"
    )
    hints = (
        "A kernel is as deep as what it reads has channels.",
        f"The kernel has {size_in_words((rows, columns))} places, and reads {_channels(found)}.",
    )
    bias = "Then the bias of the filter is added" if found.spec.use_bias else "No bias is added here"
    then = f", and {found.spec.activation} is applied" if found.spec.activation != "linear" else ""
    why = (
        f"{rows}·{columns}·{found.depth:,} = {answer:,} products are added. {bias}{then}. The same is done at every "
        f"place and with each of the {found.spec.filters:,} filters. {_filter_words(found)}"
    )
    return number_asked(text, answer, hints, why)


def not_chosen(draw: Material) -> Question:
    """Which property of a filter is no hyper-parameter."""
    found = draw.convolution()
    text = f"Which of these of {found.name} is **not** set by whoever builds the network, but follows from the rest?"
    right = f"That each filter is {found.depth:,} deep"
    wrong = (
        f"That there are {found.spec.filters:,} filters",
        f"That a filter covers {size_in_words(found.spec.kernel_size)} places",
        f"That it moves on by {size_in_words(found.spec.strides)} at each step",
    )
    hints = ("A filter reads all channels of what comes in.",)
    why = (
        f"What comes in is {shape_in_words(found.before)}: a filter reads all its channels"
        f"{' of its group' if found.spec.groups > 1 else ''}, so its depth is {found.depth:,}. {_filter_words(found)} "
        "The weights themselves are learned."
    )
    return choice_asked(draw, text, right, wrong, hints, why)


def _filter_words(found: Convolved) -> str:
    spec = found.spec
    padding = f"“{spec.padding}”" if isinstance(spec.padding, str) else f"{spec.padding}"
    return (
        f"Its hyper-parameters: {spec.filters:,} filters, kernel {size_in_words(spec.kernel_size)}, stride "
        f"{size_in_words(spec.strides)}, padding {padding}, activation {spec.activation}."
    )
