"""What the two halves of the reader of saved networks tell each other: the description's half and the arrays' half."""

import re
from dataclasses import dataclass

from cnnstudio.core.errors import SpecError
from cnnstudio.core.network import Network
from cnnstudio.core.spec import LayerSpec
from cnnstudio.files.saved.keras_scaling import PixelScaling
from cnnstudio.files.saved.keras_turns import Turn


class NotHeld(SpecError):
    """A network of which some layers cannot be held here.

    Args:
        text: The first of them and how many more there are, in a sentence.
        details: One line for each.
    """

    def __init__(self, text: str, hint: str = "", details: str = "") -> None:
        super().__init__(text, hint, details)
        self.text = text
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Told:
    """What a file says of itself besides its description.

    Attributes:
        version: Of Keras, "2.2.4-tf"; "" where the file does not say.
        backend: "tensorflow", "theano", "jax"; "" where the file does not say.
        container: "keras" (a zip) or "h5".
        marked: Whether it is known that helpers, if there are any, are called ``NAME>pad``.
        holds: Whether the file notes which layers that do not learn form pretrained blocks.
    """

    version: str = ""
    backend: str = ""
    container: str = "keras"
    marked: bool = False
    holds: bool = False

    @property
    def release(self) -> tuple[int, ...]:
        """The first two numbers of the version, (2, 2); () where there are none."""
        found = re.match(r"(\d{1,3})(?:\.(\d{1,3}))?", self.version)
        return () if found is None else tuple(int(each) for each in found.groups(default="0"))


@dataclass(frozen=True)
class Stored:
    """One array of a layer in the file's order.

    Attributes:
        name: Which of our layer's arrays it becomes, "kernel"; None where it is passed over unread.
        turns: What is done to it, in this order.
    """

    name: str | None
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class KerasNode:
    """One layer of the file: Keras's class, its name, our spec (None for a merge), the names of its inputs.

    Attributes:
        kind: As it stands in the file.
        name: As our network has it: its arrays become those of the row of this name.
        pixels: What a first layer does to every pixel by itself; such a layer is none of the network's.
        stored_as: Its own name in the file where that is another than ``name``.
        within: The networks inside the network that it lies in, outermost first: each its class and name in the file.
        trainable: As it stands in the file: in Keras 2 it decides the order of the arrays of a network inside.
        stored: Its arrays in the file's order; None: all of our layer's in our order, as they stand.
    """

    kind: str
    name: str
    spec: LayerSpec | None
    inputs: tuple[str, ...]
    pixels: PixelScaling | None = None
    stored_as: str = ""
    within: tuple[tuple[str, str], ...] = ()
    trainable: bool = True
    stored: tuple[Stored, ...] | None = None


@dataclass(frozen=True)
class Described:
    """A description as our own network.

    Attributes:
        nodes: The file's layers in the file's order, those without arrays too.
        notes: What was read otherwise than it stands in the file, a sentence each.
    """

    network: Network
    nodes: tuple[KerasNode, ...]
    notes: tuple[str, ...] = ()
