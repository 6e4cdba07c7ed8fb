"""Arguments that Keras itself has, in code that is read: each is kept or named, and its usual value says nothing."""

import inspect
from typing import Any

import pytest

from cnnstudio.engine.start import Ready
from tests.core.keras_code.trained import project_of, said, with_callback, with_loss

CALLBACKS = ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")
LOSSES = (
    *("CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy"),
    *("CategoricalFocalCrossentropy", "MeanSquaredError"),
)
NOTHING_LEARNED = {
    *("verbose", "mode", "filepath", "save_best_only", "save_weights_only", "save_freq", "kwargs"),
    *("name", "dtype", "from_logits"),  # whether the outputs are probabilities is read from the network
}


FIRST = {"ModelCheckpoint": '"a.keras", save_best_only=True, '}


def another(name: str, usual: Any) -> Any:
    """A value that an argument may have and usually has not."""
    if isinstance(usual, bool):
        return not usual
    if name in ("factor", "label_smoothing"):
        return 0.5
    return {"val_loss": "val_accuracy", "sum_over_batch_size": "sum"}.get(usual, 3 if usual != 3 else 4)


@pytest.mark.parametrize("name", [*CALLBACKS, *LOSSES])
def test_that_every_argument_that_keras_has_is_read_or_named(ready: Ready, name: str) -> None:
    import keras

    section, read = ("callbacks", with_callback) if name in CALLBACKS else ("losses", with_loss)
    start = f"keras.{section}.{name}({FIRST.get(name, '')}"
    plain = read(f"{start})")
    assert said(plain) == []
    for each in inspect.signature(getattr(getattr(keras, section), name)).parameters.values():
        if each.name in NOTHING_LEARNED:
            continue
        assert said(read(f"{start}{each.name}={each.default!r})")) == []
        value = another(each.name, each.default)
        found = read(f"{start}{each.name}={value!r})")
        told = project_of(found).plan != project_of(plain).plan
        assert told != any(each.name in text or repr(value)[1:-1] in text for text in said(found)), each.name
        assert len(said(found)) == (not told)
