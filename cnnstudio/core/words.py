"""Names from anywhere as they may stand in a sentence: of bounded length, with nothing invisible."""

from pathlib import PurePath


def plain(text: object, limit: int = 60) -> str:
    """The text as it may be shown: one line, nothing invisible, at most ``limit`` characters."""
    # A name may be of bytes that are no UTF-8, or hold signs that turn the reading direction.
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text)[: limit + 1])
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def quoted(name: object) -> str:
    """A name in quotes, at most 42 characters; of a path its last part."""
    return f"“{plain((name.name or name) if isinstance(name, PurePath) else name, 40)}”"
