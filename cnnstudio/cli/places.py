"""Whether something lies where a person says; what the operating system refuses to tell is said in words."""

from pathlib import Path

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import plain
from cnnstudio.files import words

_LONGEST = 300
"""Characters of a folder that are shown: a terminal has room for where it should be."""


def there(path: Path) -> bool:
    """Whether there is a file or folder; raises StudioError where that is not told, as of a name that is too long."""
    try:
        return path.exists()
    except OSError as error:
        raise words.in_words(error, path) from error


def check_folder(path: Path) -> None:
    """Raises StudioError unless there is the folder that a file ``path`` is to be written to, and it takes the name."""
    folder = path.absolute().parent
    try:
        found = folder.is_dir()
    except OSError as error:
        raise words.in_words(error, folder) from error
    if not found:
        raise StudioError(
            tr("There is no folder “{parent}”.", parent=plain(folder, _LONGEST)),
            tr("Make it first, or name another place."),
        )
    there(path)
