"""What data are, in a few lines of words."""

from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.words import picture_shape


def facts_of(data: DataSet, notes: tuple[str, ...] = ()) -> str:
    """Title, counts, size and value range of the pictures in words; ``notes``: what else is known of them."""
    classes = f"{data.classes:,} {'class' if data.classes == 1 else 'classes'}"
    lines = [
        plain(data.title),
        f"{len(data.x_train):,} training and {len(data.x_test):,} test pictures, {classes}",
        f"{picture_shape(data.input_shape)}, values 0 to 255",
    ]
    if data.sizes and not any("(rows × columns)" in note for note in notes):  # else the note has it
        lines.append(f"The pictures were {data.sizes}")
    return "\n".join((*lines, *notes))
