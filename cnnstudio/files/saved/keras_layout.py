"""In which order the numbers of a picture stand in a file, layer by layer, and what turns them round into ours.

Ours are rows, columns, channels. A file may have channels first, no axis of channels, or a bare list of numbers.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

from cnnstudio.core.blocks import Parallel
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GroupNormalization,
    LayerNormalization,
    Normalization,
    Permute,
    PReLU,
    Reshape,
    SeparableConv2D,
    Softmax,
    SpatialDropout2D,
    UnitNormalization,
    UpSampling2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.pooling import GlobalPooling, Pooling
from cnnstudio.core.layers.sliding import Convolution
from cnnstudio.core.spec import LayerSpec, Shape
from cnnstudio.files.saved import keras_turns as turns
from cnnstudio.files.saved.keras_kinds import Made
from cnnstudio.files.saved.keras_nodes import Stored
from cnnstudio.files.saved.keras_turns import Turn

_SPATIAL = (Convolution, Pooling, GlobalPooling, ZeroPadding2D, Cropping2D, UpSampling2D, SpatialDropout2D)
_ALONG = (BatchNormalization, LayerNormalization, GroupNormalization, UnitNormalization, Softmax, Normalization)
_OVER_CHANNELS = frozenset({"softmax", "log_softmax", "sparsemax"})
_TO_LAST, _TO_FIRST = (2, 3, 1), (3, 1, 2)
_COLOURS = (1, 3)
_SHARED = {"ours": 1, "first": 2}
"""Of slopes shared over a picture the first axis that they are shared along."""

Form = Literal["ours", "first", "bare", "list", "rows"]


@dataclass(frozen=True)
class Flow:
    """What runs between two layers.

    Attributes:
        shape: As our network has it; None behind a layer that cannot be held.
        form: How it stands in the file: as ours; channels first; a picture without an axis of channels, which ours
            has; a list, where ours is the picture; or a list laid out channel by channel, where ours is pixel by pixel.
        picture: Of such a list the picture's shape, ours.
    """

    shape: Shape | None
    form: Form = "ours"
    picture: Shape = ()

    @property
    def in_file(self) -> Shape:
        """The shape as the file has it."""
        shape = self.shape or ()
        if self.form == "first":
            return (shape[-1], *shape[:-1])
        return {"bare": shape[:-1], "list": (math.prod(shape),)}.get(self.form, shape)


UNKNOWN = Flow(None)


@dataclass(frozen=True)
class Laid:
    """A layer in our order of numbers: None for one that only turned them round in the file."""

    spec: LayerSpec | None
    flow: Flow
    stored: tuple[Stored, ...] | None = None


@dataclass(frozen=True)
class Storing:
    """What a file's kernels look like: of Keras 1, and of Theano, which mirrors them."""

    is_first: bool = False
    is_mirrored: bool = False


def laid(made: Made, flow: Flow, storing: Storing) -> Laid:
    """A layer where ``flow`` comes in; raises SpecError where the file's order of numbers cannot be turned."""
    spec = made.spec
    if spec is None or flow.shape is None:
        return Laid(spec, flow if spec is None else UNKNOWN)
    if isinstance(spec, Flatten):
        return _flattened(made, spec, flow)
    if isinstance(spec, Reshape):
        return _reshaped(spec, flow)
    if isinstance(spec, Permute):
        return _permuted(spec, flow)
    if isinstance(spec, Conv2DTranspose) and made.output_shape is not None:
        spec = _of_size(spec, flow, made.output_shape, made.order)
    if isinstance(spec, PReLU) and (flow.form == "bare" or (spec.shared and made.axis != _SHARED.get(flow.form))):
        raise SpecError(tr("Its slopes are shared in a way that is not known here."))
    if isinstance(spec, _SPATIAL) and not (isinstance(spec, SpatialDropout2D) and not made.order):
        _check_order(made.order or "channels_last", flow)
    elif isinstance(spec, _ALONG) and made.axis is not None:
        _check_axis(spec, made.axis, flow)
    elif (isinstance(spec, Dense) or spec.family == "augmentation") and flow.form not in ("ours", "rows"):
        raise SpecError(tr("It works along an axis of its input that is none of the channels."))
    if not isinstance(spec, Softmax):
        _check_softmax(spec, flow)
    after = spec.output_shape(flow.shape)
    form: Form = flow.form if len(after) == len(flow.shape) and not isinstance(spec, Dense) else "ours"
    gives = Flow(after, form, flow.picture if form == "rows" else ())
    return Laid(spec, gives, stored(spec, flow, made.order, storing))


