"""What the tests of the map of the data share."""

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.gui.viewer.embedding.tab import EmbeddingTab
from tests.gui.fakes import FakeBridge
from tests.gui.viewer.embedding.stand import Stand


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    bridge = FakeBridge()
    tab = EmbeddingTab(bridge)  # type: ignore[arg-type]
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    tab.show()
    return Stand(tab, bridge, qtbot)
