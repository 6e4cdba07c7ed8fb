"""What a script takes from its command line (``argparse``): the usual values stand for what somebody might give it."""

from typing import Any

from cnnstudio.core.keras_code.bounds import is_plain
from cnnstudio.core.keras_code.context import Context
from cnnstudio.core.keras_code.symbols import UNKNOWN, Ref, Thing
from cnnstudio.core.language import tr

_PARSER = "argparse.ArgumentParser"
_SWITCHES = {"store_true": False, "store_false": True}
_GROUPS = ("add_argument_group", "add_mutually_exclusive_group")
_KINDS = {"builtins.int": int, "builtins.float": float, "builtins.str": str}


def is_parser(value: Any) -> bool:
    """Whether it reads a command line."""
    return isinstance(value, Thing) and value.ref.path == _PARSER


def of_parser(
    reader: Context, parser: Thing, name: str, given: tuple[Any, ...], named: dict[str, Any], line: int
) -> Any:
    """What a method of it gives: ``parser.parse_args()`` each argument by its name, at its usual value."""
    if name == "add_argument":
        _add(reader, parser, given, named)
    elif name == "set_defaults":
        parser.settings.update({key: each for key, each in named.items() if is_plain(reader, each)})
    elif name in _GROUPS:
        return parser
    elif name in ("parse_args", "parse_known_args"):
        words = tr("What is given on the command line is not known: the usual values of its arguments are taken.")
        reader.notes.add(line, words)
        found = Thing(Ref("argparse.Namespace"), (), {}, line, dict(parser.settings))
        return found if name == "parse_args" else (found, ())
    return UNKNOWN


def _add(reader: Context, parser: Thing, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    names = [each for each in given if isinstance(each, str)]
    wanted = named.get("dest") or next((each for each in names if each.startswith("--")), names[0] if names else "")
    if not isinstance(wanted, str):
        return
    usual = named.get("default", _SWITCHES.get(str(named.get("action")), UNKNOWN))
    kind = named.get("type")
    work = _KINDS.get(kind.path) if isinstance(kind, Ref) else None
    if work is not None and isinstance(usual, str):
        try:
            usual = work(usual)
        except ValueError:
            usual = UNKNOWN
    # An argument without a usual value is None in Python where nobody gives it: nothing that a layer could be made of.
    known = usual is not None and is_plain(reader, usual)
    parser.settings[wanted.lstrip("-").replace("-", "_")] = usual if known else UNKNOWN
