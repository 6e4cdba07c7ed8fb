"""A plan under way: settings that Keras code tells, each checked on its own."""

from dataclasses import dataclass, field
from typing import Any

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import is_gap, is_unknown
from cnnstudio.core.language import tr
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.plan import Plan


@dataclass
class Planned:
    """A plan under way.

    Attributes:
        values: Settings of the plan by name.
        blanks: Those that are to be filled in.
        told: Whether the code says anything of a plan.
        fit: What ``fit`` is given, by names.
        line_of_validation: Where it is said what is validated on.
    """

    reader: Context
    values: dict[str, Any] = field(default_factory=dict)
    blanks: list[str] = field(default_factory=list)
    told: bool = False
    fit: dict[str, Any] = field(default_factory=dict)
    line_of_validation: int = 0

    def put(self, name: str, value: Any, line: int) -> None:
        """One setting, unless it cannot have that value."""
        if is_gap(value):
            self.blanks.append(name)
            return
        if isinstance(value, float) and value.is_integer() and isinstance(getattr(Plan(), name), int):
            value = int(value)
        if is_unknown(value):
            words = tr(
                "{setting} is no plain value in the code: it is to be filled in.", setting=settings_of(Plan)[name].label
            )
            self.reader.notes.add(line, words, "otherwise")
            self.blanks.append(name)
            return
        try:
            Plan(**{name: value})
        except SpecError as error:
            self.reader.notes.add(line, str(error), "missing")
            return
        self.values[name] = value

    def plan(self) -> tuple[Plan, tuple[Blank, ...]]:
        """The plan, and what is to be filled in."""
        return Plan(**self.values), tuple(Blank("", name, known=False) for name in self.blanks)
