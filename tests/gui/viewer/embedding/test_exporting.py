"""What the map writes and gives to take along."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.viewer.embedding.sprites import HUES
from cnnstudio.gui.widgets.rasters import image_array
from tests.gui.viewer.embedding.stand import Stand, a_scene


def test_that_vectors_are_written_as_numpy_reads_them(stand: Stand, qtbot: QtBot, tmp_path: Path) -> None:
    stand.tab.look(a_scene())
    assert not stand.tab.controls.export.isEnabled()
    stand.answer()
    with qtbot.waitSignal(stand.tab.controls.export.done):
        stand.tab.controls.export.save(tmp_path / "vectors.npy")
    assert np.array_equal(np.load(tmp_path / "vectors.npy"), stand.tab.mapping.vectors)
    assert stand.tab.notice == "30 vectors of 5 numbers saved as vectors.npy."
    stand.tab.controls.export.over.emit("The words of something else")
    assert stand.tab.notice != ""
    stand.tab.controls.export.over.emit(stand.tab.notice)
    assert stand.tab.notice == ""


@pytest.mark.parametrize("with_vectors", [False, True])
def test_that_the_table_has_a_row_a_picture(stand: Stand, qtbot: QtBot, tmp_path: Path, with_vectors: bool) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    path = tmp_path / "map.csv"
    with qtbot.waitSignal(stand.tab.controls.export.done):
        stand.tab.controls.export.save(path, with_vectors=with_vectors)
    head, first, *others = path.read_text(encoding="utf-8").splitlines()
    assert head == "number,part,label,predicted,x,y" + (",0,1,2,3,4" if with_vectors else "")
    cells = first.split(",")
    assert cells[:4] == ["0", "test", "cat", "elk"]
    assert np.array_equal(np.float32(cells[4:6]), stand.tab.mapping.places[0])
    assert len(others) == 29
    if with_vectors:
        assert np.array_equal(np.float32(cells[6:]), stand.tab.mapping.vectors[0])


def test_that_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    stand: Stand, qtbot: QtBot, tmp_path: Path
) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    with qtbot.waitSignal(stand.tab.controls.export.failed):
        stand.tab.controls.export.save(tmp_path / "nowhere" / "vectors.npy")
    assert stand.tab.notice != ""
    assert list(tmp_path.iterdir()) == []


def test_that_the_figure_says_what_it_is_of(stand: Stand) -> None:
    assert stand.tab.figure() is None
    stand.tab.look(a_scene())
    stand.answer()
    figure = stand.tab.figure()
    assert figure is not None
    assert figure.caption.startswith("PCA of what dense_1 gives for 30 test pictures · Run 1 · The plane shows ")
    (panel,) = figure.panels
    drawn: list[QImage] = []
    thread = threading.Thread(target=lambda: drawn.append(panel.drawn()))  # as it is drawn beside the window
    thread.start()
    thread.join()
    assert drawn[0].size() == panel.image.size()
    assert drawn[0].devicePixelRatio() == panel.image.devicePixelRatio()
    colours = set(map(tuple, image_array(drawn[0])[..., :3].reshape(-1, 3).tolist()))
    assert {LIGHT.colour(HUES[number]).getRgb()[:3] for number in range(3)} <= colours
