"""What of a sweep needs a part of the program that is not installed as usual, found without importing it."""

from importlib.util import find_spec

from cnnstudio.core.sweeps.sweep import Sweep

SEARCH, CLUSTER = "search", "cluster"
"""The extras that Optuna and Dask come with."""


def why_not_search(sweep: Sweep) -> str:
    """Why a sweep cannot be made with what is installed, in a sentence; empty where it can."""
    if (sweep.method != "tpe" and not sweep.prune) or find_spec("optuna") is not None:
        return ""
    what = "TPE" if sweep.method == "tpe" else "Ending hopeless runs early"
    return f"{what} needs Optuna, which is not installed."


def why_not_cluster() -> str:
    """Why no workers can be had, on this computer or elsewhere, in a sentence; empty where they can."""
    return "" if find_spec("distributed") is not None else "Workers need Dask, which is not installed."


def how_to_install(extra: str) -> str:
    """How such a part is added, in a sentence."""
    return f"Install it: pip install 'cnnstudio[{extra}]'"
