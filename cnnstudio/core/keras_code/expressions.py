"""What an expression in Keras code stands for: numbers and rows of them are worked out, all else is only named."""

import ast
import operator
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cnnstudio.core.keras_code import arrays, calls, graphs
from cnnstudio.core.keras_code.symbols import GAP, UNKNOWN, Data, Figure, Function, Net, Place

if TYPE_CHECKING:
    from cnnstudio.core.keras_code.reader import Reader

_MOST = 10_000
_MOST_INSIDE = 4_000
_LARGEST = 1e15
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


def is_plain(value: Any) -> bool:
    """Whether it is a number, a text, nothing, or a row of such that is not too long."""
    rest, left = [value], _MOST
    while rest:
        each = rest.pop()
        if isinstance(each, (tuple, list)):
            left -= len(each)
            if left < 0:
                return False
            rest.extend(each)
        elif not (each is None or isinstance(each, (bool, int, float, str))):
            return False
    return True


def frozen(value: Any) -> Any:
    """Rows as they are now, so that none holds itself; ``UNKNOWN`` for one that is too long."""
    if not isinstance(value, (tuple, list)):
        return value
    rest, left = [value], _MOST_INSIDE
    while rest:
        each = rest.pop()
        left -= len(each)
        if left < 0:
            return UNKNOWN
        rest.extend(inner for inner in each if isinstance(inner, (tuple, list)))
    return _frozen(value)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, (tuple, list)) else value


def turns(value: Any) -> Sequence[Any] | None:
    """What a loop runs over; None where that is not plain."""
    if isinstance(value, (tuple, list, range)):
        return value
    return list(value) if isinstance(value, dict) else None


def value(reader: "Reader", node: ast.expr | None) -> Any:
    """What it stands for; ``UNKNOWN`` for what is not understood."""
    if node is None:
        return None
    reader.step()
    found = _SORTS.get(type(node))
    return UNKNOWN if found is None else found(reader, node)


def _constant(reader: "Reader", node: Any) -> Any:
    return node.value if node.value is GAP or isinstance(node.value, (bool, int, float, str, type(None))) else UNKNOWN


def _name(reader: "Reader", node: Any) -> Any:
    return reader.get(node.id)


def _row(reader: "Reader", node: Any) -> Any:
    found: list[Any] = []
    for each in node.elts:
        if isinstance(each, ast.Starred):
            inner = value(reader, each.value)
            found += inner if isinstance(inner, (tuple, list)) else [UNKNOWN]
        else:
            inner = frozen(value(reader, each))
            reader.step(len(inner) if isinstance(inner, tuple) else 0)
            found.append(inner)
    return UNKNOWN if frozen(found) is UNKNOWN else tuple(found) if isinstance(node, ast.Tuple) else found


def _dict(reader: "Reader", node: ast.Dict) -> Any:
    found: dict[Any, Any] = {}
    for key, each in zip(node.keys, node.values, strict=True):
        name, held = value(reader, key), value(reader, each)
        if key is None and isinstance(held, dict):
            found |= held
        elif isinstance(name, (str, int, float)):
            found[name] = frozen(held)
    return found


def _unary(reader: "Reader", node: ast.UnaryOp) -> Any:
    found = value(reader, node.operand)
    if isinstance(node.op, ast.Not):
        return not found if is_plain(found) else UNKNOWN
    if not isinstance(found, (int, float)):
        return GAP if found is GAP else UNKNOWN
    return -found if isinstance(node.op, ast.USub) else +found if isinstance(node.op, ast.UAdd) else UNKNOWN


def _binary(reader: "Reader", node: ast.BinOp) -> Any:
    return operated(node.op, value(reader, node.left), value(reader, node.right))


