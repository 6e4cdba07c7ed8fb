"""Networks of ``keras.applications`` in Keras code as pretrained blocks."""

from typing import Any

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import base_layers, base_network, base_of
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.symbols import Place, Thing
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Network
from cnnstudio.core.spec import Shape
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.words import quoted

_START = "keras.applications."


def is_base(thing: Thing) -> bool:
    """Whether it makes a network of ``keras.applications``."""
    return thing.ref.path.startswith(_START) and thing.name[:1].isupper()


def picture(thing: Thing) -> Shape | None:
    """The shape of the pictures it is to take; None where it is none that is known here."""
    base, given = base_of(thing.name), thing.named.get("input_shape")
    if isinstance(given, (tuple, list)) and len(given) == 3 and all(type(each) is int for each in given):
        return (given[0], given[1], given[2])
    return None if base is None else (base.side, base.side, 3)


def ends(thing: Thing) -> tuple[Place, Place]:
    """Where its layers begin and end; each time the same."""
    if "" not in thing.settings:
        start = Place(None, shape=picture(thing), line=thing.line)
        thing.settings[""] = (start, Place(thing, (start,), line=thing.line))
    found: tuple[Place, Place] = thing.settings[""]
    return found


def block(thing: Thing, name: str) -> Block:
    """It as a block; raises SpecError in words where it cannot be held, or not for such pictures."""
    base, shape = base_of(thing.name), picture(thing)
    if base is None or shape is None:
        raise SpecError(tr("The pretrained network {name} is not known here; it is left out.", name=quoted(thing.name)))
    if shape[0] != shape[1] or shape[2] != 3:
        raise SpecError(tr("{network} takes square colour pictures only; it is left out.", network=base.title))
    with_top = thing.named.get("include_top", thing.given[0] if thing.given else True) is not False
    offered = base_layers(base, shape[0])
    fitting = [each for each in offered if with_top or (len(each.shape) == 3 and not each.whole)]
    if not fitting:
        raise SpecError(tr("{network} cannot take pictures of this size; it is left out.", network=base.title))
    body = base_network(base, shape[0], fitting[-1].name)
    return Block(name, Pretrained(source=base.source), (body.nodes,))


def shape_behind(thing: Thing) -> Shape | None:
    """The shape of what comes out of it; None where that is not known."""
    try:
        made = block(thing, "base")
    except SpecError:
        return None
    found = analyse(Network(picture(thing) or (), made.branches[0])).output_shape
    return found[-1:] if found is not None and pooling(thing) is not None else found


def pooling(thing: Thing) -> Any:
    """The kind of pooling behind it; None for none."""
    kinds = {"avg": "GlobalAveragePooling2D", "max": "GlobalMaxPooling2D"}
    wanted = thing.named.get("pooling")
    return kinds.get(wanted) if isinstance(wanted, str) else None
