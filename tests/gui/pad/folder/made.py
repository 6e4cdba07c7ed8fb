"""Pictures of a test, and what an engine would have found on them."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.messages import Evaluate, Evaluated, PicturesAre, Tried
from cnnstudio.core.pictures.preprocessing import Prepared
from tests.gui.desk import LABELS

FILES = ("cat/1.png", "cat/2.png", "dog/10.png", "dog/2.png", "elk/1.png")
TRUTH = (0, 0, 1, 1, 2)
PREDICTED = (0, 2, 1, 0, 2)
SURE = (0.9, 0.8, 0.7, 0.95, 0.6)
"""The second is wrong, and the fourth, which it is surer of."""


def pictures(folder: Path) -> Path:
    """The files of the test, each filled with its own number."""
    for number, name in enumerate(FILES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (12, 10), (number * 20, 0, 0)).save(folder / name)
    return folder


def found(
    ticket: int,
    request: Evaluate,
    *,
    truth: tuple[int, ...] = TRUTH,
    way: PicturesAre = "drawn",
    note: str = "",
    files: tuple[str, ...] = FILES,
    **more: Any,
) -> Evaluated:
    """The answer; each picture was seen as its number times ten everywhere."""
    true, predicted, sure = (np.array(each) for each in (truth, PREDICTED, SURE))
    outcomes = Outcomes(
        LABELS,
        true.astype(np.int32),
        predicted.astype(np.int32),
        sure.astype(np.float32),
        np.where(true == predicted, sure, 0.02).astype(np.float32),
        0.5,
    )
    seen = np.arange(0, 50, 10, dtype=np.uint8)[:, None, None, None] * np.ones((1, 8, 8, 1), np.uint8)
    known = bool((true >= 0).any())
    tried = (Tried("plain", "scale", 0.2 if known else None), Tried("drawn", "scale", 0.6 if known else None))
    result = scores(outcomes)
    told = {"pictures": way, "outcomes": outcomes, "files": files, "seen": seen, "tried": tried, **more}
    return Evaluated(ticket, request.subject, result, Prepared(), "all", note, **told)  # type: ignore[arg-type]
