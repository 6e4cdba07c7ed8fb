"""What of a sweep needs a part of the program that is not installed as usual, or is to be heeded before its use."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.sweep import Sweep

SEARCH, CLUSTER = "search", "cluster"
"""The extras that Optuna and Dask come with."""


def why_not_search(sweep: Sweep) -> str:
    """Why a sweep cannot be made with what is installed, in a sentence; empty where it can."""
    if (sweep.method != "tpe" and not sweep.prune) or find_spec("optuna") is not None:
        return ""
    if sweep.method == "tpe":
        return tr("TPE needs Optuna, which is not installed.")
    return tr("Ending hopeless runs early needs Optuna, which is not installed.")


def why_not_cluster() -> str:
    """Why no workers can be had, on this computer or elsewhere, in a sentence; empty where they can."""
    return "" if find_spec("distributed") is not None else tr("Workers need Dask, which is not installed.")


def open_in_words(address: str) -> str:
    """That anyone who reaches a cluster's scheduler can have its workers and clients run what they like.

    Empty with TLS. An address on this computer is no other: whoever uses it as well reaches that, too.
    """
    try:
        is_open = urlsplit(address).scheme == "tcp"
    except ValueError:  # it is no address yet
        is_open = False
    return (
        tr("Without TLS, whoever reaches {address} can have anything run here in your name.", address=address)
        if is_open
        else ""
    )
