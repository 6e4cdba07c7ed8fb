"""How a lab says which layer it means: by name, or by its place, so that it need not be called as the author's was.

A name; "first Conv2D", "second Dense", "last Dropout"; "layer 3" and "last layer", counted down the stack with a block
as one; "layer before last", "layer after first Flatten". "the" may stand anywhere.
"""

import re

from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.network import Network, Node, Path, walk
from cnnstudio.core.spec import BLOCK_KINDS, KINDS
from cnnstudio.core.words import quoted

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,62}")
_MOST = 200
_MOST_WORDS = 8

HOW = "its name, “first Conv2D”, “last Dense”, “layer 3”, “last layer” or “layer before last”"


def mistake(reference: str) -> str:
    """What is wrong with how a layer is named, in a sentence; empty where it can be meant."""
    words = _words(reference)
    if not words or len(reference) > _MOST or len(words) > _MOST_WORDS:
        return f"Say which layer is meant: {HOW}."
    while words[:2] in (["layer", "before"], ["layer", "after"]) and len(words) > 2:
        words = words[2:]
    if len(words) == 1 and (_NAME.fullmatch(words[0]) or words[0] == "last"):
        return ""
    if len(words) == 2:
        which, what = words
        if which.lower() == "layer" and what.isdecimal() and len(what) <= 4 and int(what) > 0:
            return ""
        if which.lower() in (*_ORDINALS, "last"):
            known = what.lower() == "layer" or kind_of(what) is not None
            return "" if known else f"{quoted(what)} is no kind of layer."
    return f"{quoted(reference)} does not say which layer is meant: {HOW}."


def kind_of(word: str) -> str | None:
    """The kind of layer or block that is called so, whatever its capitals; None where there is none."""
    by_word = {kind.lower(): kind for kind in (*KINDS, *BLOCK_KINDS)}
    return by_word.get(word.lower())


def found(reference: str, scene: Scene) -> Path:
    """Where the layer stands in the scene's network; raises NotThere in words."""
    path = _found(_words(reference), scene.project.network)
    if path is None:
        raise NotThere(f"{scene.title} has no {_missing(_words(reference), scene.project.network)}.")
    return path


def _missing(words: list[str], network: Network) -> str:
    """What is not there: where there is none of a kind, that kind, whether the first or the second is meant."""
    if len(words) == 1 and words[0] != "last":
        return f"layer called {quoted(words[0])}"
    kind = kind_of(words[1]) if len(words) == 2 else None
    if kind is not None and not any(_is(node, kind.lower()) for _, node in walk(network.nodes)):
        return kind
    return " ".join(words)


def _words(reference: str) -> list[str]:
    return [word for word in reference.split() if word.lower() != "the"]


def _found(words: list[str], network: Network) -> Path | None:
    lower = [word.lower() for word in words]
    if len(words) == 1:
        path = network.path_of(words[0])
        return _last(network) if path is None and lower == ["last"] else path
    if lower[:2] in (["layer", "before"], ["layer", "after"]):
        of = _found(words[2:], network)
        return None if of is None else _beside(network, of, -1 if lower[1] == "before" else 1)
    if lower[0] == "layer":
        return _at(network, int(lower[1]) - 1) if lower[1].isdecimal() else None
    number = _ORDINALS.index(lower[0]) if lower[0] in _ORDINALS else -1
    if lower[1] == "layer":
        return _last(network) if number < 0 else _at(network, number)
    paths = [path for path, node in walk(network.nodes) if _is(node, lower[1])]
    return paths[number] if -1 <= number < len(paths) and paths else None


def _is(node: Node, kind: str) -> bool:
    return node.spec.kind.lower() == kind


def _at(network: Network, index: int) -> Path | None:
    return (index,) if 0 <= index < len(network.nodes) else None


def _last(network: Network) -> Path | None:
    return _at(network, len(network.nodes) - 1)


def _beside(network: Network, path: Path, step: int) -> Path | None:
    """What stands before or behind in the same row of nodes."""
    row = {other for other, _ in walk(network.nodes) if other[:-1] == path[:-1]}
    beside = (*path[:-1], path[-1] + step)
    return beside if beside in row else None
