"""With what a run is computed: a figure that cannot be had again may be another version's."""

import contextlib
import importlib.metadata
import platform

import cnnstudio


def versions() -> dict[str, str]:
    """The versions that a run is stored with."""
    return {
        "python": platform.python_version(),
        "tensorflow": _version("tensorflow", "tensorflow-cpu"),
        "keras": _version("keras"),
        "cnnstudio": cnnstudio.__version__,
    }


def _version(*names: str) -> str:
    """That of the first of these distributions that is installed: they fill the same folder."""
    for name in names[:-1]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(name)
    return importlib.metadata.version(names[-1])
