"""What a convolution reads and what it is made of: ways to ask about the kind of layer, the places, and the filters."""

import math

from cnnstudio.core.arithmetic import shape_in_words, size_in_words
from cnnstudio.core.labs.lab import Question
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.review.asked import choice_asked, number_asked, product
from cnnstudio.core.review.material import Convolved, Material
from cnnstudio.core.sliding import axes_of
from cnnstudio.core.words import quoted

# Dense and Conv2D


def dense_instead(draw: Material) -> Question:
    """How many parameters a Dense layer of the same reach would have."""
    found = draw.convolution()
    inputs, outputs = math.prod(found.before), math.prod(found.after)
    answer = (inputs + 1) * outputs
    text = tr(
        "{layer} turns {before} into {after} and learns {total:,} numbers. How many would a **Dense** layer learn "
        "that reads all these numbers, gives out as many as it does, and has a bias?",
        layer=found.name,
        before=shape_in_words(found.before),
        after=shape_in_words(found.after),
        total=found.row.params.total,
    )
    hints = (
        tr("Every number that a Dense layer gives out has a weight of its own for every number it reads, and a bias."),
        tr(
            "It reads {before} = {inputs:,} numbers and gives out {after} = {outputs:,}.",
            before=product(found.before),
            inputs=inputs,
            after=product(found.after),
            outputs=outputs,
        ),
    )
    why = tr(
        "({inputs:,} + 1) · {outputs:,} = {answer:,}, against {own} of {layer}. A Dense layer connects everything with "
        "everything. A convolution looks at a small window at a time, and uses the same kernels at all {rows:,} · "
        "{columns:,} = {places:,} places.",
        inputs=inputs,
        outputs=outputs,
        answer=answer,
        own=found.row.arithmetic,
        layer=found.name,
        rows=found.after[0],
        columns=found.after[1],
        places=found.after[0] * found.after[1],
    )
    return number_asked(text, answer, hints, why)


def what_tells_them_apart(draw: Material) -> Question:
    """In which two things a convolution differs."""
    found = draw.convolution()
    size = size_in_words(found.spec.kernel_size)
    text = tr("What makes {layer}, a Conv2D, another kind of layer than a Dense layer?", layer=found.name)
    right = tr(
        "Each number it gives out reads only a small window of the input, and all places share the same few weights."
    )
    wrong = (
        tr("It has no weights of its own: its kernels are given, and only the biases are learned."),
        tr("Each number it gives out reads the whole input, but through fewer weights."),
        tr("It can only be used on pictures in grey; a Dense layer takes any number of channels."),
    )
    hints = (tr("Two things: what one output number reads, and whether another output number has weights of its own."),)
    why = tr_count(
        "One number of {layer} reads {size} places of {count:,} channel, and the same {filters:,} kernels slide over "
        "the whole input: {own} numbers to learn, however large the input is.",
        "One number of {layer} reads {size} places of {count:,} channels, and the same {filters:,} kernels slide over "
        "the whole input: {own} numbers to learn, however large the input is.",
        found.depth,
        layer=found.name,
        size=size,
        filters=found.spec.filters,
        own=found.row.arithmetic,
    )
    return choice_asked(draw, text, right, wrong, hints, why)


# The spatial structure


