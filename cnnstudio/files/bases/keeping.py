"""Takes a file of weights that the person has into the program's own folder, once it has been read and fits."""

from collections.abc import Callable
from pathlib import Path

from cnnstudio.core.bases import Base
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.files import atomic, words
from cnnstudio.files.bases.places import KeptWeights, all_weights, weights_folders
from cnnstudio.files.bases.reading import check_weights, is_whole

_PIECE = 1 << 22
"""Bytes between two looks whether to go on."""

Tell = Callable[[int, int], None]
"""Takes bytes so far and in all."""


def keep_weights(
    base: Base,
    path: Path,
    *,
    whole: bool = False,
    tell: Tell = lambda done, total: None,
    stopped: Callable[[], bool] = lambda: False,
) -> KeptWeights:
    """Takes a file that the person named over into the program's own folder, whole or not at all.

    All that is needed of it is read before. Raises StudioError for a file that has not the weights of the base, and
    when ``stopped()`` says so.

    Args:
        whole: Whether those of the dense layers are needed, too.
    """
    if not base.files:
        raise StudioError(tr("{title} comes with the program: it needs no file.", title=base.title))
    check_weights(base, whole, path)
    has_all = whole or is_whole(base, path)
    file = next(each for each in base.files if each.whole == has_all)
    target = weights_folders()[0] / file.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        is_there, size = target.exists() and target.samefile(path), path.stat().st_size
    except OSError as error:
        raise words.in_words(error, target) from error
    if not is_there:
        atomic.write_atomically(target, lambda temp: _copy(path, temp, size, tell, stopped), size)
    return KeptWeights(target, file.whole)


def readable_weights(base: Base, *, whole: bool = False) -> KeptWeights | None:
    """The first file on this computer from which a base's weights could be read just now; None where there is none."""
    for kept in all_weights(base, whole=whole):
        try:
            if base.files:
                check_weights(base, whole, kept.path)
            return kept
        except StudioError:
            continue  # whoever asks wants to know of a good one
    return None


def _copy(source: Path, target: Path, size: int, tell: Tell, stopped: Callable[[], bool]) -> None:
    """Copies piece by piece; raises StudioError when it is to end, up to the last moment."""
    done = 0
    with source.open("rb") as file, target.open("wb") as copy:
        while not stopped() and (piece := file.read(_PIECE)):
            copy.write(piece)
            done += len(piece)
            tell(done, size)
    if stopped():
        raise StudioError(tr("Taking the file over was stopped."), tr("Nothing was kept."))
