"""Makes ``version_5.cnnstudio``: a file of format 5 that every later version must open. Run once, then kept.

It is what ``version_4.cnnstudio`` is, and a sweep with three trials.
"""

import runpy
from dataclasses import replace
from pathlib import Path

from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied
from cnnstudio.files.project_file import ProjectFile

HERE = Path(__file__).parent


def make(path: Path) -> None:
    """One trial is done, one cannot be, one waits."""
    runpy.run_path(str(HERE / "make_version_4.py"))["make"](path)
    with ProjectFile.open(path) as file:
        sweep = Sweep(varied=(Varied(Place("plan", "learning_rate"), Listed((0.001, 0.01, 0.1))),))
        project = replace(file.project(), sweep=sweep)
        file.save_project(project)
        trials = [
            Trial(1, 1, (0.001,), 7, "done", 1, 0.75, 2.5),
            Trial(2, 2, (0.01,), 7, "impossible", reason="It has no layers."),
            Trial(3, 3, (0.1,), 7),
        ]
        file.begin_experiment(project, "2026-03-01T14:00:00+01:00", trials)


if __name__ == "__main__":
    make(HERE / "version_5.cnnstudio")
