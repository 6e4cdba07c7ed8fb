"""Reading back what this program writes: a script or notebook gives the very same project."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.network import walk
from cnnstudio.core.plan import Plan
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.pretrained import pretrained_blocks
from cnnstudio.core.project import Project, to_plain
from cnnstudio.core.scripting import notebook_of, script_of
from cnnstudio.core.spec import settings_of
from tests.core.keras_code.projects import projects

WRITABLE = [each for each in PRESETS if not pretrained_blocks(each.project.network)]


@pytest.mark.parametrize("preset", WRITABLE, ids=lambda preset: preset.name)
def test_that_the_script_of_a_preset_is_read_as_the_preset(preset: object) -> None:
    project: Project = preset.project  # type: ignore[attr-defined]
    found = read_code(script_of(project), "script.py")
    assert (found.project, found.notes) == (project, ())


def test_that_a_notebook_is_read_as_the_script() -> None:
    project = WRITABLE[0].project
    found = read_code(notebook_of(project), "digits.ipynb")
    assert (found.project, found.notes) == (project, ())
    assert found.told == {"network", "data", "preprocessing", "plan"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_that_the_script_of_any_project_is_read_as_the_project(project: Project) -> None:
    try:
        text = script_of(project)
    except StudioError:
        return
    found = read_code(text)
    assert found.project is not None
    assert to_plain(found.project) == to_plain(project)


def test_that_the_blanks_of_a_script_are_read_as_blanks() -> None:
    project = WRITABLE[0].project
    named = [each.name for each in project.network.nodes]
    blanks = (Blank(named[0], "filters"), Blank("", "epochs"), Blank("", "optimizer"))
    blanked = replace(project, blanks=blanks)
    if Blank(named[0], "filters") not in blanked.blanks:
        blanked = replace(project, blanks=blanks[1:])
    found = read_code(script_of(blanked))
    assert found.project is not None
    assert set(found.project.blanks) == set(blanked.blanks)
    assert read_code(script_of(blanked, solution=True)).project == project


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects(), st.randoms())
def test_that_any_blanks_of_a_script_are_read_as_blanks(project: Project, pick: random.Random) -> None:
    there = [Blank(node.name, name) for _, node in walk(project.network.nodes) for name in settings_of(node.spec)]
    there += [Blank("", name) for name in settings_of(Plan) if name != "start"]
    blanked = replace(project, blanks=tuple(pick.sample(there, min(len(there), 4))))
    found = read_code(script_of(blanked))
    assert found.project is not None
    assert set(found.project.blanks) == set(blanked.blanks)
