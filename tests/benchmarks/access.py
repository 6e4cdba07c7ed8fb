"""How the real window is used without a mouse and without sight, over all pages and tabs; one JSON line.

A network is trained for an epoch, so that every page has something to show. "stops": parts that have to be reached;
"nameless": those without a name for who does not see them; "missed": those that Tab does not come by; "kept": where Tab
does not come out again; "unseen": those at which nothing shows that they have the keyboard (fewer than eight pixels
change); "cut": words with less room than they need, or cut where nothing scrolls sideways. Needs no seed: every part is
visited. In the theme and with the size of text that are asked for; QT_SCALE_FACTOR=2 has it on a sharp screen:

    QT_QPA_PLATFORM=offscreen .venv/bin/python tests/benchmarks/access.py [--theme dark] [--text 150] [--size 1280x800]
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("CNNSTUDIO_HOME", tempfile.mkdtemp(prefix="cnnstudio-access-"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from cnnstudio.core.presets import preset
from cnnstudio.gui.app import open_window
from cnnstudio.gui.main_window import MainWindow
from cnnstudio.gui.pages import PAGES
from tests.benchmarks.inspecting import wait
from tests.gui.access import cut, name_of, shows_keyboard, stops, walk

_FEW, _PATIENCE = 1_500, 120


def main() -> None:
    """Visits everything and says what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--text", type=int, default=100)
    parser.add_argument("--size", default="1280x800")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    window = open_window()
    window.resize(*map(int, given.size.split("x")))
    window.preferences.choose_theme(given.theme)
    window.preferences.choose_text_size(given.text)
    _train(application, window)
    window.activateWindow()
    found: dict[str, list[str]] = {"nameless": [], "missed": [], "kept": [], "unseen": [], "cut": []}
    count = 0
    for place, page in _places(application, window):
        count += _look(window, place, page, found)
    found["cut"] = sorted(set(found["cut"]))
    print(json.dumps({"theme": given.theme, "text": given.text, "stops": count, **found}))
    sys.stdout.flush()
    os._exit(0)


def _train(application: QApplication, window: MainWindow) -> None:
    lenet = preset("lenet")
    assert lenet is not None
    project = lenet.project
    few = replace(project, plan=replace(project.plan, epochs=1), data=replace(project.data, subset=_FEW))
    window.new_project(few, lenet.title)
    wait(application, lambda: window.document.data_set is not None, _PATIENCE)
    window.train()
    wait(application, lambda: bool(window.document.runs) and not window.training_run.is_active, _PATIENCE)


def _places(application: QApplication, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Every page, and every tab that is in view on it."""
    for name, _, _ in PAGES:
        page = window.pages.show(name)
        window.selection.select("conv2d_1")
        _rest(application)
        yield name, page
        for tabs in [each for each in page.findChildren(QTabWidget) if each.isVisible()]:
            for at in (number for number in range(tabs.count()) if tabs.isTabEnabled(number)):
                if at != tabs.currentIndex():
                    tabs.setCurrentIndex(at)
                    _rest(application)
                    yield f"{name}: {tabs.tabText(at).replace('&', '')}", page


def _rest(application: QApplication) -> None:
    """Lets the page show what it has; an answer of the engine may take a moment."""
    wait(application, lambda: False, 1.2)


def _look(window: MainWindow, place: str, page: QWidget, found: dict[str, list[str]]) -> int:
    found["cut"] += [f"{place}: {each.objectName() or type(each).__name__}" for each in cut(page)]
    came_by, kept = walk(page)
    wanted = stops(page)
    said = {id(each): f"{place}: {each.objectName() or type(each).__name__}" for each in (*wanted, *kept)}
    found["kept"] += [said[id(each)] for each in kept]
    found["missed"] += [said[id(each)] for each in wanted if each not in came_by]
    found["nameless"] += [said[id(each)] for each in wanted if not name_of(each)]
    for each in came_by:
        if each in wanted and each.isVisible() and not shows_keyboard(window, each):
            found["unseen"].append(said[id(each)])
    return len(wanted)


if __name__ == "__main__":
    main()
