"""How a process of ours ended that nobody had told to, in words."""

import signal

from cnnstudio.core.errors import StudioError

_SMALLER = "If memory ran out: smaller batches, or fewer filters or units, need less of it."


def how_it_ended(code: int | None, name: str = "The engine") -> StudioError:
    """What happened, and what may help where that is known.

    Args:
        code: As ``Popen.returncode`` has it: below 0 the signal; None where it is not known.
        name: What is said to have ended.
    """
    killed = getattr(signal, "SIGKILL", None)
    if code is not None and killed is not None and code == -killed:
        return StudioError(f"{name} was killed from outside, as the system does where memory runs out.", _SMALLER)
    if code is not None and code < 0:
        return StudioError(f"{name} crashed ({_signal(-code)}).", _SMALLER)
    return StudioError(f"{name} ended with code {code}." if code is not None else f"{name} is gone.")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
