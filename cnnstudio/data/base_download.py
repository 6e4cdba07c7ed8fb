"""Downloads the weights of a base to where Keras keeps them, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from cnnstudio.core.bases import Base
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import keras_home
from cnnstudio.data.fetching import Cancelled, Piece, Progress, Wanted, fetch_file

Check = Callable[[Base, bool, Path], None]
"""Reads a file of weights, whether with those of dense layers; raises StudioError where it is not the base's."""

_MOST, _MEGABYTE = 1.3, 1024 * 1024
"""How many times its megabytes a file may have; Keras rounds them, and counts them so."""


def download_weights(
    base: Base, whole: bool, progress: Progress, cancelled: Cancelled, *, check: Check, url: str | None = None
) -> Path:
    """Fetches the weights of a base into Keras's folder, calls ``progress(bytes so far, in all)``, returns the file.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. Until it is verified a file has another name; the old one stays.

    Args:
        whole: Whether the dense layers are needed, too (``BaseLayer.whole``).
        check: Looks at a file of which nobody publishes a checksum.
        url: Another place than the usual.
    """
    files = base.files_for(whole)
    if not files:
        raise StudioError(tr("{title} comes with the program: there is nothing to download.", title=base.title))
    file = files[0]
    folder = keras_home() / "models"
    target = folder / file.name
    by_hand = tr(
        "Check the connection and try again; or put {name} from {url} into {folder}; or choose the file.",
        name=file.name,
        url=file.url,
        folder=folder,
    )
    title = tr("the file of {title}", title=base.title)
    wanted = Wanted(base.name, title, tr("the weights of {title} that were expected", title=base.title), by_hand)
    piece = Piece(url or file.url, file.digest, round(base.megabytes * _MEGABYTE * _MOST))
    fetch_file(wanted, piece, target, progress, cancelled, lambda path: check(base, whole, path))
    return target
