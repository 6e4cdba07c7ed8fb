"""Who trains a sweep: chosen, remembered, and refused in words."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.sweeps import extras
from cnnstudio.files.settings import Settings, load_settings, save_settings
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.sweeps.where_panel import WherePanel
from cnnstudio.gui.sweeps.where_words import is_address, why_not

CLUSTER = Where(0, "tls://lab:8786", "ca.pem", "mine.pem", "key.pem")


@pytest.fixture
def panel(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> WherePanel:
    monkeypatch.setattr(extras, "find_spec", lambda name: object())
    made = WherePanel()
    qtbot.addWidget(made)
    made.show()
    return made


def part(panel: WherePanel, name: str) -> Any:
    """A widget of the panel."""
    return panel.findChild(QWidget, f"sweep.where.{name}")


def test_that_at_first_runs_are_trained_one_after_the_other_here(panel: WherePanel) -> None:
    assert panel.where == Where()
    assert not panel.why_not
    assert not part(panel, "count").isVisible()
    assert not part(panel, "address").isVisible()


def test_that_workers_are_counted(panel: WherePanel) -> None:
    part(panel, "workers").click()
    part(panel, "count").setValue(4)
    assert panel.where == Where(4)


def test_that_a_cluster_has_an_address_and_with_tls_three_files(panel: WherePanel) -> None:
    part(panel, "cluster").click()
    assert panel.why_not == "Name the address of the cluster first."
    for address, words in (("lab", "The address of a cluster is written as"), ("tls://lab:8786", "A cluster by TLS")):
        part(panel, "address").setText(address)
        part(panel, "address").editingFinished.emit()
        assert panel.why_not.startswith(words)
        assert part(panel, "refused").text() == panel.why_not
    for name in ("ca", "certificate", "key"):
        part(panel, name).setText(f"/keys/{name}.pem")
    assert not panel.why_not
    assert panel.where == Where(0, "tls://lab:8786", "/keys/ca.pem", "/keys/certificate.pem", "/keys/key.pem")


def test_that_an_open_line_to_a_cluster_is_cautioned(panel: WherePanel) -> None:
    part(panel, "cluster").click()
    part(panel, "address").setText("tcp://lab:8786")
    part(panel, "address").editingFinished.emit()
    assert not panel.why_not
    assert part(panel, "heeded").text().startswith("Without TLS")


def test_that_a_choice_comes_back_from_the_settings(panel: WherePanel, tmp_path: Path, qtbot: QtBot) -> None:
    part(panel, "workers").click()
    part(panel, "count").setValue(3)
    part(panel, "address").setText(CLUSTER.address)
    save_settings(Settings(sweep_where=panel.kept), tmp_path / "settings.json")
    other = WherePanel()
    qtbot.addWidget(other)
    other.show_kept(load_settings(tmp_path / "settings.json").sweep_where)
    assert other.where == Where(3)
    assert other.kept == panel.kept


@pytest.mark.parametrize(
    "texts", [(), ("cluster",), ("cluster", "many", "", "", "", ""), ("moon", "2", "", "", "", "")]
)
def test_that_what_nobody_wrote_here_is_the_usual(panel: WherePanel, texts: tuple[str, ...]) -> None:
    panel.show_kept(texts)
    assert panel.where == Where()


def test_that_without_dask_it_is_said_how_workers_are_had(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    panel = WherePanel()
    qtbot.addWidget(panel)
    panel.show_kept(("workers", "4", "", "", "", ""))
    assert panel.where == Where()
    assert not part(panel, "workers").isEnabled()
    assert part(panel, "missing").text() == (
        'Workers need Dask, which is not installed. Install with: pip install "cnnstudio[cluster]"'
    )
    assert why_not(CLUSTER).startswith("Workers need Dask")


@pytest.mark.parametrize("text", ["tls://lab:8786", "tcp://10.0.0.1:80", "tls://[::1]:8786"])
def test_that_addresses_are_known(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["lab:8786", "http://lab:80", "tls://lab", "tls://:8786", "tls://lab:a", "tls://[::1"])
def test_that_other_texts_are_no_addresses(text: str) -> None:
    assert not is_address(text)


def test_that_a_cluster_without_an_address_is_nowhere_and_not_here(panel: WherePanel) -> None:
    part(panel, "cluster").click()
    assert panel.where is None
    part(panel, "address").setText("tls://lab:8786")  # without its three files
    assert panel.where is None


def test_that_an_address_counts_as_it_is_typed_and_is_remembered_once_it_is_whole(
    panel: WherePanel, qtbot: QtBot
) -> None:
    part(panel, "cluster").click()
    settled = QSignalSpy(panel.settled)
    QTest.keyClicks(part(panel, "address"), "tcp://lab:8786")
    assert panel.where == Where(0, "tcp://lab:8786")
    assert settled.count() == 0
    QTest.keyClick(part(panel, "address"), Qt.Key.Key_Return)
    assert settled.count() == 1


def test_that_what_was_remembered_outlasts_a_day_without_dask(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    panel = WherePanel()
    qtbot.addWidget(panel)
    texts = ("cluster", "4", "tcp://lab:8786", "", "", "")
    panel.show_kept(texts)
    assert panel.where == Where()
    assert panel.kept == texts
    part(panel, "here").click()
    assert panel.kept[0] == "here"
