"""How a lab says which layer it means: by name, or by its place, so that it need not be called as the author's was.

A name; "first Conv2D", "second Dense", "last Dropout"; "layer 3" and "last layer", counted down the stack with a block
as one; "layer before last", "layer after first Flatten". "the" may stand anywhere.
"""

import re

from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import current, tr, tr_in
from cnnstudio.core.network import Network, Node, Path, walk
from cnnstudio.core.spec import BLOCK_KINDS, KINDS
from cnnstudio.core.words import quoted

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_IN_SIGHT = {
    "first": tr_in("a layer in its order", "first"),
    "second": tr_in("a layer in its order", "second"),
    "third": tr_in("a layer in its order", "third"),
    "fourth": tr_in("a layer in its order", "fourth"),
    "fifth": tr_in("a layer in its order", "fifth"),
    "sixth": tr_in("a layer in its order", "sixth"),
    "seventh": tr_in("a layer in its order", "seventh"),
    "eighth": tr_in("a layer in its order", "eighth"),
    "ninth": tr_in("a layer in its order", "ninth"),
    "tenth": tr_in("a layer in its order", "tenth"),
    "last": tr_in("a layer in its order", "last"),
    "layer": tr_in("a layer in its order", "layer"),
    "before": tr_in("a layer in its order", "before the"),
    "after": tr_in("a layer in its order", "after the"),
}
"""The words of a reference; the other ones are names and numbers."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,62}")
_MOST = 200
_MOST_WORDS = 8

HOW = tr("its name, “first Conv2D”, “last Dense”, “layer 3”, “last layer” or “layer before last”")


def mistake(reference: str) -> str:
    """What is wrong with how a layer is named, in a sentence; empty where it can be meant."""
    words = _words(reference)
    if not words or len(reference) > _MOST or len(words) > _MOST_WORDS:
        return tr("Say which layer is meant: {how}.", how=HOW)
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
            return "" if known else tr("{what} is no kind of layer.", what=quoted(what))
    return tr("{reference} does not say which layer is meant: {how}.", reference=quoted(reference), how=HOW)


def kind_of(word: str) -> str | None:
    """The kind of layer or block that is called so, whatever its capitals; None where there is none."""
    by_word = {kind.lower(): kind for kind in (*KINDS, *BLOCK_KINDS)}
    return by_word.get(word.lower())


def in_sight(reference: str) -> str:
    """The reference as a student reads it, behind "of": its own words in English, where "the" may stand."""
    if current() == "en":
        return reference
    return " ".join(_IN_SIGHT.get(word.lower(), word) for word in _words(reference))


def is_by_place(reference: str) -> bool:
    """Whether the layer is named by its place, "first Conv2D", not by its own name or its kind."""
    words = _words(reference)
    return len(words) > 1 or words == ["last"]


def found(reference: str, scene: Scene) -> Path:
    """Where the layer stands in the scene's network; raises NotThere in words."""
    path = _found(_words(reference), scene.project.network)
    if path is None:
        raise NotThere(_missing(scene.title, _words(reference), scene.project.network))
    return path


def _missing(title: str, words: list[str], network: Network) -> str:
    """What is not there: where there is none of a kind, that kind, whether the first or the second is meant."""
    if len(words) == 1 and words[0] != "last":
        return tr("{network} has no layer called {name}.", network=title, name=quoted(words[0]))
    kind = kind_of(words[1]) if len(words) == 2 else None
    if kind is not None and not any(_is(node, kind.lower()) for _, node in walk(network.nodes)):
        return tr("{network} has no {kind}.", network=title, kind=kind)
    return tr("{network} has no {layer}.", network=title, layer=in_sight(" ".join(words)))


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
