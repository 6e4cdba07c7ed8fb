"""What an expression in Keras code stands for: numbers and rows of them are worked out, all else is only named."""

import ast
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from cnnstudio.core.keras_code import arrays, calls, graphs
from cnnstudio.core.keras_code.bounds import LARGEST, MOST, bounded, frozen, is_plain, is_short
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import GAP, UNKNOWN, Data, Figure, Function, Net, Place

_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{3}|\*)")
"""A text that would be filled with many blanks."""

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: lambda left, right: left is right or left == right,
    ast.IsNot: lambda left, right: left is not right,
}


def turns(value: Any) -> Sequence[Any] | None:
    """What a loop runs over; None where that is not plain."""
    if isinstance(value, (tuple, list, range)):
        return value
    return list(value) if isinstance(value, dict) else None


def value(reader: Context, node: ast.expr | None) -> Any:
    """What it stands for; ``UNKNOWN`` for what is not understood."""
    if node is None:
        return None
    reader.step()
    found = _SORTS.get(type(node))
    if found is None:
        return UNKNOWN
    # What has a name has been looked at when it was made.
    return found(reader, node) if isinstance(node, (ast.Name, ast.Attribute)) else bounded(reader, found(reader, node))


def _constant(reader: Context, node: Any) -> Any:
    return node.value if node.value is GAP or isinstance(node.value, (bool, int, float, str, type(None))) else UNKNOWN


def _name(reader: Context, node: Any) -> Any:
    return reader.get(node.id)


def _row(reader: Context, node: Any) -> Any:
    found: list[Any] = []
    for each in node.elts:
        if isinstance(each, ast.Starred):
            inner = value(reader, each.value)
            found += inner if isinstance(inner, (tuple, list)) else [UNKNOWN]
        else:
            found.append(frozen(reader, value(reader, each)))
    return tuple(found) if isinstance(node, ast.Tuple) else found


def _dict(reader: Context, node: ast.Dict) -> Any:
    found: dict[Any, Any] = {}
    for key, each in zip(node.keys, node.values, strict=True):
        name, held = value(reader, key), value(reader, each)
        if key is None and isinstance(held, dict):
            found |= held
        elif isinstance(name, (str, int, float)):
            found[name] = frozen(reader, held)
    return found


def _unary(reader: Context, node: ast.UnaryOp) -> Any:
    found = value(reader, node.operand)
    if isinstance(node.op, ast.Not):
        return not found if is_plain(reader, found) else UNKNOWN
    if not isinstance(found, (int, float)):
        return GAP if found is GAP else UNKNOWN
    return -found if isinstance(node.op, ast.USub) else +found if isinstance(node.op, ast.UAdd) else UNKNOWN


def _binary(reader: Context, node: ast.BinOp) -> Any:
    return operated(reader, node.op, value(reader, node.left), value(reader, node.right))


def operated(reader: Context, sign: ast.operator, left: Any, right: Any) -> Any:  # noqa: PLR0911 - one a sort
    """``left + right`` and the like, within bounds."""
    if isinstance(left, (Data, Figure)) or isinstance(right, (Data, Figure)):
        return arrays.operated(sign, left, right)
    if isinstance(sign, ast.Add) and type(left) is type(right) and isinstance(left, (list, tuple)):
        return left + right if len(left) + len(right) <= MOST else UNKNOWN
    if isinstance(left, Place) and isinstance(right, Place) and isinstance(sign, ast.Add):
        return graphs.joined("add", (left, right))
    if isinstance(sign, ast.Mod) and isinstance(left, str):
        return _formatted(reader, left, right)
    work = _OPERATORS.get(type(sign))
    if work is None or not is_plain(reader, left) or not is_plain(reader, right):
        return GAP if GAP in (left, right) and type(left) is not Net else UNKNOWN
    if isinstance(sign, ast.Pow) and not (
        _is_number(left) and _is_number(right) and abs(left) <= 1e6 and abs(right) <= 64
    ):
        return UNKNOWN
    if isinstance(sign, ast.Mult) and not (_is_number(left) and _is_number(right)):
        row, times = (left, right) if isinstance(left, (tuple, list, str)) else (right, left)
        if not isinstance(row, (tuple, list, str)) or not isinstance(times, int) or len(row) * times > MOST:
            return UNKNOWN
    try:
        found = work(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    return UNKNOWN if _is_number(found) and not abs(found) <= LARGEST else found


def _formatted(reader: Context, text: str, given: Any) -> Any:
    if not is_plain(reader, given) or not is_short(given) or len(text) >= 200 or _WIDE.search(text):
        return UNKNOWN
    try:
        return (text % given) or UNKNOWN
    except (TypeError, ValueError, ArithmeticError):  # "%c" of a number that is no letter overflows
        return UNKNOWN


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float))


