"""The engine's protocol: values that can go to another process."""

import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

from cnnstudio.core import messages
from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.messages import Event, Look, Request, RunSubject, SavedSubject, read_only
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe

PROJECT = PRESETS[0].project
_BY_NAME = {
    "subject": RunSubject("a.cnnstudio", 1),
    "project": PROJECT,
    "network": PROJECT.network,
    "picture": np.zeros((2, 2, 1), np.uint8),
    "kernels": read_only(np.ones((3, 3, 1, 2), np.float32)),
    "maps": read_only(np.ones((3, 3, 2), np.float32)),
    "probabilities": read_only(np.ones(10, np.float32)),
    "data": DataRecipe(),
    "labels": ("0", "1"),
    "versions": {"keras": "3"},
    "prepared": Prepared(),
    "test": None,
    "scores": Scores(0.5, ("0",), ((1,),)),
    "ready": True,
    "status": "finished",
    "preprocessing": "auto",
}
_NUMBERS = {"int": 3, "float": 0.5, "str": "text"}


def _kinds(base: type[Any]) -> list[type[Any]]:
    found = [each for each in vars(messages).values() if isinstance(each, type) and issubclass(each, base)]
    return [each for each in found if each not in (Request, Look, Event)]


def _made(kind: type[Any]) -> Any:
    values = {}
    for field in dataclasses.fields(kind):
        type_name = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", "")
        values[field.name] = _BY_NAME.get(field.name, _NUMBERS.get(type_name))
        if field.name == "epoch" and kind is messages.EpochEnded:
            values["epoch"] = Epoch(1, 0.5, 0.5, 0.5, 0.5, 1.0)
    return kind(**values)


def _plain(message: Any) -> Any:
    """The fields, arrays as lists: arrays have no plain ==."""
    fields = {field.name: getattr(message, field.name) for field in dataclasses.fields(message)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in fields.items()}


@pytest.mark.parametrize("kind", [*_kinds(Request), *_kinds(Event)], ids=lambda kind: kind.__name__)
def test_that_every_message_can_be_pickled(kind: type[Any]) -> None:
    message = _made(kind)
    again = pickle.loads(pickle.dumps(message))
    assert type(again) is kind
    assert _plain(again) == _plain(message)


@pytest.mark.parametrize("kind", _kinds(Request), ids=lambda kind: kind.__name__)
def test_that_only_looks_are_replaced_by_newer_ones(kind: type[Any]) -> None:
    assert _made(kind).replaceable == issubclass(kind, Look)


def test_that_the_array_of_an_event_is_its_own_and_cannot_be_written() -> None:
    source = np.zeros(3)
    copy = read_only(source)
    source[0] = 1
    assert copy[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 2


def test_that_an_error_with_its_hint_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(StudioError("Wrong.", "Mend it.")))
    assert (again.text, again.hint, str(again)) == ("Wrong.", "Mend it.", "Wrong. Mend it.")


def test_that_subjects_are_told_apart() -> None:
    assert RunSubject("a", 1) == RunSubject("a", 1) != RunSubject("a", 1, 2)
    assert len({RunSubject("a", 1), RunSubject("a", 1), SavedSubject("a")}) == 2
