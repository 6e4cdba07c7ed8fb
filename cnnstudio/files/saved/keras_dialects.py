"""The description in a file of any Keras as our own network, by an allow-list; nothing in it is looked up or called.

What is read is what Keras 1.0 to 3.15 and tf_keras write: the classes and arguments of ``keras/layers`` of each, and
the graphs of ``keras/engine/topology.py`` (1), ``keras/engine/network.py`` (2) and ``keras/src/models`` (3).
"""

import re
from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_tree import Knot, tree
from cnnstudio.core.keras_values import Notes
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.layers import Flatten
from cnnstudio.core.network import HELPERS, MAX_SIDE, Network
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.core.words import quoted, shortened
from cnnstudio.files.saved import keras_kinds, keras_layout, keras_scaling
from cnnstudio.files.saved.keras_graph import NETWORKS, Graph, Key, RawLayer, graph_of
from cnnstudio.files.saved.keras_layout import UNKNOWN, Flow, Laid, Storing
from cnnstudio.files.saved.keras_neutral import Source
from cnnstudio.files.saved.keras_nodes import Described, KerasNode, NotHeld, Stored, Told

_START = ">"  # no name that a layer of ours can have: "input" is one
_FLATTEN = "flatten"
_FIRST = ("channels_first", "th")
_UNFIT = re.compile(r"[^A-Za-z0-9_.\->]")
_LONGEST = 63
_INPUT_TYPES = frozenset({"float32", "float16", "float64", "bfloat16", "uint8", "int32", "int64", None})
_EVEN_SINCE = (2, 4)  # from here on the centres of pixels lay half a pixel in where pictures were enlarged
_SHOWN = 130
_MOST_DETAILS = 500


def described(config: Any, told: Told) -> Described:
    """The network of a description, the file's layers in the file's order, and what was read otherwise.

    Raises NotHeld with every layer that cannot be held, and SpecError for what is no network of pictures.
    """
    graph = graph_of(config)
    work = _Work(graph, told)
    for layer in graph.layers:
        work.take(layer)
    if work.problems:
        raise _not_held(work.problems)
    end = work.flows[graph.end]
    if end.form != "ours":
        raise SpecError(tr("What the network gives out stands in an order that is not known here."))
    nodes = tree(work.knots, _START, work.ends[graph.end], marked=told.marked)
    assert work.start.shape is not None
    return Described(Network(work.start.shape, nodes), tuple(work.nodes), work.notes.all())


def _not_held(problems: list[str]) -> NotHeld:
    more = len(problems) - 1
    rest = tr_count(" {count:,} more layer cannot be held.", " {count:,} more layers cannot be held.", more)
    rest = rest if more else ""
    text = f"{shortened(problems[0], _SHOWN - len(rest))}{rest}"
    hint = tr("The details name them all.") if more else ""
    unsaid = len(problems) - _MOST_DETAILS
    lines = [*problems[:_MOST_DETAILS], *([tr("And {count:,} more.", count=unsaid)] if unsaid > 0 else [])]
    return NotHeld(text, hint, "\n".join(lines))


