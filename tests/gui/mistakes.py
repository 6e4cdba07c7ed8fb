"""A mistake of ours where a test wants one."""

from typing import Any

import pytest


def err_once(patch: pytest.MonkeyPatch, kind: type, name: str) -> None:
    """Has a method raise at its next call, before it has done anything; those after it are as ever."""
    whole, left = getattr(kind, name), ["boom"]

    def method(*given: Any, **named: Any) -> Any:
        if left:
            raise RuntimeError(left.pop())
        return whole(*given[: whole.__code__.co_argcount], **named)  # PySide gives a method only what it takes

    patch.setattr(kind, name, method)
