"""That scripts of networks with pretrained layers make what their runs made, to the last digit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.features import FEATURES
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.scripts import bases_of, starting_weights, write_script
from tests.engine.conftest import Bench, with_plan
from tests.engine.scripted import left_by, written
from tests.engine.test_pretrained import Transfer, trained, transfer
from tests.engine.test_scripts import figures

__all__ = ["trained", "transfer"]


def varied(project: Project) -> dict[str, Project]:
    """All ways in which pretrained layers are trained with."""
    changed = replace(project, preprocessing=Preprocessing(augmentation=(RandomFlip(),)))
    return {
        "frozen": project,
        "kept": replace(project, network=project.network.change((0,), cache=True)),
        "tuned": replace(project, network=project.network.change((0,), fine_tune=1)),
        # Its copy of the weights must be made of those that pretrained layers bring.
        "free": with_plan(
            replace(project, network=project.network.change((0,), fine_tune=1)), optimizer="ScheduleFreeAdamW"
        ),
        "changed": replace(changed, network=project.network.change((0,), cache=True)),
        "mixed": with_plan(
            replace(project, network=project.network.change((0,), cache=True)), precision="mixed_bfloat16"
        ),
    }


def test_that_scripts_with_pretrained_layers_make_the_figures_of_their_runs_and_are_read_as_their_projects(
    transfer: Transfer, tmp_path: Path
) -> None:
    projects = varied(transfer.project)
    ours = {}
    for name, project in projects.items():
        subject, events = transfer.bench.train(project, transfer.file)
        ours[name] = figures(events)
        with ProjectFile.open(transfer.file, read_only=True) as file:
            assert (FEATURES in file.run(subject.run).versions) == (name in ("kept", "mixed"))
    scripts = [written(each, tmp_path / f"{name}.py", file=transfer.file) for name, each in projects.items()]
    theirs = {name: found["history"] for name, found in zip(projects, left_by(scripts), strict=True)}
    assert ours == theirs
    for project, script in zip(projects.values(), scripts, strict=True):
        told = replace(project, data=replace(project.data, path=Path(project.data.path).name))  # of the file the name
        assert read_code(script.read_text(), script.name).project == told


def test_that_a_script_goes_on_from_the_head_to_fine_tuning(transfer: Transfer, tmp_path: Path) -> None:
    transfer.train()
    ours, scripts = [], []
    for number, fine_tune in ((2, 1), (3, 0)):  # from a frozen run to tuned layers, and the other way round
        network = transfer.project.network.change((0,), fine_tune=fine_tune)
        project = with_plan(replace(transfer.project, network=network), start=number)
        _, events = transfer.bench.train(project, transfer.file)
        ours.append(figures(events))
        weights = starting_weights(transfer.file, project)
        scripts.append(written(project, tmp_path / f"from_{number}.py", weights, transfer.file))
    assert [each["history"] for each in left_by(scripts)] == ours


def test_that_all_weights_of_pretrained_layers_stand_beside_a_script_or_nothing_is_written(
    transfer: Transfer, tmp_path: Path
) -> None:
    path = written(transfer.project, tmp_path / "base.py", file=transfer.file)
    with np.load(path.with_suffix(".base.npz")) as found:
        assert set(found.files) == {*transfer.taken, "of_export"}
        assert all(np.array_equal(found[name], array) for name, array in transfer.taken.items())
    with pytest.raises(StudioError, match="pretrained layers are missing"):
        write_script(tmp_path / "other.py", transfer.project)
    with pytest.raises(StudioError, match="run 1 of a project, and there is no project here"):
        bases_of("", transfer.project)
    assert not (tmp_path / "other.py").exists()


def test_that_a_network_without_pretrained_layers_needs_no_weights_of_them(bench: Bench, project: Project) -> None:
    assert bases_of("", project) is None
