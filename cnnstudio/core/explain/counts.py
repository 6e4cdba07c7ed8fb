"""A layer's parameters, multiply-adds and memory as sums of its own numbers."""

import math

from cnnstudio.core.analysis import Row
from cnnstudio.core.arithmetic import product_in_words
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Layer
from cnnstudio.core.params import Weight
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import memory


def parameter_lines(row: Row) -> tuple[str, ...]:
    """ "(3·3·1 + 1) · 32 = 320 parameters", the frozen ones named, then each array of weights and the biases."""
    params = row.params
    if not params.arrays:
        return (tr("No parameters: nothing to learn here."),)
    found = row.arithmetic or local(f"{params.total:,}")
    total = (
        tr("{sum} parameters, {frozen:,} of them not trained", sum=found, frozen=params.frozen)
        if params.frozen
        else tr("{sum} parameters", sum=found)
    )
    if len(params.arrays) == 1 and not params.arrays[0].name.endswith("kernel"):
        return (total,)
    return (total, *(_array_line(each) for each in params.arrays))


def work_lines(row: Row, batch_size: int) -> tuple[str, ...]:
    """Multiply-adds for one picture, and the memory of the output for one picture and for a batch."""
    if row.output_shape is None:
        return ()
    kept = tr(
        "Output: {numbers} numbers, {one} a picture, {batch} a batch of {batch_size:,}",
        numbers=_counted(row.output_shape),
        one=memory(row.memory),
        batch=memory(row.memory * batch_size),
        batch_size=batch_size,
    )
    if not row.multiply_adds:
        return (kept,)
    cost = local(f"{_cost_arithmetic(row)}{row.multiply_adds:,}")
    return tr("{sum} multiply-adds a picture", sum=cost), kept


def _array_line(weight: Weight) -> str:
    name = {"kernel": tr("weights"), "bias": tr("biases")}.get(weight.name, weight.name.replace("_", " "))
    count = _counted(weight.shape)
    return f"{name}: {count}" if weight.trainable else tr("{name}: {count}, not trained", name=name, count=count)


def _counted(shape: Shape) -> str:
    """How many numbers an array of the shape has: "3·3·1·32 = 288"."""
    count = math.prod(shape)
    return local(f"{product_in_words(shape)} = {count:,}" if len(shape) > 1 else f"{count:,}")


def _cost_arithmetic(row: Row) -> str:
    """Each place of the picture times the kernel's numbers, ``"24·24 · 5·5·1·20 = "``; empty where that is not it."""
    kernels = [weight for weight in row.params.arrays if weight.name.endswith("kernel")]
    if not kernels or row.output_shape is None or row.input_shape is None or not isinstance(row.node, Layer):
        return ""
    size = sum(weight.size for weight in kernels)
    inside = " + ".join(product_in_words(weight.shape) for weight in kernels)
    inside = f"({inside})" if len(kernels) > 1 else inside
    for places in (row.output_shape[:-1], row.input_shape[:-1]):
        if math.prod(places) * size == row.multiply_adds:
            return f"{product_in_words(places)} · {inside} = " if places else f"{inside} = "
    return ""
