"""Opens a folder or zip archive of pictures as a data set, whatever is in it."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import quoted
from cnnstudio.data.dataset import DataSet, PartName, Picture, Pictures, take
from cnnstudio.data.pictures import sizing
from cnnstudio.data.pictures.archive import Archive
from cnnstudio.data.pictures.decoding import MEGAPIXEL, BadPicture, without_pillows_warnings
from cnnstudio.data.pictures.folder import Folder
from cnnstudio.data.pictures.labelling import Labelled, label
from cnnstudio.data.pictures.listing import Container, Entry, Listing, composed
from cnnstudio.data.pictures.noticed import findings, reasons
from cnnstudio.data.pictures.prepared import most_in_memory, prepare
from cnnstudio.data.pictures.reading import Job, Outcome, read_one
from cnnstudio.data.split import set_aside
from cnnstudio.data.stored import StoredPictures
from cnnstudio.data.watch import NOBODY, Watch

__all__ = ["PictureFiles", "most_in_memory", "open_pictures"]


class PictureFiles:
    """The Originals of a folder or archive: each picture is read from its file when it is asked for."""

    def __init__(self, job: Job, train: tuple[Entry, ...], test: tuple[Entry, ...]) -> None:
        self._job, self._entries = job, {"train": train, "test": test}

    def read(self, part: PartName, number: int) -> Picture:
        """As in Originals. Raises StudioError when the file is gone or was changed to something else."""
        entry = self._entries[part][number]
        try:
            with without_pillows_warnings():
                return read_one(self._job, entry, None).picture
        except BadPicture as error:
            raise StudioError(
                tr("{name} cannot be shown: {error}.", name=quoted(entry.name), error=error), tr("Load the data again.")
            ) from error

    def name(self, part: PartName, number: int) -> str:
        """As in Originals."""
        return self._entries[part][number].name


def open_pictures(
    path: Path, recipe: DataRecipe, geometry: Geometry, watch: Watch = NOBODY, *, unlabelled: bool = False
) -> DataSet:
    """The pictures in the folder or zip archive, all brought to one shape.

    Classes come from folders, file names or a CSV, as ``recipe.labels`` says; folders called train and test are the
    parts, else ``recipe.test_share`` is set aside, which is nothing where no class has two pictures. Files that cannot
    be taken are left out and named in a finding. Pictures without a label are, too, unless ``unlabelled``: then they
    are of class ``dataset.UNKNOWN``. Raises StudioError in words when nothing is left, and LoadingStopped.
    """
    container: Container = Folder(path) if os.path.isdir(path) else Archive(path)
    listing = container.listing(watch)
    if not listing.pictures:
        raise _no_pictures(path, listing)
    labelled = label(container, listing, recipe.labels, unlabelled=unlabelled)
    job = Job(container, labelled.entries, geometry, recipe.megapixels * MEGAPIXEL)
    with without_pillows_warnings():
        pictures, outcome = prepare(job, watch)
    if not len(pictures):
        raise StudioError(
            tr_count(
                "None of the {count:,} picture in {path} can be read.",
                "None of the {count:,} pictures in {path} can be read.",
                len(job.entries),
                path=quoted(path),
            ),
            tr("The first: {reason}.", reason=reasons(job.entries, outcome)[0]),
        )
    return _data_set(path, recipe, job, listing, labelled, pictures, outcome)


def _data_set(
    path: Path,
    recipe: DataRecipe,
    job: Job,
    listing: Listing,
    labelled: Labelled,
    pictures: Pictures,
    outcome: Outcome,
) -> DataSet:
    kept = np.array([number for number in range(len(job.entries)) if number not in outcome.left_out], np.intp)
    labels, is_test = labelled.labels[kept], labelled.is_test[kept]
    entries = [job.entries[number] for number in kept]
    own_test = bool(is_test.any() and not is_test.all())
    if own_test:
        train, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    else:
        train, test = set_aside(labels, map(_identity, entries), recipe.test_share, recipe.seed)
    return DataSet(
        name="file",
        title=path.name or str(path),
        labels=labelled.names,
        x_train=_part(pictures, train),
        y_train=labels[train],
        x_test=_part(pictures, test),
        y_test=labels[test],
        own_test=own_test,
        findings=(*labelled.findings, *findings(job.entries, job.geometry, listing, outcome)),
        originals=PictureFiles(job, tuple(entries[each] for each in train), tuple(entries[each] for each in test)),
        sizes=sizing.range_in_words(outcome.sizes),
    )


def _part(pictures: Pictures, numbers: NDArray[np.intp]) -> Pictures:
    """Those pictures; without a copy where they stand side by side."""
    if not isinstance(pictures, StoredPictures) and len(numbers) and len(numbers) == numbers[-1] - numbers[0] + 1:
        return pictures[numbers[0] : numbers[-1] + 1]
    return take(pictures, numbers)


def _identity(entry: Entry) -> bytes:
    return composed(entry.name).encode("utf-8", "surrogatepass")


def _no_pictures(path: Path, listing: Listing) -> StudioError:
    if listing.refused:
        name, why = listing.refused[0]
        return StudioError(
            tr("There is nothing in {path} that can be taken.", path=quoted(path)), f"{quoted(name)}: {why}."
        )
    if listing.others or listing.tables:
        hint = tr("Pictures are PNG, JPEG, BMP, GIF, TIFF, WEBP, PGM and PPM.")
        text = tr_count(
            "None of the {count:,} file in {path} is a picture.",
            "None of the {count:,} files in {path} is a picture.",
            listing.others + len(listing.tables),
            path=quoted(path),
        )
        return StudioError(text, hint)
    return StudioError(tr("{path} is empty.", path=quoted(path)), tr("Choose a folder or a zip archive with pictures."))
