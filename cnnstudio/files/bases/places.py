"""Where files of weights lie: in Keras's own folder, or in the program's, under the names that Keras gave them."""

from dataclasses import dataclass
from pathlib import Path

from cnnstudio.core.bases import Base
from cnnstudio.core.paths import app_folder, keras_home, resource


@dataclass(frozen=True)
class KeptWeights:
    """A file of weights on this computer.

    Attributes:
        whole: Whether it has the layers behind the features, too.
    """

    path: Path
    whole: bool


def weights_folders() -> tuple[Path, ...]:
    """Where files of weights are looked for: Keras's folder of downloads, then the program's own."""
    return keras_home() / "models", app_folder() / "weights"


def find_weights(base: Base, *, whole: bool = False) -> KeptWeights | None:
    """The file with a base's weights, the smallest that is enough; None where there is none on this computer.

    Nothing of it is read. Args:
        whole: Whether the dense layers' weights are needed (``BaseLayer.whole``).
    """
    if not base.files:
        return KeptWeights(resource("bases", f"{base.name}.npz"), whole=False)
    for file in base.files_for(whole):
        for folder in weights_folders():
            if (folder / file.name).is_file():
                return KeptWeights(folder / file.name, file.whole)
    return None


def how_to_get(base: Base, *, whole: bool = False) -> str:
    """What to do where a base's weights are not on this computer, in words."""
    files = base.files_for(whole)
    if not files:
        return "Install the program again: a part of it is missing."
    return f"Download them; or put {files[0].name} from {files[0].url} into {weights_folders()[0]}; or choose the file."
