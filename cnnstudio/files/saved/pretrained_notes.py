"""Which layers of a saved network form pretrained blocks, noted beside the network: Keras has no word for them."""

from collections.abc import Iterator
from typing import Any

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Block, Layer, Network, Node, Row, check_name
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import quoted

_MOST = 1000
_WRONG = tr("What it says of its pretrained layers is not as this program writes it.")


def noted(network: Network) -> list[dict[str, Any]]:
    """For each pretrained block its name, its settings and the names of the nodes in it, as JSON values."""
    return [
        {
            "name": block.name,
            "settings": block.spec.to_plain(),
            "nodes": [node.name for branch in block.branches for node in branch],
        }
        for block in pretrained_blocks(network)
    ]


def with_blocks(network: Network, notes: Any) -> Network:
    """The network with the blocks that ``noted`` found in it; raises SpecError where these are not its layers."""
    if not isinstance(notes, list) or len(notes) > _MOST:
        raise SpecError(_WRONG)
    for note in notes:
        block = _block(note)
        nodes = tuple(_folded(network.nodes, block, _names(note)))
        if nodes == network.nodes:
            raise SpecError(tr("The layers of its pretrained block {name} are not there.", name=quoted(block.name)))
        network = Network(network.input_shape, nodes)
    return network


def _block(note: Any) -> Block:
    if not isinstance(note, dict) or set(note) != {"name", "settings", "nodes"} or not isinstance(note["nodes"], list):
        raise SpecError(_WRONG)
    if not note["nodes"]:
        raise SpecError(_WRONG)
    return Block(check_name(note["name"]), Pretrained.from_plain(note["settings"]), ((),))


def _names(note: dict[str, Any]) -> list[str]:
    return [check_name(name) for name in note["nodes"]]


def _folded(row: Row, block: Block, names: list[str]) -> Iterator[Node]:
    """The row, or the row inside a block of it, with the nodes of these names put into the block."""
    found = [node.name for node in row]
    if names[0] in found:
        start = found.index(names[0])
        end = start + len(names)
        if found[start:end] != names:
            raise SpecError(
                tr("The layers of its pretrained block {name} do not follow each other.", name=quoted(block.name))
            )
        yield from row[:start]
        yield Block(block.name, block.spec, (row[start:end],))
        yield from row[end:]
        return
    for node in row:
        if isinstance(node, Layer):
            yield node
        else:
            yield Block(node.name, node.spec, tuple(tuple(_folded(each, block, names)) for each in node.branches))
