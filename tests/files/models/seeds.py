"""Good files to begin with: a stack, a graph with blocks, and old ones, small enough to be spoiled by the thousand."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.files.models.packing import h5_config, parts_of
from tests.files.models.strangers import strangers, write

NAMES = (
    "classic.keras3.keras",
    "classic.tf_keras.keras",
    "classic.keras3.h5",
    "classic.tf_keras.h5",
    "normalised.1.2.2-first-theano.h5",
    "separable.2.0.4.h5",
    "capped.2.2.4.h5",
    "inception.1.2.2.h5",
    "inception.keras3.keras",
    "residual_projected.2.0.4.h5",
    "residual_projected.tf_keras.keras",
    "base_and_head.keras3.keras",
    "graph_in_graph.tf_keras.h5",
)


@dataclass(frozen=True, eq=False)
class Seeds:
    """What is spoiled: ``keras`` and ``h5`` by name, and the configuration of each with what wrote it."""

    keras: dict[str, bytes]
    h5: dict[str, bytes]
    folder: Path

    def configs(self) -> dict[str, Any]:
        """The configurations by the file's name."""
        import json

        found = {name: json.loads(parts_of(self.folder / name)["config.json"]) for name in self.keras}
        return found | {name: h5_config(data) for name, data in self.h5.items()}


def seeds(folder: Path) -> Seeds:
    """Has them written into ``folder``, unless they lie there."""
    files = [each for each in strangers() if each.name in NAMES]
    if not all((folder / each.name).exists() for each in files):
        write(folder, files)
    data = {each.name: (folder / each.name).read_bytes() for each in files}
    return Seeds(
        {name: each for name, each in data.items() if name.endswith(".keras")},
        {name: each for name, each in data.items() if name.endswith(".h5")},
        folder,
    )
