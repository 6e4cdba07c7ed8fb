"""Where Qt calls into the program: every slot, every virtual it overrides and every background task, and how to spoil
one of them.

A slot is what is given to ``connect``, to ``QTimer.singleShot`` and to an action of a menu; a virtual is a method of a
class of ours that one of Qt's above it has, too; a task is what is given to ``Background`` and ``Newest``. They are
known by the place of their code, so that the same one is found again in another process.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QMenu

import cnnstudio.gui
from cnnstudio.data.watch import Watch
from cnnstudio.gui.guarding import guarded
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.threads.newest import Newest

_ROOT = Path(cnnstudio.gui.__file__).parents[2]
_HERE = str(_ROOT / "cnnstudio")


class Injected(Exception):
    """A mistake that we have made."""


def key_of(kind: str, code: CodeType) -> str:
    """A name for code that is the same in every process."""
    return f"{kind} {Path(code.co_filename).relative_to(_ROOT)}:{code.co_firstlineno} {code.co_qualname}"


class Points:
    """Finds them while a window is made and used; ``arm`` has one raise at its next call.

    Attributes:
        known: What was found so far.
        reached: Those that were called since it was cleared.
        fired: Whether the armed one has raised.
    """

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.reached: set[str] = set()
        self.fired = False
        self._keys: dict[int, str] = {}
        self._codes: list[CodeType] = []  # so that no other code gets their identity
        self._virtuals: dict[str, tuple[type, str]] = {}
        self._broken: list[Callable[..., Any]] = []  # PySide keeps a method without holding it
        self._armed = ""
        self._watches: list[Watch] = []
        self._find_virtuals()
        self._watch()

    def arm(self, key: str) -> None:
        """Has this one raise at its next call, whoever calls it; an empty one disarms."""
        self._armed, self.fired, self._watches = key, False, []
        sys.settrace(self._trace)

    def break_for_good(self, key: str) -> Callable[[], None]:
        """Has a virtual raise at every call until what this gives is called."""
        kind, name = self._virtuals[key]
        whole = vars(kind)[name]

        def raises(*_: Any) -> None:
            raise Injected(key)

        broken = guarded(kind, name, raises) if hasattr(whole, "__wrapped__") else raises
        self._broken.append(broken)
        setattr(kind, name, broken)
        return lambda: setattr(kind, name, whole)

    @property
    def is_overtaken(self) -> bool:
        """Whether the task that has raised was told to stop, as for a newer one: nobody hears of it then."""
        return any(each.stopped() for each in self._watches)

    @staticmethod
    def close() -> None:
        """Looks at no calls any more."""
        sys.settrace(None)

    # Private

    def _trace(self, frame: FrameType, event: str, argument: Any) -> None:
        key = self._keys.get(id(frame.f_code))
        if key is not None:
            self._reach(key)

    def _reach(self, key: str) -> None:
        self.reached.add(key)
        if key == self._armed:
            self._armed, self.fired = "", True
            raise Injected(key)  # Python looks at no calls after that, until the next is armed

    def _add(self, kind: str, called: Any) -> str:
        while isinstance(called, partial):
            called = called.func
        function = inspect.unwrap(getattr(called, "__func__", called))
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or not code.co_filename.startswith(_HERE):
            return ""
        key = key_of(kind, code)
        if kind != "task" and id(code) not in self._keys:
            self._keys[id(code)] = key
            self._codes.append(code)
        self.known.add(key if kind == "task" else self._keys[id(code)])
        return key

    def _find_virtuals(self) -> None:
        for module in pkgutil.walk_packages(cnnstudio.gui.__path__, "cnnstudio.gui."):
            importlib.import_module(module.name)
        kinds = [QObject]
        for kind in kinds:
            kinds += [each for each in type.__subclasses__(kind) if each not in kinds]
        for module in [each for name, each in sys.modules.items() if name.startswith("cnnstudio.gui")]:
            kinds += [each for each in vars(module).values() if isinstance(each, type) and each not in kinds]
        for kind in kinds:
            if not kind.__module__.startswith("cnnstudio."):
                continue
            above = [each for each in kind.__mro__[1:] if each.__module__.startswith("PySide6")]
            for name, function in vars(kind).items():
                is_one = isinstance(function, FunctionType) and not name.startswith("_")
                if is_one and any(name in vars(each) for each in above):
                    self._virtuals[self._add("virtual", function)] = kind, name

    def _watch(self) -> None:
        """From now on, whatever is given to Qt or to a thread is written down."""
        self._watch_call(SignalInstance, "connect", 1)
        self._watch_call(QMenu, "addAction")
        shoot = QTimer.singleShot
        add = self._add

        def single_shot(*given: Any) -> Any:
            add("slot", given[-1])
            return shoot(*given)

        QTimer.singleShot = staticmethod(single_shot)  # type: ignore[method-assign,assignment]
        self._watch_work(Background, "run")
        self._watch_work(Background, "now")
        self._watch_work(Newest, "run")

    def _watch_call(self, kind: type, name: str, at: int = -1) -> None:
        whole, add = getattr(kind, name), self._add

        def watched(*given: Any, **named: Any) -> Any:
            add("slot", given[at])
            return whole(*given, **named)

        setattr(kind, name, watched)

    def _watch_work(self, kind: type, name: str) -> None:
        whole = getattr(kind, name)

        def watched(it: Any, work: Callable[..., Any], *answers: Any, **named: Any) -> Any:
            for each in (*answers, *named.values()):
                self._add("slot", each)
            key = self._add("task", work)

            def worked(*given: Any) -> Any:
                if key == self._armed:
                    self._watches = [each for each in given if isinstance(each, Watch)]
                if key:
                    self._reach(key)
                return work(*given)

            return whole(it, worked, *answers, **named)

        setattr(kind, name, watched)
