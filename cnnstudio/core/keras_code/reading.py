"""A script or notebook as a project: the statements are followed, then the network, plan and data are made of them."""

from dataclasses import replace

from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import names, own
from cnnstudio.core.keras_code.context import TooLong
from cnnstudio.core.keras_code.data import picture_shape, pictures_of, prepared
from cnnstudio.core.keras_code.found import Found, NamedNetwork, Notebook
from cnnstudio.core.keras_code.guard import SLIPS
from cnnstudio.core.keras_code.listing import listing
from cnnstudio.core.keras_code.networks import Assembled, assembled
from cnnstudio.core.keras_code.planning import Planned
from cnnstudio.core.keras_code.plans import planned
from cnnstudio.core.keras_code.reader import Reader
from cnnstudio.core.keras_code.symbols import Net
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe


def read_code(text: str, name: str = "", choose: int | None = None) -> Found:
    """The project that Keras code describes, of a script or, by its name or its beginning, a notebook.

    Whatever is not understood is a note at its line, and the rest is there.

    Args:
        choose: Which of several networks; the one that is trained last where it is None.

    Raises SpecError for what is no text of code at all, or too large.
    """
    notes = Notebook()
    code = listing(text, name, notes)
    reader = Reader(names.era(code.code), notes)
    try:
        reader.finish(code.statements)
    except TooLong:
        notes.add(0, tr("The code is too long to be followed to its end."), "missing")
    nets = _networks(reader) if not own.is_own(reader) else reader.nets[-1:]
    if not nets:
        if not code.is_other:
            notes.add(0, tr("No Keras network was found in this text."), "missing")
        return Found(None, notes.all(), code.code)
    place = _chosen(nets) if choose is None or not 0 <= choose < len(nets) else choose
    called = tuple(
        NamedNetwork(net.called or tr("network {number}", number=number), net.line)
        for number, net in enumerate(nets, 1)
    )
    if len(nets) > 1:
        words = tr(
            "There are {count} networks in the code; “{name}” is read.", count=len(nets), name=called[place].name
        )
        notes.add(called[place].line, words)
    project, told = None, frozenset[str]()
    try:
        reader.begin_to_build()
        project, told = _project(nets[place], reader)
    except TooLong:
        notes.add(called[place].line, tr("This network is too long to be put together."), "missing")
    except SLIPS:  # one layer or setting costs its line, see there; what is left is where parts meet
        notes.add(called[place].line, tr("This network cannot be put together."), "missing")
    return Found(project, notes.all(), code.code, told, called, place)


def _networks(reader: Reader) -> list[Net]:
    """Those that stand for themselves: not inside another, and not without any layer."""
    held = [net for net in reader.nets if net.items or net.end is not None]
    alone = [net for net in held if not net.used or net.compiled is not None or net.fitted]
    return alone or held[-1:]


def _chosen(nets: list[Net]) -> int:
    """The last one that is trained, or prepared for it, or there."""
    fitted = [number for number, net in enumerate(nets) if net.fitted]
    compiled = [number for number, net in enumerate(nets) if net.compiled is not None]
    return (fitted or compiled or [len(nets) - 1])[-1]


def _project(net: Net, reader: Reader) -> tuple[Project | None, frozenset[str]]:
    is_own = own.is_own(reader)
    plan = planned(net, reader, is_own=is_own)
    body = reader.scopes[0].get(own.NETWORK) if is_own else net
    data = pictures_of(reader, plan)
    try:
        found = assembled(body if isinstance(body, Net) else net, reader, picture_shape(data))
    except SpecError as error:
        reader.notes.add(net.line, str(error), "missing")
        return None, frozenset()
    return _whole(net, found, plan, reader)


def _whole(net: Net, found: Assembled, planned_: Planned, reader: Reader) -> tuple[Project, frozenset[str]]:
    """The project of its parts, with the named numbers of a script of ours before all."""
    told = {"network", *({"plan"} if planned_.told else ())}
    plan, gaps = planned_.plan()
    constants = own.constants(reader)
    if own.is_own(reader):
        told |= {"data", "preprocessing", "plan"}
        recipe, preprocessing = DataRecipe(), Preprocessing(augmentation=own.augmentation(reader))
    else:
        ready = prepared(reader, planned_, found.network)
        recipe, preprocessing = ready.recipe, ready.preprocessing
        told |= ready.told
        if reader.seeds:
            plan = replace(plan, seed=reader.seeds[-1][1])
    plan, more = own.with_plan(plan, constants["plan"], reader)
    if own.is_own(reader):
        own.compare(net, planned_, plan, reader)
    recipe = own.with_settings(recipe, constants["data"], reader)
    preprocessing = own.with_settings(preprocessing, constants["preprocessing"], reader)
    told |= {part for part, values in constants.items() if values}
    blanks = (*found.blanks, *gaps, *more)
    return Project(found.network, recipe, preprocessing, plan, blanks), frozenset(told)
