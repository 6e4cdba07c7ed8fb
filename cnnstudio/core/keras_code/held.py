"""Pretrained layers in a script that this program wrote: where they begin and end, and what is known of them."""

from collections.abc import Mapping
from typing import Any

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import in_order
from cnnstudio.core.keras_code.symbols import GAP, Held, Place
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Node
from cnnstudio.core.spec import settings_of
from cnnstudio.core.transferring.pretrained import Pretrained

_TABLE = "PRETRAINED"


def look_at(reader: Context, given: tuple[Any, ...], end: Any) -> None:
    """Takes down what a function has made of a place, where it ends with a layer that the table names."""
    if not isinstance(end, Place) or end.layer is None or end.layer.name != "Identity":
        return
    name, start = end.layer.named.get("name"), given[0] if given else None
    if isinstance(name, str) and isinstance(start, Place) and name in _table(reader):
        reader.held.append(Held(name, start, end))


def _table(reader: Context) -> Mapping[Any, Any]:
    found = reader.scopes[0].get(_TABLE)
    return found if isinstance(found, dict) else {}


def spec_of(reader: Context, held: Held) -> tuple[Pretrained, tuple[Blank, ...]]:
    """What the table says of a block, and what of it is to be filled in; raises SpecError in words."""
    told = _table(reader)[held.name]
    if not isinstance(told, dict):
        raise SpecError(tr("What {table} says of {layer} is not plain.", table=_TABLE, layer=held.name))
    known = [name for name in settings_of(Pretrained) if name in told]
    plain = {name: told[name] for name in known if told[name] is not GAP}
    return Pretrained.from_plain(plain), tuple(
        Blank(held.name, name, known=False) for name in known if told[name] is GAP
    )


def places(held: Held) -> list[Place]:
    """Those of a block, and where it begins."""
    return in_order(held.end, lambda place: place is held.start)


def wrapped(nodes: tuple[Node, ...], name: str, before: str, spec: Pretrained) -> tuple[Node, ...]:
    """The nodes with a block in the place of that called ``name`` and all up to it, but for those up to ``before``.

    Args:
        before: The name of the last node that does not belong to it; where it stands in no row with the block, the
            block begins with its row.
    """
    names = [node.name for node in nodes]
    if name not in names:
        return tuple(_inside(node, name, before, spec) for node in nodes)
    end = names.index(name)
    start = names.index(before) + 1 if before in names[:end] else 0
    return (*nodes[:start], Block(name, spec, (nodes[start:end],)), *nodes[end + 1 :])


def _inside(node: Node, name: str, before: str, spec: Pretrained) -> Node:
    if not isinstance(node, Block):
        return node
    return Block(node.name, node.spec, tuple(wrapped(branch, name, before, spec) for branch in node.branches))
