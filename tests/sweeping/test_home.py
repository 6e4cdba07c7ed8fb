"""The file that the runs of a sweep come home to."""

import shutil
from contextlib import closing
from pathlib import Path

from cnnstudio.files.project_file import ProjectFile
from cnnstudio.sweeping.home import Home
from tests.core.sweeps_made import swept, waiting


def test_that_fewer_combinations_since_the_file_was_copied_are_as_few_in_the_copy(tmp_path: Path) -> None:
    path, copy, project = tmp_path / "p.cnnstudio", tmp_path / "q.cnnstudio", swept(most=6)
    with closing(ProjectFile.create(path, project)) as file:
        file.begin_experiment(project, "2026-03-01T14:00:00+01:00", waiting(project).trials)
    shutil.copy(path, copy)
    with closing(Home(path, 1)) as home:
        home.limit(4)
        assert home.move(str(copy)) == []
        assert home.file.experiment(1).project.sweep.most == 4
