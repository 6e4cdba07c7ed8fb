"""Compares what is read of the snippets of Keras code with what today's Keras makes of them, where it still runs them.

The snippets are this project's own, so that they may be run. Run it from the project's folder:
``python -m tests.benchmarks.snippets``.
"""

import ast
import contextlib
import io
import os
import sys
from typing import Any

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.keras_code import read_code
from tests.core.keras_code import expected

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

_PRELUDE = "from keras.layers import *\nfrom keras import *\nfrom keras.models import *"


def _without_data(keras: Any) -> None:
    """Nothing is downloaded, and nothing trained."""

    def empty(*shape: int) -> Any:
        part = (np.zeros((20, *shape), np.uint8), np.arange(20) % 10)
        return lambda: (part, part)

    for name, shape in (("mnist", (28, 28)), ("fashion_mnist", (28, 28)), ("cifar10", (32, 32, 3))):
        getattr(keras.datasets, name).load_data = empty(*shape)
    keras.Model.fit = lambda self, *given, **named: setattr(self, "was_trained", True)


def _by_keras(code: str, keras: Any) -> tuple[int | None, str]:
    """The parameters of the network that is trained last, or stands last; why there is none."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(_PRELUDE, names)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(ast.parse(code), "snippet", "exec"), names)
        made = [each for each in names.values() if isinstance(each, keras.Model)]
        trained = [each for each in made if hasattr(each, "was_trained")]
        return int((trained or made)[-1].count_params()), ""
    except Exception as error:  # whatever a snippet of another age does
        return None, f"{type(error).__name__}: {error}".split("\n")[0][:90]


def main() -> int:
    """Prints each that differs; their number."""
    import keras

    _without_data(keras)
    same, not_run, different = 0, 0, 0
    for name in expected.names():
        theirs, why = _by_keras(expected.code(name), keras)
        project = read_code(expected.code(name)).project
        ours = None if project is None else analyse(project.network).totals.parameters
        if theirs is None:
            not_run += 1
            print(f"  {name}: today's Keras does not run it ({why})")
        elif theirs == ours:
            same += 1
        else:
            different += 1
            print(f"! {name}: Keras {theirs:,}, ours {ours}")
    print(f"{same} the same, {different} different, {not_run} that today's Keras does not run")
    return different


if __name__ == "__main__":
    sys.exit(min(main(), 1))