def _compare(reader: Context, node: ast.Compare) -> Any:
    left = value(reader, node.left)
    for sign, each in zip(node.ops, node.comparators, strict=True):
        right = value(reader, each)
        work = _COMPARED.get(type(sign))
        if work is None or not is_plain(reader, left) or not is_plain(reader, right):
            return UNKNOWN
        try:
            if not work(left, right):
                return False
        except TypeError:
            return UNKNOWN
        left = right
    return True


def _boolean(reader: Context, node: ast.BoolOp) -> Any:
    found: Any = UNKNOWN
    for each in node.values:
        found = value(reader, each)
        if not is_plain(reader, found):
            return UNKNOWN
        if bool(found) is isinstance(node.op, ast.Or):
            return found
    return found


def _either(reader: Context, node: ast.IfExp) -> Any:
    test = value(reader, node.test)
    return value(reader, node.body if not is_plain(reader, test) or test else node.orelse)


def _subscript(reader: Context, node: ast.Subscript) -> Any:
    owner = value(reader, node.value)
    if isinstance(owner, Data):
        return arrays.part(owner, _indices(reader, node.slice))
    if isinstance(node.slice, ast.Slice):
        ends = [value(reader, each) for each in (node.slice.lower, node.slice.upper, node.slice.step)]
        sound = isinstance(owner, (tuple, list, str, range)) and all(each is None or type(each) is int for each in ends)
        return owner[slice(*ends)] if sound and ends[2] != 0 else UNKNOWN
    key = value(reader, node.slice)
    try:
        return owner[key] if isinstance(owner, (tuple, list, dict, range, str)) else UNKNOWN
    except (IndexError, KeyError, TypeError):
        return UNKNOWN


def _indices(reader: Context, node: ast.expr) -> tuple[Any, ...]:
    """Each index: a number, or a slice of plain ends."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found: list[Any] = []
    for each in parts:
        if isinstance(each, ast.Slice):
            ends = [value(reader, end) for end in (each.lower, each.upper, each.step)]
            found.append(slice(*ends))
        else:
            found.append(value(reader, each))
    return tuple(found)


def _attribute(reader: Context, node: ast.Attribute) -> Any:
    return calls.attribute(reader, value(reader, node.value), node.attr)


def _call(reader: Context, node: ast.Call) -> Any:
    called = value(reader, node.func)
    given: list[Any] = []
    for each in node.args:
        if isinstance(each, ast.Starred):
            inner = value(reader, each.value)
            given += inner if isinstance(inner, (tuple, list)) else []
        else:
            given.append(value(reader, each))
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        held = value(reader, keyword.value)
        if keyword.arg is not None:
            named[keyword.arg] = held
        elif isinstance(held, dict):
            named |= {str(name): each for name, each in held.items()}
    reader.lines_of_call = {each.arg: each.value.lineno for each in node.keywords if each.arg is not None}
    return calls.called(reader, called, tuple(given), named, node.lineno)


def _comprehension(reader: Context, node: Any) -> Any:
    """``[f(x) for x in …]`` over one plain row."""
    if len(node.generators) != 1:
        return UNKNOWN
    (each,) = node.generators
    found = turns(value(reader, each.iter))
    if found is None or len(found) > MOST:
        return UNKNOWN
    result: list[Any] = []
    for turn in found:
        reader.put(each.target, turn)
        if all(value(reader, test) is not False for test in each.ifs):
            result.append(frozen(reader, value(reader, node.elt)))
    return result


def _text(reader: Context, node: ast.JoinedStr) -> Any:
    parts: list[str] = []
    for each in node.values:
        if isinstance(each, ast.FormattedValue):
            held = value(reader, each.value)
            if not is_plain(reader, held) or not is_short(held) or each.format_spec is not None:
                return UNKNOWN
            parts.append(str(held))
        elif isinstance(each, ast.Constant):
            parts.append(str(each.value))
    return "".join(parts) if sum(map(len, parts)) <= MOST else UNKNOWN


def _lambda(reader: Context, node: ast.Lambda) -> Any:
    return Function(node, reader.around())


_SORTS: dict[type[ast.expr], Callable[[Context, Any], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _row,
    ast.List: _row,
    ast.Set: _row,
    ast.Dict: _dict,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _either,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
}