@dataclass
class _Work:
    """One description under way, layer by layer as each follows what it reads from.

    Attributes:
        flows: What runs out of each place of the graph.
        ends: Which of our nodes that is.
        problems: Why a layer cannot be held, a sentence each.
    """

    graph: Graph
    told: Told
    notes: Notes = field(default_factory=Notes)
    flows: dict[Key, Flow] = field(default_factory=dict)
    ends: dict[Key, str] = field(default_factory=dict)
    knots: list[Knot] = field(default_factory=list)
    nodes: list[KerasNode] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._era = _era(self.told)
        self._has_first = any(_order(layer) in _FIRST for layer in self.graph.layers)
        self._storing = self._storing_of()
        readers = [layer for layer in self.graph.layers if self.graph.start in layer.inputs]
        sizes = _sizes(self.graph.input_config)
        self.start = self._pictures_of_list(sizes[0], readers) if len(sizes) == 1 else self._pictures(sizes)
        self._scaled = None if len(readers) != 1 or len(readers[0].inputs) != 1 else readers[0].key

    def take(self, layer: RawLayer) -> None:
        """One more layer; what is wrong with it becomes a problem, and those behind it are looked at all the same."""
        source = Source(layer.kind, layer.name, self._era, self.notes)
        flows = tuple(self.flows.get(key, UNKNOWN) for key in layer.inputs)
        self.flows[layer.key] = UNKNOWN
        self.ends[layer.key] = layer.name
        try:
            self._take(layer, source, flows)
        except SpecError as error:
            text = str(error)
            named = quoted(layer.name) in text
            self.problems.append(text if named else tr("The layer {name}: {text}", name=quoted(layer.name), text=text))

    def _take(self, layer: RawLayer, source: Source, flows: tuple[Flow, ...]) -> None:
        is_known = keras_kinds.is_known(layer.kind)
        if layer.strange and (is_known or layer.kind in NETWORKS):
            raise SpecError(layer.strange)
        if not is_known:
            raise SpecError(keras_kinds.why_unknown(layer.kind, layer.name, layer.config))
        if layer.key == self._scaled and self._takes_pixels(layer):
            return
        merge = keras_kinds.merge_of(source, layer.config)
        if layer.is_training:
            source.note("training")
        if merge is not None:
            if len(flows) < 2:
                raise SpecError(tr("The layer {name} has one input only.", name=quoted(layer.name)))
            self._put(layer, Laid(None, keras_layout.merged(*merge, flows)), (), Parallel(merge[0]))
            return
        if len(flows) != 1:
            raise SpecError(tr("The layer {name} has {count} inputs.", name=quoted(layer.name), count=len(flows)))
        made = keras_kinds.made(source, layer.config)
        found = keras_layout.turned_to_first(made.spec, flows[0]) if self._has_first else None
        found = found or keras_layout.laid(made, flows[0], self._storing)
        self._note(source, layer, made.spec, flows[0])
        self._put(layer, found, made.after)

    def _put(self, layer: RawLayer, found: Laid, after: tuple[LayerSpec, ...], merge: Parallel | None = None) -> None:
        """Adds the node or nodes of one layer; one without a node hands on what it reads from."""
        name, flow = self._fresh("_".join(layer.key)), found.flow
        inputs = tuple(self.ends[key] for key in layer.inputs)
        spec = merge or found.spec
        self.ends[layer.key] = name if spec is not None else inputs[0]
        if spec is not None:
            self.knots.append(Knot(name, spec, inputs))
        for each in after:
            flow = keras_layout.after_that(each, flow)
            further = self._fresh(f"{name[: _LONGEST - 20]}_{each.base_name}")
            self.knots.append(Knot(further, each, (self.ends[layer.key],)))
            self.ends[layer.key] = further
        self.flows[layer.key] = flow
        self._note_node(layer, name, found.spec, inputs, found.stored)

    def _note_node(
        self,
        layer: RawLayer,
        name: str,
        spec: LayerSpec | None,
        inputs: tuple[str, ...],
        stored: tuple[Stored, ...] | None = None,
        pixels: keras_scaling.PixelScaling | None = None,
    ) -> None:
        learns = layer.config.get("trainable", True) is not False
        as_in_file = layer.name if layer.name != name else ""
        self.nodes.append(KerasNode(layer.kind, name, spec, inputs, pixels, as_in_file, layer.within, learns, stored))

    def _takes_pixels(self, layer: RawLayer) -> bool:
        """Whether the first layer standardises pixel by pixel; then it is read as a part of the preprocessing."""
        if layer.kind != keras_scaling.KIND or not keras_scaling.is_pixel_scaling(layer.config):
            return False
        if self.start.form != "ours" or self.start.shape is None:
            raise SpecError(tr("Its pictures stand in an order that is not known here."))
        keras_kinds.check_pixels(Source(layer.kind, layer.name, self._era, self.notes), layer.config)
        pixels = keras_scaling.pixel_scaling(layer.config, self.start.shape)
        self.flows[layer.key], self.ends[layer.key] = self.start, _START
        self._note_node(layer, self._fresh("_".join(layer.key)), None, (_START,), None, pixels)
        return True

    def _pictures(self, sizes: Shape) -> Flow:
        flow = keras_layout.start(sizes, len(sizes) == 3 and self._takes_first(sizes))
        height, width, _ = flow.shape or (0, 0, 0)
        if flow.form == "bare":
            self.notes.sentences.append(
                tr(
                    "Its pictures have no axis for channels; {height} × {width} is taken as one channel of that size.",
                    height=height,
                    width=width,
                )
            )
        if flow.form == "first":
            self.notes.sentences.append(tr("Its pictures have their channels first; it was turned to have them last."))
        self.flows[self.graph.start], self.ends[self.graph.start] = flow, _START
        return flow

    def _takes_first(self, sizes: Shape) -> bool:
        """Whether the file's pictures have channels first: the first layer tells that minds the order."""
        for layer in self.graph.layers:
            if layer.kind == "Permute":
                dims = layer.config.get("dims")
                is_first = dims == [2, 3, 1] and sizes[0] in (1, 3) and sizes[2] not in (1, 3)
                return is_first and not self._has_first and not self.told.marked
            order = _order(layer)
            if order and layer.kind != "Flatten":
                return order in _FIRST
        return not self.told.marked and sizes[0] in (1, 3) and sizes[2] > 4

    def _pictures_of_list(self, count: int, readers: list[RawLayer]) -> Flow:
        """A list that is laid out as a picture at once is that picture; any other is the picture, flattened."""
        found = {_picture(layer, count) for layer in readers}
        laid_out = found.pop() if len(found) == 1 else None
        if laid_out is not None:
            flow = Flow(laid_out.shape, "list")
            self.flows[self.graph.start], self.ends[self.graph.start] = flow, _START
        else:
            flow, name = keras_layout.start((count,), False), self._fresh(_FLATTEN)
            self.knots.append(Knot(name, Flatten(), (_START,)))
            self.flows[self.graph.start], self.ends[self.graph.start] = Flow((count,)), name
        sides = " × ".join(map(str, flow.shape or ()))
        self.notes.sentences.append(
            tr(
                "Its input is a list of {count:,} numbers; it is taken as pictures of {sides}.",
                count=count,
                sides=sides,
            )
        )
        return flow

    def _storing_of(self) -> Storing:
        """Of Keras 1 with channels first and no word of what computed it, Theano did: TensorFlow's came later."""
        is_old = self._era == 1
        backend = self.told.backend
        if is_old and not backend and self._has_first:
            self.notes.sentences.append(
                tr("The file does not say what computed it; its kernels are taken for Theano's.")
            )
            backend = "theano"
        return Storing(is_old, backend == "theano")

    def _note(self, source: Source, layer: RawLayer, spec: LayerSpec | None, flow: Flow) -> None:
        """Notes what the file's Keras did otherwise than ours, and weights that were not to learn."""
        settings = spec.to_plain() if spec is not None else {}
        if self._storing.is_mirrored and settings.get("padding") == "same":
            size = settings.get("kernel_size") or settings.get("pool_size") or [1]
            if max(settings.get("strides", [1])) > 1 or any(each % 2 == 0 for each in size):
                source.note("edge")
        if settings.get("interpolation") == "bilinear" and self._era == 2 and self.told.release < _EVEN_SINCE:
            source.note("enlarged")
        is_fixed = layer.config.get("trainable") is False and flow.shape is not None
        if is_fixed and not self.told.holds and spec is not None and spec.params(flow.shape or ()).arrays:
            source.note("frozen")

    def _fresh(self, name: str) -> str:
        """The name as ours may be, and as no other node's is; a helper's keeps the end that tells what it is."""
        helper = next((end for end in HELPERS.values() if name.endswith(end)), "")
        base = f"{_UNFIT.sub('_', name.removesuffix(helper))[:_LONGEST]}{helper}" or "layer"
        base = base if base[0].isalnum() or base[0] == "_" else f"_{base[1:]}"
        found, number = base, self._numbers.get(base, 2)
        while found in self._names:
            end = f"_{number}"
            found, number = f"{base[: _LONGEST - len(end)]}{end}", number + 1
        self._numbers[base] = number
        self._names.add(found)
        return found


