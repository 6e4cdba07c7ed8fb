"""How t-SNE moves the points of the map, in a process of its own, and when that ends."""

import multiprocessing
import os
import signal
import sys

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from cnnstudio.core.inspecting import tsne
from cnnstudio.gui.threads.newest import end_all
from tests.gui.viewer.embedding.clouds_made import data
from tests.gui.viewer.embedding.stand import Stand, a_scene, live_scene


def test_that_tsne_moves_the_points_and_is_kept(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene())
    stand.answer()
    before = stand.tab.view.cloud.places
    stand.choose("method", "tsne")
    assert stand.find(QSpinBox, "perplexity").isVisible()
    qtbot.waitUntil(lambda: stand.tab.mapping.step > 0, timeout=20_000)
    qtbot.waitUntil(lambda: not stand.tab.mapping.is_busy, timeout=20_000)
    assert stand.tab.mapping.step == tsne.STEPS
    assert not np.array_equal(stand.tab.view.cloud.places, before)
    stand.choose("method", "pca")
    assert np.array_equal(stand.tab.view.cloud.places, before)
    stand.choose("method", "tsne")
    assert not stand.tab.mapping.is_busy


def test_that_stop_leaves_the_points_where_tsne_has_brought_them(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene(data=data(test=300)))
    stand.answer()
    stand.choose("method", "tsne")
    qtbot.waitUntil(lambda: stand.tab.mapping.step > 0, timeout=20_000)
    stand.find(QPushButton, "stop").click()
    step = stand.tab.mapping.step
    assert 0 < step < tsne.STEPS
    assert f"Stopped after {step} of 750 steps" in stand.tab.controls.words.full
    assert np.array_equal(stand.tab.view.cloud.places, stand.tab.mapping.places)
    qtbot.waitUntil(lambda: multiprocessing.active_children() == [])


def test_that_tsne_goes_on_while_another_tab_is_looked_at(stand: Stand, qtbot: QtBot) -> None:
    at = a_scene(data=data(test=300))
    stand.tab.look(at)
    stand.answer()
    stand.choose("method", "tsne")
    stand.tab.leave()
    assert stand.tab.mapping.is_moving
    qtbot.waitUntil(lambda: stand.tab.mapping.step > 0, timeout=20_000)
    stand.tab.look(at)
    assert stand.tab.mapping.is_moving
    assert len(stand.asked()) == 1
    stand.find(QPushButton, "stop").click()
    qtbot.waitUntil(lambda: multiprocessing.active_children() == [])


def test_that_another_project_ends_tsne_though_nobody_looks(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene(data=data(test=300)))
    stand.answer()
    stand.choose("method", "tsne")
    stand.tab.leave()
    qtbot.waitUntil(lambda: multiprocessing.active_children() != [])
    stand.tab.begin_anew()
    assert not stand.tab.mapping.is_busy
    assert (stand.tab.mapping.vectors, stand.tab.taking.shown, stand.tab.view.cloud) == (None, None, None)
    qtbot.waitUntil(lambda: multiprocessing.active_children() == [])


def test_that_closing_the_window_ends_the_process_of_tsne(stand: Stand, qtbot: QtBot) -> None:
    stand.tab.look(a_scene(data=data(test=300)))
    stand.answer()
    stand.choose("method", "tsne")
    qtbot.waitUntil(lambda: multiprocessing.active_children() != [])
    end_all(stand.tab)
    assert multiprocessing.active_children() == []


def test_that_a_process_of_tsne_that_dies_is_said_and_leaves_the_points_where_they_are(
    stand: Stand, qtbot: QtBot
) -> None:
    stand.tab.look(a_scene(data=data(test=300)))
    stand.answer()
    stand.choose("method", "tsne")
    qtbot.waitUntil(lambda: multiprocessing.active_children() != [])
    (process,) = multiprocessing.active_children()
    os.kill(process.pid, signal.SIGTERM)
    qtbot.waitUntil(lambda: stand.tab.notice != "")
    assert stand.tab.notice.startswith("The process that works at t-SNE has died")
    assert stand.tab.view.cloud is not None
    figure = stand.tab.figure()
    assert figure is not None
    # The points lie where the principal components have them, for all that t-SNE is chosen.
    assert figure.caption.startswith("PCA of ") == (stand.tab.mapping.step == 0)
    assert stand.find(QPushButton, "start").text() == "Start again"


def test_that_without_the_library_the_command_that_brings_it_is_said_and_copied(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tsne, "EXTRA", "no_such_library")
    stand.tab.look(a_scene())
    stand.answer()
    stand.choose("method", "tsne")
    install = 'pip install "cnnstudio[embed]"'
    assert install in stand.tab.notice
    assert stand.find(QComboBox, "method").currentText() == "PCA"
    stand.find(QPushButton, "notice.way_1").click()
    assert QGuiApplication.clipboard().text() == install


def test_that_a_frozen_program_without_the_library_offers_no_command(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tsne, "EXTRA", "no_such_library")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    stand.tab.look(a_scene())
    stand.answer()
    stand.choose("method", "tsne")
    assert stand.tab.notice.endswith("That belongs to this program: install CNN Studio again.")
    assert not [each for each in stand.tab.findChildren(QPushButton) if each.objectName().startswith("notice.way")]


def test_that_tsne_is_not_thrown_away_by_an_epoch_but_new_vectors_can_be_had(stand: Stand, qtbot: QtBot) -> None:
    first = live_scene(a_scene(), 1)
    stand.tab.look(first)
    stand.answer()
    stand.choose("method", "tsne")
    stand.tab.look(live_scene(first, 2))
    assert len(stand.asked()) == 1
    stand.find(QPushButton, "stop").click()
    start = stand.find(QPushButton, "start")
    assert start.text() == "Take vectors"
    start.click()
    assert len(stand.asked()) == 2
