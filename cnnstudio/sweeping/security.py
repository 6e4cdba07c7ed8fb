"""Who may talk to the scheduler and workers of a cluster: TLS as Dask has it."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.sweeps.extras import CLUSTER, why_not_cluster
from cnnstudio.core.words import quoted

_SCHEMES = ("tcp", "tls")
_HINT = tr("It is like tls://lab:8786, as the scheduler says where it was started.")


@dataclass(frozen=True)
class Tls:
    """The files, in PEM format, by which the parts of a cluster know each other.

    Attributes:
        ca: Certificates of those who are trusted.
        cert: Our own certificate.
        key: Its key; None where it is in the same file.
    """

    ca: Path
    cert: Path
    key: Path | None = None


def check_installed() -> None:
    """Raises StudioError in words where Dask is not installed."""
    if why := why_not_cluster():
        raise StudioError(why, how_to_install(CLUSTER))


def tls_of(ca: str | None, cert: str | None, key: str | None) -> Tls | None:
    """The files that a person named; None where none was. Raises StudioError where one that is needed was not."""
    if not (ca or cert or key):
        return None
    if not (ca and cert):
        raise StudioError(tr("TLS needs the certificates that are trusted and one's own."), tr("Name both files."))
    return Tls(named_path(ca), named_path(cert), named_path(key) if key else None)


def check_address(address: str, tls: Tls | None) -> str:
    """The address of a scheduler as Dask takes it; raises StudioError for what is none, or does not suit the files."""
    full = address if "://" in address else f"{'tls' if tls else 'tcp'}://{address}"
    try:
        parts = urlsplit(full)
        sound = parts.scheme in _SCHEMES and parts.hostname and parts.port and not (parts.path or parts.query)
    except ValueError:
        sound = False
    if not sound:
        raise StudioError(tr("{address} is no address of a scheduler.", address=quoted(address)), _HINT)
    if parts.scheme == "tls" and tls is None:
        raise StudioError(
            tr("{address} is reached by TLS alone.", address=full), tr("Name the files of certificates and key.")
        )
    if parts.scheme == "tcp" and tls is not None:
        raise StudioError(
            tr("{address} is not reached by TLS.", address=full), tr("Is it tls://{address}?", address=parts.netloc)
        )
    return full


def security(tls: Tls | None) -> Any:
    """Dask's ``Security`` with these files, which takes nothing that is not encrypted; None for no TLS.

    Raises StudioError in words where they cannot be read or do not belong together.
    """
    if tls is None:
        return None
    from distributed import Security

    key = tls.key or tls.cert
    _check(tls.ca, tls.cert, key)
    ours = {f"tls_{who}_{what}": str(path) for who in ("client", "worker") for what, path in _pair(tls.cert, key)}
    return Security(require_encryption=True, tls_ca_file=str(tls.ca), **ours)


def own_security() -> Any:
    """Certificate and key for a cluster of this process alone, which exist in memory only.

    Others on the same computer cannot join, nor have its workers run anything. Raises StudioError where the package
    ``cryptography``, which the extra brings along, is missing.
    """
    from distributed import Security

    try:
        return Security.temporary()
    except ImportError as error:
        text = tr("Workers on this computer need the package cryptography, so that nobody else on it can use them.")
        raise StudioError(text, how_to_install(CLUSTER)) from error


def _pair(cert: Path, key: Path) -> tuple[tuple[str, Path], ...]:
    return ("cert", cert), ("key", key)


def _check(ca: Path, cert: Path, key: Path) -> None:
    for path in (ca, cert, key):
        if not path.is_file():
            raise StudioError(
                tr("There is no file {path}.", path=quoted(path)), tr("Name the files of certificates and key.")
            )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(ca)
        context.load_cert_chain(cert, key, password=_no_password)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        text = tr("{ca}, {cert} and {key} cannot be used for TLS.", ca=quoted(ca), cert=quoted(cert), key=quoted(key))
        raise StudioError(text, tr("They are certificates and a key without password, in PEM format.")) from error


def _no_password() -> str:
    """Instead of a question in the terminal."""
    raise ValueError("the key has a password")