def _era(told: Told) -> int:
    """The generation of Keras: 1, 2 or 3; HDF5 that does not say is the first's, as Keras itself takes it."""
    usual = 3 if told.container == "keras" else 1
    return min(max(*told.release[:1], 1), 3) if told.release else usual


def _order(layer: RawLayer) -> str:
    """Where the channels are, as it stands in the file; "" where it does not say."""
    order = layer.config.get("data_format", layer.config.get("dim_ordering"))
    return order if isinstance(order, str) else ""


def _picture(layer: RawLayer, count: int) -> Flow | None:
    """What a Reshape makes of the list of ``count`` numbers; None for any other layer."""
    target = layer.config.get("target_shape")
    known = layer.kind == "Reshape" and isinstance(target, list) and all(type(each) is int for each in target)
    if not known or not isinstance(target, list) or len(layer.inputs) != 1 or len(target) > 3:
        return None
    return keras_layout.as_pictures(tuple(target), count)


def _sizes(config: dict[str, Any]) -> Shape:
    """The sizes of the network's input without the batch's, as the file has them."""
    given = next((config[key] for key in ("batch_shape", "batch_input_shape") if config.get(key) is not None), None)
    if given is None and isinstance(config.get("input_shape"), list):
        given = [None, *config["input_shape"]]
    if given is None and type(config.get("input_dim")) is int:
        given = [None, config["input_dim"]]
    if not isinstance(given, list) or not 2 <= len(given) <= 4 or not (given[0] is None or type(given[0]) is int):
        raise SpecError(tr("The network's input is no picture of a fixed size."))
    if any(type(size) is not int or not 1 <= size <= MAX_SIDE * MAX_SIDE for size in given[1:]):
        raise SpecError(tr("The network's input is no picture of a fixed size."))
    kind = config.get("dtype", config.get("input_dtype"))
    if isinstance(kind, dict):
        kind = "float32"
    strange = any(config.get(key) for key in ("sparse", "ragged", "optional", "input_tensor", "type_spec"))
    if strange or not (kind is None or isinstance(kind, str)) or kind not in _INPUT_TYPES:
        raise SpecError(tr("The network's input is of a sort that is not known here."))
    return tuple(given[1:])
