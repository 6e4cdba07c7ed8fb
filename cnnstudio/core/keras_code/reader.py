"""Follows Keras code statement by statement: names, constants, loops over plain values, functions that build layers.

It is a reader, no interpreter: what it knows is listed here and in ``calls``; all else is unknown and passed over.
"""

import ast
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cnnstudio.core.keras_code import calls, expressions
from cnnstudio.core.keras_code.bounds import bounded, frozen, is_plain
from cnnstudio.core.keras_code.context import Context, TooLong
from cnnstudio.core.keras_code.found import Notebook
from cnnstudio.core.keras_code.guard import one_line
from cnnstudio.core.keras_code.names import canonical, meant
from cnnstudio.core.keras_code.symbols import (
    GAP,
    UNKNOWN,
    Class,
    Data,
    Function,
    Held,
    Net,
    Ref,
    Thing,
    is_gap_name,
)
from cnnstudio.core.language import tr

MOST_STEPS = 60_000
"""So many expressions and statements are looked at."""

_MOST_TURNS = 2_000
_DEEPEST = 24
_BUILDS = frozenset({"add", "compile", "fit", "fit_generator", "Sequential", "Model"})


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class _Leave(Exception):
    """``break`` or ``continue``."""

    def __init__(self, is_end: bool) -> None:
        self.is_end = is_end


