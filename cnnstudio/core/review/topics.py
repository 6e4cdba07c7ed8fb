"""The topics, each with the ways in which it can be asked; every answer and explanation has the network's numbers."""

from collections.abc import Callable

from cnnstudio.core.labs.lab import Question
from cnnstudio.core.review import connecting, measuring
from cnnstudio.core.review.material import Material

Way = Callable[[Material], Question]

TOPICS: tuple[tuple[str, str, tuple[Way, ...]], ...] = (
    ("dense", "Dense and convolution", (connecting.dense_instead, connecting.what_tells_them_apart)),
    ("structure", "The spatial structure", (connecting.shuffled, connecting.where_it_reads)),
    ("operations", "What a convolution does", (connecting.products, connecting.not_chosen)),
    ("field", "Receptive field and activation map", (measuring.how_much_it_sees, measuring.how_many_maps)),
    ("stride", "Stride and padding", (measuring.stride_and_padding, measuring.keeps_its_size)),
    ("parameters", "Parameters", (measuring.parameters,)),
    ("pooling", "Max pooling", (measuring.pooled_number, measuring.pooling_learns)),
)
"""Key, title and the ways to ask, in the order in which they are asked."""
