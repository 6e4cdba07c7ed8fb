"""Rows of numbers as JSON values: a few in the open, many packed."""

import base64
import binascii
import math
from typing import Any

import numpy as np

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr

_OPEN = 4
"""So many numbers are written as they are, exactly; more are packed, as float32."""

MOST = 1024 * 1024 * 4


def pack(numbers: tuple[float, ...]) -> list[float] | str:
    """The numbers as a list, or as base64 of their float32 bytes, the least significant first."""
    if len(numbers) <= _OPEN:
        return list(numbers)
    return base64.b64encode(np.asarray(numbers, "<f4").tobytes()).decode("ascii")


def unpack(plain: Any) -> tuple[float, ...]:
    """What ``pack`` made; raises SpecError in words for anything else, and for what is not finite."""
    numbers = _packed(plain) if isinstance(plain, str) else _open(plain)
    if not all(map(math.isfinite, numbers)):
        raise SpecError(tr("A preprocessing holds finite numbers."))
    return numbers


def _packed(text: str) -> tuple[float, ...]:
    if len(text) > MOST * 6:
        raise SpecError(tr("A preprocessing holds fewer numbers."))
    try:
        data = base64.b64decode(text, validate=True)
        return tuple(np.frombuffer(data, "<f4").tolist())
    except (binascii.Error, ValueError) as error:
        raise SpecError(tr("A preprocessing's numbers are damaged.")) from error


def _open(plain: Any) -> tuple[float, ...]:
    if not isinstance(plain, list) or len(plain) > 4096:
        raise SpecError(tr("A preprocessing holds a list of numbers."))
    if not all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in plain):
        raise SpecError(tr("A preprocessing holds finite numbers."))
    try:
        return tuple(float(each) for each in plain)
    except OverflowError as error:
        raise SpecError(tr("A preprocessing holds finite numbers.")) from error
