"""What the parts of the reader know of it: the names so far, what was found, and how an expression is followed."""

import ast
from collections.abc import Sequence
from typing import Any, Protocol

from cnnstudio.core.keras_code.found import Notebook
from cnnstudio.core.keras_code.symbols import Data, Function, Held, Net, Thing


class TooLong(Exception):
    """The code is longer than can be followed."""


class Context(Protocol):
    """The reader, as those see it that it calls.

    Attributes:
        era: The generation of Keras.
        scopes: The values of names; of a function's own on top.
        nets: Every network, in the order in which they begin.
        seeds: Numbers that seeds were set to.
        precisions: What the precision of all layers was set to, each with its line.
        held: Blocks of pretrained layers in a script of ours, each behind those in it.
        lines_of_call: Where each argument stands that is given by name to what is called now.
    """

    era: int
    notes: Notebook
    scopes: list[dict[str, Any]]
    nets: list[Net]
    seeds: list[tuple[str, int]]
    precisions: list[tuple[Any, int]]
    generators: list[Thing]
    data: list[Data]
    held: list[Held]
    lines_of_call: dict[str, int]

    def get(self, name: str) -> Any:
        """What a name stands for."""

    def put(self, target: ast.expr, value: Any) -> None:
        """Gives a name, or each name of a row of them, its value."""

    def around(self) -> tuple[dict[str, Any], ...]:
        """The names that a function knows which is defined here, but for those of all: the innermost first."""

    def step(self, more: int = 0) -> None:
        """One more of what is looked at, and ``more`` small ones; raises TooLong."""

    def value(self, node: ast.expr | None) -> Any:
        """What an expression stands for."""

    def call(self, function: Function, given: Sequence[Any], named: dict[str, Any], line: int) -> Any:
        """What a function of the code returns."""
