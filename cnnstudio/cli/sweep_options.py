"""The sweep that the options of ``cnnstudio sweep`` ask for."""

import argparse
import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import english_of, tr
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting
from cnnstudio.core.sweeps.combinations import settings_to_vary
from cnnstudio.core.sweeps.notation import read_over
from cnnstudio.core.sweeps.place import Place, bringing, short_label
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Over, Varied

OPTIONS = ("vary", "method", "most", "seeds", "minutes", "score", "prune", "keep")
"""The options that say what the sweep is."""

_BRINGS = ("optimizer", "schedule")
"""Settings of the plan that bring settings of their own along."""

_SHOWN = 12

_NEAR, _MOST_NEAR = 0.7, 3
"""How like another name is where that is offered, from 0 to 1; and how many are."""


def are_given(arguments: argparse.Namespace) -> bool:
    """Whether the options say anything of what the sweep is."""
    return any(getattr(arguments, name) not in (None, []) for name in OPTIONS)


def swept(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with the sweep of the options; what they do not say is as in the project.

    Raises SpecError or StudioError in words for a setting there is not, or values it cannot have.
    """
    own = _with_options(project.sweep, arguments)
    if not arguments.vary:
        return replace(project, sweep=own)
    sweep = replace(own, varied=())
    # Those that bring others along come first, so that these are known.
    for name, values in sorted(map(_split, arguments.vary), key=lambda each: not _brings(each[0])):
        place, setting = _found(project, sweep, name)
        if sweep.over(place) is not None:
            raise StudioError(
                tr("{name} varies twice.", name=name[:60]),
                tr("Write all of its values behind one --vary {name}=", name=name[:60]),
            )
        sweep = sweep.with_varied(Varied(place, _read(name, values, setting)))
    order = [_found(project, sweep, name)[0] for name, _ in map(_split, arguments.vary)]
    varied = sorted(sweep.varied, key=lambda each: order.index(each.place))
    return replace(project, sweep=replace(sweep, varied=tuple(varied)))


def _with_options(sweep: Sweep, arguments: argparse.Namespace) -> Sweep:
    for name in OPTIONS[1:]:
        value = getattr(arguments, name)
        try:
            sweep = sweep if value is None else replace(sweep, **{name: value})
        except SpecError as error:
            raise StudioError(f"--{name}: {error}") from error
    return sweep


def _split(text: str) -> tuple[str, str]:
    name, sign, values = text.partition("=")
    if not (sign and name.strip() and values.strip()):
        raise StudioError(
            tr("“{text}” varies nothing.", text=text[:60]),
            tr("Write the setting and its values: --vary learning_rate=0.01,0.001"),
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
    known = settings_to_vary(replace(project, sweep=sweep))
    named = {str(place): place for place in known}
    if name in named:
        return named[name], known[named[name]]
    ends = [place for place in known if name in (short_label(place), place.setting) or str(place).endswith(f".{name}")]
    if len(ends) == 1:
        return ends[0], known[ends[0]]
    if ends:
        several = ", ".join(map(str, ends[:_SHOWN]))
        raise StudioError(
            tr("Several settings are called “{name}”.", name=name[:60]), tr("Say which: {several}.", several=several)
        )
    raise _none(name, known)


def _none(name: str, known: Mapping[Place, Setting]) -> StudioError:
    near, owners = _near(name[:100], known), _owners(name.rpartition(".")[2])
    help_ = tr("Did you mean {names}?", names=tr(" or ").join(near)) if near else owners
    hint = " ".join(filter(None, (help_, tr("--settings lists all of them."))))
    return StudioError(tr("No setting that can vary is called “{name}”.", name=name[:60]), hint)


def _owners(name: str) -> str:
    """Which optimisers or schedules bring a setting of that name along, in a sentence; empty where none does."""
    for owner in _BRINGS:
        if found := bringing(Place("plan", f"{owner}.{name}")):
            names = ",".join(found[:_MOST_NEAR])
            return tr("It varies beside one that has it: --vary {owner}={names}.", owner=owner, names=names)
    return ""


def _near(name: str, known: Mapping[Place, Setting]) -> list[str]:
    """The names that may have been meant, each as short as it can be written."""
    written = name.lower().replace("-", "_").replace(" ", "_")
    short = short_names(known)
    spelt: dict[str, list[Place]] = {}
    for place, setting in known.items():
        labels = (each.replace(" ", "_") for each in (setting.label, english_of(setting.label)) if each)
        for each in dict.fromkeys((str(place), short[place], place.setting, *labels)):
            spelt.setdefault(each.lower(), []).append(place)
    near = [each for each in spelt if len(written) > 2 and written in each]
    near += difflib.get_close_matches(written, spelt, _MOST_NEAR, _NEAR)
    return list(dict.fromkeys(short[place] for each in near for place in spelt[each]))[:_MOST_NEAR]


def short_names(known: Mapping[Place, Setting]) -> dict[Place, str]:
    """By what each setting can be called with --vary: its short name, or its whole one where others have that, too."""
    named = Counter(short_label(place) for place in known)
    named.update(place.setting for place in known if place.setting != short_label(place))
    return {place: short_label(place) if named[short_label(place)] == 1 else str(place) for place in known}
