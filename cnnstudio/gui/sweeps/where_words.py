"""Where a sweep trains, as words: why it cannot, and how the choice is remembered."""

from urllib.parse import urlsplit

from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.sweeps import extras
from cnnstudio.gui.experiments.experiments import Where

_KEPT = 6
"""Texts in which a choice is remembered."""

LEAST_WORKERS, MOST_WORKERS = 2, 256


def why_not(where: Where) -> str:
    """Why nobody can train there, in a sentence; empty where somebody may."""
    if not where.workers and not where.address:
        return ""
    missing = extras.why_not_cluster()
    if missing:
        return f"{missing} {how_to_install(extras.CLUSTER)}"
    return _why_not_address(where) if where.address else ""


def caution(where: Where) -> str:
    """What is to be heeded of a place that can be used; empty where there is nothing."""
    return extras.open_in_words(where.address)


def is_address(text: str) -> bool:
    """Whether it is the address of a scheduler, as "tls://lab:8786"."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("tls", "tcp") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False


def kept(kind: str, workers: int, cluster: Where) -> tuple[str, ...]:
    """As it is remembered: which of the three is chosen, and what the others were."""
    return kind, str(workers), cluster.address, cluster.ca, cluster.certificate, cluster.key


def read(texts: tuple[str, ...]) -> tuple[str, int, Where]:
    """What ``kept`` gave: the kind, the workers and the cluster; the usual ones for anything else."""
    if len(texts) != _KEPT or not texts[1].isdecimal():
        return "here", LEAST_WORKERS, Where()
    kind, workers, address, ca, certificate, key = texts
    count = min(max(int(workers[:6]), LEAST_WORKERS), MOST_WORKERS)
    return kind, count, Where(0, address, ca, certificate, key)


def _why_not_address(where: Where) -> str:
    if not is_address(where.address):
        return tr("The address of a cluster is written as tls://lab.example:8786.")
    if where.address.startswith("tls://") and not (where.ca and where.certificate and where.key):
        return tr("A cluster by TLS needs three files: the CA certificate, a certificate and its key.")
    return ""
