"""What data are, in a few lines of words."""

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.words import picture_shape


def facts_of(data: DataSet, notes: tuple[str, ...] = ()) -> str:
    """Title, counts, size and value range of the pictures in words; ``notes``: what else is known of them."""
    classes = tr_count("{count:,} class", "{count:,} classes", data.classes)
    lines = [
        plain(data.title),
        tr_count(
            "{train:,} training pictures and {count:,} test picture, {classes}",
            "{train:,} training and {count:,} test pictures, {classes}",
            len(data.x_test),
            train=len(data.x_train),
            classes=classes,
        ),
        tr("{shape}, values 0 to 255", shape=picture_shape(data.input_shape)),
    ]
    if data.sizes and not any(tr("(rows × columns)") in note for note in notes):  # else the note has it
        lines.append(tr("The pictures were {sizes}", sizes=data.sizes))
    return "\n".join((*lines, *notes))
