"""Reading back what this program writes: a script or notebook gives the very same project."""

import random
from dataclasses import replace
from pathlib import PureWindowsPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnstudio.core.blanks import Blank
from cnnstudio.core.blocks import Parallel, Residual
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network, walk
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project, to_plain
from cnnstudio.core.scripting import notebook_of, script_of
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from tests.core.keras_code.projects import projects


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_that_the_script_of_a_preset_is_read_as_the_preset(preset: object) -> None:
    project: Project = preset.project  # type: ignore[attr-defined]
    found = read_code(script_of(project), "script.py")
    assert (found.project, found.notes) == (project, ())


def test_that_a_notebook_is_read_as_the_script() -> None:
    project = PRESETS[0].project
    found = read_code(notebook_of(project), "digits.ipynb")
    assert (found.project, found.notes) == (project, ())
    assert found.told == {"network", "data", "preprocessing", "plan"}


def test_that_a_layer_may_be_called_input() -> None:
    network = Network((8, 8, 1), (Layer("input", Flatten()), Layer("input_2", Dense(3, "softmax"))))
    found = read_code(script_of(Project(network)))
    assert (found.project, found.notes) == (Project(network), ())


def without_place(project: Project) -> Project:
    """As a script tells it: of the file with the data the name alone."""
    return replace(project, data=replace(project.data, path=PureWindowsPath(project.data.path).name))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_that_the_script_of_any_project_is_read_as_the_project(project: Project) -> None:
    try:
        text = script_of(project)
    except StudioError:
        return
    found = read_code(text)
    assert found.project is not None
    assert to_plain(found.project) == to_plain(without_place(project))


def test_that_the_blanks_of_a_script_are_read_as_blanks() -> None:
    project = PRESETS[0].project
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


def conv(name: str) -> Layer:
    return Layer(name, Conv2D(4, padding="same"))


def base(name: str, *nodes: Layer | Block, **settings: object) -> Block:
    return Block(name, Pretrained("run:3", "ab" * 32, **settings), (nodes,))  # type: ignore[arg-type]


NESTED = base("outer", base("inner", conv("a"), cache=False), conv("b"), fine_tune=1)
SUM = Block("sum", Residual("linear"), ((conv("c"),), ()))
PLACES = {
    "after a sum": (conv("stem"), SUM, base("base", conv("d"))),
    "with a sum at its start": (conv("stem"), base("base", SUM, conv("d"))),
    "one behind the other": (base("first", conv("a")), base("second", conv("b"), cache=False)),
    "nested": (conv("stem"), NESTED),
    "nested at its end": (base("outer", conv("b"), base("inner", conv("a"))),),
    "in a branch": (conv("stem"), Block("both", Parallel(), ((conv("a"), base("base", conv("b"))), (conv("c"),)))),
    "as a whole branch": (conv("stem"), Block("both", Parallel(), ((base("base", conv("b")),), (conv("c"),)))),
    "empty": (conv("stem"), base("base")),
}


@pytest.mark.parametrize("where", PLACES)
def test_that_pretrained_layers_are_read_as_their_block_wherever_they_stand(where: str) -> None:
    network = Network((8, 8, 4), (*PLACES[where], Layer("flat", Flatten()), Layer("last", Dense(3, "softmax"))))
    found = read_code(script_of(Project(network)))
    assert (found.project, found.notes) == (Project(network), ())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects(), st.randoms())
def test_that_any_layers_made_pretrained_ones_are_read_as_such(project: Project, pick: random.Random) -> None:
    nodes = project.network.nodes
    start = pick.randint(0, len(nodes))
    end = pick.randint(start, len(nodes))
    settings_ = {"fine_tune": pick.choice((0, 1, 9)), "cache": pick.choice((True, False))}
    block = base("all_of_it", *nodes[start:end], **settings_)
    try:
        network = Network(project.network.input_shape, (*nodes[:start], block, *nodes[end:]))
    except SpecError:  # too deep
        return
    wrapped = Project(network, project.data, project.preprocessing, project.plan)
    assert read_code(script_of(wrapped)).project == without_place(wrapped)


def test_that_what_a_script_says_wrong_of_pretrained_layers_is_a_note() -> None:
    network = Network((8, 8, 4), (base("base", conv("a")), Layer("flat", Flatten()), Layer("last", Dense(3))))
    text = script_of(Project(network)).replace('"fine_tune": 0', '"fine_tune": -3')
    found = read_code(text)
    assert found.project is not None
    assert [each.severity for each in found.notes] == ["missing"]
