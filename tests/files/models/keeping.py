"""Opens spoiled networks beside a good one, and looks whether what is open stays as it was, bit by bit.

python -m tests.files.models.keeping FOLDER START COUNT

FOLDER holds the files of ``seeds``. Prints one JSON line.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import RunSubject, SavedSubject
from cnnstudio.core.project import Project
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import imported
from cnnstudio.files.saved.saved_model import read_saved
from tests.files.models import mutations
from tests.files.models.packing import parts_of
from tests.files.models.seeds import seeds


class Open:
    """A project with one run, and its file, the engine's models and what both are made of."""

    def __init__(self, folder: Path, good: Path) -> None:
        from cnnstudio.engine.subjects import Subjects

        saved = read_saved(good)
        self._path = folder / "open.cnnstudio"
        self.project = Project(saved.network)
        self.file = ProjectFile.create(self._path, self.project)
        self.run = self.file.import_run(imported(saved, good))
        self.subjects = Subjects()
        self._run, self._guest = RunSubject(str(self._path), self.run), SavedSubject(str(good))
        self._held = [self.subjects.get(each) for each in (self._run, self._guest)]
        self._pictures = np.random.default_rng(1).standard_normal((2, *saved.network.input_shape)).astype(np.float32)

    def close(self) -> None:
        """Leaves no file behind, so that the next ones begin as the first."""
        self.file.close()
        self._path.unlink()

    def values(self) -> list[Any]:
        """All there is, to be compared."""
        from cnnstudio.engine.build import get_weights

        found: list[Any] = [self.file.project(), self.file.run(self.run)]
        arrays = [self.file.weights(self.run)[1]]
        for loaded in self._held:
            found.append(loaded.network)
            arrays.append(get_weights(loaded.keras_model, loaded.network))
            found.append(np.asarray(loaded.keras_model(self._pictures, training=False)).tobytes())
        return found + [{name: array.tobytes() for name, array in each.items()} for each in arrays]

    def is_still_at_hand(self) -> bool:
        """Whether asking for what was open gives what was open, or the same made anew."""
        return self.subjects.get(self._run).network == self._held[0].network


def kept(folder: Path, first: int, count: int) -> dict[str, Any]:
    """What became of so many cases, and in which of them something open was changed."""
    from cnnstudio.engine.start import bring_up

    bring_up()
    start = seeds(folder)
    names, configs = sorted(start.keras | start.h5), start.configs()
    parts = {name: parts_of(folder / name) for name in start.keras}
    opened = Open(folder, folder / "classic.keras3.keras")
    before, outcomes, changed = opened.values(), Counter[str](), []
    for number in range(first, first + count):
        pick, name = mutations.seeded("keep", number), names[number % len(names)]
        path = folder / f"other{Path(name).suffix}"
        try:
            data = (
                mutations.keras_file(parts[name], configs[name], pick)
                if name in parts
                else mutations.spoiled(start.h5[name], pick)
            )
        except (ValueError, OSError):
            continue  # no archive can hold it
        path.write_bytes(data)
        outcomes[_tried(opened, path, number % 3)] += 1
        if opened.values() != before or not opened.is_still_at_hand():
            changed.append(number)
    opened.close()
    return {"outcomes": dict(outcomes), "changed": changed}


def _tried(opened: Open, path: Path, way: int) -> str:
    """Opens the file as a guest, as a run of the open project, or its weights for the open network."""
    try:
        if way == 0:
            opened.subjects.get(SavedSubject(str(path)))
        elif way == 1:
            opened.file.import_run(imported(read_saved(path), path))
        else:
            saved = read_saved(path, opened.project.network)
            opened.file.import_run(imported(saved, path, opened.project))
    except StudioError:
        return "refused"
    return "read"


if __name__ == "__main__":
    print(json.dumps(kept(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