class Reader(Context):
    """What is known after the statements so far.

    Attributes:
        names: The values of names; of a function's own on top.
        nets: Every network, in the order in which they begin.
        seeds: Numbers that seeds were set to.
        precisions: What the precision of all layers was set to, each with its line.
        held: Blocks of pretrained layers in a script of ours, each behind those in it.
        lines_of_call: Where each argument stands that is given by name to what is called now.
        lines: Where each name of the whole code was given its value last.
        era: The generation of Keras.
    """

    def __init__(self, era: int, notes: Notebook) -> None:
        self.era = era
        self.notes = notes
        self.scopes: list[dict[str, Any]] = [{}]
        self.nets: list[Net] = []
        self.seeds: list[tuple[str, int]] = []
        self.precisions: list[tuple[Any, int]] = []
        self.generators: list[Thing] = []
        self.data: list[Data] = []
        self.held: list[Held] = []
        self.lines_of_call: dict[str, int] = {}
        self.lines: dict[str, int] = {}
        self._around: list[tuple[dict[str, Any], ...]] = [()]
        self._shared: list[set[str]] = [set()]
        self._steps = 0
        self._known: dict[int, bool] = {}

    # Names

    def get(self, name: str) -> Any:
        """What a name stands for."""
        for scope in (self.scopes[-1], *self._around[-1], self.scopes[0]):
            if name in scope:
                return scope[name]
        if is_gap_name(name):
            return GAP
        return meant(name) or Ref(f"builtins.{name}")

    def put(self, target: ast.expr, value: Any) -> None:
        """Gives a name, or each name of a row of them, its value."""
        if isinstance(target, ast.Name):
            self.scopes[0 if target.id in self._shared[-1] else -1][target.id] = value
            if len(self.scopes) == 1:
                self.lines[target.id] = target.lineno
            if isinstance(value, Net) and not value.called:
                value.called = target.id
        elif isinstance(target, ast.Starred):
            self.put(target.value, UNKNOWN)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = value if isinstance(value, (tuple, list)) and len(value) == len(target.elts) else None
            for number, each in enumerate(target.elts):
                self.put(each, UNKNOWN if parts is None else parts[number])
        elif isinstance(target, ast.Attribute):
            calls.set_attribute(self, self.value(target.value), target.attr, value, target.lineno)
        elif isinstance(target, ast.Subscript):
            owner, key = self.value(target.value), self.value(target.slice)
            if isinstance(owner, dict) and isinstance(key, (str, int)):
                owner[key] = frozen(self, value)

    def around(self) -> tuple[dict[str, Any], ...]:
        """The names that a function knows which is defined here, but for those of all: the innermost first."""
        return (self.scopes[-1], *self._around[-1]) if len(self.scopes) > 1 else ()

    def step(self, more: int = 0) -> None:
        """One more of what is looked at, and ``more`` small ones; raises TooLong."""
        self._steps += 1 + more // 8
        if self._steps > MOST_STEPS:
            raise TooLong

    def begin_to_build(self) -> None:
        """What has been followed is put together now, for which there are as many steps again."""
        self._steps = 0

    def value(self, node: ast.expr | None) -> Any:
        """What an expression stands for."""
        return expressions.value(self, node)

    # Statements

    def read(self, statements: Sequence[ast.stmt]) -> None:
        """Statements one after the other; one that fails is passed over."""
        for statement in statements:
            self.step()
            with one_line(self.notes, statement.lineno):
                self._read(statement)

    def _read(self, node: ast.stmt) -> None:  # noqa: PLR0912 - one a sort
        match node:
            case ast.Import(names=names):
                for each in names:
                    self._import(each)
            case ast.ImportFrom():
                self._import_from(node)
            case ast.Assign(targets=targets):
                value = self.value(node.value)
                for target in targets:
                    self.put(target, value)
            case ast.AnnAssign(value=given) if given is not None:
                self.put(node.target, self.value(given))
            case ast.AugAssign():
                left = self.value(node.target)
                found = expressions.operated(self, node.op, left, self.value(node.value))
                self.put(node.target, bounded(self, found))
            case ast.Expr():
                self.value(node.value)
            case ast.For():
                self._loop(node)
            case ast.If():
                self._either(node)
            case ast.With():
                for item in node.items:
                    if item.optional_vars is not None:
                        self.put(item.optional_vars, UNKNOWN)
                self.read(node.body)
            case ast.Try():
                self.read(node.body)
            case ast.FunctionDef():
                self.scopes[-1][node.name] = Function(node, self.around())
            case ast.Global(names=names):
                self._shared[-1].update(names)
            case ast.ClassDef():
                self._class(node)
            case ast.Return():
                raise _Return(self.value(node.value))
            case ast.Break() | ast.Continue():
                raise _Leave(isinstance(node, ast.Break))
            case ast.While() if self._builds(node):
                self.notes.add(node.lineno, tr("This loop is not read."), "missing")

    def _import(self, alias: ast.alias) -> None:
        if alias.asname:
            self.scopes[-1][alias.asname] = canonical(alias.name)
        else:
            top = alias.name.split(".")[0]
            self.scopes[-1][top] = Ref("keras") if top == "tf_keras" else Ref(top)

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name != "*":
                path = f"{node.module}.{alias.name}" if node.module else alias.name
                self.scopes[-1][alias.asname or alias.name] = canonical(path)

    def _class(self, node: ast.ClassDef) -> None:
        bases = tuple(found.path for base in node.bases if isinstance(found := self.value(base), Ref))
        methods = {each.name: Function(each, self.around()) for each in node.body if isinstance(each, ast.FunctionDef)}
        values = {
            target.id: frozen(self, self.value(each.value))
            for each in node.body
            if isinstance(each, (ast.Assign, ast.AnnAssign))
            for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
            if isinstance(target, ast.Name) and each.value is not None
        }
        self.scopes[-1][node.name] = Class(node.name, bases, node.lineno, methods, values)

    def _loop(self, node: ast.For) -> None:
        turns = expressions.turns(self.value(node.iter))
        if turns is None or len(turns) > _MOST_TURNS:
            if self._builds(node):
                self.notes.add(node.lineno, tr("What this loop runs over is not plain, so it is not read."), "missing")
            return
        for turn in turns:
            self.put(node.target, turn)
            try:
                self.read(node.body)
            except _Leave as left:
                if left.is_end:
                    return
        self.read(node.orelse)

    def _either(self, node: ast.If) -> None:
        test = self.value(node.test)
        if is_plain(self, test):
            self.read(node.body if test else node.orelse)
            return
        if self._is_main(node.test):
            self.read(node.body)
            return
        if self._builds(node):
            self.notes.add(
                node.lineno, tr("Whether this holds cannot be told from the code: it is taken to."), "otherwise"
            )
        self.read(node.body)

    def call(self, function: Function, given: Sequence[Any], named: dict[str, Any], line: int) -> Any:
        """What a function of the code returns."""
        if function.is_busy or len(self.scopes) > _DEEPEST:
            self.notes.add(line, tr("A function that calls itself is not read."), "missing")
            return UNKNOWN
        node = function.node
        scope = self._bound(node.args, given, named)
        function.is_busy = True
        self.scopes.append(scope)
        self._around.append(function.around)
        self._shared.append(set())
        try:
            if isinstance(node, ast.Lambda):
                return self.value(node.body)
            self.read(node.body)
        except _Return as found:
            return found.value
        except _Leave:
            return UNKNOWN
        finally:
            for each in (self.scopes, self._around, self._shared):
                each.pop()
            function.is_busy = False
        return None

    def _bound(self, wanted: ast.arguments, given: Sequence[Any], named: dict[str, Any]) -> dict[str, Any]:
        names = [each.arg for each in (*wanted.posonlyargs, *wanted.args)]
        scope: dict[str, Any] = dict.fromkeys([*names, *(each.arg for each in wanted.kwonlyargs)], UNKNOWN)
        defaults = dict(zip(names[len(names) - len(wanted.defaults) :], wanted.defaults, strict=True))
        pairs = zip(wanted.kwonlyargs, wanted.kw_defaults, strict=True)
        defaults |= {each.arg: node for each, node in pairs if node is not None}
        scope |= {name: self.value(node) for name, node in defaults.items()}
        scope |= dict(zip(names, given, strict=False))
        if wanted.vararg is not None:
            scope[wanted.vararg.arg] = frozen(self, tuple(given[len(names) :]))
        rest = {name: value for name, value in named.items() if name not in scope}
        scope |= {name: value for name, value in named.items() if name in scope}
        if wanted.kwarg is not None:
            scope[wanted.kwarg.arg] = frozen(self, rest)
        return scope

    def _builds(self, node: ast.AST) -> bool:
        """Whether something in it may put layers together."""
        if id(node) not in self._known:
            self._known[id(node)] = _builds(node)
        return self._known[id(node)]

    def _is_main(self, test: ast.expr) -> bool:
        """Whether it asks whether the code is the script that is run."""
        if id(test) not in self._known:
            self._known[id(test)] = any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
        return self._known[id(test)]

    def finish(self, statements: Sequence[ast.stmt]) -> None:
        """Reads all of them, and functions that build a network but are never called."""
        for statement in statements:
            with suppress(_Return, _Leave):
                self.read((statement,))
        if any(net.items or net.end for net in self.nets):
            return
        for function in [each for each in self.scopes[0].values() if isinstance(each, Function)]:
            if isinstance(function.node, ast.FunctionDef) and self._builds(function.node):
                with one_line(self.notes, function.node.lineno):
                    self.call(function, (), {}, function.node.lineno)


def _builds(node: ast.AST) -> bool:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            called = each.func
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            if name in _BUILDS or (isinstance(called, ast.Call)):
                return True
    return False