def after_that(spec: LayerSpec, flow: Flow) -> Flow:
    """Behind one more layer of ours, which only sends each number through a function."""
    _check_softmax(spec, flow)
    return flow


def merged(merge: str, axis: int | None, flows: tuple[Flow, ...]) -> Flow:
    """Where several flows become one; raises SpecError where they do not stand alike."""
    first = flows[0]
    shapes = tuple(flow.shape for flow in flows)
    if any(shape is None for shape in shapes):
        return UNKNOWN
    if any((flow.form, flow.picture) != (first.form, first.picture) for flow in flows):
        raise SpecError(tr("It puts pictures together whose channels do not stand in the same order."))
    if merge == "concatenate":
        dims = len(first.in_file)
        wanted = 1 if first.form == "first" else dims
        if first.form in ("rows", "bare", "list") or axis is None or axis not in (wanted, wanted - dims - 1):
            raise SpecError(tr("It does not join its inputs by their channels."))
    return replace(first, shape=Parallel(merge).output_shape(tuple(shape for shape in shapes if shape is not None)))


def start(sizes: Shape, is_first: bool) -> Flow:
    """The pictures a network takes, from the sizes in the file; raises SpecError for what cannot be pictures."""
    if len(sizes) == 3:
        return Flow((*sizes[1:], sizes[0]), "first") if is_first else Flow(sizes)
    if len(sizes) == 2:
        return Flow((*sizes, 1), "bare")
    (count,) = sizes
    for colours in _COLOURS:
        side = math.isqrt(count // colours)
        if side * side * colours == count:
            return Flow((side, side, colours), "list")
    raise SpecError(tr("The network takes a list of {count:,} numbers, which is no square picture.", count=count))


def as_pictures(target: Shape, count: int) -> Flow | None:
    """How a list stands that is first of all laid out as a picture of the shape ``target``; None where it is none."""
    known = [size for size in target if size > 0]
    if target.count(-1) == 1 and known and count % math.prod(known) == 0:
        target = tuple(count // math.prod(known) if size == -1 else size for size in target)
    if math.prod(target) != count or min(target, default=0) < 1 or len(target) not in (2, 3):
        return None
    if len(target) == 2:
        return Flow((*target, 1), "bare")
    if target[0] in _COLOURS and target[2] not in _COLOURS:
        return Flow((*target[1:], target[0]), "first")
    return Flow(target)


def _flattened(made: Made, spec: Flatten, flow: Flow) -> Laid:
    """Keras lays channels-first pictures out pixel by pixel where its Flatten is told so, since version 2.2."""
    shape = flow.shape or ()
    gives = Flow(spec.output_shape(shape))
    if flow.form == "first" and made.order != "channels_first":
        gives = replace(gives, form="rows", picture=shape)
    elif flow.form == "rows":
        gives = flow
    elif flow.form == "ours" and made.order == "channels_first" and len(shape) == 3 and shape[2] > 1:
        raise SpecError(tr("It takes the rows of its input for channels."))
    return Laid(spec, gives)


def _reshaped(spec: Reshape, flow: Flow) -> Laid:
    shape = flow.shape or ()
    if flow.form == "ours":
        return Laid(spec, Flow(spec.output_shape(shape)))
    before = flow.in_file
    target = Reshape(spec.target_shape).output_shape(before)
    if target == before:
        return Laid(None, flow)
    if len(target) == 1:
        gives = Flow(target, "rows", shape) if flow.form == "first" else Flow(target)
        return Laid(Flatten(), gives)
    if flow.form == "bare" and target == (*before, 1):
        return Laid(None, Flow(shape))
    if flow.form == "bare" and target == (1, *before):
        return Laid(None, Flow(shape, "first"))
    found = as_pictures(target, math.prod(before))
    if flow.form == "list" and found is not None and found.shape == shape:
        return Laid(None, found)
    raise SpecError(tr("It lays its input out anew in an order that is not known here."))


def _permuted(spec: Permute, flow: Flow) -> Laid:
    shape = flow.shape or ()
    if flow.form == "first" and spec.dims == _TO_LAST:
        return Laid(None, Flow(shape))
    if spec.dims == tuple(range(1, len(flow.in_file) + 1)):
        return Laid(None if flow.form != "ours" else spec, flow)
    if flow.form == "bare" and spec.dims == (2, 1):
        swapped = Permute((2, 1, 3))
        return Laid(swapped, Flow(swapped.output_shape(shape), "bare"))
    if flow.form != "ours":
        raise SpecError(tr("It swaps axes in an order that is not known here."))
    return Laid(spec, Flow(spec.output_shape(shape)))


def turned_to_first(spec: LayerSpec | None, flow: Flow) -> Laid | None:
    """A Permute that brings the channels to the front of what comes as ours; None for anything else."""
    if isinstance(spec, Permute) and spec.dims == _TO_FIRST and flow.form == "ours" and flow.shape is not None:
        return Laid(None, replace(flow, form="first"))
    return None


def _of_size(spec: Conv2DTranspose, flow: Flow, wanted: tuple[Any, ...], order: str) -> Conv2DTranspose:
    """With the output padding that gives the rows and columns which Keras 1 was told."""
    sides = wanted[1:] if order == "channels_first" else wanted[:-1]
    for added in range(-1, min(spec.strides)):
        found = replace(spec, output_padding=added)
        if found.output_shape(flow.shape or ())[:2] == sides:
            return found
    raise SpecError(tr("What comes out of it has a size that is not known here."))


def _check_order(order: str, flow: Flow) -> None:
    if flow.form == "rows" or (flow.form == "bare" or (flow.form == "first") != (order == "channels_first")):
        words = {"channels_first": tr("channels first"), "channels_last": tr("channels last")}[order]
        raise SpecError(tr("It takes pictures with {words}, and its input is none.", words=words))


def _check_axis(spec: LayerSpec, axis: int, flow: Flow) -> None:
    dims = len(flow.in_file)
    wanted = 1 if flow.form == "first" else dims
    if flow.form == "bare" or axis not in (wanted, wanted - dims - 1):
        raise SpecError(tr("Its “axis”, {axis}, is not that of the channels.", axis=axis))
    if flow.form == "rows" and isinstance(spec, (GroupNormalization, Normalization)):
        raise SpecError(tr("It works on numbers that stand in an order that is not known here."))


def _check_softmax(spec: LayerSpec, flow: Flow) -> None:
    if spec.activation_name() in _OVER_CHANNELS and flow.form in ("first", "bare"):
        raise SpecError(tr("Its softmax does not run over the channels."))


def stored(spec: LayerSpec, flow: Flow, order: str, storing: Storing) -> tuple[Stored, ...] | None:
    """The arrays of a layer in the file; None where they stand as ours."""
    arrays = spec.params(flow.shape or ()).arrays
    is_first = order == "channels_first"
    each: tuple[Turn, ...] = ()
    if flow.form == "rows" and not isinstance(spec, Dense):
        each = (turns.Rows(flow.picture),)
    elif flow.form == "first" and isinstance(spec, PReLU):
        each = (turns.Transpose((1, 2, 0)),)
    kernel: tuple[Turn, ...] = ()
    if isinstance(spec, Dense) and flow.form == "rows":
        kernel = (turns.Rows(flow.picture),)
    elif isinstance(spec, (Conv2D, Conv2DTranspose)):
        kernel = _kernel_turns(spec, is_first, storing)
    elif isinstance(spec, (SeparableConv2D, DepthwiseConv2D)) and storing.is_first and is_first:
        kernel = (turns.Transpose((2, 3, 1, 0)),)
    if not each and not kernel:
        return None
    return tuple(Stored(array.name, kernel if "kernel" in array.name else each) for array in arrays)


def _kernel_turns(spec: Conv2D | Conv2DTranspose, is_first: bool, storing: Storing) -> tuple[Turn, ...]:
    """``preprocess_weights_for_loading`` in Keras 2 (keras/engine/saving.py)."""
    found: tuple[Turn, ...] = ()
    if storing.is_first and isinstance(spec, Conv2DTranspose):
        found = (turns.Transpose((2, 3, 0, 1) if is_first else (0, 1, 3, 2)),)
    elif storing.is_first and is_first:
        found = (turns.Transpose((2, 3, 1, 0)),)
    return (*found, turns.Flip((0, 1))) if storing.is_mirrored else found
