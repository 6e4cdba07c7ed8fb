"""What Keras says on its own, and is not to."""

import warnings
from typing import Any

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Network
from cnnstudio.core.presets import stack
from cnnstudio.engine.start import quieten


def test_that_a_softmax_of_one_class_writes_nothing_on_the_terminal(ready: Any) -> None:
    from cnnstudio.engine.build import build

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        quieten()
        build(Network((4, 4, 1), stack(Flatten(), Dense(1, "softmax"))))
        warnings.warn("something else", UserWarning, stacklevel=1)
    assert [str(each.message) for each in told] == ["something else"]
