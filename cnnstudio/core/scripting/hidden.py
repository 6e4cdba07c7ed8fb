"""What blanks of layers hide beside themselves: facts of the network that would tell what stands in them."""

from collections.abc import Callable, Iterator
from typing import Any

from cnnstudio.core.analysis import analyse
from cnnstudio.core.ending import at_the_end, end_activation
from cnnstudio.core.errors import SpecError
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.core.spec import settings_of

_UNSOUND = 0
"""Outputs of a network that cannot be: nothing follows from it."""


def hides_classes(project: Project) -> bool:
    """Whether the number of outputs would tell a blank."""
    return _depends(project, _outputs)


def hides_end(project: Project) -> bool:
    """Whether the function that the output goes through would tell a blank."""
    return _depends(project, end_activation)


def _outputs(network: Network) -> int:
    shape = analyse(network).output_shape
    return shape[-1] if shape else _UNSOUND


def _depends(project: Project, fact: Callable[[Network], Any]) -> bool:
    """Whether the fact is another one for another value of a blank; the last layers, which mostly decide, first."""
    now = fact(project.network)
    return any(fact(each) not in (now, _UNSOUND) for each in _others(project))


def _others(project: Project) -> Iterator[Network]:
    ends = at_the_end(project.network)  # what stands before decides on neither, and there may be much of it
    for blank in reversed(project.blanks):
        path = project.network.path_of(blank.node) if blank.node in ends else None
        if path is None:
            continue
        spec = project.network.node(path).spec
        for value in _values(getattr(spec, blank.setting), settings_of(spec)[blank.setting].choices):
            try:
                changed = project.network.change(path, **{blank.setting: value})
            except SpecError:
                continue
            yield changed


def _values(value: Any, choices: Any) -> Iterator[Any]:
    """Other values of a setting, some of which it may not take."""
    if choices:
        yield from (each for each in choices if each != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, tuple):
        yield tuple(each + 1 if isinstance(each, int) else each for each in value)
    elif isinstance(value, (int, float)):
        yield value + 1
