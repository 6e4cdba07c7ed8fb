"""How what is missing of the program is added: by pip, or, where it is frozen, by having the whole of it again."""

from cnnstudio.core.language import tr
from cnnstudio.core.program.own_process import is_frozen

PACKED = ("embed", "cluster", "search")
"""The extras that a frozen program brings along, as packaging/frozen/requirements.py has them."""


def command(extra: str) -> str:
    """What brings an extra, for a terminal; empty where nothing can be added. Every system's shells know the quotes."""
    return "" if is_frozen() else f'pip install "cnnstudio[{extra}]"'


def how_to_install(extra: str) -> str:
    """How the packages of an extra are added, in a sentence."""
    if not is_frozen():
        return tr("Install with: {command}", command=command(extra))
    if extra in PACKED:
        return _all_again()
    return tr("They cannot be added to this program, which has its own Python; one that pip has installed takes them.")


def how_to_install_again(*packages: str) -> str:
    """How packages come back that the program always has, in a sentence."""
    if is_frozen():
        return _all_again()
    return tr("Install it again with: {command}", command=f"pip install --force-reinstall {' '.join(packages)}")


def _all_again() -> str:
    return tr("That belongs to this program: install CNN Studio again.")
