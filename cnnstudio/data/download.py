"""Downloads data sets to where Keras keeps them, whole or not at all."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cnnstudio.core.language import tr
from cnnstudio.data import keras_cache
from cnnstudio.data.arrays import cifar
from cnnstudio.data.fetching import (
    Cancelled,
    DownloadCancelled,
    Piece,
    Progress,
    Wanted,
    cannot_write,
    fetch_file,
    remove_left,
)
from cnnstudio.data.library import by_hand, datasets_folder
from cnnstudio.data.sources import source as source_of

__all__ = ["Cancelled", "DownloadCancelled", "Piece", "Progress", "download"]

_MEGABYTE = 1024 * 1024

_GOOGLE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
_TORONTO = "https://www.cs.toronto.edu/~kriz"
_CIFAR_100 = Piece(
    f"{_TORONTO}/cifar-100-python.tar.gz",
    "sha256:85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    256 * _MEGABYTE,
)
_PIECES = {
    "mnist": (
        Piece(
            f"{_GOOGLE}/mnist.npz",
            "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            64 * _MEGABYTE,
        ),
    ),
    # Keras knows no checksums of these; they are the makers' (https://github.com/zalandoresearch/fashion-mnist).
    "fashion-mnist": tuple(
        Piece(f"{_GOOGLE}/{name}", f"md5:{digest}", 64 * _MEGABYTE)
        for name, digest in zip(
            keras_cache.FASHION,
            (
                "25c81989df183df01b3e8a0aad5dffbe",
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                "bb300cfdad3c16e7a12a480ee83cd310",
                "bef4ecab320f06d8554ea6380940ec79",
            ),
            strict=True,
        )
    ),
    "cifar-10": (
        Piece(
            f"{_TORONTO}/cifar-10-python.tar.gz",
            "sha256:6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            256 * _MEGABYTE,
        ),
    ),
    "cifar-100": (_CIFAR_100,),
    "cifar-100-coarse": (_CIFAR_100,),
}


def download(
    source: str, progress: Progress, cancelled: Cancelled, *, url: str | None = None, sha256: str | None = None
) -> Path:
    """Fetches a data set into Keras's cache, calls ``progress(bytes so far, in all)``, returns where it is.

    ``in all`` is 0 when the server does not say. Raises StudioError in words when it cannot be had, and
    DownloadCancelled when ``cancelled()`` says so. Until it is verified a file has another name.

    Args:
        url, sha256: Another place and checksum than the usual, of a data set that is one file.
    """
    kept = keras_cache.kept(source)
    family = cifar.FAMILIES.get(source)
    pieces = _PIECES[source]
    if url or sha256:
        digest = f"sha256:{sha256}" if sha256 else pieces[0].digest
        pieces = (Piece(url or pieces[0].url, digest, pieces[0].most),)
    if family is None:
        _fetch_all(source, pieces, kept.needed, progress, cancelled)
        return kept.place
    # Keras 3 keeps the archive beside the folder it unpacks to, and looks for both.
    place = datasets_folder() / f"{family.folder}-target" / family.folder
    archive = place.parent.with_name(f"{place.parent.name}_archive")
    _fetch_all(source, pieces, (archive,), progress, cancelled)
    remove_left(place.parent, cifar.UNFINISHED)
    try:
        cifar.unpack(archive, place, family)
    except OSError as error:
        raise cannot_write(_wanted(source), place.parent, error) from error
    return place


def _fetch_all(
    source: str, pieces: Sequence[Piece], targets: Sequence[Path], progress: Progress, cancelled: Cancelled
) -> None:
    """Fetches the files one by one; those that are there already, whole, are not fetched again."""
    before = 0
    for piece, target in zip(pieces, targets, strict=True):
        several = len(pieces) > 1
        if _is_whole(target, piece):
            before += target.stat().st_size
            continue
        # Of several the sum is not known before the last has begun.
        tell = (lambda done, _, before=before: progress(before + done, 0)) if several else progress
        fetch_file(_wanted(source), piece, target, tell, cancelled)
        before += target.stat().st_size


def _is_whole(target: Path, piece: Piece) -> bool:
    kind, _, expected = piece.digest.partition(":")
    try:
        with target.open("rb") as file:
            return hashlib.file_digest(file, kind).hexdigest() == expected
    except OSError:
        return False


def _wanted(source: str) -> Wanted:
    known = source_of(source)
    title = known.bare_title if known else source
    return Wanted(source, title, tr("the {title} that was expected", title=title), by_hand(source))
