"""Pretrained layers as code: a function for each block of them, what is known of it, and its weights from a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from cnnstudio.core.analysis import analyse
from cnnstudio.core.network import Block, Network, Node, walk
from cnnstudio.core.project import Project
from cnnstudio.core.scripting.calls import GAP, in_one_line, literal
from cnnstudio.core.spec import settings_of
from cnnstudio.core.transferring.features import FeatureCut, cut_of, feature_cut
from cnnstudio.core.transferring.pretrained import Pretrained

TABLE = "PRETRAINED"
"""The constant that says of each block of pretrained layers, by the name of the layer it ends with, what it is."""

_LEARNS = ("fine_tune", "cache")


def blocks_of(network: Network) -> tuple[Block, ...]:
    """Every pretrained block, each behind those in it."""
    return tuple(_inner_first(network.nodes))


def _inner_first(nodes: Iterable[Node]) -> Iterable[Block]:
    for node in nodes:
        if isinstance(node, Block):
            for branch in node.branches:
                yield from _inner_first(branch)
            if isinstance(node.spec, Pretrained):
                yield node


def functions_of(network: Network) -> dict[str, str]:
    """By the name of each pretrained block that of the function that makes its layers."""
    return {block.name: f"base_{number}" for number, block in enumerate(blocks_of(network), 1)}


def frozen_in(network: Network) -> set[str]:
    """The names of the layers whose weights stay as their source has them."""
    return {row.name for row in analyse(network).rows if any(each.held for each in row.params.arrays)}


def unsaid_in(network: Network, gaps: Mapping[str, Collection[str]]) -> set[str]:
    """The names of the layers with weights in blocks of which it is left blank how many learn."""
    blank = [block for block in blocks_of(network) if "fine_tune" in gaps.get(block.name, ())]
    names = {node.name for block in blank for _, node in walk((block,))}
    return {row.name for row in analyse(network).rows if row.name in names and row.params.arrays}


def cut_in(project: Project, gaps: Mapping[str, Collection[str]], pictures: int = 0) -> FeatureCut | None:
    """Up to where the network gives features that are computed once; None where it does not, or would tell a blank.

    Args:
        pictures: Of all parts of the data together, whose features may be too many; 0 where that is not known.
    """
    if any(name in gaps.get(block.name, ()) for block in blocks_of(project.network) for name in _LEARNS):
        return None
    if feature_cut(project.network, project.preprocessing, pictures) is None:
        return None
    return cut_of(project.network, augmented=bool(project.preprocessing.augmentation))


def table_of(network: Network, gaps: Mapping[str, Collection[str]], key: bool) -> str:
    """The constant with every setting of each pretrained block; empty where there is none.

    Args:
        gaps: Of each node by its name the settings that are left blank.
        key: Whether their values stand there all the same, as the solution.
    """
    lines = []
    for block in blocks_of(network):
        lines.append(f"    {literal(block.name)}: {{")
        for name, setting in settings_of(block.spec).items():
            is_blank = name in gaps.get(block.name, ())
            value = GAP if is_blank and not key else literal(getattr(block.spec, name))
            comment = f"  # {'solution' if key else 'fill in'}: {setting.label}" if is_blank else ""
            lines.append(f"        {literal(name)}: {value},{comment}")
        lines.append("    },")
    return "\n".join([f"{TABLE} = {{", *lines, "}"]) if lines else ""


def about_function(block: Block, is_unsaid: bool) -> str:
    """The first line of a block's function."""
    assert isinstance(block.spec, Pretrained)
    learns = block.spec.fine_tune and not is_unsaid
    held = "the last of them learn on" if learns else "they have learned before" if is_unsaid else "they stay frozen"
    words = f"The layers of {block.name}; {held}."
    return in_one_line(words)


def weights_code(variable: str, place: str, check: Sequence[str] = ()) -> str:
    """The code that gives layers their weights from a file.

    Args:
        variable: That of the network.
        place: Code for the file.
        check: Lines that look whether it is the right one.
    """
    return "\n".join(
        [
            f"with np.load({place}) as given:",
            *check,
            f"    for layer in {variable}.layers:",
            '        names = [each for each in given.files if each.startswith(f"{layer.name}/")]',
            "        if names:",
            "            layer.set_weights([given[each] for each in names])",
        ]
    )


FEATURES = """\
def features_of(pictures):
    \"\"\"What the frozen layers give, a thousand pictures at a time.\"\"\"
    parts = [pictures[at : at + 1000] for at in range(0, len(pictures), 1000)]
    return np.concatenate([body.predict(prepared(each), batch_size=BATCH_SIZE, verbose=0) for each in parts])


# Frozen layers give the same for the same picture, so it is computed once, and only what stands behind is trained.
# In large networks the last digits depend on how many pictures are computed at once.
x_train, x_val, x_test = features_of(x_train), features_of(x_val), features_of(x_test)"""
