"""A short piece of what ``tests/benchmarks/soak.py`` does for hours: acts at random, in a window without an engine."""

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pytestqt.qtbot import QtBot

from cnnstudio.core.presets import preset
from cnnstudio.gui.main_window import MainWindow
from tests.benchmarks import soak_hands
from tests.benchmarks.soak_acts import Acts
from tests.benchmarks.soak_watch import Watch
from tests.gui.fakes import FakeBridge

_ACTS, _SEED = 60, 7
_WITHOUT_BOXES = ("page", "tab", "layer", "undo", "stroke", "size", "compare")
"""Acts that open nothing that waits in a loop of its own."""


def test_that_a_window_bears_being_used_at_random(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    found = preset("lenet")
    assert found is not None
    with qtbot.waitSignal(window.document.opened):
        window.new_project(found.project, "Random")
    acts, chance = Acts(window, tmp_path, lambda _: None), random.Random(_SEED)
    done = []
    while len(done) < _ACTS:
        act = acts.choose(chance)
        if act is not None and act[0] in _WITHOUT_BOXES:
            acts.do(act)
            done.append(act[0])
            qtbot.waitUntil(lambda: True)
    assert len(set(done)) == len(_WITHOUT_BOXES)
    window.close()


def test_that_a_widget_is_found_again_by_its_path(qtbot: QtBot) -> None:
    window = MainWindow(bridge=FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    seen = list(soak_hands.in_view(window))
    assert len(seen) > 5
    assert all(soak_hands.find(soak_hands.path_of(each, window)) is each for each in seen)
    window.close()


def test_that_what_the_script_looks_for_is_no_part_of_a_gap() -> None:
    clock = iter([(1.0, 2.0, 3.0, 4.0), (1.5, 2.25, 3.125, 4.75)])
    watch: Any = SimpleNamespace(_now=lambda: next(clock), _last=(0.5, 0.5, 0.5, 0.5), _collected=7.0)
    with Watch.not_counted(watch):
        watch._collected = 9.0
    assert (watch._last, watch._collected) == ((1.0, 0.75, 0.625, 1.25), 7.0)  # half a second before it stays
