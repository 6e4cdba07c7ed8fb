"""Tables that programs read have their columns called alike, whatever language the window speaks.

What is said is made in the language that a process begins with, so each language has one of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnstudio.core.language import LANGUAGES

_WRITING = """
import json, sys
from pathlib import Path
import numpy as np
from PySide6.QtWidgets import QApplication
application = QApplication([])
from cnnstudio.core.analysis import analyse
from cnnstudio.core.runs.history import History
from cnnstudio.core.evaluation.outcomes import Outcomes
from cnnstudio.core.presets import preset
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.tables import as_csv, as_text, summary
from cnnstudio.gui.evaluation.classes import ClassesView
from cnnstudio.gui.training.measures import curves_of
from cnnstudio.gui.widgets.plots.curves import write_csv

table = summary(analyse(preset("lenet").project.network))
classes = ClassesView()
batches = np.array([[2.0, 0.5, 0.1], [1.0, 0.6, 0.1]], np.float32)
history = History([Epoch(1, 1.0, 0.5, 1.0, 0.5, 1.0, rate=0.1)], [(1, batches)])
folder = Path(sys.argv[1])
(folder / "summary").write_text(as_csv(table), "utf-8")
classes.table.write_csv(folder / "classes")
classes.pairs.write_csv(folder / "pairs")
curves = {name: curves_of(history, name) for name in ("loss", "rate")}
for name, some in curves.items():
    write_csv(folder / name, some)
heads = {each.name: each.read_text("utf-8").splitlines()[0] for each in folder.iterdir()}
shown = [as_text(table).split()[0], *(curve.label for some in curves.values() for curve in some)]
print(json.dumps([heads, shown]))
"""


def written(language: str, folder: Path) -> tuple[dict[str, str], list[str]]:
    """The first line of each table, and what the window calls some of these columns."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _WRITING, str(folder)],
        env={**os.environ, "CNNSTUDIO_LANGUAGE": language, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    heads, shown = json.loads(done.stdout)
    return heads, shown


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    return written("en", tmp_path_factory.mktemp("tables") / "en")


def test_that_the_columns_are_called_as_the_english_window_calls_them(
    english: tuple[dict[str, str], list[str]],
) -> None:
    assert english[0] == {
        "summary": "Depth,Layer,Kind,Settings,Output,Weights,Biases,Parameters,How they come about,Branch",
        "classes": "Class,Pictures,Missed,Recall,Precision,F1",
        "pairs": "Class,Predicted,Pictures,Share",
        "loss": "epoch,each batch,training,validation",
        "rate": "epoch,learning rate",
    }
    assert english[1] == ["Layer", "each batch", "training", "validation", "learning rate"]


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_that_no_other_language_changes_them_though_it_does_what_is_shown(
    english: tuple[dict[str, str], list[str]], language: str, tmp_path: Path
) -> None:
    heads, shown = written(language, tmp_path / language)
    assert heads == english[0]
    assert not set(shown) & set(english[1])
