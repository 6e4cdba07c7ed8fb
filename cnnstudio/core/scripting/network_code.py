"""A network as Keras code: a plain stack as a list of layers, one with blocks layer by layer."""

from cnnstudio.core.blocks import Residual
from cnnstudio.core.network import Block, Network, Node, walk
from cnnstudio.core.scripting.calls import WIDTH, indented, literal
from cnnstudio.core.scripting.layer_calls import Writing, layer_calls

VARIABLE = "network"
"""What the network is called in a script."""


def network_code(network: Network, how: Writing) -> str:
    """Code that puts the network into the variable ``network``; the layers have the names they have here.

    In the order in which the engine makes them, so that the same seed draws the same weights.
    """
    if any(isinstance(node, Block) for _, node in walk(network.nodes)):
        return _functional(network, how)
    lines = [f"{_input(network)},"]
    for node in network.nodes:
        for text, comment in layer_calls(node, how, WIDTH - 9):
            lines.append(f"{text},{f'  # {comment}' if comment else ''}")
    inside = "\n".join(indented(line, 8) for line in lines)
    return f"{VARIABLE} = keras.Sequential(\n    [\n{inside}\n    ]\n)"


def _input(network: Network) -> str:
    taken = {node.name for _, node in walk(network.nodes)}
    # Keras's own name for it would be one that a layer has.
    named = ', name="input"' if "input_layer" in taken and "input" not in taken else ""
    return f"keras.Input({literal(network.input_shape)}{named})"


def _functional(network: Network, how: Writing) -> str:
    lines = [f"inputs = {_input(network)}"]
    end = _row(network.nodes, "inputs", "x", 1, how, lines)
    lines.append(f"{VARIABLE} = keras.Model(inputs, {end})")
    return "\n".join(lines)


def _row(nodes: tuple[Node, ...], start: str, variable: str, depth: int, how: Writing, lines: list[str]) -> str:
    """Writes the nodes, each from the one before it; gives the variable that holds the end of the row."""
    at = start
    for node in nodes:
        given = at
        if isinstance(node, Block):
            lines.append(f"\n# {node.name}")
            ends = [
                _row(branch, at, _branch(node, number, depth), depth + 1, how, lines)
                for number, branch in enumerate(node.branches)
            ]
            given = f"[{', '.join(ends)}]" if node.spec.merge_name() != "identity" else ends[0]
        for text, comment in layer_calls(node, how, WIDTH - len(variable) - len(given) - 5):
            lines.append(f"{variable} = {text}({given}){f'  # {comment}' if comment else ''}")
            at = given = variable
        if isinstance(node, Block):
            lines.append("")
    return at


def _branch(block: Block, number: int, depth: int) -> str:
    """The variable of a branch; at one depth no two blocks are open at once."""
    residual = ("body", "shortcut") if isinstance(block.spec, Residual) else ()
    name = residual[number] if residual else f"branch_{number + 1}"
    return name if depth == 1 else f"{name}_deep_{depth}"