def shuffled(draw: Material) -> Question:
    """Which network does not care where a pixel stands."""
    found = draw.convolution()
    text = tr(
        "The pixels of all pictures, in training and in test, are put into another order, the same for every picture. "
        "Then two networks are trained anew: one of Dense layers alone, and one of convolutions. What happens?"
    )
    right = tr("The Dense network learns as well as before; the convolutions get worse.")
    wrong = (
        tr("The convolutions learn as well as before; the Dense network gets worse."),
        tr("Both learn as well as before: no pixel is lost."),
        tr("Neither learns anything any more."),
    )
    hints = (tr("Which of the two knows which pixels are neighbours?"),)
    why = tr(
        "A Dense layer reads a list: where a pixel stands in it means nothing, so another order costs nothing. "
        "{layer} takes {before} and gives {after}: rows and columns stay rows and columns, and what lies side by side "
        "in the input lies side by side in the output. That is what preserving the spatial structure means, and it is "
        "why neighbours that are none any more confuse it.",
        layer=found.name,
        before=shape_in_words(found.before),
        after=shape_in_words(found.after),
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
    text = tr(
        "Take the output number of {layer} at row {at:,} (rows are counted from 0, from the top). "
        "At which row of the layer’s input does its window begin? A row above the input has a number below 0.",
        layer=found.name,
        at=at,
    )
    hints = (
        tr(
            "The window moves down by the stride from one output row to the next, and begins above the input by as "
            "many rows as are padded there."
        ),
        tr("Stride {stride}, {before:,} rows of padding above.", stride=rows.stride, before=rows.before),
    )
    why = tr(
        "{at:,} · {stride} − {before:,} = {first:,}: it reads the rows {first:,} to {last:,}. Every output number "
        "stays tied to its place in the input: the spatial structure is preserved.",
        at=at,
        stride=rows.stride,
        before=rows.before,
        first=rows.start(at),
        last=rows.start(at) + rows.spread - 1,
    )
    return number_asked(text, rows.start(at), hints, why)


# What a convolution does


def products(draw: Material) -> Question:
    """How many products make one number."""
    found = draw.convolution()
    rows, columns = found.spec.kernel_size
    answer = rows * columns * found.depth
    text = tr(
        "How many numbers of its input does {layer} multiply with a weight and add up, for **one** number of "
        "its output?",
        layer=found.name,
    )
    hints = (
        tr("A kernel is as deep as what it reads has channels."),
        tr_count(
            "The kernel has {size} places, and reads {count:,} channel.",
            "The kernel has {size} places, and reads {count:,} channels.",
            found.depth,
            size=size_in_words((rows, columns)),
        ),
    )
    added = tr(
        "{rows}·{columns}·{depth:,} = {answer:,} products are added.",
        rows=rows,
        columns=columns,
        depth=found.depth,
        answer=answer,
    )
    everywhere = tr(
        "The same is done at every place and with each of the {filters:,} filters.", filters=found.spec.filters
    )
    why = f"{added} {_what_follows(found)} {everywhere} {_filter_words(found)}"
    return number_asked(text, answer, hints, why)


def _what_follows(found: Convolved) -> str:
    """What is done to the sum."""
    name = found.spec.activation
    if found.spec.use_bias:
        if name == "linear":
            return tr("Then the bias of the filter is added.")
        return tr("Then the bias of the filter is added, and {activation} is applied.", activation=name)
    if name == "linear":
        return tr("No bias is added here.")
    return tr("No bias is added here, and {activation} is applied.", activation=name)


def not_chosen(draw: Material) -> Question:
    """Which property of a filter is no hyper-parameter."""
    found = draw.convolution()
    text = tr(
        "Which of these of {layer} is **not** set by whoever builds the network, but follows from the rest?",
        layer=found.name,
    )
    right = tr("That each filter is {depth:,} deep", depth=found.depth)
    wrong = (
        tr("That there are {filters:,} filters", filters=found.spec.filters),
        tr("That a filter covers {size} places", size=size_in_words(found.spec.kernel_size)),
        tr("That it moves on by {stride} at each step", stride=size_in_words(found.spec.strides)),
    )
    hints = (tr("A filter reads all channels of what comes in."),)
    shape, depth = shape_in_words(found.before), found.depth
    reads = tr(
        "What comes in is {shape}: a filter reads all its channels, so its depth is {depth:,}.",
        shape=shape,
        depth=depth,
    )
    if found.spec.groups > 1:
        reads = tr(
            "What comes in is {shape}: a filter reads all its channels of its group, so its depth is {depth:,}.",
            shape=shape,
            depth=depth,
        )
    learned = tr("The weights themselves are learned.")
    why = f"{reads} {_filter_words(found)} {learned}"
    return choice_asked(draw, text, right, wrong, hints, why)


def _filter_words(found: Convolved) -> str:
    spec = found.spec
    return tr(
        "Its hyper-parameters: {filters:,} filters, kernel {kernel}, stride {stride}, padding {padding}, activation "
        "{activation}.",
        filters=spec.filters,
        kernel=size_in_words(spec.kernel_size),
        stride=size_in_words(spec.strides),
        padding=quoted(spec.padding) if isinstance(spec.padding, str) else spec.padding,
        activation=spec.activation,
    )
