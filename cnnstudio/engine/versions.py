"""With what a run is computed: a figure that cannot be had again may be another version's."""

import importlib.metadata
import platform

import cnnstudio


def versions() -> dict[str, str]:
    """The versions that a run is stored with."""
    return {
        "python": platform.python_version(),
        "tensorflow": importlib.metadata.version("tensorflow"),
        "keras": importlib.metadata.version("keras"),
        "cnnstudio": cnnstudio.__version__,
    }
