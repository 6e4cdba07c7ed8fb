"""The sweep that the options of ``cnnstudio sweep`` ask for."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.notation import read_over
from cnnstudio.core.sweeps.place import Parts, Place, put, settings, short_label
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Over, Varied

OPTIONS = ("vary", "method", "most", "seeds", "minutes", "score", "prune", "keep")
"""The options that say what the sweep is."""

_BRINGS = ("optimizer", "schedule")
"""Settings of the plan that bring settings of their own along."""

_SHOWN = 12


def are_given(arguments: argparse.Namespace) -> bool:
    """Whether the options say anything of what the sweep is."""
    return any(getattr(arguments, name) not in (None, []) for name in OPTIONS)


def swept(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with the sweep of the options; what they do not say is as in the project.

    Raises SpecError or StudioError in words for a setting there is not, or values it cannot have.
    """
    given = {name: value for name in OPTIONS[1:] if (value := getattr(arguments, name)) is not None}
    if not arguments.vary:
        return replace(project, sweep=replace(project.sweep, **given))
    sweep = replace(project.sweep, varied=(), **given)
    # Those that bring others along come first, so that these are known.
    for name, values in sorted(map(_split, arguments.vary), key=lambda each: not _brings(each[0])):
        place, setting = _found(project, sweep, name)
        sweep = sweep.with_varied(Varied(place, _read(name, values, setting)))
    order = [_found(project, sweep, name)[0] for name, _ in map(_split, arguments.vary)]
    varied = sorted(sweep.varied, key=lambda each: order.index(each.place))
    return replace(project, sweep=replace(sweep, varied=tuple(varied)))


def _split(text: str) -> tuple[str, str]:
    name, sign, values = text.partition("=")
    if not (sign and name.strip() and values.strip()):
        raise StudioError(
            f"“{text[:60]}” varies nothing.", "Write the setting and its values: --vary learning_rate=0.01,0.001"
        )
    return name.strip(), values


def _read(name: str, values: str, setting: Setting) -> Over:
    try:
        return read_over(values, setting)
    except SpecError as error:
        raise StudioError(f"{name}: {error}") from error


def _brings(name: str) -> bool:
    return name.rpartition(".")[2] in _BRINGS


def _found(project: Project, sweep: Sweep, name: str) -> tuple[Place, Setting]:
    """The setting by its whole name, or by a shorter one that no other has."""
    known: dict[Place, Setting] = {}
    for parts in _variants(project, sweep):
        known = {**settings(parts), **known}
    named = {str(place): place for place in known}
    if name in named:
        return named[name], known[named[name]]
    ends = [place for place in known if name in (short_label(place), place.setting) or str(place).endswith(f".{name}")]
    if len(ends) == 1:
        return ends[0], known[ends[0]]
    if ends:
        several = ", ".join(map(str, ends[:_SHOWN]))
        raise StudioError(f"Several settings are called “{name[:60]}”.", f"Say which: {several}.")
    raise _none(name, known)


def _variants(project: Project, sweep: Sweep) -> Iterator[Parts]:
    """The project, and with each optimiser and schedule that the sweep has: they have settings of their own."""
    yield project
    for each in sweep.varied:
        if each.place.part == "plan" and each.place.setting in _BRINGS:
            yield from (put(project, {each.place: value}) for value in each.over.points)


def _none(name: str, known: Mapping[Place, Setting]) -> StudioError:
    word = name.rpartition(".")[2].lower()
    near = [str(place) for place in known if word in str(place).lower()] or list(map(str, known))
    more = ", …" if len(near) > _SHOWN else ""
    return StudioError(
        f"No setting that can vary is called “{name[:60]}”.", f"There are: {', '.join(near[:_SHOWN])}{more}."
    )
