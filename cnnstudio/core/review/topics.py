"""The topics, each with the ways in which it can be asked; every answer and explanation has the network's numbers."""

from collections.abc import Callable

from cnnstudio.core.labs.lab import Question
from cnnstudio.core.language import tr
from cnnstudio.core.review import connecting, measuring
from cnnstudio.core.review.material import Material

Way = Callable[[Material], Question]

TOPICS: tuple[tuple[str, str, tuple[Way, ...]], ...] = (
    ("dense", tr("Dense and convolution"), (connecting.dense_instead, connecting.what_tells_them_apart)),
    ("structure", tr("The spatial structure"), (connecting.shuffled, connecting.where_it_reads)),
    ("operations", tr("What a convolution does"), (connecting.products, connecting.not_chosen)),
    ("field", tr("Receptive field and activation map"), (measuring.how_much_it_sees, measuring.how_many_maps)),
    ("stride", tr("Stride and padding"), (measuring.stride_and_padding, measuring.keeps_its_size)),
    ("parameters", tr("Parameters"), (measuring.parameters,)),
    ("pooling", tr("Max pooling"), (measuring.pooled_number, measuring.pooling_learns)),
)
"""Key, title and the ways to ask, in the order in which they are asked."""
