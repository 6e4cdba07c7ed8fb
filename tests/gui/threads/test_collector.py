"""Garbage collection while a window is open."""

import gc
import sys
import threading
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cnnstudio.core.messages import EngineState, Failed, Settled
from cnnstudio.gui.threads.collector import Collector
from cnnstudio.gui.threads.turns import do_all_of
from tests.gui.fakes import FakeBridge


@pytest.fixture(autouse=True)
def garbage_is_collected_on_one_thread() -> None:
    """That is what is tested here."""


class Cycle:
    """Garbage that only the collector finds, and that says on which thread it was found."""

    found_on: ClassVar[list[threading.Thread]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Cycle.found_on.append(threading.current_thread())


READY = EngineState(0, True, "CPU · 2 threads", {})


def litter() -> None:
    for _ in range(5_000):
        Cycle()


def test_that_garbage_of_any_thread_is_collected_on_the_gui_thread_alone(qtbot: QtBot) -> None:
    owner, bridge = QObject(), FakeBridge()
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    bridge.event.emit(READY)
    Cycle.found_on.clear()
    try:
        thread = threading.Thread(target=litter)
        thread.start()
        thread.join()
        assert not Cycle.found_on
        collector.look()
        assert len(Cycle.found_on) == 5_000
        assert set(Cycle.found_on) == {threading.main_thread()}
    finally:
        collector.close()
    assert gc.isenabled()


def test_that_it_looks_by_itself_in_a_turn_of_its_own(qtbot: QtBot) -> None:
    owner, bridge = QObject(), FakeBridge()
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    bridge.event.emit(READY)
    Cycle.found_on.clear()
    try:
        litter()
        qtbot.waitUntil(lambda: len(Cycle.found_on) == 5_000)
    finally:
        collector.close()


def test_that_nothing_is_collected_after_the_end_of_what_a_run_left(qtbot: QtBot) -> None:
    owner, bridge = QObject(), FakeBridge()
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    Cycle.found_on.clear()
    bridge.event.emit(Settled(1))
    collector.close()
    gc.disable()
    try:
        Cycle()
        do_all_of(collector)
        assert not Cycle.found_on
    finally:
        gc.enable()
        gc.collect()


def test_that_nothing_is_collected_before_the_engine_is_ready(qtbot: QtBot) -> None:
    owner, bridge = QObject(), FakeBridge()
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    Cycle.found_on.clear()
    try:
        litter()
        collector.look()
        bridge.event.emit(EngineState(0, False, "Starting TensorFlow…", {}))
        collector.look()
        assert not Cycle.found_on
        bridge.event.emit(READY)
        litter()
        collector.look()
        assert len(Cycle.found_on) == 5_000
    finally:
        collector.close()
        gc.collect()  # what was let be


def test_that_garbage_is_collected_where_the_engine_cannot_be_started(qtbot: QtBot) -> None:
    owner, bridge = QObject(), FakeBridge()
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    Cycle.found_on.clear()
    try:
        bridge.event.emit(Failed(0, "TensorFlow could not be started.", ""))
        litter()
        collector.look()
        assert len(Cycle.found_on) == 5_000
    finally:
        collector.close()


@pytest.mark.parametrize("is_here", [True, False])
def test_that_what_a_run_left_is_collected_and_then_left_alone_where_tensorflow_is_here(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_here: bool
) -> None:
    owner, bridge = QObject(), FakeBridge()
    monkeypatch.setattr(sys, "modules", {"tensorflow": sys} if is_here else {})
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    Cycle.found_on.clear()
    try:
        Cycle()
        before = gc.get_freeze_count()
        bridge.event.emit(Settled(1))
        do_all_of(collector)
        assert len(Cycle.found_on) == 1
        assert (gc.get_freeze_count() > before) == is_here
    finally:
        collector.close()  # what was let be stays so: with TensorFlow in it every later test would look through it


def test_that_what_stands_when_the_engine_is_ready_is_not_walked_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, bridge = QObject(), FakeBridge()
    monkeypatch.setattr(sys, "modules", {})
    collector = Collector(bridge, owner)  # type: ignore[arg-type]
    gc.unfreeze()
    try:
        bridge.event.emit(READY)
        frozen = gc.get_freeze_count()
        assert frozen > 10_000
        bridge.event.emit(READY)
        assert gc.get_freeze_count() == frozen  # once: a process that starts again makes nothing here
        collector.close()
        assert not gc.get_freeze_count()
    finally:
        collector.close()
        gc.freeze()  # what was imported, as the tests have it
