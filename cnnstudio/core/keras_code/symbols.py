"""What the names in Keras code stand for while it is read: nothing of it is ever run.

They hold one another, as often as the code likes: so none is ever written out with what lies in it.
"""

import ast
from dataclasses import dataclass, field, replace
from typing import Any

GAP = ...
"""What is to be filled in."""


class Unknown:
    """The value of whatever is not understood."""

    def __repr__(self) -> str:
        return "?"


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Ref:
    """Something of a library, by its full name: ``keras.layers.Conv2D``."""

    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def section(self) -> str:
        """ "layers" of ``keras.layers.Conv2D``."""
        return self.path.split(".")[-2] if "." in self.path else ""


@dataclass(eq=False, repr=False)
class Thing:
    """A call of something of a library: a layer, an optimiser, a callback …

    Attributes:
        given: What it is given in order, and by name.
        line: Where it stands.
        settings: What is assigned to it afterwards: ``layer.trainable = False``.
        lines: Of ``compile`` and ``fit`` where each argument stands that is given by name.
        made_of: The class of the code that it is an object of.
    """

    ref: Ref
    given: tuple[Any, ...]
    named: dict[str, Any]
    line: int
    settings: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    made_of: "Class | None" = None

    @property
    def name(self) -> str:
        return self.ref.name

    def __repr__(self) -> str:
        return f"{self.name}(…)"


@dataclass(eq=False, repr=False)
class Place:
    """One place of a graph of layers.

    Attributes:
        layer: None for an input.
        shape: Of an input, as it stands in the code.
        inputs: The places it reads from.
        size: Of the numbers at this place, once it has been measured; None where it cannot be known.
    """

    layer: Thing | None
    inputs: "tuple[Place, ...]" = ()
    shape: Any = None
    line: int = 0
    name: Any = None
    size: Any = UNKNOWN


@dataclass(eq=False, repr=False)
class Net:
    """A network as it is put together, and how it is trained.

    Attributes:
        items: Of a Sequential: layers and networks, one behind the other.
        start, end: Of a graph of layers.
        compiled, fitted: The calls.
        called: The variable it was given to first.
    """

    line: int
    items: list[Any] | None = None
    start: Place | None = None
    end: Place | None = None
    shape: Any = None
    compiled: Thing | None = None
    fitted: list[Thing] = field(default_factory=list)
    called: str = ""
    used: bool = False


@dataclass(frozen=True)
class Held:
    """A block of pretrained layers, from one place of the graph to another."""

    name: str
    start: Place
    end: Place


@dataclass(frozen=True)
class Data:
    """Pictures or labels of a data set.

    Attributes:
        source: As a project names it; "" for data of one's own.
        part: "train" or "test"; "held" for what was split off the training part.
        pictures: Otherwise labels.
        shape: Of all of them; parts may be unknown.
        method: How the values were prepared, as a project names it: the nearest to what was done.
        values: What 0 and 255 have become by it; None where it cannot be told.
        measured: What was done with figures of the pictures: "mean" was subtracted, by "std" was divided, "" is else.
        start, stop: Which of the part it is, where only some are taken.
        share: How large a part was split off.
    """

    source: str
    part: str
    pictures: bool
    shape: tuple[Any, ...]
    method: str = "raw"
    values: tuple[float, float] | None = (0.0, 255.0)
    measured: tuple[str, ...] = ()
    start: int = 0
    stop: int | None = None
    share: float = 0.0
    classes: int = 0

    def shaped(self, shape: tuple[Any, ...]) -> "Data":
        return replace(self, shape=shape)


@dataclass(frozen=True)
class Figure:
    """A mean or deviation of pictures, over these axes."""

    kind: str
    axes: tuple[int, ...] | None


@dataclass(frozen=True, repr=False)
class Method:
    """Something called on a value: ``model.add``."""

    owner: Any
    name: str


@dataclass(eq=False, repr=False)
class Function:
    """A function that the code defines.

    Attributes:
        around: The names of the functions that it is defined in, the innermost first.
    """

    node: ast.FunctionDef | ast.Lambda
    around: tuple[dict[str, Any], ...] = ()
    is_busy: bool = False

    @property
    def is_static(self) -> bool:
        """Whether, in a class, it is not given the object that it belongs to."""
        marks = getattr(self.node, "decorator_list", [])
        return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in marks)


@dataclass(eq=False, repr=False)
class Class:
    """A class that the code defines.

    Attributes:
        bases: What it is made of, by their full names.
        methods: Its functions by name.
        values: What else stands in it by name: ``FILTERS = 32``.
        line: Where it begins.
    """

    name: str
    bases: tuple[str, ...]
    line: int
    methods: dict[str, Function] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


def is_unknown(value: Any) -> bool:
    """Whether it cannot be told from the code what it is: also a pair of which a part cannot."""
    if isinstance(value, Ref):
        return value.path.startswith("builtins.")
    if isinstance(value, (tuple, list)):
        return any(map(is_unknown, value))
    return value is UNKNOWN or isinstance(value, (Method, Net, Place, Data, Figure))


def is_gap(value: Any) -> bool:
    """Whether it is to be filled in: ``...``, ``"..."`` or ``____``; also a pair of which a part is."""
    if value is GAP:
        return True
    if isinstance(value, str):
        return (value.strip(" ._?…") == "" and len(value.strip()) >= 2) or value.strip().upper() in _GAPS
    return isinstance(value, (tuple, list)) and bool(value) and any(is_gap(each) for each in value)


_GAPS = ("TODO", "FIXME", "FILL_ME", "FILL IN", "FILL_IN", "YOUR_CODE", "YOUR CODE", "XXX", "BLANK", "GAP")


def is_gap_name(name: str) -> bool:
    """Whether a name that nobody gave a value says that something is to be filled in."""
    return (len(name) >= 2 and not name.strip("_")) or name.strip("_").upper() in _GAPS
