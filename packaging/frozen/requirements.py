"""Prints what is packed with the program, a requirement a line: all that it needs, and extras."""

import platform
import sys
import tomllib
from pathlib import Path

EXTRAS = ("embed", "cluster", "search")
"""Not ``onnx``, which is large, ``cuda``, which must fit a driver, or ``tensorboard``, a program of its own."""


def requirements(system: str, machine: str) -> list[str]:
    """As in pyproject.toml; where a TensorFlow without code for graphics cards is to be had, that one."""
    told = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [*told["dependencies"], *(each for extra in EXTRAS for each in told["optional-dependencies"][extra])]
    if (system, machine) == ("linux", "x86_64"):
        found = [each.replace("tensorflow>", "tensorflow-cpu>") for each in found]
    return found


if __name__ == "__main__":
    print("\n".join(requirements(sys.platform, platform.machine())))
