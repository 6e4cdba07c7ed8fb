"""How a process of ours ended that nobody had told to, in words."""

import signal

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr

_SMALLER = tr("If memory ran out: smaller batches, or fewer filters or units, need less of it.")


def how_it_ended(code: int | None, name: str = tr("The engine")) -> StudioError:
    """What happened, and what may help where that is known.

    Args:
        code: As ``Popen.returncode`` has it: below 0 the signal; None where it is not known.
        name: What is said to have ended.
    """
    killed = getattr(signal, "SIGKILL", None)
    if code is not None and killed is not None and code == -killed:
        return StudioError(
            tr("{name} was killed from outside, as the system does where memory runs out.", name=name), _SMALLER
        )
    if code is not None and code < 0:
        return StudioError(tr("{name} crashed ({signal}).", name=name, signal=_signal(-code)), _SMALLER)
    return StudioError(
        tr("{name} ended with code {code}.", name=name, code=code)
        if code is not None
        else tr("{name} is gone.", name=name)
    )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return tr("signal {number}", number=number)