def operated(sign: ast.operator, left: Any, right: Any) -> Any:  # noqa: PLR0911 - one a sort
    """``left + right`` and the like, within bounds."""
    if isinstance(left, (Data, Figure)) or isinstance(right, (Data, Figure)):
        return arrays.operated(sign, left, right)
    if isinstance(sign, ast.Add) and type(left) is type(right) and isinstance(left, (list, tuple)):
        return left + right if len(left) + len(right) <= _MOST else UNKNOWN
    if isinstance(left, Place) and isinstance(right, Place) and isinstance(sign, ast.Add):
        return graphs.joined("add", (left, right))
    if isinstance(sign, ast.Mod) and isinstance(left, str):
        return _formatted(left, right)
    work = _OPERATORS.get(type(sign))
    if work is None or not is_plain(left) or not is_plain(right):
        return GAP if GAP in (left, right) and type(left) is not Net else UNKNOWN
    if isinstance(sign, ast.Pow) and not (
        _is_number(left) and _is_number(right) and abs(left) <= 1e6 and abs(right) <= 64
    ):
        return UNKNOWN
    if isinstance(sign, ast.Mult) and not (_is_number(left) and _is_number(right)):
        size, times = (len(left), right) if hasattr(left, "__len__") else (len(right), left)
        if not isinstance(times, int) or size * times > _MOST:
            return UNKNOWN
    try:
        found = work(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    is_large = not abs(found) <= _LARGEST if _is_number(found) else len(found) > _MOST
    return UNKNOWN if is_large else found


def _formatted(text: str, given: Any) -> Any:
    try:
        found = text % given if is_plain(given) and len(text) < 200 and not _WIDE.search(text) else ""
    except (TypeError, ValueError):
        return UNKNOWN
    return found if 0 < len(found) < _MOST else UNKNOWN


def _is_small_power(base: Any, power: Any) -> bool:
    return _is_number(base) and _is_number(power) and abs(base) <= 1e6 and abs(power) <= 64


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float))


def _compare(reader: "Reader", node: ast.Compare) -> Any:
    left = value(reader, node.left)
    for sign, each in zip(node.ops, node.comparators, strict=True):
        right = value(reader, each)
        work = _COMPARED.get(type(sign))
        if work is None or not is_plain(left) or not is_plain(right):
            return UNKNOWN
        try:
            if not work(left, right):
                return False
        except TypeError:
            return UNKNOWN
        left = right
    return True


def _boolean(reader: "Reader", node: ast.BoolOp) -> Any:
    found: Any = UNKNOWN
    for each in node.values:
        found = value(reader, each)
        if not is_plain(found):
            return UNKNOWN
        if bool(found) is isinstance(node.op, ast.Or):
            return found
    return found


def _either(reader: "Reader", node: ast.IfExp) -> Any:
    test = value(reader, node.test)
    return value(reader, node.body if not is_plain(test) or test else node.orelse)


def _subscript(reader: "Reader", node: ast.Subscript) -> Any:
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


def _indices(reader: "Reader", node: ast.expr) -> tuple[Any, ...]:
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


def _attribute(reader: "Reader", node: ast.Attribute) -> Any:
    return calls.attribute(reader, value(reader, node.value), node.attr)


def _call(reader: "Reader", node: ast.Call) -> Any:
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
    return calls.called(reader, called, tuple(given), named, node.lineno)


def _comprehension(reader: "Reader", node: Any) -> Any:
    """``[f(x) for x in …]`` over one plain row."""
    if len(node.generators) != 1:
        return UNKNOWN
    (each,) = node.generators
    found = turns(value(reader, each.iter))
    if found is None or len(found) > _MOST:
        return UNKNOWN
    result: list[Any] = []
    for turn in found:
        reader.put(each.target, turn)
        if all(value(reader, test) is not False for test in each.ifs):
            result.append(value(reader, node.elt))
    return result


def _text(reader: "Reader", node: ast.JoinedStr) -> Any:
    parts: list[str] = []
    for each in node.values:
        if isinstance(each, ast.FormattedValue):
            held = value(reader, each.value)
            if not is_plain(held) or each.format_spec is not None:
                return UNKNOWN
            parts.append(str(held))
        elif isinstance(each, ast.Constant):
            parts.append(str(each.value))
    found = "".join(parts)
    return found if len(found) < _MOST else UNKNOWN


def _lambda(reader: "Reader", node: ast.Lambda) -> Any:
    return Function(node)


_SORTS: dict[type[ast.expr], Callable[["Reader", Any], Any]] = {
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
