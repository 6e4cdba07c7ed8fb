"""A graph of layers in Keras code as a network of ours, with names, nested blocks and what is to be filled in."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core import keras_values as values
from cnnstudio.core.blanks import Blank
from cnnstudio.core.blocks import MERGES as KINDS_OF_MERGE
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import held, pretrained
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.graphs import in_order, placed
from cnnstudio.core.keras_code.guard import one_line
from cnnstudio.core.keras_code.layers import built
from cnnstudio.core.keras_code.names import MERGES, NOTHING
from cnnstudio.core.keras_code.not_kept import FROZEN
from cnnstudio.core.keras_code.sizes import Sizes, shape_of_first
from cnnstudio.core.keras_code.symbols import UNKNOWN, Net, Place, Thing, is_gap
from cnnstudio.core.keras_tree import Knot, tree
from cnnstudio.core.language import tr
from cnnstudio.core.layers import KINDS, Activation, Flatten
from cnnstudio.core.network import HELPERS, Block, Network
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.core.words import quoted

_START = ">"  # no name that a layer of ours can have: "input" is one
_UNFIT = re.compile(r"[^A-Za-z0-9_.\->]")
_LONGEST = 63
_HELPS = tuple(HELPERS.values())


@dataclass(frozen=True)
class Assembled:
    """A network and what is to be filled in of it.

    Attributes:
        is_sized: Whether the code says how large its pictures are.
    """

    network: Network
    blanks: tuple[Blank, ...]
    is_sized: bool


def assembled(net: Net, reader: Context, picture: Shape | None) -> Assembled:
    """The network; what is in the way becomes a note.

    Args:
        picture: The shape of the data set's pictures, where that is known.
    """
    if net.items is not None:
        net.shape = net.shape if net.shape is not None else shape_of_first(net.items)
        placed(reader, net)
    assert net.start is not None
    assert net.end is not None
    return _Work(net, reader, picture).assembled()


@dataclass
class _Work:
    """One network under way.

    Attributes:
        ends: By place the name of the node that its numbers come from.
        blocks: By name what stands in the place of a node in the end.
    """

    net: Net
    reader: Context
    picture: Shape | None
    knots: list[Knot] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    ends: dict[int, str] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _counts: Counter[str] = field(default_factory=Counter)

    def assembled(self) -> Assembled:
        assert self.net.start is not None
        assert self.net.end is not None
        places = in_order(self.net.end)
        self._reserve(places)
        sizes = Sizes(self.net, self.reader, self.picture)
        shape, is_list, is_sized = sizes.found(places)
        self.ends[id(self.net.start)] = _START
        readers = Counter(id(each) for place in places for each in place.inputs)
        if is_list and not sizes.begins_flat(places):
            name = self._fresh("", "flatten")
            self.knots.append(Knot(name, Flatten(), (_START,)))
            self.ends[id(self.net.start)] = name
        self._note_shared(places)
        self._held = {id(one) for each in self.reader.held for one in held.places(each)}
        for place in places:
            self._take(place, readers, places)
        nodes = self._tree()
        network = Network(shape, nodes)
        for name, block in self.blocks.items():
            path = network.path_of(name)
            if path is not None:
                network = network.exchange((path,), path, block)
        return Assembled(network, tuple(self.blanks), is_sized)

    def _tree(self) -> tuple[Any, ...]:
        last = self.ends[id(self.net.end)]
        if last == _START:
            return ()
        try:
            return self._wrapped(tree(self.knots, _START, last, marked=True))
        except SpecError as error:
            one_way = tr("One way through it is read.")
            self._say(self.net.line, f"{error} {one_way}", "missing")
        by_name = {knot.name: knot for knot in self.knots}
        row: list[Knot] = []
        while last != _START:
            knot = by_name[last]
            last = knot.inputs[0]
            if isinstance(knot.spec, LayerSpec):
                row.insert(0, knot)
        simple = [Knot(knot.name, knot.spec, (before,)) for knot, before in _in_a_row(row)]
        return tree(simple, _START, simple[-1].name, marked=True) if simple else ()

    def _wrapped(self, nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        """The nodes with the pretrained layers of a script of ours in their blocks again."""
        for each in self.reader.held:
            if id(each.start) not in self.ends or id(each.end) not in self.ends:
                continue
            try:
                spec, blanks = held.spec_of(self.reader, each)
                nodes = held.wrapped(nodes, self.ends[id(each.end)], self.ends[id(each.start)], spec)
            except SpecError as error:
                self._say(each.end.line, str(error), "missing")
                continue
            self.blanks += blanks
        return nodes

    def _say(self, line: int, text: str, severity: Any = "otherwise") -> None:
        self.reader.notes.add(line, text, severity)

    # Layers

    def _take(self, place: Place, readers: Counter[int], places: list[Place]) -> None:
        """One more place, as a node or none."""
        if id(place) in self.ends:
            return
        if place.layer is None:
            self._say(place.line, tr("A second input is not known here; the first is read in its place."), "missing")
            self.ends[id(place)] = _START
            return
        layer, line = place.layer, place.line
        inputs = tuple(self.ends[id(each)] for each in place.inputs)
        self.ends[id(place)] = inputs[0]
        if layer.name in MERGES or layer.name == "Gap":
            self._merge(place, inputs, readers, places)
        elif pretrained.is_base(layer):
            self._base(place, inputs)
        elif any(each.end is place for each in self.reader.held):
            self._put(place, Activation("linear"), (), (), inputs[:1])  # stands for the block until it is there
        elif layer.name not in NOTHING:
            with one_line(self.reader.notes, line):
                try:
                    found = built(layer, self.reader.era, lambda text: self._say(line, text))
                except SpecError as error:
                    self._say(line, str(error), "missing")
                    return
                self._put(place, found.spec, found.after, found.gaps, inputs[:1])
                self._note_frozen(place, (found.spec, *found.after))

    def _base(self, place: Place, inputs: tuple[str, ...]) -> None:
        """A trained network: a layer that does nothing stands for its block until all others are in their places."""
        assert place.layer is not None
        name = self._fresh("", "pretrained")
        try:
            self.blocks[name] = pretrained.block(place.layer, name)
        except SpecError as error:
            self._say(place.line, str(error), "missing")
            return
        pooling = pretrained.pooling(place.layer)
        after = (KINDS[pooling](),) if pooling is not None else ()
        self._put(place, Activation("linear"), after, (), inputs[:1], name)
        words = tr("It prepares its pictures itself, so they are given as they are, 0 to 255; its weights stay frozen.")
        self._say(place.line, words, "note")

    def _put(
        self,
        place: Place,
        spec: LayerSpec | Parallel,
        after: tuple[LayerSpec, ...],
        gaps: tuple[str, ...],
        inputs: tuple[str, ...],
        name: str = "",
    ) -> None:
        assert place.layer is not None
        name = name or self._fresh(place.layer.named.get("name"), spec.base_name)
        self.knots.append(Knot(name, spec, inputs))
        self.ends[id(place)] = name
        self.blanks += [Blank(name, gap, known=False) for gap in gaps]
        for each in after:
            further = self._fresh("", each.base_name)
            self.knots.append(Knot(further, each, (self.ends[id(place)],)))
            self.ends[id(place)] = further

    def _merge(self, place: Place, inputs: tuple[str, ...], readers: Counter[int], places: list[Place]) -> None:
        assert place.layer is not None
        layer, merge = place.layer, MERGES.get(place.layer.name, "add")
        if layer.name == "Gap" and len(inputs) < 2:
            self._say(place.line, tr("A whole layer is to be filled in here; put one in."), "missing")
            return
        if merge == "merge":
            merge = MERGES.get(str(layer.named.get("mode", "add")), "")
        if merge not in KINDS_OF_MERGE:
            self._say(
                place.line,
                tr("Putting branches together by {name} is not known here.", name=quoted(layer.name)),
                "missing",
            )
            return
        if len(inputs) < 2:
            return
        axis = layer.named.get("axis", layer.named.get("concat_axis", -1))
        if merge == "concatenate" and axis not in (-1, 3, UNKNOWN):
            self._say(place.line, tr("Branches are put together along the channels here."))
        acting = self._acting_on_sum(place, readers, places) if merge == "add" else None
        gaps = ("merge",) if layer.name == "Gap" else ()
        if acting is None or len(inputs) != 2:
            self._put(place, Parallel(merge), (), gaps, inputs)
            return
        name = self._fresh("", "residual")
        is_turned = any(each is place.inputs[0] for each in in_order(place.inputs[1]))
        self._put(place, Parallel("add"), (), (), inputs[::-1] if is_turned else inputs, name + HELPERS["Add"])
        spec = (
            built(acting.layer, self.reader.era, lambda text: None).spec if acting.layer is not None else Activation()
        )
        self._put(acting, Activation(spec.activation_name()), (), (), (name + HELPERS["Add"],), name)

    def _acting_on_sum(self, place: Place, readers: Counter[int], places: list[Place]) -> Place | None:
        """The activation right behind a sum, where both are one residual block: neither has a name of its own."""
        assert place.layer is not None
        if readers[id(place)] != 1 or "name" in place.layer.named:
            return None
        found = next(each for each in places if any(one is place for one in each.inputs))
        layer = found.layer
        if layer is None or "name" in layer.named or len(found.inputs) != 1:
            return None
        is_relu = layer.name == "ReLU" and not layer.given and not layer.named
        return found if is_relu or (layer.name == "Activation" and _is_plain(layer)) else None

    def _note_shared(self, places: list[Place]) -> None:
        """Says of which layers with weights the code has the same one in several places."""
        counts = Counter(id(place.layer) for place in places)
        for place in places:
            if place.layer is not None and counts[id(place.layer)] > 1 and _has_weights(place.layer, self.reader.era):
                words = tr(
                    "{layer} stands in several places with the same weights in Keras; here each place has its own.",
                    layer=place.layer.name,
                )
                self._say(place.line, words)

    def _note_frozen(self, place: Place, specs: tuple[LayerSpec, ...]) -> None:
        """Says of weights that do not learn in the code that they do here, unless a pretrained block holds them."""
        assert place.layer is not None
        if place.layer.named.get("trainable") is False and _learn(specs) and id(place) not in self._held:
            self._say(place.line, FROZEN)

    # Names

    def _reserve(self, places: list[Place]) -> None:
        """Names that layers have in the code are not given to others."""
        named = (place.layer.named.get("name") for place in places if place.layer is not None)
        self._named = {name for name in named if isinstance(name, str)}

    def _fresh(self, wanted: Any, base: str) -> str:
        """The name that is wanted as ours may be, or the next number behind ``base``."""
        if isinstance(wanted, str) and wanted.strip() and not is_gap(wanted):
            helper = next((end for end in _HELPS if wanted.endswith(end)), "")
            clean = _UNFIT.sub("_", wanted.removesuffix(helper)).replace(">", "_")[:_LONGEST]
            clean = clean if clean[:1].isalnum() or clean[:1] == "_" else f"_{clean[1:]}"
            if clean + helper not in self._taken:
                self._taken.add(clean + helper)
                return clean + helper
            base = clean[:50]
        while True:
            self._counts[base] += 1
            name = f"{base}_{self._counts[base]}"
            if name not in self._taken and name not in self._named:
                self._taken.add(name)
                return name


def _learn(specs: tuple[LayerSpec, ...]) -> bool:
    return any(type(each).params is not LayerSpec.params for each in specs)


def _has_weights(layer: Thing, era: int) -> bool:
    if pretrained.is_base(layer):
        return True
    try:
        found = built(layer, era, lambda text: None)
    except SpecError:  # noted where it is put
        return False
    return _learn((found.spec, *found.after))


def _is_plain(layer: Thing) -> bool:
    """Whether it is one function that is known here, so that a residual block can end with it."""
    given = layer.given[0] if layer.given else layer.named.get("activation")
    try:  # of hard_sigmoid there are two, by the generation
        return isinstance(given, str) and values.activation_name(given) not in (None, "hard_sigmoid")
    except SpecError:
        return False


def _in_a_row(row: list[Knot]) -> list[tuple[Knot, str]]:
    return list(zip(row, [_START, *(knot.name for knot in row)], strict=False))
