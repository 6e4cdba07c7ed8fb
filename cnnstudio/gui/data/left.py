"""The left column of the Data page: where the data come from, and under it what is in them."""

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.data.contents.panel import ContentsPanel
from cnnstudio.gui.data.source.panel import SourcePanel
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.letters import set_least_width

_WIDTH = 290


class LeftColumn(QScrollArea):
    """Puts both below each other; what a large font makes wider than the column can be scrolled to."""

    def __init__(self, source: SourcePanel, contents: ContentsPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.left")
        self.setAccessibleName(tr("Data set and what is in it"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 10, 16)
        column.setSpacing(8)
        column.addWidget(source)
        column.addWidget(contents)
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_least_width(self, _WIDTH)
        FocusFrame(self)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        contents.keyboard_freed.connect(source.sources.setFocus)
