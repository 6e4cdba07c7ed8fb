"""Where files of weights lie: in the program's own folder, or in Keras's, under the names that Keras gave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.bases import Base
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import app_folder, keras_home, resource


@dataclass(frozen=True)
class KeptWeights:
    """A file of weights on this computer.

    Attributes:
        whole: Whether it has the layers behind the features, too.
    """

    path: Path
    whole: bool


def weights_folders() -> tuple[Path, ...]:
    """Where files of weights are looked for: the program's own, for what the person chose; Keras's of downloads."""
    return app_folder() / "weights", keras_home() / "models"


def find_weights(base: Base, *, whole: bool = False) -> KeptWeights | None:
    """The file with a base's weights that is tried first; None where there is none on this computer.

    Nothing of it is read. Args:
        whole: Whether the dense layers' weights are needed (``BaseLayer.whole``).
    """
    return next(all_weights(base, whole=whole), None)


def all_weights(base: Base, *, whole: bool = False) -> Iterator[KeptWeights]:
    """Every file that should have a base's weights, folder by folder, in each the smallest that is enough first."""
    if not base.files:
        yield KeptWeights(resource("bases", f"{base.name}.npz"), whole=False)
    for folder in weights_folders():
        for file in base.files_for(whole):
            if (folder / file.name).is_file():
                yield KeptWeights(folder / file.name, file.whole)


def how_to_get(base: Base, *, whole: bool = False) -> str:
    """What to do where a base's weights are not on this computer, in words."""
    files = base.files_for(whole)
    if not files:
        return tr("Install the program again: a part of it is missing.")
    folder = keras_home() / "models"
    return tr(
        "Download them; or put {name} from {url} into {folder}; or choose the file.",
        name=files[0].name,
        url=files[0].url,
        folder=folder,
    )
