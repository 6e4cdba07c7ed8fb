"""Whether a scheduler answers at an address and, where none does, why: Dask itself waits long and says little."""

import asyncio
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted
from cnnstudio.engine.failures import first_line
from cnnstudio.sweeping.security import Tls

PATIENCE = 10.0
"""Seconds within which a scheduler answers."""

_LENGTH, _MOST_HELLO = 8, 2**20
"""A message of Dask begins with how long it is, in so many bytes; the first one, by which it says who it is, is small.
"""


class Unreachable(Exception):
    """No scheduler answers; why, in a sentence. It may be there later."""


async def reach(address: str, tls: Tls | None, security: Any, seconds: float = PATIENCE) -> None:
    """Knocks at a scheduler's door. Raises Unreachable, and StudioError in words where TLS is refused: that stays so.

    Args:
        address: As ``check_address`` gives it.
        security: Of ``tls``, as ``security.security`` makes it.
    """
    context = None if security is None else security.get_connection_args("client")["ssl_context"]
    try:
        async with asyncio.timeout(seconds):
            length = int.from_bytes(await _first_bytes(address, context), "little")
    except TimeoutError:
        raise Unreachable(tr("Nothing answers there.")) from None
    except (asyncio.IncompleteReadError, EOFError, ssl.SSLEOFError, ConnectionResetError, BrokenPipeError) as error:
        raise Unreachable(tr("The connection is closed there at once.")) from error
    except ssl.SSLError as error:
        raise _refused(address, tls, error) from error
    except ConnectionRefusedError as error:
        raise Unreachable(tr("Nothing listens there.")) from error
    except socket.gaierror as error:
        raise Unreachable(tr("There is no computer of that name.")) from error
    except OSError as error:
        raise Unreachable(f"{error.strerror or first_line(error)}.") from error
    if length > _MOST_HELLO:
        raise Unreachable(tr("What answers there is no scheduler of Dask."))


async def _first_bytes(address: str, context: ssl.SSLContext | None) -> bytes:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=context)
    try:
        return await reader.readexactly(_LENGTH)  # a scheduler speaks first
    finally:
        writer.transport.abort()


def _refused(address: str, tls: Tls | None, error: ssl.SSLError) -> StudioError:
    """Which file does not suit, as far as it can be known."""
    ca, cert = (quoted(tls.ca), quoted(tls.cert)) if tls is not None else ("", "")
    if isinstance(error, ssl.SSLCertVerificationError):
        text = tr(
            "{address} shows a certificate that {ca} does not vouch for: {why}.",
            address=address,
            ca=ca,
            why=error.verify_message,
        )
        return StudioError(text, tr("Name the certificates of who made that one."))
    if "ALERT" in (error.reason or ""):
        said = (error.reason or "").rpartition("ALERT_")[2].replace("_", " ").lower()
        text = tr("{address} does not take the certificate {cert}: {said}.", address=address, cert=cert, said=said)
        return StudioError(text, tr("Name one that was made for its workers and clients."))
    said = (error.reason or "").replace("_", " ").lower() or tr("an error")
    return StudioError(
        tr("What answers at {address} does not speak TLS as it should: {said}.", address=address, said=said),
        tr("Was it started with it?"),
    )
