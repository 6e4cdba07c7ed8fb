"""What is probably not meant with a base at its place: pictures that are too small for it."""

from cnnstudio.core.analysis import Row
from cnnstudio.core.bases.catalogue import base_of
from cnnstudio.core.language import tr
from cnnstudio.core.problem import Problem
from cnnstudio.core.transferring.pretrained import Pretrained


def size_caution(row: Row) -> Problem | None:
    """That a pretrained block is given fewer rows or columns than its base works on; None where it is not."""
    spec, shape = row.node.spec, row.input_shape
    base = base_of(spec.source) if isinstance(spec, Pretrained) else None
    if base is None or shape is None or len(shape) != 3 or min(shape[:2]) >= base.least:
        return None
    words = tr(
        "{base} works on pictures of {least:,} × {least:,} or larger, and these are {rows:,} × {columns:,}: its last "
        "layers have next to nothing to see. Choose larger ones on the Data page.",
        base=base.title,
        least=base.least,
        rows=shape[0],
        columns=shape[1],
    )
    return Problem(words)
