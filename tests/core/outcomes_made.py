"""Outcomes for tests: drawn at random, or written out."""

import numpy as np
import numpy.typing as npt

from cnnstudio.core.evaluation.outcomes import Outcomes


def drawn(classes: int, count: int, seed: int = 0, sure: float = 2.0) -> tuple[Outcomes, npt.NDArray[np.float32]]:
    """Outcomes of a network that is often right, and the probabilities (count, classes) that it gave."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, classes, count)
    logits = generator.normal(size=(count, classes))
    logits[np.arange(count), truth] += sure
    powers = np.exp(logits)
    outputs = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return given(truth, outputs), outputs


def given(truth: npt.NDArray[np.int64], outputs: npt.NDArray[np.float32], loss: float = 0.5) -> Outcomes:
    """What a network with these outputs (n, classes) said."""
    labels = tuple(f"class {number}" for number in range(outputs.shape[1]))
    return Outcomes(
        labels,
        truth.astype(np.int32),
        outputs.argmax(axis=1).astype(np.int32),
        outputs.max(axis=1),
        outputs[np.arange(len(truth)), truth],
        loss,
        outputs[:, 1].astype(np.float32) if outputs.shape[1] == 2 else None,
    )
