"""What a sweep that is planned once more leaves out, since the project has other settings by now, in words."""

from collections.abc import Iterable

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import is_blank
from cnnstudio.core.sweeps.place import Place, known_setting, setting_at


def left_out_words(before: Project, now: Project) -> str:
    """ "Filters and Padding of conv2d_2 are left out: there is no such layer."; empty where nothing is.

    Args:
        before: As it was when the sweep was begun.
        now: With the same sweep, as far as its settings are there.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for place in before.sweep.places:
        if now.sweep.over(place) is None:
            setting = known_setting(before, place)
            named = place.setting if setting is None else setting.label
            groups.setdefault((place.node, _why(now, place)), []).append(named)
    return " ".join(_sentence(names, node, why) for (node, why), names in groups.items())


def _why(now: Project, place: Place) -> str:
    if is_blank(now, place):
        return tr("still to be filled in")
    if place.node and now.network.path_of(place.node) is None:
        return tr("there is no such layer")
    return tr("there is no such setting") if setting_at(now, place) is None else tr("it cannot have these values")


def _sentence(names: Iterable[str], node: str, why: str) -> str:
    *first, last = names
    told = tr("{first} and {last}", first=", ".join(first), last=last) if first else last
    if node:
        told = tr("{setting} of {layer}", setting=told, layer=node)
    return tr_count(
        "{settings} is left out: {why}.", "{settings} are left out: {why}.", 1 + len(first), settings=told, why=why
    )
