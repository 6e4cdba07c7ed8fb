"""A network as Keras code: a plain stack as a list of layers, one with blocks layer by layer."""

from cnnstudio.core.blocks import Residual
from cnnstudio.core.network import Block, Network, Node, walk
from cnnstudio.core.scripting.calls import VARIABLE, WIDTH, indented, literal
from cnnstudio.core.scripting.layer_calls import Writing, layer_calls
from cnnstudio.core.scripting.pretrained_code import about_function, blocks_of, functions_of
from cnnstudio.core.transferring.pretrained import Pretrained

BODY = "body"
HEAD = "head"
"""The two parts of a network, where it is cut in two: up to its features, and what is trained behind them."""


def network_code(network: Network, how: Writing, cut: str = "") -> str:
    """Code that puts the network into the variable ``network``; the layers have the names they have here.

    In the order in which the engine makes them, so that the same seed draws the same weights.

    Args:
        cut: The node of the stack that gives the features, where the network is cut in two.
    """
    if any(isinstance(node, Block) for _, node in walk(network.nodes)):
        return _functional(network, how, cut)
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


def bases_code(network: Network, how: Writing) -> list[str]:
    """A function for each pretrained block, which makes its layers."""
    names, found = functions_of(network), []
    for block in blocks_of(network):
        lines: list[str] = []
        _row(block.branches[0], "x", "x", 1, how, lines, names)
        lines += _end(block, "x", "x", how)
        inside = "\n".join(indented(line) for line in lines)
        about = about_function(block, not how.key and "fine_tune" in how.gaps.get(block.name, ()))
        found.append(f'def {names[block.name]}(x):\n    """{about}"""\n{inside}\n    return x')
    return found


def _functional(network: Network, how: Writing, cut: str) -> str:
    lines, names = [f"inputs = {_input(network)}"], functions_of(network)
    index = next((number for number, node in enumerate(network.nodes, 1) if node.name == cut), 0)
    at = _row(network.nodes[:index], "inputs", "x", 1, how, lines, names)
    if index:
        lines.append(f"features = {at}  # up to here nothing is learned")
    end = _row(network.nodes[index:], at, "x", 1, how, lines, names)
    lines.append(f"{VARIABLE} = keras.Model(inputs, {end})")
    if index:
        lines += [f"{BODY} = keras.Model(inputs, features)", f"{HEAD} = keras.Model(features, {end})"]
    return "\n".join(lines)


def _row(
    nodes: tuple[Node, ...],
    start: str,
    variable: str,
    depth: int,
    how: Writing,
    lines: list[str],
    names: dict[str, str],
) -> str:
    """Writes the nodes, each from the one before it; gives the variable that holds the end of the row."""
    at = start
    for node in nodes:
        given = at
        if isinstance(node, Block) and isinstance(node.spec, Pretrained):
            lines.append(f"{variable} = {names[node.name]}({at})")
            at = variable
            continue
        if isinstance(node, Block):
            lines.append(f"\n# {node.name}")
            ends = [
                _row(branch, at, _branch(node, number, depth), depth + 1, how, lines, names)
                for number, branch in enumerate(node.branches)
            ]
            given = f"[{', '.join(ends)}]" if node.spec.merge_name() != "identity" else ends[0]
        lines += _end(node, given, variable, how)
        at = variable
        if isinstance(node, Block):
            lines.append("")
    return at


def _end(node: Node, given: str, variable: str, how: Writing) -> list[str]:
    """The lines of the node's own layers."""
    lines = []
    for text, comment in layer_calls(node, how, WIDTH - len(variable) - len(given) - 5):
        lines.append(f"{variable} = {text}({given}){f'  # {comment}' if comment else ''}")
        given = variable
    return lines


def _branch(block: Block, number: int, depth: int) -> str:
    """The variable of a branch; at one depth no two blocks are open at once."""
    residual = ("body", "shortcut") if isinstance(block.spec, Residual) else ()
    name = residual[number] if residual else f"branch_{number + 1}"
    return name if depth == 1 else f"{name}_deep_{depth}"
